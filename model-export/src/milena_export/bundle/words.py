# SPDX-License-Identifier: Apache-2.0
"""Text to source ids and target ids to text, by a bundle's manifest alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tokenizers import Tokenizer


class Words:
    """The tokenizers of a bundle with their templates, for one pair of languages."""

    def __init__(self, manifest: Mapping[str, Any], tokenizers: Mapping[str, str]) -> None:
        self._source = Tokenizer.from_str(tokenizers["source"])
        self._target = Tokenizer.from_str(tokenizers["target"])
        self._decode = manifest["decode"]
        self.source_language: str = manifest["languages"]["source"][0]["tag"]
        self.target_language: str = manifest["languages"]["target"][0]["tag"]
        self._template: dict[str, Any] = _first(
            manifest["templates"], self.source_language, self.target_language, "source_template"
        )
        self._limit: int = manifest["limits"]["source_tokens"]

    def encode(self, text: str) -> list[int]:
        """Source ids, template included; cut to the bundle's limit, the suffix kept."""
        body = self._source.encode(self._template["text_prefix"] + text, add_special_tokens=False).ids
        prefix, suffix = self._template["prefix_ids"], self._template["suffix_ids"]
        return [*prefix, *body[: self._limit - len(prefix) - len(suffix)], *suffix]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of target ids."""
        kept = [index for index in ids if index not in self._decode["skip_ids"]]
        text: str = self._target.decode(kept, skip_special_tokens=False)
        return text.strip() if self._decode["strip"] else text

    def source_pieces(self, ids: Sequence[int]) -> list[str | None]:
        """The piece of each source id; None for ids that are no text."""
        return self._pieces(self._source, ids)

    def target_pieces(self, ids: Sequence[int]) -> list[str | None]:
        """The piece of each target id; None for ids that are no text."""
        return self._pieces(self._target, ids)

    def _pieces(self, tokenizer: Tokenizer, ids: Sequence[int]) -> list[str | None]:
        return [None if index in self._decode["skip_ids"] else tokenizer.id_to_token(index) for index in ids]


def _first(rules: Sequence[Mapping[str, Any]], source: str, target: str, template: str) -> dict[str, Any]:
    for rule in rules:
        if rule["source"] in (source, "*") and rule["target"] in (target, "*") and template in rule:
            return dict(rule[template])
    raise KeyError(f"no {template} for {source} to {target}")
