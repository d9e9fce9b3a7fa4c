# SPDX-License-Identifier: Apache-2.0
"""Text to source ids and target ids to text, by a bundle's manifest alone."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer

from milena_export.bundle.spelling import Spelled, Speller, source_spans
from milena_export.errors import ExportError, first_line

MARKS = "\U000ffffe\U000fffff"
"""Stand around names of runs of characters that a tokenizer's model does not know (`families.sentencepieces`)."""


@dataclass(frozen=True)
class Pair:
    """A source and a target language of a bundle with what the model wants of them.

    Attributes:
        source: BCP-47 tag.
        target: BCP-47 tag.
        source_code: the model's own name of it.
        target_code: the model's own name of it.
        source_template: text prefix, prefix ids and suffix ids.
        target_template: forced first id and prefix ids.
    """

    source: str
    target: str
    source_code: str
    target_code: str
    source_template: Mapping[str, Any]
    target_template: Mapping[str, Any]

    @property
    def forced_bos(self) -> int:
        """What the input of that name gets."""
        forced = self.target_template["forced_bos"]
        return -1 if forced is None else int(forced)


class Words:
    """The tokenizers of a bundle with their templates."""

    def __init__(self, manifest: Mapping[str, Any], tokenizers: Mapping[str, str]) -> None:
        self._source, self._target = (
            _tokenizer(tokenizers[side], manifest["tokenizers"][side]) for side in ("source", "target")
        )
        decode = manifest["decode"]
        self._skipped = frozenset(decode["skip_ids"])
        self._speller = Speller(self._target, self._skipped, decode["clean_up_spaces"], decode["strip"])
        self._limit: int = manifest["limits"]["source_tokens"]
        # Translation into the same language is no use, though templates may allow it.
        self.pairs: tuple[Pair, ...] = tuple(sorted(_pairs(manifest), key=lambda p: p.source == p.target))

    def pair(self, source: str | None, target: str | None) -> Pair:
        """The pair of two tags or codes; None takes what is left if that is one."""
        found = [
            pair
            for pair in self.pairs
            if source in (None, pair.source, pair.source_code)
            and target in (None, pair.target, pair.target_code)
        ]
        if not found or (len(found) > 1 and (source is None or target is None)):
            shown = ", ".join(f"{pair.source}-{pair.target}" for pair in self.pairs[:20])
            raise ExportError(
                f"{len(found)} of the bundle's {len(self.pairs)} language pairs fit ({shown}); "
                "give --source-language and --target-language"
            )
        return found[0]

    def only(self, pair: Pair) -> Words:
        """The same words for one pair."""
        words = copy.copy(self)
        words.pairs = (pair,)
        return words

    def spread(self, count: int) -> list[Pair]:
        """A pair for each of ``count`` texts, so that as many of them as possible are met."""
        pairs = self.pairs
        return [
            pairs[i * len(pairs) // count if len(pairs) > count else i % len(pairs)] for i in range(count)
        ]

    def encode(self, text: str, pair: Pair | None = None) -> list[int]:
        """Source ids, template included (of the first pair by default); cut to the bundle's limit, the suffix kept."""
        return self.read(text, pair).ids

    def read(self, text: str, pair: Pair | None = None) -> Spelled:
        """As `encode`, with what each id spells; those of the template are no text."""
        template = (pair or self.pairs[0]).source_template
        before = template["text_prefix"]
        body = self._source.encode(before + text, add_special_tokens=False)
        prefix, suffix = template["prefix_ids"], template["suffix_ids"]
        room = self._limit - len(prefix) - len(suffix)
        spans = source_spans(body.offsets, len(before))[:room]
        return Spelled(
            text,
            [*prefix, *body.ids[:room], *suffix],
            [*[None] * len(prefix), *spans, *[None] * len(suffix)],
        )

    def fits(self, text: str, pair: Pair) -> bool:
        """Whether a text is within the bundle's limit, so that the processor takes it."""
        template = pair.source_template
        body = self._source.encode(template["text_prefix"] + text, add_special_tokens=False).ids
        return len(template["prefix_ids"]) + len(body) + len(template["suffix_ids"]) <= self._limit

    def decode(self, ids: Sequence[int]) -> str:
        """The text of target ids."""
        return self._speller.text(ids)

    def spell(self, ids: Sequence[int]) -> Spelled:
        """The text of target ids, with what each of them spells."""
        return self._speller.spell(ids)

    def source_pieces(self, ids: Sequence[int]) -> list[str | None]:
        """The piece of each source id; None for ids that are no text."""
        return self._pieces(self._source, ids)

    def target_pieces(self, ids: Sequence[int]) -> list[str | None]:
        """The piece of each target id; None for ids that are no text."""
        return self._pieces(self._target, ids)

    def _pieces(self, tokenizer: Tokenizer, ids: Sequence[int]) -> list[str | None]:
        named = (None if index in self._skipped else tokenizer.id_to_token(index) for index in ids)
        # A piece that no text gives has a plain space before its name.
        return [name and name.removeprefix(" ").strip(MARKS) for name in named]


def _tokenizer(content: str, name: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(content)
    except Exception as error:  # tokenizers raises nothing more special
        raise ExportError(
            f"{name} is no tokenizer ({first_line(error)}); convert the bundle again"
        ) from error


def _pairs(manifest: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Every pair that has both templates; a model of 200 languages has 40,000."""
    rules = manifest["templates"]
    sources, targets = (_by_tags(rules, f"{side}_template") for side in ("source", "target"))
    found = []
    for source in manifest["languages"]["source"]:
        for target in manifest["languages"]["target"]:
            tags = source["tag"], target["tag"]
            source_template, target_template = _first(sources, *tags), _first(targets, *tags)
            if source_template is not None and target_template is not None:
                found.append(Pair(*tags, source["code"], target["code"], source_template, target_template))
    return tuple(found)


Rules = Mapping[tuple[str, str], tuple[int, Mapping[str, Any]]]
"""Place and template of the first rule for two tags, either of which may be ``*``."""


def _by_tags(rules: Sequence[Mapping[str, Any]], template: str) -> Rules:
    found: dict[tuple[str, str], tuple[int, Mapping[str, Any]]] = {}
    for place, rule in enumerate(rules):
        if template in rule:
            found.setdefault((rule["source"], rule["target"]), (place, rule[template]))
    return found


def _first(rules: Rules, source: str, target: str) -> Mapping[str, Any] | None:
    """The template of the first rule that matches."""
    keys = [(source, target), (source, "*"), ("*", target), ("*", "*")]
    matching = [rules[key] for key in keys if key in rules]
    return min(matching, key=lambda rule: rule[0])[1] if matching else None
