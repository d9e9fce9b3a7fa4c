# SPDX-License-Identifier: Apache-2.0
"""Small vocabularies that are learnt from a few sentences, filled up to the sizes that are told of real ones."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import ByteLevelBPETokenizer

from landmarks import Landmarks
from made_tokenizers import learn, sentences

TYPES = {"normal": 1, "unknown": 2, "control": 3, "user_defined": 4, "byte": 6}
LEARNT = 280
"""Pieces that are learnt."""


@functools.cache
def learnt(kind: str, part: int) -> tuple[tuple[tuple[str, float], ...], Any]:
    """Pieces of a small SentencePiece model of one language, or of both (2), and its normalizer."""
    lines = sentences()
    learned = learn(lines if part == 2 else lines[part::2], LEARNT, kind)
    proto = pb.ModelProto.FromString(learned)
    pieces = tuple((piece.piece, piece.score) for piece in proto.pieces if piece.type == TYPES["normal"])
    return pieces, proto.normalizer_spec


def spm(told: Mapping[str, Any], small: Landmarks, part: int, filled: bool = True) -> Any:
    """A SentencePiece model of the kind, the size (or just what is learnt) and the special pieces that are told of."""
    kind = told["trainer"].get("model_type") or "unigram"
    pieces, normalizer = learnt(kind, part)
    proto = pb.ModelProto()
    proto.normalizer_spec.CopyFrom(normalizer)
    proto.trainer_spec.model_type = 1 if kind == "unigram" else 2
    for name in ("unk_id", "bos_id", "eos_id", "pad_id"):
        if name in told["trainer"]:
            setattr(proto.trainer_spec, name, small(told["trainer"][name]))
    proto.trainer_spec.byte_fallback = bool(told["types"].get("byte"))
    special = {small(int(place)): entry for place, entry in (told.get("non_normal") or {}).items()}
    size = small(int(told["pieces"])) if filled else len(pieces) + len(special)
    proto.trainer_spec.vocab_size = size
    rest = iter(pieces)
    named = {entry[0] for entry in special.values()}
    for place in range(size):
        entry = proto.pieces.add()
        if place in special:
            entry.piece, entry.type = special[place][0], TYPES[special[place][1]]
            continue
        piece, score = next(
            ((p, s) for p, s in rest if p not in named), (f"\u2581zq{place}", -30.0 - place / 1e4)
        )
        entry.piece, entry.score, entry.type = piece, score, TYPES["normal"]
    proto.trainer_spec.unk_surface = " \u2047 "
    return proto


@functools.cache
def byte_level() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Entries and merges of a small byte-level BPE."""
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(sentences(), vocab_size=600, show_progress=False)
    content = json.loads(trained.to_str())["model"]
    merges = tuple(tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in content["merges"])
    return tuple(sorted(content["vocab"], key=content["vocab"].get)), merges  # type: ignore[return-value]


def entries(size: int, named: Mapping[int, str], pieces: list[str]) -> list[str]:
    """A vocabulary: named entries at their ids, then pieces, then what no text holds."""
    taken = set(named.values())
    rest = iter([piece for piece in pieces if piece not in taken])
    return [named[place] if place in named else next(rest, f"zq{place}zq") for place in range(size)]
