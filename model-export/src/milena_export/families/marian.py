# SPDX-License-Identifier: Apache-2.0
"""Marian and OPUS-MT: post-norm Transformer, sinusoidal positions, a bias on the logits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError
from milena_export.families.checkpoint import Array, Checkpoint
from milena_export.families.generation import decode_defaults, decode_spec
from milena_export.families.marian_checks import check_shapes, refuse_unsupported
from milena_export.families.marian_words import MarianWords
from milena_export.families.source import SourceModel
from milena_export.graph.builder import FLOAT, GraphBuilder, Tensor
from milena_export.graph.model import AttentionPolicy, DecodeSpec, Memory, Rows, Step
from milena_export.graph.numerics import Numerics
from milena_export.graph.transformer import (
    Heads,
    activate,
    cached_attention,
    cross_attention,
    layer_norm,
    padding_mask,
    self_attention,
)

MODEL_TYPE = "marian"


def load(checkpoint: Checkpoint, source_language: str | None, target_language: str | None) -> SourceModel:
    """See `Family`: weights, both tokenizers and the languages of their config."""
    model = Marian.read(checkpoint)
    words = MarianWords.read(checkpoint)
    layers = model.decoder_layers
    # The penultimate layer's mean aligns well where nothing is known of a model (ADR 1; `--align-on` measures it).
    layer = max(0, layers - 2)
    policy = AttentionPolicy(
        layer, tuple(range(model.decoder_heads)), 1, "default: penultimate layer, all heads, shift 1"
    )
    return SourceModel(
        family=MODEL_TYPE,
        task="translation",
        step_model=model,
        tokenizers=words.tokenizers,
        source_languages=(words.language("source", source_language),),
        target_languages=(words.language("target", target_language),),
        templates=(
            {
                "source": "*",
                "target": "*",
                "source_template": {"text_prefix": "", "prefix_ids": [], "suffix_ids": [words.eos]},
                "target_template": {"forced_bos": None, "prefix_ids": []},
            },
        ),
        skip_ids=words.skip_ids,
        unk=words.unk,
        max_source=model.max_positions,
        max_target=model.max_positions,
        decoder_layers=layers,
        decoder_heads=model.decoder_heads,
        default_policy=policy,
        defaults=decode_defaults(checkpoint.generation_config),
    )


@dataclass(frozen=True)
class Marian:
    """A Marian checkpoint as a `StepModel`."""

    config: dict[str, Any]
    generation_config: dict[str, Any]
    weights: dict[str, Array]

    @classmethod
    def read(cls, checkpoint: Checkpoint) -> Marian:
        """Reads and checks a checkpoint; everything that the graph could get wrong is refused here."""
        config = checkpoint.config
        refuse_unsupported(config)
        model = cls(config, checkpoint.generation_config, checkpoint.weights())
        check_shapes(config, model.weights, model._source_name, model._target_table.shape[0])
        return model

    @cached_property
    def spec(self) -> DecodeSpec:
        """See `StepModel`."""
        return decode_spec(self.generation_config, self._target_table.shape[0])

    @property
    def max_positions(self) -> int:
        """Longest source and longest target."""
        return int(self.config["max_position_embeddings"])

    @property
    def decoder_layers(self) -> int:
        """Number of layers that have cross attention."""
        return int(self.config["decoder_layers"])

    @property
    def decoder_heads(self) -> int:
        """Number of heads of each cross attention."""
        return int(self.config["decoder_attention_heads"])

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """See `StepModel`."""
        batch, source = g.dim(input_ids, 0), g.dim(input_ids, 1)
        mask = padding_mask(g, attention_mask)
        embedded = numerics.embed(g, self._source_name, input_ids, self._source_table, self._embed_scale)
        positions = g.slice(g.const(self._positions, name="positions"), g.ints(0), source, 0)
        x = g.reshape(g.op("Add", embedded, positions), -1, self._width)
        heads = self._heads("encoder")
        for layer in range(int(self.config["encoder_layers"])):
            name = f"model.encoder.layers.{layer}"
            qkv = self._attention_input(g, numerics, f"{name}.self_attn", x, heads)
            context = self_attention(g, qkv, heads, batch, source, mask)
            x = self._norm(
                g,
                f"{name}.self_attn_layer_norm",
                self._linear(g, numerics, f"{name}.self_attn.out_proj", context),
                x,
            )
            x = self._feed_forward(g, numerics, name, x)
        return self._memory(g, numerics, x, batch, source, mask)

    def initial_state(self, g: GraphBuilder, rows: Rows) -> list[tuple[Tensor, int]]:
        """See `StepModel`: keys and values of each layer, [rows, heads, 0, width]."""
        heads = self._heads("decoder")
        empty = g.op("Expand", g.scalar(0.0, np.float32), g.shape(rows.count, heads.count, 0, heads.width))
        return [(empty, FLOAT)] * (2 * self.decoder_layers)

    def step(
        self,
        g: GraphBuilder,
        numerics: Numerics,
        tokens: Tensor,
        position: Tensor,
        memory: Memory,
        state: Sequence[Tensor],
        rows: Rows,
        policy: AttentionPolicy,
    ) -> Step:
        """See `StepModel`."""
        heads = self._heads("decoder")
        embedded = numerics.embed(g, self._target_name, tokens, self._target_table, self._embed_scale)
        x = g.op("Add", embedded, g.op("Gather", g.const(self._positions, name="positions"), position))
        caches: list[Tensor] = []
        attention = ""
        for layer in range(self.decoder_layers):
            name = f"model.decoder.layers.{layer}"
            qkv = self._attention_input(g, numerics, f"{name}.self_attn", x, heads)
            past_key, past_value = state[2 * layer : 2 * layer + 2]
            context, *cache = cached_attention(g, qkv, past_key, past_value, heads)
            caches += cache
            x = self._norm(
                g,
                f"{name}.self_attn_layer_norm",
                self._linear(g, numerics, f"{name}.self_attn.out_proj", context),
                x,
            )
            query = self._linear(g, numerics, f"{name}.encoder_attn.q_proj", x, 1 / math.sqrt(heads.width))
            context, weights = cross_attention(
                g, query, memory.keys[layer], memory.values[layer], memory.mask, heads, rows.batch, rows.beams
            )
            attention = weights if layer == policy.layer else attention
            x = self._norm(
                g,
                f"{name}.encoder_attn_layer_norm",
                self._linear(g, numerics, f"{name}.encoder_attn.out_proj", context),
                x,
            )
            x = self._feed_forward(g, numerics, name, x)
        logits = numerics.project(g, self._output_name, x, self.weights[self._output_name], self._logits_bias)
        return Step(logits, attention, caches)

    @property
    def _width(self) -> int:
        return int(self.config["d_model"])

    @property
    def _embed_scale(self) -> float:
        return math.sqrt(self._width) if self.config.get("scale_embedding") else 1.0

    def _heads(self, side: str) -> Heads:
        count = int(self.config[f"{side}_attention_heads"])
        return Heads(count, self._width // count)

    @property
    def _source_name(self) -> str:
        return self._first("model.shared.weight", "model.encoder.embed_tokens.weight")

    @property
    def _target_name(self) -> str:
        return self._first("model.shared.weight", "model.decoder.embed_tokens.weight")

    @property
    def _output_name(self) -> str:
        tied = self.config.get("tie_word_embeddings", True)
        return self._target_name if tied or "lm_head.weight" not in self.weights else "lm_head.weight"

    @property
    def _source_table(self) -> Array:
        return self.weights[self._source_name]

    @property
    def _target_table(self) -> Array:
        return self.weights[self._target_name]

    @property
    def _logits_bias(self) -> Array:
        vocabulary = self._target_table.shape[0]
        return self.weights.get("final_logits_bias", np.zeros((1, vocabulary), np.float32)).reshape(-1)

    @cached_property
    def _positions(self) -> Array:
        return sinusoids(self.max_positions, self._width)

    def _first(self, *names: str) -> str:
        for name in names:
            if name in self.weights:
                return name
        raise ExportError(f"the checkpoint holds none of {', '.join(names)}; it is incomplete, save it again")

    def _linear(
        self, g: GraphBuilder, numerics: Numerics, name: str, x: Tensor, scale: float = 1.0
    ) -> Tensor:
        factor = np.float32(scale)
        weight, bias = self.weights[f"{name}.weight"].T * factor, self.weights[f"{name}.bias"] * factor
        return numerics.linear(g, name, x, weight, bias)

    def _attention_input(
        self, g: GraphBuilder, numerics: Numerics, name: str, x: Tensor, heads: Heads
    ) -> Tensor:
        """Scaled query, key and value in one product."""
        scale = np.float32(1 / math.sqrt(heads.width))
        factors = {"q_proj": scale, "k_proj": np.float32(1), "v_proj": np.float32(1)}
        weight = np.concatenate(
            [self.weights[f"{name}.{p}.weight"].T * f for p, f in factors.items()], axis=1
        )
        bias = np.concatenate([self.weights[f"{name}.{p}.bias"] * f for p, f in factors.items()])
        return numerics.linear(g, f"{name}.qkv", x, weight, bias)

    def _memory(
        self, g: GraphBuilder, numerics: Numerics, x: Tensor, batch: Tensor, source: Tensor, mask: Tensor
    ) -> Memory:
        """Keys and values of all decoder layers in one product."""
        heads = self._heads("decoder")
        layers = self.decoder_layers
        names = [
            f"model.decoder.layers.{i}.encoder_attn.{p}" for p in ("k_proj", "v_proj") for i in range(layers)
        ]
        weight = np.concatenate([self.weights[f"{name}.weight"].T for name in names], axis=1)
        bias = np.concatenate([self.weights[f"{name}.bias"] for name in names])
        product = numerics.linear(g, "model.decoder.memory", x, weight, bias)
        split = g.reshape(product, batch, source, 2, layers, heads.count, heads.width)
        keys, values = g.ops("Split", 2, split, axis=2, num_outputs=2)
        keys = g.op("Transpose", g.op("Squeeze", keys, g.ints(2)), perm=[2, 0, 3, 4, 1])
        values = g.op("Transpose", g.op("Squeeze", values, g.ints(2)), perm=[2, 0, 3, 1, 4])
        by_layer = [
            [g.op("Gather", tensor, g.scalar(layer), axis=0) for layer in range(layers)]
            for tensor in (keys, values)
        ]
        return Memory(by_layer[0], by_layer[1], mask)

    def _norm(self, g: GraphBuilder, name: str, x: Tensor, residual: Tensor) -> Tensor:
        return layer_norm(g, x, residual, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], name)

    def _feed_forward(self, g: GraphBuilder, numerics: Numerics, name: str, x: Tensor) -> Tensor:
        inner = activate(g, self.config["activation_function"], self._linear(g, numerics, f"{name}.fc1", x))
        return self._norm(g, f"{name}.final_layer_norm", self._linear(g, numerics, f"{name}.fc2", inner), x)


def sinusoids(count: int, width: int) -> npt.NDArray[np.float32]:
    """Positions [count, width] as Marian computes them: sines in the first half, cosines in the second."""
    exponent = 2 * (np.arange(width) // 2) / width
    angles = np.arange(count)[:, None] / np.power(10000, exponent)[None, :]
    return np.concatenate([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])], axis=1).astype(np.float32)
