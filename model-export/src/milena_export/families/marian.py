# SPDX-License-Identifier: Apache-2.0
"""Marian and OPUS-MT: post-norm Transformer, sinusoidal positions, a bias on the logits, one or many target languages."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, read_model, stored_or_sinusoids
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_defaults, decode_spec
from milena_export.families.marian_words import MarianWords
from milena_export.families.source import SourceModel, Wishes, rule
from milena_export.graph.blocks import parameter_count
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.model import AttentionPolicy

MODEL_TYPES: tuple[str, ...] = ("marian",)
ARCHITECTURES: tuple[str, ...] = ("MarianMTModel", "MarianModel")
STYLE = Style(pre_norm=False, embedding_norm=False, final_norm=False, positions=stored_or_sinusoids)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    languages.refuse_text_prefix(wishes)
    if checkpoint.has("tokenizer.json") and not checkpoint.has("source.spm"):
        return _of_one_tokenizer(checkpoint, wishes)
    words = MarianWords.read(checkpoint)
    sources = languages.only(wishes.source_language, words.named("source"), "source")
    if words.target_tokens:
        targets = languages.choose(words.target_tokens, wishes, "target")
        templates = tuple(
            rule("*", target.tag, prefix=[words.target_tokens[target.code]], suffix=[words.eos])
            for target in targets
        )
    else:
        languages.refuse_languages(wishes)
        targets = languages.only(wishes.target_language, words.named("target"), "target")
        templates = (rule("*", "*", suffix=[words.eos]),)
    build = partial(step_model, unknown=words.unk if words.reads_unknown else None)
    model = build(checkpoint)
    layers, heads = len(model.decoder.layers), model.decoder.heads.count
    longest = int(checkpoint.config["max_position_embeddings"])
    return SourceModel(
        family="marian",
        task=wishes.task or "translation",
        step_model=model,
        build=build,
        tokenizers=words.tokenizers,
        source_languages=sources,
        target_languages=targets,
        templates=templates,
        skip_ids=words.skip_ids,
        unk=words.unk,
        source_ids=words.source_ids,
        max_source=longest,
        max_target=longest,
        parameters=parameter_count(model),
        decoder_layers=layers,
        decoder_heads=heads,
        default_policy=guided_policy(layers),
        defaults=decode_defaults(checkpoint.generation_config),
    )


def _of_one_tokenizer(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """A checkpoint that was saved with a tokenizer.json for both sides, and no SentencePiece models."""
    languages.refuse_languages(wishes)
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    told = checkpoint.json("tokenizer_config.json") if checkpoint.has("tokenizer_config.json") else {}
    sources = languages.only(wishes.source_language, told.get("source_lang"), "source")
    targets = languages.only(wishes.target_language, told.get("target_lang"), "target")
    template = words.rule("*", "*", "", None)
    task = wishes.task or "translation"
    source = fast_source(checkpoint, step_model, words, task, sources, targets, [template])
    return replace(source, default_policy=guided_policy(source.decoder_layers))


def guided_policy(layers: int) -> AttentionPolicy:
    """OPUS-MT models were trained with guided alignment, which Marian applies to the last layer's first head."""
    return AttentionPolicy(
        layers - 1, (0,), 0, "default of Marian: last layer, first head, shift 0 (guided alignment)"
    )


def step_model(checkpoint: Checkpoint, unknown: int | None = None) -> EncoderDecoder:
    """The model alone, without its tokenizers."""
    return read_model(
        checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size), unknown
    )
