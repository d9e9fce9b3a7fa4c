# SPDX-License-Identifier: Apache-2.0
"""SentencePiece models as ``tokenizers`` objects whose ids are those of a vocabulary file."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from milena_export.errors import ExportError

UNIGRAM, BPE = 1, 2
NORMAL, UNKNOWN, CONTROL, USER_DEFINED = 1, 2, 3, 4
TEXT = (NORMAL, USER_DEFINED)
"""Types of pieces that a text may give."""
BEGIN, END = "\U000ffffe", "\U000fffff"
"""Noncharacters around a run of characters that no piece has; as a whole it may be an entry of the vocabulary."""
UNHIDDEN = {"type": "Replace", "pattern": {"String": " "}, "content": ""}
"""Takes the plain space from the names of pieces that no text gives."""
SPACE = "\u2581"
NFKC_MAPS = ("nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf")
TILDE = "\uff5e"
STAND_IN = "\U0010fffe"
"""A noncharacter: Unicode never assigns it."""


@dataclass(frozen=True)
class SentencePieces:
    """A SentencePiece model with the ids of a vocabulary file.

    Segmentation is that of the model, character map included; ids are those of the vocabulary. Entries that the
    model does not have can be decoded but never come out of a text. Pieces that the vocabulary lacks (the file was
    made from what the training text used) mean the unknown piece: they get ids beyond the model's embedding, which
    the graph reads as unknown (`EncoderDecoder.unknown_source`). A run of characters that the model does not know is what
    the vocabulary calls it, if it has that very run (the other side's letters), and else unknown.

    Attributes:
        proto: the SentencePiece model.
        vocabulary: piece to id.
        unknown: the unknown piece.
        special: pieces that mean something else than text; a text that spells one stays text.
        size: number of ids of the model, which may be more than the vocabulary's.
        lost: pieces without an id.
    """

    proto: Any
    vocabulary: Mapping[str, int]
    unknown: str
    special: Sequence[str]
    size: int
    lost: tuple[str, ...]

    @classmethod
    def read(
        cls, model_file: Path, vocabulary: Mapping[str, int], unknown: str, special: Sequence[str], size: int
    ) -> SentencePieces:
        """Reads and checks a ``.spm`` file of type unigram or BPE."""
        proto = _read(model_file)
        spec = proto.trainer_spec
        if spec.model_type not in (UNIGRAM, BPE) or spec.byte_fallback or spec.treat_whitespace_as_suffix:
            raise ExportError(
                f"{model_file} is not a plain unigram or BPE model; other SentencePiece types are not supported"
            )
        if spec.model_type == BPE and any(piece.type == USER_DEFINED for piece in proto.pieces):
            raise ExportError(
                f"{model_file} is a BPE model with pieces that its user defined, e.g. "
                f"{next(piece.piece for piece in proto.pieces if piece.type == USER_DEFINED)!r}, which is not supported; "
                "unigram models may have them"
            )
        known = [piece.piece for piece in proto.pieces if piece.type in TEXT]
        lost = tuple(piece for piece in known if piece not in vocabulary)
        if 2 * len(lost) > len(known):
            raise ExportError(
                f"{len(lost)} of {len(known)} pieces of {model_file} have no id, e.g. {lost[0]!r}; "
                "the vocabulary does not fit"
            )
        ids = sorted(vocabulary.values())
        if len(set(ids)) != len(ids) or ids[0] < 0:
            raise ExportError(f"the vocabulary beside {model_file} has double ids; it is damaged")
        if ids[-1] >= size:
            raise ExportError(
                f"the vocabulary beside {model_file} goes up to id {ids[-1]}, but the model has {size}; "
                "the two do not belong together"
            )
        return cls(proto, vocabulary, unknown, special, size, lost)

    @property
    def count(self) -> int:
        """Number of ids that the tokenizer may give."""
        return self.size + len(self.lost)

    def silent(self) -> list[int]:
        """Ids of control pieces, which SentencePiece decodes to nothing."""
        control = (piece.piece for piece in self.proto.pieces if piece.type == CONTROL)
        return sorted(self.vocabulary[piece] for piece in control if piece in self.vocabulary)

    def unused(self) -> list[int]:
        """Ids of the model that the vocabulary does not have."""
        used = set(self.vocabulary.values())
        return [index for index in range(self.size) if index not in used]

    def tokenizer(self) -> str:
        """The text of a ``tokenizer.json``, deterministic."""
        spaced = self.proto.normalizer_spec.add_dummy_prefix
        content: dict[str, Any] = {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [],
            "normalizer": self._normalizer(),
            "pre_tokenizer": _metaspace(spaced),
            "post_processor": None,
            "decoder": {"type": "Sequence", "decoders": [*self._unmarked(), UNHIDDEN, _metaspace(spaced)]},
            "model": self._unigram() if self.proto.trainer_spec.model_type == UNIGRAM else self._bpe(),
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def _names(self) -> list[str]:
        """What each id is called: a piece, or for what no text may give a name with a plain space before it.

        After the pre-tokenizer no text holds a plain space, so such a piece is never found in it; the decoder takes the
        space away.
        """
        by_id = {index: piece for piece, index in self.vocabulary.items()}
        real = {piece.piece for piece in self.proto.pieces if piece.type in TEXT} - set(self.special)
        names = [by_id.get(index, f" unused {index}") for index in range(self.size)]
        foreign = self._foreign
        hidden = (f"{BEGIN}{name}{END}" if name in foreign else f" {name}" for name in names)
        return [
            *(
                name if name in real or name.startswith(" ") else other
                for name, other in zip(names, hidden, strict=True)
            ),
            *self.lost,
        ]

    @cached_property
    def _letters(self) -> frozenset[str]:
        """Characters that some piece has."""
        return frozenset(
            {*SPACE, " "}.union(*(piece.piece for piece in self.proto.pieces if piece.type in TEXT))
        )

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """Entries of the vocabulary that are all of characters which no piece has."""
        if self.proto.trainer_spec.model_type != UNIGRAM:
            return frozenset()
        special = set(self.special)
        return frozenset(
            name
            for name in self.vocabulary
            if name and name not in special and not self._letters.intersection(name)
        )

    def _normalizer(self) -> dict[str, Any]:
        made = _normalizer(self.proto.normalizer_spec)
        if self._foreign:
            known = _character_class(self._letters)
            made["normalizers"] += [
                {
                    "type": "Replace",
                    "pattern": {"Regex": f"(?<=[{known}]|^)(?=[^{known}])"},
                    "content": BEGIN,
                },
                {"type": "Replace", "pattern": {"Regex": f"(?<=[^{known}])(?=[{known}]|$)"}, "content": END},
            ]
        return made

    def _unmarked(self) -> list[dict[str, Any]]:
        marks = (BEGIN, END) if self._foreign else ()
        return [{"type": "Replace", "pattern": {"String": mark}, "content": ""} for mark in marks]

    def _unigram(self) -> dict[str, Any]:
        scores = {piece.piece: piece.score for piece in self.proto.pieces if piece.type == NORMAL}
        best = max(scores.values(), default=0.0)
        # What SentencePiece gives them, so that they are always chosen.
        scores |= {
            piece.piece: len(piece.piece.encode()) * best - 0.1
            for piece in self.proto.pieces
            if piece.type == USER_DEFINED
        }
        entries = [[name, scores.get(name, 0.0)] for name in self._names()]
        unknown = self.vocabulary[self.unknown]
        return {"type": "Unigram", "unk_id": unknown, "vocab": entries, "byte_fallback": False}

    def _bpe(self) -> dict[str, Any]:
        """Of two neighbours the pair with the best score is joined, in SentencePiece as in the order of merges."""
        pieces = [piece for piece in self.proto.pieces if piece.type == NORMAL]
        rank = {piece.piece: place for place, piece in enumerate(sorted(pieces, key=lambda p: -p.score))}
        merges = [
            (rank[whole], [whole[:cut], whole[cut:]])
            for whole in rank
            for cut in range(1, len(whole))
            if whole[:cut] in rank and whole[cut:] in rank
        ]
        return {
            "type": "BPE",
            "dropout": None,
            "unk_token": f" {self.unknown}",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {name: index for index, name in enumerate(self._names())},
            "merges": [pair for _, pair in sorted(merges, key=lambda merge: merge[0])],
        }


def _read(model_file: Path) -> Any:
    from google.protobuf.message import DecodeError
    from sentencepiece import sentencepiece_model_pb2 as pb

    proto = pb.ModelProto()
    try:
        proto.ParseFromString(model_file.read_bytes())
    except DecodeError as error:
        raise ExportError(f"{model_file} is not a SentencePiece model ({error}); copy it again") from error
    return proto


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


def _character_class(characters: Collection[str]) -> str:
    """The inside of a regular expression's brackets, as ranges of code points."""
    ranges: list[list[int]] = []
    for point in sorted(map(ord, characters)):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)


def _metaspace(add_dummy_prefix: bool) -> dict[str, Any]:
    scheme = "always" if add_dummy_prefix else "never"
    return {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": False}
