# SPDX-License-Identifier: Apache-2.0
"""mBART and mBART-50: pre-norm Transformer, learned positions, a token for each language.

mBART-50 has the language before a source and as the first token of a target. The older mBART has it after a source
and in place of the decoder's start token, so that a bundle of it writes one language.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, learned, read_model
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import Language, SourceModel, Wishes, source_rule, target_rule
from milena_export.graph.encoder_decoder import EncoderDecoder

MODEL_TYPES: tuple[str, ...] = ("mbart",)
ARCHITECTURES: tuple[str, ...] = ("MBartForConditionalGeneration", "MBartModel")
STYLE = Style(pre_norm=True, embedding_norm=True, final_norm=True, positions=learned)
CODE = re.compile(r"[a-z]{2,3}_[A-Z]{2}")


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    languages.refuse_text_prefix(wishes)
    size = int(checkpoint.config["vocab_size"])
    words = FastTokenizer.read(checkpoint, size, CODE)
    ids = {code: index for code, index in words.ids.items() if CODE.fullmatch(code)}
    if not ids:
        raise ExportError(f"{checkpoint.folder}: the tokenizer has no language tokens such as en_XX")
    sources = languages.choose(ids, wishes, "source")
    eos = words.id("</s>")
    generation = checkpoint.generation_config
    if words.name.startswith("MBart50"):
        targets = languages.forced(ids, wishes, forced_bos(generation))
        start = None
        templates = [
            *(source_rule(one.tag, "*", prefix=[ids[one.code]], suffix=[eos]) for one in sources),
            *(target_rule("*", one.tag, forced_bos=one.id) for one in targets),
        ]
    else:
        target = _only_target(ids, wishes, generation.get("decoder_start_token_id"))
        targets, start = (target,), target.id
        templates = [
            *(source_rule(one.tag, "*", suffix=[eos, ids[one.code]]) for one in sources),
            target_rule("*", target.tag, forced_bos=forced_bos(generation)),
        ]
    return fast_source(
        checkpoint,
        partial(step_model, start=start),
        words,
        wishes.task or "translation",
        sources,
        targets,
        templates,
    )


def step_model(checkpoint: Checkpoint, start: int | None = None) -> EncoderDecoder:
    """The model alone, without its tokenizer; ``start`` takes the place of the config's decoder start."""
    generation = dict(checkpoint.generation_config)
    if start is not None:
        generation["decoder_start_token_id"] = start
    return read_model(checkpoint, STYLE, lambda size: decode_spec(generation, size))


def _only_target(ids: dict[str, int], wishes: Wishes, start: int | None) -> Language:
    """The language that the decoder starts with."""
    if wishes.target_language is None:
        codes = [code for code, index in ids.items() if index == start]
        if not codes:
            raise ExportError(
                "an mBART model of the first kind writes one language a bundle: give --target-language, e.g. ro_RO"
            )
        wishes = replace(wishes, target_language=codes[0])
    return languages.choose(ids, wishes, "target")[0]
