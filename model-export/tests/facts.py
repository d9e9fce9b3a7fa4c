# SPDX-License-Identifier: Apache-2.0
"""What is known of real checkpoints: their small files, and summaries of their large ones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landmarks import SIZE_FIELDS, Landmarks, ids_of

USUAL_TOKEN = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
"""Flags of most added tokens."""

USUAL = {
    "t5": (32_000,),
    "mt5": (250_100,),
    "nllb": (256_000,),
    "m2m_100": (128_000, 128_004),
    "mbart50": (250_000,),
    "mbart": (),
    "pegasus": (96_000,),
    "bart": (),
    "gpt2": (),
    "albert": (64_000,),
    "bartpho": (250_000,),
}
"""Sizes of the tokenizer files that a kind of model comes with."""


@dataclass
class Facts:
    """What is known of a folder: JSON files by name, and summaries of other files by those files' names."""

    name: str
    files: dict[str, Any] = field(default_factory=dict)
    summaries: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Facts":
        """From a folder."""
        facts = cls(path.name)
        for file in sorted(path.glob("*.json")):
            content = json.loads(file.read_text(encoding="utf-8"))
            if file.name.endswith(".summary.json"):
                facts.summaries[file.name.removesuffix(".summary.json")] = content
            else:
                facts.files[file.name] = content
        return facts

    @classmethod
    def all_condensed(cls, path: Path) -> dict[str, "Facts"]:
        """From a file that `condense_facts` wrote, by name: what they share comes first."""
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        shared = json.loads(first)
        return {
            facts.name: facts
            for facts in (cls.condensed(_shared(json.loads(line), shared)) for line in lines)
        }

    @classmethod
    def condensed(cls, told: Mapping[str, Any]) -> "Facts":
        """From what a line of such a file says."""
        facts = cls(told["name"], told["files"], told["summaries"])
        added = facts.tokenizer.get("added_tokens_decoder")
        if added:
            facts.files["tokenizer_config.json"]["added_tokens_decoder"] = {
                i: _long(token) for i, token in added.items()
            }
        for summary in facts.summaries.values():
            if "added_tokens" in summary:
                summary["added_tokens"] = [
                    {"id": index, **_long(token)} for index, token in summary["added_tokens"]
                ]
        return facts

    @property
    def config(self) -> dict[str, Any]:
        return dict(self.files.get("config.json", {}))

    @property
    def tokenizer(self) -> dict[str, Any]:
        return dict(self.files.get("tokenizer_config.json", {}))

    def landmarks(self) -> Landmarks:
        """Ids and sizes that matter."""
        found = {number for content in self.files.values() for number in ids_of(content)}
        found |= {int(key) for key in self.tokenizer.get("added_tokens_decoder") or {}}
        found |= {
            number for number in self.files.get("added_tokens.json", {}).values() if isinstance(number, int)
        }
        for told in self.summaries.values():
            found |= {int(told[key]) for key in ("pieces", "entries", "size_with_added") if key in told}
            found |= {int(token["id"]) for token in told.get("added_tokens", [])}
            found |= {int(place) for place in told.get("non_normal", {})}
            found |= (
                set((told.get("bracketed_tokens") or {}).values())
                if told.get("bracketed_tokens_total", 0) < 500
                else set()
            )
            model = told.get("model") or {}
            found |= {int(model[key]) for key in ("vocab_entries",) if key in model}
        found |= {int(self.config[field]) - 1 for field in SIZE_FIELDS if self.config.get(field)}
        return Landmarks({*found, *USUAL.get(self.kind, ())})

    @property
    def kind(self) -> str:
        """Which usual tokenizer stands in where none was recorded."""
        model_type, size = str(self.config.get("model_type")), int(self.config.get("vocab_size") or 0)
        if "BertTokenizer" in str(self.tokenizer.get("tokenizer_class")) or (
            "bert" in self.name.lower() and model_type == "gpt2"
        ):
            return "bert"
        if model_type == "m2m_100":
            return "m2m_100" if "vocab.json" in self.summaries else "nllb" if size > 200_000 else "m2m_100"
        if "T5Tokenizer" in str(self.tokenizer.get("tokenizer_class")) and model_type == "gpt2":
            return "t5"
        own = str(self.config.get("tokenizer_class"))
        if own in ("AlbertTokenizer", "BartphoTokenizer"):
            return own.removesuffix("Tokenizer").lower()
        if model_type == "mbart":
            return "mbart50" if size == 250_054 else "mbart"
        if model_type == "blenderbot":
            return "bart"
        if model_type in ("t5", "mt5", "umt5"):
            return (
                "byt5"
                if "ByT5" in str(self.tokenizer.get("tokenizer_class"))
                else "mt5"
                if size > 200_000
                else "t5"
            )
        return model_type


def _shared(value: Any, shared: Mapping[str, Any]) -> Any:
    """Puts what is shared in the place of its name."""
    if isinstance(value, str) and value in shared:
        return _shared(shared[value], shared)
    if isinstance(value, dict):
        return {key: _shared(part, shared) for key, part in value.items()}
    return [_shared(part, shared) for part in value] if isinstance(value, list) else value


def _long(token: Any) -> dict[str, Any]:
    """An added token with all its flags."""
    return {**USUAL_TOKEN, **({"content": token} if isinstance(token, str) else token)}
