# SPDX-License-Identifier: Apache-2.0
"""What a checkpoint's generation config asks for: baked into the graph, a default of the bundle, or refused by name."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import Any

from milena_export.errors import ExportError
from milena_export.graph.model import DecodeSpec

MAX_SUPPRESSED = 16
"""Suppressed ids are looked at beside each beam's candidates, which is cheap only while they are few."""

NEUTRAL: dict[str, tuple[Any, ...]] = {
    "do_sample": (None, False),
    "encoder_repetition_penalty": (None, 1.0),
    "begin_suppress_tokens": (None, []),
    "sequence_bias": (None, {}),
    "exponential_decay_length_penalty": (None,),
    "remove_invalid_values": (None, False),
    "guidance_scale": (None, 1.0),
    "watermarking_config": (None,),
    "stop_strings": (None,),
    "max_time": (None,),
    "num_beam_groups": (None, 1),
    "diversity_penalty": (None, 0.0),
    "constraints": (None,),
    "force_words_ids": (None,),
    "penalty_alpha": (None,),
    "dola_layers": (None,),
    "token_healing": (None, False),
}
"""Fields that change answers and are not supported: the values that change nothing."""

USED = frozenset(
    (
        "bad_words_ids",
        "decoder_start_token_id",
        "early_stopping",
        "encoder_no_repeat_ngram_size",
        "eos_token_id",
        "forced_bos_token_id",
        "forced_eos_token_id",
        "length_penalty",
        "max_length",
        "max_new_tokens",
        "min_length",
        "min_new_tokens",
        "no_repeat_ngram_size",
        "num_beams",
        "pad_token_id",
        "renormalize_logits",
        "repetition_penalty",
        "suppress_tokens",
    )
)
"""Fields that the graph or the bundle's defaults follow."""

WITHOUT_EFFECT = frozenset(
    (
        "_commit_hash",
        "_from_model_config",
        "assistant_confidence_threshold",
        "assistant_early_exit",
        "assistant_ensemble_weight",
        "assistant_lookbehind",
        "bos_token_id",
        "cache_config",
        "cache_implementation",
        "compile_config",
        "continuous_batching_config",
        "disable_compile",
        "epsilon_cutoff",
        "eta_cutoff",
        "is_assistant",
        "low_memory",
        "max_cache_len",
        "max_matching_ngram_size",
        "min_p",
        "num_assistant_tokens",
        "num_assistant_tokens_schedule",
        "num_return_sequences",
        "output_attentions",
        "output_hidden_states",
        "output_logits",
        "output_scores",
        "prefill_chunk_size",
        "prompt_lookup_num_tokens",
        "return_dict_in_generate",
        "speculation_type",
        "target_lookbehind",
        "temperature",
        "top_h",
        "top_k",
        "top_p",
        "transformers_version",
        "typical_p",
        "use_cache",
        "use_mtp",
    )
)
"""Fields that change how an answer is computed but not the answer; those of sampling, which is refused, among them."""


LIBRARY_NEW_TOKENS = 20
"""How many tokens transformers writes where neither checkpoint nor caller says a length."""
LEAST = {
    "length_penalty": -math.inf,
    "max_length": 2,
    "max_new_tokens": 1,
    "min_length": 0,
    "min_new_tokens": 0,
    "no_repeat_ngram_size": 0,
    "num_beams": 1,
    "repetition_penalty": 1e-6,
}
"""The least value of each number that means anything."""


@dataclass(frozen=True)
class DecodeDefaults:
    """Defaults of a bundle's inputs, as its checkpoint recommends: those of ``generate`` without options.

    ``length_stated`` says whether the length is the checkpoint's own and not the library's.
    """

    beam_size: int = 1
    length_penalty: float = 1.0
    early_stopping: int = 0
    min_new_tokens: int = 0
    max_new_tokens: int | None = None
    length_stated: bool = True
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0


def decode_spec(generation: dict[str, Any], vocabulary: int) -> DecodeSpec:
    """The special ids of an encoder-decoder checkpoint.

    Args:
        generation: the effective generation config (see `Checkpoint.generation_config`).
        vocabulary: number of target ids.
    """
    # As transformers begins.
    name = next(
        (name for name in ("decoder_start_token_id", "bos_token_id") if generation.get(name) is not None),
        None,
    )
    if name is None:
        raise ExportError(
            "generation config: neither decoder_start_token_id nor bos_token_id is set, and every target starts from one; "
            "give --generation decoder_start_token_id=ID as the model was trained"
        )
    return _spec(generation, vocabulary, _id(generation, name, vocabulary))


def prompted_spec(generation: dict[str, Any], vocabulary: int, positions: int) -> DecodeSpec:
    """The special ids of a decoder-only checkpoint, whose answers go on from their prompts.

    Args:
        generation: see `decode_spec`.
        vocabulary: number of ids.
        positions: most tokens of prompt and answer together.
    """
    # In transformers these count the prompt, so that what they ask of an answer depends on its prompt.
    counted = {"max_length": (None, positions), "min_length": (None, 0), "forced_bos_token_id": (None, None)}
    for name, (unset, neutral) in counted.items():
        value = generation.get(name)
        if value not in (unset, neutral) and not (name == "max_length" and value > positions):
            raise ExportError(
                f"generation config: {name}={value!r} counts the prompt, which a bundle's limits do not; give "
                f"--generation {name}=null, and max_new_tokens or min_new_tokens in its place"
            )
    return replace(_spec(generation, vocabulary, None), positions=positions)


def _spec(generation: dict[str, Any], vocabulary: int, start: int | None) -> DecodeSpec:
    for name, value in generation.items():
        neutral = NEUTRAL.get(name, (None,))
        if name not in USED | WITHOUT_EFFECT and value not in neutral:
            raise ExportError(
                f"generation config: {name}={value!r} changes answers, or may, and is not supported; give --generation "
                f"{name}={json.dumps(neutral[-1])} to convert without it"
            )
    eos_ids = _eos(generation, vocabulary)
    if generation.get("forced_bos_token_id") is not None:
        _id(generation, "forced_bos_token_id", vocabulary)
    return DecodeSpec(
        vocabulary=vocabulary,
        # As in transformers, EOS fills up where there is no padding token.
        pad=eos_ids[0]
        if generation.get("pad_token_id") is None
        else _id(generation, "pad_token_id", vocabulary),
        eos=eos_ids,
        start=start,
        suppressed=_suppressed(generation, eos_ids, vocabulary),
        forced_eos=None
        if generation.get("forced_eos_token_id") is None
        else _id(generation, "forced_eos_token_id", vocabulary),
        renormalizes=bool(generation.get("renormalize_logits")),
        source_ngram=_source_ngram(generation, start),
    )


def _source_ngram(generation: dict[str, Any], start: int | None) -> int:
    size = generation.get("encoder_no_repeat_ngram_size") or 0
    if isinstance(size, bool) or not isinstance(size, int) or size < 0 or (size and start is None):
        raise ExportError(
            f"generation config: encoder_no_repeat_ngram_size={size!r} must be a whole number, and 0 where there is no "
            "encoder; give --generation encoder_no_repeat_ngram_size=0 to convert without it"
        )
    return size


def _eos(generation: dict[str, Any], vocabulary: int) -> tuple[int, ...]:
    value = generation.get("eos_token_id")
    ids = value if isinstance(value, list) else [] if value is None else [value]
    if not ids:
        raise ExportError(
            "generation config: eos_token_id is not set, and without it no answer ends before its limit; give --generation "
            "eos_token_id=ID (config.json or the tokenizer may name it)"
        )
    return tuple(_id({"eos_token_id": one}, "eos_token_id", vocabulary) for one in ids)


def _id(generation: dict[str, Any], name: str, vocabulary: int) -> int:
    """A special id, which must be one of the model's."""
    value = generation[name]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExportError(f"generation config: {name}={generation[name]!r} must be a single id; correct it")
    if not 0 <= value < vocabulary:
        raise ExportError(
            f"generation config: {name}={value} is outside the model's vocabulary, which has ids 0 to {vocabulary - 1}; the "
            f"config is another model's, or give --generation {name}=ID"
        )
    return value


def forced_bos(generation: dict[str, Any]) -> int | None:
    """The first token of every target, where the checkpoint forces one."""
    value = generation.get("forced_bos_token_id")
    return None if value is None else int(value)


def decode_defaults(generation: dict[str, Any]) -> DecodeDefaults:
    """The decoding that a checkpoint recommends."""
    _refuse_numbers(generation)
    early = generation.get("early_stopping")
    max_new = generation.get("max_new_tokens")
    if max_new is None and generation.get("max_length") is not None:
        max_new = int(generation["max_length"]) - 1
    return DecodeDefaults(
        beam_size=int(generation.get("num_beams") or 1),
        length_penalty=float(
            1.0 if generation.get("length_penalty") is None else generation["length_penalty"]
        ),
        early_stopping=2 if early == "never" else int(bool(early)),
        min_new_tokens=_least(generation),
        max_new_tokens=LIBRARY_NEW_TOKENS if max_new is None else int(max_new),
        length_stated=max_new is not None,
        repetition_penalty=float(generation.get("repetition_penalty") or 1.0),
        no_repeat_ngram_size=int(generation.get("no_repeat_ngram_size") or 0),
    )


def _refuse_numbers(generation: dict[str, Any]) -> None:
    """Refuses text where a number must be, and numbers that mean nothing."""
    for name, least in LEAST.items():
        value = generation.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ExportError(
                f"generation config: {name}={value!r} must be a number; correct it, or give --generation {name}=NUMBER"
            )
        if value < least:
            raise ExportError(
                f"generation config: {name}={value!r} must be {least:g} or more; correct it, or give --generation "
                f"{name}=NUMBER"
            )


def _least(generation: dict[str, Any]) -> int:
    """The minimum length of transformers counts the decoder's start token, and gives way to that of new tokens."""
    if generation.get("min_new_tokens") is not None:
        return int(generation["min_new_tokens"])
    return max(0, int(generation.get("min_length") or 0) - 1)


def _suppressed(generation: dict[str, Any], eos: tuple[int, ...], vocabulary: int) -> tuple[int, ...]:
    words = generation.get("bad_words_ids") or []
    longer = [word for word in words if len(word) != 1]
    if longer:
        raise ExportError(
            f"generation config: bad_words_ids of several tokens are not supported, found {longer[0]}"
        )
    # transformers leaves out a bad word that is just EOS.
    single = {int(word[0]) for word in words} - set(eos)
    for index in sorted(single):
        _id({"bad_words_ids": index}, "bad_words_ids", vocabulary)
    ids = sorted(
        i for i in single | {int(i) for i in generation.get("suppress_tokens") or []} if i < vocabulary
    )
    if len(ids) > MAX_SUPPRESSED:
        raise ExportError(
            f"generation config: {len(ids)} suppressed tokens, at most {MAX_SUPPRESSED} are supported"
        )
    return tuple(ids)
