# SPDX-License-Identifier: Apache-2.0
"""Pegasus: pre-norm Transformer, sinusoidal positions, unigram pieces; made for summaries."""

from __future__ import annotations

from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, read_model, stored_or_sinusoids
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import SourceModel, Wishes, rule
from milena_export.graph.encoder_decoder import EncoderDecoder

MODEL_TYPES: tuple[str, ...] = ("pegasus",)
STYLE = Style(pre_norm=True, embedding_norm=False, final_norm=True, positions=stored_or_sinusoids)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    model = step_model(checkpoint)
    words = FastTokenizer.read(checkpoint, model.spec.vocabulary)
    task = wishes.task or "summarization"
    sources, targets = languages.plain(wishes, task)
    template = rule(
        "*",
        "*",
        suffix=[words.id("</s>")],
        text_prefix=wishes.text_prefix or "",
        forced_bos=forced_bos(checkpoint.generation_config),
    )
    return fast_source(checkpoint, model, words, task, sources, targets, [template])


def step_model(checkpoint: Checkpoint) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    return read_model(checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size))
