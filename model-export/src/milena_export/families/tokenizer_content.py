# SPDX-License-Identifier: Apache-2.0
"""Changes to a ``tokenizer.json``: control tokens become names that no text spells, and every id of the model has a name.

No text holds a name that begins with a plain space: pre-tokenizers take it away or put another character in its place,
and no merges lead to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any


def specials(content: dict[str, Any]) -> set[int]:
    """Ids of the tokens that a decoder leaves out."""
    return {int(token["id"]) for token in content["added_tokens"] if token["special"]}


def unknown(content: dict[str, Any]) -> int | None:
    """The id of what the model of a tokenizer does not know; None where it knows every byte."""
    model = content["model"]
    if isinstance(model["vocab"], list):
        return None if model.get("unk_id") is None else int(model["unk_id"])
    token = model.get("unk_token")
    added = {str(one["content"]): int(one["id"]) for one in content["added_tokens"]}
    found = None if token is None else model["vocab"].get(token, added.get(token))
    return None if found is None else int(found)


def adapt(content: dict[str, Any], size: int, special: Collection[int], unused: Sequence[int]) -> None:
    """Changes ``content`` so that texts give ids below ``size`` only, and never ``special`` ones.

    Truncation, padding and template are taken out: a bundle says them itself. Added tokens that are text (``<nl>``)
    stay as they are, under their own ids.
    """
    content.update(truncation=None, padding=None, post_processor=None)
    added = content["added_tokens"]
    content["added_tokens"] = [token for token in added if token["id"] not in special and token["id"] < size]
    names = {index: f" unused {index}" for index in unused}
    # `tokenizers` numbers added tokens that it does not find in the vocabulary anew, from its size on.
    names |= {int(token["id"]): str(token["content"]) for token in added if token["id"] < size}
    vocabulary = content["model"]["vocab"]
    if isinstance(vocabulary, list):
        _adapt_list(content["model"], size, special, names)
    else:
        _adapt_mapping(content["model"], size, special, names)


def show_hidden(content: dict[str, Any]) -> None:
    """Makes the decoder write hidden tokens by their names, as it did before they were hidden."""
    unhidden = {"type": "Replace", "pattern": {"String": " "}, "content": ""}
    before = content["decoder"]
    content["decoder"] = {"type": "Sequence", "decoders": [unhidden, *([before] if before else [])]}


def _adapt_list(model: dict[str, Any], size: int, special: Collection[int], names: dict[int, str]) -> None:
    """Of a unigram model, whose ids are places."""
    entries = model["vocab"]
    del entries[size:]
    entries += [
        [names.get(index, f" unused {index}"), 0.0]
        for index in range(len(entries), max(names, default=-1) + 1)
    ]
    for index in special:
        if index < len(entries):
            entries[index] = [_hidden(entries[index][0]), entries[index][1]]


def _adapt_mapping(model: dict[str, Any], size: int, special: Collection[int], names: dict[int, str]) -> None:
    vocabulary = model["vocab"]
    known = set(vocabulary.values())
    vocabulary.update({name: index for index, name in names.items() if index not in known})
    gone = {name for name, index in vocabulary.items() if index >= size or index in special}
    model["vocab"] = {
        _hidden(name) if index in special else name: index
        for name, index in vocabulary.items()
        if index < size
    }
    unknown = model.get("unk_token")
    if unknown is not None and unknown in gone:
        model["unk_token"] = _hidden(unknown) if vocabulary[unknown] < size else None
    if "merges" in model:
        model["merges"] = [merge for merge in model["merges"] if not _parts(merge) & gone]


def _parts(merge: str | Sequence[str]) -> set[str]:
    """What a merge joins, and what comes of it."""
    one, other = merge.split(" ") if isinstance(merge, str) else merge
    return {one, other, one + other}


def _hidden(name: str) -> str:
    return name if name.startswith(" ") else f" {name}"
