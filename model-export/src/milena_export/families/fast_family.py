# SPDX-License-Identifier: Apache-2.0
"""What families with one fast tokenizer for both sides make of a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_defaults
from milena_export.families.source import Language, SourceModel, default_policy
from milena_export.graph.blocks import parameter_count
from milena_export.graph.decoder_only import DecoderOnly
from milena_export.graph.encoder_decoder import EncoderDecoder

FREE = 1_000_000
"""Positions of a model that has no table of them: far more than any text."""


def fast_source(
    checkpoint: Checkpoint,
    build: Callable[[Checkpoint], EncoderDecoder | DecoderOnly],
    words: FastTokenizer,
    task: str,
    sources: Sequence[Language],
    targets: Sequence[Language],
    templates: Sequence[Mapping[str, Any]],
) -> SourceModel:
    """Puts together what a bundle is built from."""
    model = build(checkpoint)
    layers, heads = len(model.decoder.layers), model.decoder.heads.count
    longest = FREE if model.decoder.positions is None else len(model.decoder.positions.table)
    return SourceModel(
        family=str(checkpoint.config["model_type"]),
        task=task,
        step_model=model,
        build=build,
        tokenizers={"source": words.content, "target": words.content},
        source_languages=tuple(sources),
        target_languages=tuple(targets),
        templates=tuple(templates),
        skip_ids=words.skip_ids,
        unk=words.unk,
        source_ids=words.count,
        max_source=longest,
        max_target=longest,
        shared_positions=longest if model.spec.start is None else None,
        parameters=parameter_count(model),
        decoder_layers=layers,
        decoder_heads=heads,
        default_policy=default_policy(layers, heads),
        strip=words.strip,
        clean_up_spaces=words.clean_up_spaces,
        defaults=decode_defaults(checkpoint.generation_config),
        notes=words.notes,
    )
