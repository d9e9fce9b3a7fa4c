# SPDX-License-Identifier: Apache-2.0
"""Tokenizer files from what is known of real ones: sizes, special and first entries, kind; the rest is learnt or filled."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facts import Facts
from landmarks import Landmarks
from made_pieces import byte_level, entries, learnt


def write_vocabulary(facts: Facts, told: Mapping[str, Any], folder: Path, small: Landmarks) -> None:
    """Writes vocab.json, and merges.txt where it is a byte-level BPE's."""
    size = small(int(told["entries"]))
    ends = (
        {"<s>": "bos_token_id", "<pad>": "pad_token_id", "</s>": "eos_token_id"}
        if facts.kind in ("bart", "t5")
        else {}
    )
    usual_ends = {
        small(facts.config[field]): token
        for token, field in ends.items()
        if facts.config.get(field) is not None
    }
    unknown = {3: "<unk>", 4: "<mask>"} if facts.kind == "t5" else {}
    named = (
        unknown
        | usual_ends
        | {
            small(index): token
            for token, index in (told.get("bracketed_tokens") or {}).items()
            if index <= told["max_id"]
        }
    )
    if facts.kind in ("marian", "m2m_100"):
        source = [
            piece
            for piece, _ in learnt(
                "bpe" if facts.kind == "m2m_100" else "unigram", 2 if facts.kind == "m2m_100" else 0
            )[0]
        ]
        target = [] if facts.kind == "m2m_100" else [piece for piece, _ in learnt("unigram", 1)[0]]
        named |= {
            index: token
            for index, token in ((0, told["first"][0]), (size - 1, told["last"][-1]))
            if index not in named
        }
        written = entries(size, named, list(dict.fromkeys([*source, *target])))
    else:
        pieces, merges = byte_level()
        written = entries(size, named, list(pieces))
        lines = ["#version: 0.2", *(f"{one} {other}" for one, other in merges)]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    content = {token: index for index, token in enumerate(written)}
    (folder / "vocab.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def write_fast(told: Mapping[str, Any], folder: Path, small: Landmarks) -> None:
    """Writes tokenizer.json with the steps that are told of."""
    model = dict(told["model"])
    size = small(int(model.pop("vocab_entries")))
    added = [{**token, "id": small(int(token["id"]))} for token in told["added_tokens"]]
    first = dict(enumerate(model.pop("vocab_first", [])))
    named = {**first, **{token["id"]: token["content"] for token in added if token["id"] < size}}
    kind = model.get("type") or ("BPE" if "merges_entries" in model else "Unigram")
    content = {
        key: told[key]
        for key in (
            "version",
            "truncation",
            "padding",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
        )
    }
    content = _with_charsmap(json.loads(json.dumps(content)))
    _small_template(content["post_processor"], small)
    if kind == "Unigram":
        pieces, scores = zip(*learnt("unigram", 2)[0], strict=True)
        known = dict(zip(pieces, scores, strict=True))
        written = entries(size, named, list(pieces))
        vocab: Any = [
            [token, known.get(token, 0.0 if place < 3 else -30.0)] for place, token in enumerate(written)
        ]
        whole = {
            "type": "Unigram",
            "unk_id": model["unk_id"],
            "vocab": vocab,
            "byte_fallback": bool(model.get("byte_fallback")),
        }
        if whole["byte_fallback"]:
            whole["byte_fallback"] = False
    else:
        metaspace = (told["pre_tokenizer"] or {}).get("type") == "Metaspace"
        if metaspace:
            texts = [piece for piece, _ in learnt("bpe", 2)[0]]
            merges = _merges(texts)
            named = {0: "<pad>", 1: "</s>", 2: "<unk>", **named}
        else:
            texts, merges = list(byte_level()[0]), [list(pair) for pair in byte_level()[1]]
        vocab = {token: place for place, token in enumerate(entries(size, named, texts))}
        keep = ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk")
        whole = {
            "type": "BPE",
            **{key: model.get(key) for key in keep},
            "byte_fallback": False,
            "vocab": vocab,
            "merges": merges,
        }
    content |= {"added_tokens": added, "model": whole}
    (folder / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _merges(pieces: list[str]) -> list[list[str]]:
    rank = {piece: place for place, piece in enumerate(pieces)}
    found = [
        (rank[whole], [whole[:cut], whole[cut:]])
        for whole in rank
        for cut in range(1, len(whole))
        if whole[:cut] in rank and whole[cut:] in rank
    ]
    return [pair for _, pair in sorted(found, key=lambda merge: merge[0])]


def _with_charsmap(value: Any) -> Any:
    """Puts a real character map where one was left out of what is told."""
    if isinstance(value, dict):
        if isinstance(value.get("precompiled_charsmap"), str):
            charsmap = learnt("unigram", 2)[1].precompiled_charsmap
            return {**value, "precompiled_charsmap": base64.b64encode(charsmap).decode("ascii")}
        return {key: _with_charsmap(one) for key, one in value.items()}
    return [_with_charsmap(one) for one in value] if isinstance(value, list) else value


def _small_template(processor: dict[str, Any] | None, small: Landmarks) -> None:
    for key in ("sep", "cls"):
        if processor and key in processor:
            processor[key] = [processor[key][0], small(int(processor[key][1]))]
    for token in ((processor or {}).get("special_tokens") or {}).values():
        token["ids"] = [small(int(index)) for index in token["ids"]]
