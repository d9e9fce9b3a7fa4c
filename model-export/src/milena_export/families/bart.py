# SPDX-License-Identifier: Apache-2.0
"""BART: post-norm Transformer with a norm after the embedding, learned positions, byte-level BPE."""

from __future__ import annotations

from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, learned, read_model
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import SourceModel, Wishes
from milena_export.graph.encoder_decoder import EncoderDecoder

MODEL_TYPES: tuple[str, ...] = ("bart",)
ARCHITECTURES: tuple[str, ...] = ("BartForConditionalGeneration", "BartModel")
STYLE = Style(pre_norm=False, embedding_norm=True, final_norm=False, positions=learned)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    tasks = checkpoint.config.get("task_specific_params") or {}
    task = wishes.task or ("summarization" if "summarization" in tasks else "text2text")
    sources, targets = languages.plain(wishes, task)
    template = words.rule("*", "*", wishes.text_prefix or "", forced_bos(checkpoint.generation_config))
    return fast_source(checkpoint, step_model, words, task, sources, targets, [template])


def step_model(checkpoint: Checkpoint) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    return read_model(checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size))
