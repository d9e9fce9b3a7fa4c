# SPDX-License-Identifier: Apache-2.0
"""GPT-2: a decoder alone, pre-norm, learned positions, byte-level BPE; answers go on from their prompts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import prompted_spec
from milena_export.families.source import SourceModel, Wishes
from milena_export.families.weights import Weights
from milena_export.graph.blocks import times
from milena_export.graph.decoder_only import DecoderOnly
from milena_export.graph.layers import (
    Attention,
    Embedding,
    FeedForward,
    Heads,
    Layer,
    Linear,
    Output,
    Positions,
    Stack,
)
from milena_export.graph.transformer import ACTIVATIONS

MODEL_TYPES: tuple[str, ...] = ("gpt2",)
ARCHITECTURES: tuple[str, ...] = ("GPT2LMHeadModel", "GPT2Model")
PREFIX = "transformer."


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    task = wishes.task or "generation"
    sources, targets = languages.plain(wishes, task)
    template = words.rule("*", "*", wishes.text_prefix or "", None)
    return fast_source(checkpoint, step_model, words, task, sources, targets, [template])


def step_model(checkpoint: Checkpoint) -> DecoderOnly:
    """The model alone, without its tokenizer."""
    config = checkpoint.config
    _refuse_unsupported(config)
    weights = Weights(checkpoint.tensors, PREFIX)
    width, vocabulary, positions = (int(config[name]) for name in ("n_embd", "vocab_size", "n_positions"))
    count, epsilon = int(config["n_head"]), float(config["layer_norm_epsilon"])
    name, table = weights.table((f"{PREFIX}wte.weight",), vocabulary, width)
    decoder = Stack(
        embedding=Embedding(name, table),
        heads=Heads(count, width // count),
        layers=[_layer(config, weights, layer) for layer in range(int(config["n_layer"]))],
        positions=Positions(f"{PREFIX}wpe.weight", weights.take(f"{PREFIX}wpe.weight", positions, width)),
        final_norm=weights.norm(f"{PREFIX}ln_f", width, epsilon),
    )
    # As transformers ties: an output layer of its own counts wherever the checkpoint has one.
    own = "lm_head.weight" in weights or not config.get("tie_word_embeddings", True)
    output = weights.table(("lm_head.weight",), vocabulary, width) if own else (name, table)
    return DecoderOnly(
        spec=prompted_spec(checkpoint.generation_config, vocabulary, positions),
        decoder=decoder,
        output=Output(*output, None),
    )


def _refuse_unsupported(config: Mapping[str, Any]) -> None:
    function = config["activation_function"]
    if function not in ACTIVATIONS:
        raise ExportError(
            f"activation_function {function!r} is not supported; supported are {', '.join(ACTIVATIONS)}"
        )
    if config.get("add_cross_attention"):
        raise ExportError(
            "add_cross_attention=True is not supported: the decoder would need an encoder that is not in the checkpoint"
        )
    if int(config["n_embd"]) % int(config["n_head"]):
        raise ExportError(f"n_embd {config['n_embd']} is no multiple of n_head; correct config.json")


def _layer(config: Mapping[str, Any], weights: Weights, index: int) -> Layer:
    name, width = f"{PREFIX}h.{index}", int(config["n_embd"])
    inner = int(config["n_inner"] or 4 * width)
    epsilon = float(config["layer_norm_epsilon"])
    return Layer(
        attention=_attention(config, weights, f"{name}.attn", index),
        attention_norm=weights.norm(f"{name}.ln_1", width, epsilon),
        feed_forward=FeedForward(
            str(config["activation_function"]),
            up=_linear(weights, f"{name}.mlp.c_fc", width, inner),
            down=_linear(weights, f"{name}.mlp.c_proj", inner, width),
        ),
        feed_forward_norm=weights.norm(f"{name}.ln_2", width, epsilon),
    )


def _attention(config: Mapping[str, Any], weights: Weights, name: str, index: int) -> Attention:
    """Query, key and value stand in one matrix; what the config makes of the scores is done to the query.

    ``reorder_and_upcast_attn`` changes the order of 16-bit arithmetic only.
    """
    width = int(config["n_embd"])
    scale = (width // int(config["n_head"])) ** -0.5 if config.get("scale_attn_weights", True) else 1.0
    if config.get("scale_attn_by_inverse_layer_idx"):
        scale /= index + 1
    joined = _linear(weights, f"{name}.c_attn", width, 3 * width)
    assert joined.bias is not None
    query, key, value = (
        Linear(f"{name}.{part}", joined.weight[:, columns], joined.bias[columns])
        for part, columns in zip(
            ("query", "key", "value"), (slice(i * width, (i + 1) * width) for i in range(3)), strict=True
        )
    )
    return Attention(name, times(query, scale), key, value, _linear(weights, f"{name}.c_proj", width, width))


def _linear(weights: Weights, name: str, inputs: int, outputs: int) -> Linear:
    """What transformers calls Conv1D: stored as [in, out], unlike PyTorch's linear layers."""
    return Linear(
        name, weights.take(f"{name}.weight", inputs, outputs), weights.take(f"{name}.bias", outputs)
    )
