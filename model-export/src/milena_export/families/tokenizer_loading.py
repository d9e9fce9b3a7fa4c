# SPDX-License-Identifier: Apache-2.0
"""Loading a tokenizer as transformers does, and what to do where it cannot though the files are all right."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from milena_export.errors import ExportError, first_line

MENDED = ("special_tokens_map.json", "tokenizer_config.json")
"""Files in which older versions of transformers wrote special tokens as objects where this one wants text."""
LISTS = ("additional_special_tokens", "extra_special_tokens")


def load_tokenizer(folder: Path) -> tuple[Any, tuple[str, ...]]:
    """The tokenizer of a folder, and notes on how it was loaded.

    Raises:
        ExportError: transformers cannot load it in any way.
    """
    rewritten = {path.name: content for path in folder.iterdir() if (content := _rewritten(path)) is not None}
    reason = "it does not read a null character map"
    if "tokenizer.json" not in rewritten:
        try:
            return _plain(folder), ()
        except Exception as error:  # of transformers, tokenizers, sentencepiece: each has its own
            reason = first_line(error)
    ways = {
        _plain: "what an older transformers wrote of its tokenizer was read in this one's words",
        _by_its_class: "transformers chose another class than the files are of",
        _as_it_is: "transformers cannot load the tokenizer by its class; tokenizer.json was taken as it is",
    }
    with tempfile.TemporaryDirectory(prefix="milena-export-") as name:
        _copy(folder, Path(name), rewritten)
        for way, note in ways.items():
            if (way is _plain and not rewritten) or (
                way is _as_it_is and not (folder / "tokenizer.json").is_file()
            ):
                continue
            try:
                return way(Path(name)), (f"{note} ({reason})",)
            except Exception:  # of transformers, tokenizers, sentencepiece: what it said first counts
                continue
    raise ExportError(
        f"{folder}: its tokenizer cannot be loaded by transformers ({reason}); copy tokenizer.json or the SentencePiece "
        "model and tokenizer_config.json beside config.json"
    )


def _plain(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def _by_its_class(folder: Path) -> Any:
    """By the class that the files name, or that SentencePiece's usual file name belongs to."""
    from transformers.models.auto.tokenization_auto import tokenizer_class_from_name

    path = folder / "tokenizer_config.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = tokenizer_class_from_name(told.get("tokenizer_class") or "")
    if found is None and (folder / "spiece.model").is_file():
        found = tokenizer_class_from_name("T5Tokenizer")
    if found is None:
        raise ValueError("the files name no tokenizer")
    return found.from_pretrained(folder, local_files_only=True)


def _as_it_is(folder: Path) -> Any:
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)


def _copy(folder: Path, copy: Path, rewritten: Mapping[str, Any]) -> None:
    for path in folder.iterdir():
        if path.name in rewritten:
            (copy / path.name).write_text(
                json.dumps(rewritten[path.name], ensure_ascii=False), encoding="utf-8"
            )
        elif path.is_file():
            (copy / path.name).symlink_to(path.absolute())


def _rewritten(path: Path) -> Any:
    """A file's content with what this version of transformers cannot read put right, or None where there is nothing."""
    if path.name in MENDED:
        content = json.loads(path.read_text(encoding="utf-8"))
        texts = {
            key: [one["content"] if isinstance(one, dict) else one for one in content[key]]
            for key in LISTS
            if isinstance(content.get(key), list) and any(isinstance(one, dict) for one in content[key])
        }
        name = content.get("tokenizer_class")
        gone = path.name == "tokenizer_config.json" and name is not None and not _is_class(str(name))
        if gone:
            del content["tokenizer_class"]
        return {**content, **texts} if texts or gone else None
    if path.name == "tokenizer.json":
        content = json.loads(path.read_text(encoding="utf-8"))
        if _is_null_map(content.get("normalizer")):
            return {**content, "normalizer": None}
    return None


def _is_class(name: str) -> bool:
    """Whether this version of transformers has a tokenizer of this name."""
    from transformers.models.auto.tokenization_auto import tokenizer_class_from_name

    return tokenizer_class_from_name(name) is not None


def _is_null_map(normalizer: Any) -> bool:
    return (
        isinstance(normalizer, dict)
        and normalizer.get("type") == "Precompiled"
        and not normalizer.get("precompiled_charsmap")
    )
