# SPDX-License-Identifier: Apache-2.0
"""Tokenizers that transformers itself runs on ``tokenizers``: the same object goes into the bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milena_export.errors import ExportError, first_line
from milena_export.families.checkpoint import Checkpoint


@dataclass(frozen=True)
class FastTokenizer:
    """A tokenizer for both sides.

    Attributes:
        content: the text of ``tokenizer.json``: without truncation, padding and template.
        name: class of the tokenizer in transformers.
        ids: every token and its id.
        unk: id of the unknown token, or None.
        special: ids that transformers leaves out of a text.
        unused: ids of the model that the tokenizer does not have.
        count: number of ids that it may give, which may be more than the model has (`SentencePieces`).
        clean_up_spaces: whether spaces before punctuation marks are taken out of a text.
        strip: whether white space at both ends is.
        prefix: ids that it puts before every text.
        suffix: ids that it puts behind every text.
    """

    content: str
    name: str
    ids: Mapping[str, int]
    unk: int | None
    special: tuple[int, ...]
    unused: tuple[int, ...]
    count: int
    clean_up_spaces: bool = False
    strip: bool = False
    prefix: tuple[int, ...] = ()
    suffix: tuple[int, ...] = ()

    @classmethod
    def read(cls, checkpoint: Checkpoint, size: int) -> FastTokenizer:
        """Reads the tokenizer of a checkpoint.

        Args:
            checkpoint: the model folder.
            size: number of ids of the model; a tokenizer with fewer is filled up, one with more is refused.
        """
        from transformers import AutoTokenizer

        try:
            theirs: Any = AutoTokenizer.from_pretrained(
                checkpoint.folder, local_files_only=True, trust_remote_code=False
            )
        except Exception as error:  # of transformers, tokenizers, sentencepiece: each has its own
            raise ExportError(
                f"{checkpoint.folder}: its tokenizer cannot be loaded by transformers ({first_line(error)}); "
                "copy tokenizer.json or the SentencePiece model and tokenizer_config.json beside config.json"
            ) from error
        backend = getattr(theirs, "backend_tokenizer", None)
        if backend is None or not hasattr(backend, "to_str"):
            raise ExportError(
                f"{checkpoint.folder}: {type(theirs).__name__} is written in Python and has no tokenizer.json; "
                "a tokenizer of this kind cannot be converted"
            )
        content = json.loads(backend.to_str())
        ids = {str(token): int(index) for token, index in theirs.get_vocab().items()}
        greatest = max(ids.values())
        if greatest >= size:
            raise ExportError(
                f"{checkpoint.folder}: the tokenizer goes up to id {greatest}, but the model has {size}; "
                "resize the model's embeddings (resize_token_embeddings) and save it again"
            )
        unused = tuple(sorted(set(range(size)) - set(ids.values())))
        content.update(truncation=None, padding=None, post_processor=None)
        _fill(content, unused)
        prefix, suffix = _around(theirs)
        return cls(
            content=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            name=type(theirs).__name__,
            ids=ids,
            unk=None if theirs.unk_token_id is None else int(theirs.unk_token_id),
            special=tuple(sorted({int(index) for index in theirs.all_special_ids})),
            unused=unused,
            count=size,
            # transformers ignores the wish for BPE.
            clean_up_spaces=bool(theirs.clean_up_tokenization_spaces) and content["model"]["type"] != "BPE",
            prefix=prefix,
            suffix=suffix,
        )

    @property
    def skip_ids(self) -> tuple[int, ...]:
        """Ids that are no text."""
        return tuple(sorted({*self.special, *self.unused}))

    def id(self, token: str) -> int:
        """The id of a token that must be there."""
        if token not in self.ids:
            raise ExportError(f"the tokenizer has no {token!r}; the checkpoint is incomplete")
        return self.ids[token]


def _around(theirs: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids that a tokenizer puts before and behind a text."""
    marked = theirs("a", return_special_tokens_mask=True)
    ids, special = marked["input_ids"], marked["special_tokens_mask"]
    first = next((place for place, of_text in enumerate(special) if not of_text), len(ids))
    last = next((place for place, of_text in enumerate(reversed(special)) if not of_text), 0)
    return tuple(ids[:first]), tuple(ids[len(ids) - last :])


def _fill(content: dict[str, Any], unused: tuple[int, ...]) -> None:
    """Names ids that the tokenizer lacks, so that every id of the model can be decoded, to nothing.

    No text holds such a name: a plain space is gone after the pre-tokenizer, and no merges lead to it. Added tokens
    come into the vocabulary under their own ids, since `tokenizers` numbers those that it does not find there anew,
    from the size of the vocabulary on.
    """
    names = {index: f" unused {index}" for index in unused}
    names |= {int(token["id"]): str(token["content"]) for token in content["added_tokens"]}
    vocabulary = content["model"]["vocab"]
    if isinstance(vocabulary, list):
        vocabulary += [[names[index], 0.0] for index in range(len(vocabulary), max(names, default=-1) + 1)]
    else:
        known = set(vocabulary.values())
        vocabulary.update({name: index for index, name in names.items() if index not in known})
