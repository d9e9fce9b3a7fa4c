# SPDX-License-Identifier: Apache-2.0
"""Condenses folders of facts about real checkpoints into one file, a line a folder, from which tests make small ones.

Dead fields and what repeats is left out; ids, sizes, names and settings stay.

    .venv/bin/python tests/condense_facts.py FOLDER_OF_FOLDERS tests/data/hub_facts.jsonl
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from facts import USUAL_TOKEN, Facts

DEAD = (
    "id2label",
    "label2id",
    "_name_or_path",
    "name_or_path",
    "special_tokens_map_file",
    "tokenizer_file",
    "model_max_length",
    "sp_model_kwargs",
    "initializer_factor",
    "gradient_checkpointing",
    "xla_device",
    "output_past",
)
LARGE = 60
"""Characters of a part that is written once where several folders have it."""
KEPT = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "adapter_config.json",
)
SUMMARY_DEAD = (
    "added_tokens_total",
    "added_tokens_outside_model_vocab",
    "duplicate_ids",
    "missing_ids",
    "last_pieces",
)


def condense(facts: Facts) -> dict[str, Any]:
    """One line: the folder's name, its files and its summaries."""
    files = {name: _file(name, content) for name, content in facts.files.items() if name in KEPT}
    summaries = {
        name: {
            key: _tokens(value) if key == "added_tokens" else value
            for key, value in told.items()
            if key not in SUMMARY_DEAD
        }
        for name, told in facts.summaries.items()
        if "pieces" in told or "entries" in told or "model" in told
    }
    return {"name": facts.name, "files": files, "summaries": summaries}


def _file(name: str, content: Any) -> Any:
    if not isinstance(content, dict):
        return content
    if name == "adapter_config.json":
        content = {key: content.get(key) for key in ("base_model_name_or_path", "peft_type", "task_type")}
    kept = {
        key: value
        for key, value in content.items()
        if key not in DEAD and "dropout" not in key and "layerdrop" not in key
    }
    added = kept.get("added_tokens_decoder")
    if isinstance(added, dict):
        kept["added_tokens_decoder"] = {index: _short(token) for index, token in added.items()}
    return kept


def _tokens(tokens: list[dict[str, Any]]) -> list[Any]:
    return [
        [token["id"], _short({key: value for key, value in token.items() if key != "id"})] for token in tokens
    ]


def _short(token: dict[str, Any]) -> Any:
    """Just the text of a token with the usual flags."""
    rest = {key: value for key, value in token.items() if USUAL_TOKEN.get(key) != value}
    return rest["content"] if set(rest) == {"content"} else rest


def _large(value: Any) -> Iterator[str]:
    """The texts of all parts that are worth sharing."""
    if isinstance(value, dict | list):
        text = _text(value)
        if len(text) > LARGE:
            yield text
        for part in value.values() if isinstance(value, dict) else value:
            yield from _large(part)


def _replaced(value: Any, names: dict[str, str], itself: str = "") -> Any:
    """The same with shared parts as their names."""
    text = _text(value)
    if text in names and text != itself:
        return names[text]
    if isinstance(value, dict):
        return {key: _replaced(part, names) for key, part in value.items()}
    return [_replaced(part, names) for part in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    folders = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())
    told = [condense(Facts.read(path)) for path in folders]
    known = [
        text for text, count in Counter(text for one in told for text in _large(one)).items() if count > 1
    ]
    names = {text: f"${place}" for place, text in enumerate(sorted(known, key=len))}
    shared = {name: _replaced(json.loads(text), names, text) for text, name in names.items()}
    lines = [_text(shared), *(_text(_replaced(one, names)) for one in told)]
    Path(sys.argv[2]).write_text("\n".join(lines) + "\n", encoding="utf-8")
