# SPDX-License-Identifier: Apache-2.0
"""Tokenizers that transformers itself runs on ``tokenizers``: the same object goes into the bundle."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from milena_export.errors import ExportError
from milena_export.families import byte_words, tokenizer_content
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.source import rule

FOREIGN = 0.02
"""At most this share of a tokenizer's ordinary pieces may be past the embedding: with more it is another model's."""
PROBES = ("a", "Tom was 12 here.", " b  C, d'e!", "\u00fc\u4f60 \U0001f600x")
"""Texts by which a template is held against the tokenizer itself."""


@dataclass(frozen=True)
class FastTokenizer:
    """A tokenizer for both sides.

    Attributes:
        content: the text of ``tokenizer.json``: without truncation, padding and template, and control tokens as names
            that no text spells.
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
        notes: what whoever converts the checkpoint should know of it.
        theirs: the tokenizer in transformers, or None where ``content`` was made anew.
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
    notes: tuple[str, ...] = ()
    theirs: Any = None

    @classmethod
    def read(
        cls, checkpoint: Checkpoint, size: int, languages: re.Pattern[str] | None = None
    ) -> FastTokenizer:
        """Reads the tokenizer of a checkpoint.

        Args:
            checkpoint: the model folder.
            size: number of ids of the model; a tokenizer with fewer is filled up, what one has beyond never comes out.
            languages: what language tokens look like: no text gives them, even where the tokenizer takes them for text.
        """
        theirs = checkpoint.tokenizer
        content = _content(checkpoint, theirs)
        special = tokenizer_content.specials(content)
        ids = {str(token): int(index) for token, index in theirs.get_vocab().items()}
        beyond = sorted((index, token) for token, index in ids.items() if index >= size)
        ordinary = [token for index, token in beyond if index not in special]
        if len(ordinary) > FOREIGN * len(ids):
            raise ExportError(
                f"{checkpoint.folder}: the tokenizer goes up to id {beyond[-1][0]}, but the model has {size}; "
                "they do not belong together: copy the model's own tokenizer, or resize the model's embeddings "
                "(resize_token_embeddings) and save it again"
            )
        ids = {token: index for token, index in ids.items() if index < size}
        unused = tuple(sorted(set(range(size)) - set(ids.values())))
        unknown = tokenizer_content.unknown(content)
        if unknown is not None and unknown >= size:
            raise ExportError(
                f"{checkpoint.folder}: the tokenizer reads what it does not know as {theirs.unk_token} with id {unknown}, "
                f"but the model has {size} ids; they do not belong together: copy the model's own tokenizer, or resize the "
                "model's embeddings (resize_token_embeddings) and save it again"
            )
        codes = {
            index for token, index in ids.items() if languages is not None and languages.fullmatch(token)
        }
        tokenizer_content.adapt(content, size, special | codes, unused)
        if codes - special:
            tokenizer_content.show_hidden(content)
        prefix, suffix = _around(theirs)
        outside = [index for index in (*prefix, *suffix) if index >= size]
        if outside:
            raise ExportError(
                f"{checkpoint.folder}: the tokenizer puts id {outside[0]} around every text, but the model has {size} ids; "
                "they do not belong together: copy the model's own tokenizer"
            )
        made = cls(
            content=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            name=type(theirs).__name__,
            ids=ids,
            unk=int(theirs.unk_token_id) if theirs.unk_token_id in ids.values() else None,
            special=tuple(sorted(index for index in special if index < size)),
            unused=unused,
            count=size,
            clean_up_spaces=_cleans_up(theirs, content),
            prefix=prefix,
            suffix=suffix,
            theirs=theirs,
        )
        made = replace(made, notes=checkpoint.tokenizer_notes)
        if not beyond:
            return made
        named = ", ".join(repr(token) for _, token in beyond[:3])
        return replace(
            made,
            notes=(
                *made.notes,
                f"{len(beyond)} tokens of the tokenizer ({named}) have no row in the embedding; no text gives them",
            ),
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

    def rule(self, source: str, target: str, text_prefix: str, forced_bos: int | None) -> dict[str, Any]:
        """The manifest's rule for a pair: what the tokenizer itself puts around ``text_prefix`` and a text.

        Control tokens in ``text_prefix`` (``<2de> ``) become ids, since those that a text spells stay text.

        Raises:
            ExportError: prefix and text do not come apart so.
        """
        marks = sorted(
            text_prefix.rfind(token) + len(token) for token in self._controls if token in text_prefix
        )
        place = marks[-1] if marks else 0
        ids = [*self.prefix, *self._bare(text_prefix[:place])] if place else list(self.prefix)
        kept = text_prefix[place:]
        for probe in PROBES if self.theirs is not None else ():
            expected = [int(index) for index in self.theirs(text_prefix + probe).input_ids]
            found = [*ids, *self._ours.encode(kept + probe, add_special_tokens=False).ids, *self.suffix]
            if found != expected:
                raise ExportError(
                    f"the template of {self.name} cannot be told by ids around a text: of a probe it makes "
                    f"{expected[:12]}, the bundle {found[:12]}; convert without --text-prefix, or report this tokenizer"
                )
        return rule(source, target, ids, self.suffix, kept, forced_bos)

    @cached_property
    def _controls(self) -> list[str]:
        special = set(self.special)
        return [token for token, index in self.ids.items() if index in special]

    @cached_property
    def _ours(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self.content)

    def _bare(self, text: str) -> list[int]:
        return [int(index) for index in self.theirs(text, add_special_tokens=False).input_ids]


def _cleans_up(theirs: Any, content: dict[str, Any]) -> bool:
    """Whether transformers takes out spaces before marks: it ignores the wish for BPE, but not where it is its own code."""
    asked = bool(theirs.clean_up_tokenization_spaces)
    return asked and (content["model"]["type"] != "BPE" or not hasattr(theirs, "backend_tokenizer"))


def _content(checkpoint: Checkpoint, theirs: Any) -> dict[str, Any]:
    if type(theirs).__name__ == "ByT5Tokenizer":
        return byte_words.content(theirs)
    backend = getattr(theirs, "backend_tokenizer", None)
    if backend is None or not hasattr(backend, "to_str"):
        raise ExportError(
            f"{checkpoint.folder}: {type(theirs).__name__} is written in Python and has no tokenizer.json; "
            "a tokenizer of this kind cannot be converted"
        )
    return dict(json.loads(backend.to_str()))


def _around(theirs: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids that a tokenizer puts before and behind a text."""
    bare = [int(index) for index in theirs("a", add_special_tokens=False).input_ids]
    ids = [int(index) for index in theirs("a").input_ids]
    places = [place for place in range(len(ids) - len(bare) + 1) if ids[place : place + len(bare)] == bare]
    if not bare or len(places) != 1:
        marked = theirs("a", return_special_tokens_mask=True)["special_tokens_mask"]
        first = next((place for place, of_text in enumerate(marked) if not of_text), len(ids))
        last = next((place for place, of_text in enumerate(reversed(marked)) if not of_text), 0)
        return tuple(ids[:first]), tuple(ids[len(ids) - last :])
    return tuple(ids[: places[0]]), tuple(ids[places[0] + len(bare) :])
