# SPDX-License-Identifier: Apache-2.0
"""Pegasus: pre-norm Transformer, sinusoidal positions, unigram pieces; made for summaries."""

from __future__ import annotations

from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, read_model, stored_or_sinusoids
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import SourceModel, Wishes
from milena_export.graph.encoder_decoder import EncoderDecoder

MODEL_TYPES: tuple[str, ...] = ("pegasus",)
ARCHITECTURES: tuple[str, ...] = ("PegasusForConditionalGeneration", "PegasusModel")
STYLE = Style(pre_norm=True, embedding_norm=False, final_norm=True, positions=stored_or_sinusoids)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    task = wishes.task or "summarization"
    sources, targets = languages.plain(wishes, task)
    template = words.rule("*", "*", wishes.text_prefix or "", forced_bos(checkpoint.generation_config))
    return fast_source(checkpoint, step_model, words, task, sources, targets, [template])


def step_model(checkpoint: Checkpoint) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    return read_model(checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size))
