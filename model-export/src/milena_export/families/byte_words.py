# SPDX-License-Identifier: Apache-2.0
"""ByT5's vocabulary as a ``tokenizer.json``: the bytes of UTF-8, behind three special ids."""

from __future__ import annotations

from typing import Any

FIRST = 3
"""Id of the byte 0."""
BYTES = 256


def content(theirs: Any) -> dict[str, Any]:
    """The tokenizer of transformers, written in Python, in the words of `tokenizers`.

    Bytes that are no UTF-8 decode to nothing, as there.
    """
    names = {index: str(token) for token, index in theirs.get_vocab().items()}
    letters = _letters()
    vocabulary = {letters[byte]: byte + FIRST for byte in range(BYTES)}
    special = {int(index) for index in theirs.all_special_ids}
    added = [
        {
            "id": index,
            "content": names[index],
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for index in sorted(special)
    ]
    step = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    nothing = {"type": "Replace", "pattern": {"String": "\ufffd"}, "content": ""}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": step,
        "post_processor": None,
        "decoder": {"type": "Sequence", "decoders": [step, nothing]},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": vocabulary,
            "merges": [],
        },
    }


def _letters() -> list[str]:
    """The letter that stands for each byte in byte-level tokenizers: itself where it can be seen (GPT-2's table)."""
    seen = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    hidden = iter(range(BYTES, 2 * BYTES))
    return [chr(byte) if byte in seen else chr(next(hidden)) for byte in range(BYTES)]
