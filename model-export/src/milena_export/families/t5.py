# SPDX-License-Identifier: Apache-2.0
"""T5, mT5, UMT5, FLAN-T5, MADLAD: pre-norm without biases, relative positions, a plain or gated feed-forward layer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import Language, SourceModel, Wishes
from milena_export.families.weights import Weights
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.layers import (
    Attention,
    Embedding,
    FeedForward,
    Heads,
    Layer,
    Output,
    RelativeBias,
    Stack,
)
from milena_export.graph.transformer import ACTIVATIONS

MODEL_TYPES: tuple[str, ...] = ("t5", "mt5", "umt5")
ARCHITECTURES: tuple[str, ...] = (
    "T5ForConditionalGeneration",
    "T5WithLMHeadModel",
    "T5Model",
    "MT5ForConditionalGeneration",
    "MT5Model",
    "UMT5ForConditionalGeneration",
    "UMT5Model",
)
Places = npt.NDArray[np.int64]
LANGUAGE = re.compile(r"<2([a-z]{2,3}(?:_[A-Za-z]+)?)>")
MANY = 10
"""Fewer such tokens are something else's."""
TRANSLATION = re.compile(r"translation_([a-z]+)_to_([a-z]+)")


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`. The prefix of a task comes from the config, where it has one, or from ``--text-prefix``."""
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    tasks = {
        name: str(values.get("prefix", ""))
        for name, values in (checkpoint.config.get("task_specific_params") or {}).items()
    }
    task = wishes.task or "text2text"
    start = forced_bos(checkpoint.generation_config)
    pairs = {found.groups(): tasks[name] for name in tasks if (found := TRANSLATION.fullmatch(name))}
    told = (
        {}
        if wishes.text_prefix is not None or wishes.task not in (None, "translation")
        else _language_tokens(words)
    )
    if told:
        task = "translation"
        targets = list(languages.choose(told, wishes, "target"))
        sources = list(languages.only(wishes.source_language, languages.ANY, "source"))
        templates = [words.rule("*", one.tag, f"<2{one.code}> ", start) for one in targets]
        targets = [replace(one, id=None) for one in targets]
    elif task == "translation" and wishes.text_prefix is None and pairs:
        wanted = _wanted(pairs, wishes)
        templates = [words.rule(source, target, pairs[source, target], start) for source, target in wanted]
        sources = [Language(tag, tag) for tag in dict.fromkeys(source for source, _ in wanted)]
        targets = [Language(tag, tag) for tag in dict.fromkeys(target for _, target in wanted)]
    else:
        prefix = wishes.text_prefix if wishes.text_prefix is not None else tasks.get(task, "")
        sources, targets = map(list, languages.plain(wishes, task))
        templates = [words.rule("*", "*", prefix, start)]
    source_model = fast_source(checkpoint, step_model, words, task, sources, targets, templates)
    return replace(source_model, wide=wide_products(step_model(checkpoint)))


def _language_tokens(words: FastTokenizer) -> dict[str, int]:
    """MADLAD's languages with the ids of their tokens, ``<2de>``, which stand before a text; none where they are few."""
    found = {match[1]: index for token, index in words.ids.items() if (match := LANGUAGE.fullmatch(token))}
    return found if len(found) >= MANY else {}


def step_model(checkpoint: Checkpoint) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    config = checkpoint.config
    if config["dense_act_fn"] not in ACTIVATIONS:
        raise ExportError(
            f"feed_forward_proj {config['feed_forward_proj']!r} is not supported; supported are "
            f"{', '.join(ACTIVATIONS)}, each also as gated-..."
        )
    weights = Weights(checkpoint.tensors)
    width, vocabulary = int(config["d_model"]), int(config["vocab_size"])
    decoder = _stack(config, weights, "decoder", int(config["num_decoder_layers"]))
    own_output = "lm_head.weight" in weights
    name, table = (
        weights.table(("lm_head.weight",), vocabulary, width)
        if own_output
        else (decoder.embedding.name, decoder.embedding.table)
    )
    return EncoderDecoder(
        spec=decode_spec(checkpoint.generation_config, vocabulary),
        encoder=_stack(config, weights, "encoder", int(config["num_layers"])),
        decoder=decoder,
        output=Output(name, table, None, 1 / math.sqrt(width) if _scales(config) else 1.0),
        pre_norm=True,
        scaled_attention=False,
    )


def _scales(config: Mapping[str, Any]) -> bool:
    """Whether the decoder's output is scaled before the output layer: T5 says so, mT5 never does, UMT5 always."""
    return config["model_type"] == "umt5" or bool(config.get("scale_decoder_outputs"))


def wide_products(model: EncoderDecoder) -> frozenset[str]:
    """The second products of the feed-forward layers, whose results overflow in 16 bits; transformers keeps them too."""
    stacks = model.encoder, model.decoder
    return frozenset(layer.feed_forward.down.name for stack in stacks for layer in stack.layers)


def _stack(config: Mapping[str, Any], weights: Weights, side: str, layers: int) -> Stack:
    width, vocabulary = int(config["d_model"]), int(config["vocab_size"])
    names = (f"{side}.embed_tokens.weight", "shared.weight", "lm_head.weight")
    epsilon = float(config["layer_norm_epsilon"])
    return Stack(
        embedding=Embedding(*weights.table(names, vocabulary, width)),
        heads=Heads(int(config["num_heads"]), int(config["d_kv"])),
        layers=[_layer(config, weights, f"{side}.block.{layer}.layer", side) for layer in range(layers)],
        relative=None if config["model_type"] == "umt5" else _relative(config, weights, side),
        final_norm=weights.norm(f"{side}.final_layer_norm", width, epsilon, bias=False),
    )


def _layer(config: Mapping[str, Any], weights: Weights, name: str, side: str) -> Layer:
    width, hidden = int(config["d_model"]), int(config["d_ff"])
    inner = int(config["num_heads"]) * int(config["d_kv"])
    epsilon = float(config["layer_norm_epsilon"])
    decoder = side == "decoder"
    last = f"{name}.{2 if decoder else 1}"

    def attention(block: str) -> Attention:
        query, key, value = (weights.linear(f"{block}.{part}", width, inner, bias=False) for part in "qkv")
        return Attention(block, query, key, value, weights.linear(f"{block}.o", inner, width, bias=False))

    def dense(part: str, inputs: int, outputs: int) -> Any:
        return weights.linear(f"{last}.DenseReluDense.{part}", inputs, outputs, bias=False)

    gated = bool(config["is_gated_act"])
    return Layer(
        attention=attention(f"{name}.0.SelfAttention"),
        attention_norm=weights.norm(f"{name}.0.layer_norm", width, epsilon, bias=False),
        cross=attention(f"{name}.1.EncDecAttention") if decoder else None,
        cross_norm=weights.norm(f"{name}.1.layer_norm", width, epsilon, bias=False) if decoder else None,
        feed_forward=FeedForward(
            str(config["dense_act_fn"]),
            up=dense("wi_1" if gated else "wi", width, hidden),
            gate=dense("wi_0", width, hidden) if gated else None,
            down=dense("wo", hidden, width),
        ),
        feed_forward_norm=weights.norm(f"{last}.layer_norm", width, epsilon, bias=False),
        relative=_relative(config, weights, side, name) if config["model_type"] == "umt5" else None,
    )


def _relative(config: Mapping[str, Any], weights: Weights, side: str, layer: str = "") -> RelativeBias:
    """The table of buckets, spread out over all distances up to the one from which they are all alike.

    It is the first layer's, which all share, or that of ``layer``.
    """
    buckets, heads = int(config["relative_attention_num_buckets"]), int(config["num_heads"])
    reach = int(config["relative_attention_max_distance"])
    name = f"{layer or f'{side}.block.0.layer'}.0.SelfAttention.relative_attention_bias.weight"
    table = weights.take(name, buckets, heads)
    both = side == "encoder"
    bucket = bucket_of(np.arange(-reach, reach + 1 if both else 1), both, buckets, reach)
    return RelativeBias(name, table[bucket].T, reach)


def bucket_of(distance: Places, both: bool, buckets: int, reach: int) -> Places:
    """T5's bucket of each distance key - query, in 32-bit floats as PyTorch has them, which decides at the borders."""
    start = np.zeros_like(distance)
    if both:
        buckets //= 2
        start = np.where(distance > 0, buckets, 0)
        distance = np.abs(distance)
    else:
        distance = -np.minimum(distance, 0)
    exact = buckets // 2
    ratio = np.maximum(distance, exact).astype(np.float32) / np.float32(exact)
    coarse = np.log(ratio) / np.float32(math.log(reach / exact)) * np.float32(buckets - exact)
    coarse = np.minimum(exact + coarse.astype(np.int64), buckets - 1)
    return start + np.where(distance < exact, distance, coarse)


def _wanted(pairs: Mapping[tuple[str, ...], str], wishes: Wishes) -> Sequence[tuple[str, str]]:
    wanted = [
        (source, target)
        for source, target in pairs
        if wishes.source_language in (None, source)
        and wishes.target_language in (None, target)
        and (not wishes.languages or {source, target} <= set(wishes.languages))
    ]
    if not wanted:
        known = ", ".join(f"{source}-{target}" for source, target in pairs)
        raise ExportError(f"the model has no such translation; its config names {known}")
    return wanted
