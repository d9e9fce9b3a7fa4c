# SPDX-License-Identifier: Apache-2.0
"""SentencePiece models as ``tokenizers`` objects whose ids are those of a vocabulary file."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from milena_export.errors import ExportError

UNIGRAM = 1
NORMAL, UNKNOWN, CONTROL = 1, 2, 3
SPACE = "\u2581"
NFKC_MAPS = ("nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf")
TILDE = "\uff5e"
STAND_IN = "\U0010fffe"
"""A noncharacter: Unicode never assigns it."""


def unigram_tokenizer(
    model_file: Path, vocabulary: Mapping[str, int], unknown: str, special: Sequence[str]
) -> str:
    """Builds a ``tokenizer.json``.

    Segmentation is that of the SentencePiece model, character map included; ids are those of ``vocabulary``.
    Entries that the model does not have can be decoded but never come out of a text.

    Args:
        model_file: a ``.spm`` file of type unigram.
        vocabulary: piece to id, ids from 0 without gaps.
        unknown: the unknown piece.
        special: pieces that mean something else than text; the literal text maps to them, as in transformers.

    Returns:
        The JSON text, deterministic.
    """
    proto = _read(model_file)
    if proto.trainer_spec.model_type != UNIGRAM or proto.trainer_spec.byte_fallback:
        raise ExportError(
            f"{model_file} is not a plain unigram model; other SentencePiece types are not supported"
        )
    known = {piece.piece: piece.score for piece in proto.pieces if piece.type == NORMAL}
    lost = [piece for piece in known if piece not in vocabulary]
    if lost:
        raise ExportError(
            f"{len(lost)} pieces of {model_file} have no id, e.g. {lost[0]!r}; the vocabulary does not fit"
        )
    by_id = {index: piece for piece, index in vocabulary.items()}
    if sorted(by_id) != list(range(len(vocabulary))):
        raise ExportError(f"the vocabulary beside {model_file} has gaps or double ids; it is damaged")
    entries = [_entry(by_id[i], known, special) for i in range(len(by_id))]
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            _added(vocabulary[piece], piece) for piece in sorted(special, key=lambda p: vocabulary[p])
        ],
        "normalizer": _normalizer(proto.normalizer_spec),
        "pre_tokenizer": _metaspace(proto.normalizer_spec.add_dummy_prefix),
        "post_processor": None,
        "decoder": _metaspace(proto.normalizer_spec.add_dummy_prefix),
        "model": {"type": "Unigram", "unk_id": vocabulary[unknown], "vocab": entries, "byte_fallback": False},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _read(model_file: Path) -> Any:
    from google.protobuf.message import DecodeError
    from sentencepiece import sentencepiece_model_pb2 as pb

    proto = pb.ModelProto()
    try:
        proto.ParseFromString(model_file.read_bytes())
    except DecodeError as error:
        raise ExportError(f"{model_file} is not a SentencePiece model ({error}); copy it again") from error
    return proto


def _entry(piece: str, known: Mapping[str, float], special: Sequence[str]) -> list[Any]:
    if piece in known:
        return [piece, known[piece]]
    # After the pre-tokenizer no text holds a plain space, so a piece with one is never found in it. A special
    # piece keeps its name: its literal text was cut out before.
    return [piece if piece in special else f" {piece}", 0.0]


def _added(index: int, piece: str) -> dict[str, Any]:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": index, "content": piece, **flags}


def _normalizer(spec: Any) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    if spec.name in NFKC_MAPS:
        # tokenizers' Precompiled drops combining marks after a mapped character ("\ufb01" with an accent). These maps
        # are NFKC, fullwidth tilde excepted, and more: after an NFKC there is nothing left to trip over. What remains
        # different is a combining mark after a compatibility character or in non-canonical order.
        steps += [
            {"type": "Replace", "pattern": {"String": TILDE}, "content": STAND_IN},
            {"type": "NFKC"},
            {"type": "Replace", "pattern": {"String": STAND_IN}, "content": TILDE},
        ]
    if spec.precompiled_charsmap:
        charsmap = base64.b64encode(spec.precompiled_charsmap).decode("ascii")
        steps.append({"type": "Precompiled", "precompiled_charsmap": charsmap})
    if spec.remove_extra_whitespaces:
        steps.append({"type": "Strip", "strip_left": True, "strip_right": True})
        steps.append({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})
    return {"type": "Sequence", "normalizers": steps}


def _metaspace(add_dummy_prefix: bool) -> dict[str, Any]:
    scheme = "always" if add_dummy_prefix else "never"
    return {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": False}
