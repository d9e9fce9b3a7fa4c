# SPDX-License-Identifier: Apache-2.0
"""What a checkpoint's generation config asks for: baked into the graph, a default of the bundle, or refused by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from milena_export.errors import ExportError
from milena_export.graph.model import DecodeSpec

MAX_SUPPRESSED = 16
"""Suppressed ids are looked at beside each beam's candidates, which is cheap only while they are few."""

NEUTRAL: dict[str, tuple[Any, ...]] = {
    "do_sample": (None, False),
    "encoder_no_repeat_ngram_size": (None, 0),
    "encoder_repetition_penalty": (None, 1.0),
    "begin_suppress_tokens": (None, []),
    "sequence_bias": (None, {}),
    "exponential_decay_length_penalty": (None,),
    "renormalize_logits": (None, False),
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
        "repetition_penalty",
        "suppress_tokens",
    )
)
"""Fields that the graph or the bundle's defaults follow."""

NUMBERS = (
    "length_penalty",
    "max_length",
    "max_new_tokens",
    "min_length",
    "min_new_tokens",
    "no_repeat_ngram_size",
    "num_beams",
    "repetition_penalty",
)

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


@dataclass(frozen=True)
class DecodeDefaults:
    """Defaults of a bundle's inputs, as its checkpoint recommends."""

    beam_size: int = 1
    length_penalty: float = 1.0
    early_stopping: int = 0
    min_new_tokens: int = 0
    max_new_tokens: int | None = None
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0


def decode_spec(generation: dict[str, Any], vocabulary: int) -> DecodeSpec:
    """The special ids of an encoder-decoder checkpoint.

    Args:
        generation: the effective generation config (see `Checkpoint.generation_config`).
        vocabulary: number of target ids.
    """
    start = generation.get("decoder_start_token_id")
    if generation.get("eos_token_id") is None or generation.get("pad_token_id") is None or start is None:
        raise ExportError(
            "generation config: eos_token_id, pad_token_id and decoder_start_token_id must all be set"
        )
    return _spec(generation, vocabulary, int(start))


def prompted_spec(generation: dict[str, Any], vocabulary: int, positions: int) -> DecodeSpec:
    """The special ids of a decoder-only checkpoint, whose answers go on from their prompts.

    Args:
        generation: see `decode_spec`.
        vocabulary: number of ids.
        positions: most tokens of prompt and answer together.
    """
    if generation.get("eos_token_id") is None:
        raise ExportError("generation config: eos_token_id must be set, or no answer would ever end")
    # In transformers these count the prompt, so that what they ask of an answer depends on its prompt.
    counted = {"max_length": (None, positions), "min_length": (None, 0), "forced_bos_token_id": (None, None)}
    for name, (unset, neutral) in counted.items():
        value = generation.get(name)
        if value not in (unset, neutral) and not (name == "max_length" and value > positions):
            raise ExportError(
                f"generation config: {name}={value!r} counts the prompt, which a bundle's limits do not; remove it "
                "from generation_config.json, or put max_new_tokens or min_new_tokens in its place"
            )
    return replace(_spec(generation, vocabulary, None), positions=positions)


def _spec(generation: dict[str, Any], vocabulary: int, start: int | None) -> DecodeSpec:
    for name, value in generation.items():
        neutral = NEUTRAL.get(name, (None,))
        if name not in USED | WITHOUT_EFFECT and value not in neutral:
            raise ExportError(
                f"generation config: {name}={value!r} changes answers, or may, and is not supported; "
                f"remove it from generation_config.json (neutral: {neutral[-1]!r})"
            )
    eos, pad = generation["eos_token_id"], generation.get("pad_token_id")
    eos_ids = tuple(int(i) for i in (eos if isinstance(eos, list) else [eos]))
    forced = generation.get("forced_eos_token_id")
    if isinstance(forced, list):
        if len(forced) != 1:
            raise ExportError(f"generation config: forced_eos_token_id={forced!r} must be a single id")
        forced = forced[0]
    return DecodeSpec(
        vocabulary=vocabulary,
        # As in transformers, EOS fills up where there is no padding token.
        pad=eos_ids[0] if pad is None else int(pad),
        eos=eos_ids,
        start=start,
        suppressed=_suppressed(generation, eos_ids),
        forced_eos=None if forced is None else int(forced),
    )


def forced_bos(generation: dict[str, Any]) -> int | None:
    """The first token of every target, where the checkpoint forces one."""
    value = generation.get("forced_bos_token_id")
    return None if value is None else int(value)


def decode_defaults(generation: dict[str, Any]) -> DecodeDefaults:
    """The decoding that a checkpoint recommends."""
    _refuse_words(generation)
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
        max_new_tokens=None if max_new is None else int(max_new),
        repetition_penalty=float(generation.get("repetition_penalty") or 1.0),
        no_repeat_ngram_size=int(generation.get("no_repeat_ngram_size") or 0),
    )


def _refuse_words(generation: dict[str, Any]) -> None:
    """Refuses text where a number must be."""
    for name in NUMBERS:
        value = generation.get(name)
        if value is not None and not isinstance(value, int | float):
            raise ExportError(
                f"generation config: {name}={value!r} must be a number; correct generation_config.json"
            )


def _least(generation: dict[str, Any]) -> int:
    """The minimum length of transformers counts the decoder's start token."""
    of_length = int(generation.get("min_length") or 0) - 1
    return max(0, of_length, int(generation.get("min_new_tokens") or 0))


def _suppressed(generation: dict[str, Any], eos: tuple[int, ...]) -> tuple[int, ...]:
    words = generation.get("bad_words_ids") or []
    longer = [word for word in words if len(word) != 1]
    if longer:
        raise ExportError(
            f"generation config: bad_words_ids of several tokens are not supported, found {longer[0]}"
        )
    # transformers leaves out a bad word that is just EOS.
    single = {int(word[0]) for word in words} - set(eos)
    ids = sorted(single | {int(i) for i in generation.get("suppress_tokens") or []})
    if len(ids) > MAX_SUPPRESSED:
        raise ExportError(
            f"generation config: {len(ids)} suppressed tokens, at most {MAX_SUPPRESSED} are supported"
        )
    return tuple(ids)
