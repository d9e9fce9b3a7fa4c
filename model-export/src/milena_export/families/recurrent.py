# SPDX-License-Identifier: Apache-2.0
"""Recurrent models with classical attention, as ``milena-export train --architecture recurrent`` writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fast_family import FREE
from milena_export.families.generation import decode_defaults, decode_spec
from milena_export.families.marian_words import MarianWords
from milena_export.families.source import SourceModel, Wishes, rule
from milena_export.families.weights import Weights
from milena_export.graph import scores
from milena_export.graph.blocks import parameter_count
from milena_export.graph.cells import GATES, STATES, Cell
from milena_export.graph.layers import Array, Embedding, Linear, Output
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.recurrent import Bidirectional, Recurrent, Unidirectional

MODEL_TYPES: tuple[str, ...] = ("milena-rnn",)
ARCHITECTURES: tuple[str, ...] = ("RecurrentForSeq2SeqLM",)
POLICY = AttentionPolicy(0, (0,), 0, "default: the step that emits a token attends for it")


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    languages.refuse_text_prefix(wishes)
    languages.refuse_languages(wishes)
    _known_to_transformers()
    words = MarianWords.read(checkpoint)
    build = partial(step_model, unknown=words.unk if words.reads_unknown else None)
    model = build(checkpoint)
    return SourceModel(
        family="milena-rnn",
        task=wishes.task or "translation",
        step_model=model,
        build=build,
        tokenizers=words.tokenizers,
        source_languages=languages.only(wishes.source_language, words.named("source"), "source"),
        target_languages=languages.only(wishes.target_language, words.named("target"), "target"),
        templates=(rule("*", "*", suffix=[words.eos]),),
        skip_ids=words.skip_ids,
        unk=words.unk,
        source_ids=words.source_ids,
        max_source=FREE,
        max_target=FREE,
        parameters=parameter_count(model),
        decoder_layers=1,
        decoder_heads=1,
        default_policy=POLICY,
        defaults=decode_defaults(checkpoint.generation_config),
    )


def step_model(checkpoint: Checkpoint, unknown: int | None = None) -> Recurrent:
    """The model alone, without its tokenizers."""
    _known_to_transformers()
    config = checkpoint.config
    for name in ("encoder_cell", "decoder_cell"):
        if config[name] not in GATES:
            raise ExportError(f"{name} {config[name]!r} is not supported; supported are {', '.join(GATES)}")
    weights = Weights(checkpoint.tensors)
    width, vocabulary = int(config["width"]), int(config["vocab_size"])
    table = weights.take("shared.weight", vocabulary, width)
    decoder = [
        _decoder_layer(config["decoder_cell"], weights, f"decoder.{layer}", width)
        for layer in range(int(config["decoder_layers"]))
    ]
    carried = len(decoder) * STATES[config["decoder_cell"]]
    return Recurrent(
        spec=decode_spec(checkpoint.generation_config, vocabulary),
        embedding=Embedding("shared.weight", table, math.sqrt(width)),
        encoder=[
            _encoder_layer(config["encoder_cell"], weights, f"encoder.{layer}", width)
            for layer in range(int(config["encoder_layers"]))
        ],
        bridge=weights.linear("bridge", width, carried * width),
        decoder=decoder,
        score=_score(config, weights, width),
        combine=weights.linear("combine", 2 * width, width),
        output=Output("shared.weight", table, weights.take("final_logits_bias", 1, vocabulary)[0]),
        unknown_source=unknown,
    )


def _known_to_transformers() -> None:
    """Its config is read by transformers, as that of every family."""
    from milena_export.families.recurrent_reference import register

    register()


def _score(config: Mapping[str, Any], weights: Weights, width: int) -> scores.Score:
    from milena_export.training.attention import EPSILON

    name = "attention.score"
    made: dict[str, Callable[[], scores.Score]] = {
        "dot": scores.Dot,
        "scaled-dot": lambda: scores.scaled_dot(width),
        "general": lambda: scores.General(weights.linear(f"{name}.key", width, width, bias=False)),
        "additive": lambda: scores.Additive(
            weights.linear(f"{name}.query", width, width, bias=False),
            weights.linear(f"{name}.key", width, width),
            f"{name}.energy",
            weights.take(f"{name}.energy.weight", 1, width),
        ),
        "cosine": lambda: scores.Cosine(float(weights.take(f"{name}.strength")), EPSILON),
        "manhattan": scores.Manhattan,
    }
    if config["score"] not in made:
        raise ExportError(f"score {config['score']!r} is not supported; supported are {', '.join(made)}")
    return made[config["score"]]()


def _encoder_layer(kind: str, weights: Weights, name: str, width: int) -> Bidirectional:
    half = width // 2
    forward, backward = (_cell(kind, weights, name, suffix, width, half) for suffix in ("_l0", "_l0_reverse"))
    inputs = Linear(
        f"{name}.inputs",
        np.concatenate([forward[0].weight, backward[0].weight], axis=1),
        np.concatenate([_bias(forward[0]), _bias(backward[0])]),
    )
    return Bidirectional(inputs, forward[1], backward[1])


def _decoder_layer(kind: str, weights: Weights, name: str, width: int) -> Unidirectional:
    return Unidirectional(*_cell(kind, weights, name, "_l0", width, width))


def _cell(
    kind: str, weights: Weights, name: str, suffix: str, inputs: int, width: int
) -> tuple[Linear, Cell]:
    """PyTorch's weights of one direction of one layer."""
    size = GATES[kind] * width
    given, carried = (
        _ordered(kind, weights.take(f"{name}.weight_{part}{suffix}", size, columns)).T
        for part, columns in (("ih", inputs), ("hh", width))
    )
    given_bias, carried_bias = (
        _ordered(kind, weights.take(f"{name}.bias_{part}{suffix}", size)) for part in ("ih", "hh")
    )
    if kind == "lstm":
        # All gates are sums of both parts; a GRU's last is not.
        given_bias, carried_bias = given_bias + carried_bias, np.zeros_like(carried_bias)
    own = f"{name}{suffix}"
    return (
        Linear(f"{own}.inputs", given, given_bias),
        Cell(kind, width, Linear(f"{own}.carried", carried, carried_bias if kind == "gru" else None)),
    )


def _ordered(kind: str, gates: Array) -> Array:
    """The gates with a sigmoid first; PyTorch's LSTM has input, forget, new, output."""
    if kind == "gru":
        return gates
    parts: Sequence[Array] = np.split(gates, 4)
    return np.concatenate([parts[0], parts[1], parts[3], parts[2]])


def _bias(layer: Linear) -> Array:
    assert layer.bias is not None
    return layer.bias
