# SPDX-License-Identifier: Apache-2.0
"""Reading a Hugging Face folder: JSON files, tokenizer and tensors, with errors that name the file and the cure."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from milena_export.errors import ExportError, first_line
from milena_export.families.tensors import (
    Array,
    Entry,
    Planned,
    Tensors,
    pickle_entries,
    safetensors_entries,
)
from milena_export.families.tokenizer_loading import load_tokenizer

__all__ = ["Array", "Checkpoint"]

CONFIG = "config.json"
GENERATION = "generation_config.json"
WHOLE = ("model.safetensors", "pytorch_model.bin")
"""Weight files, in the order in which they are taken: pickles only where there are no safetensors."""
POINTER = b"version https://git-lfs.github.com/spec/v1"


class Checkpoint:
    """A model folder. Tensors are read when they are asked for.

    Args:
        folder: where it is.
        generation: fields of the generation config that the user wants otherwise.
    """

    def __init__(self, folder: Path, generation: Mapping[str, Any] | None = None) -> None:
        if not folder.is_dir():
            raise ExportError(
                f"{folder} is not a folder; give a Hugging Face model folder with config.json, or a model of the hub "
                "as ORG/NAME"
            )
        self.folder = folder
        self._generation = dict(generation or {})

    @cached_property
    def config(self) -> dict[str, Any]:
        """The model config with transformers' defaults filled in."""
        from transformers import AutoConfig

        self.file(CONFIG)
        try:
            return dict(
                AutoConfig.from_pretrained(
                    self.folder, local_files_only=True, trust_remote_code=False
                ).to_dict()
            )
        except Exception as error:  # of transformers and huggingface_hub: each check has its own
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ExportError(
                f"{self.folder / CONFIG} is not a model config ({reason}); correct it or copy it again"
            ) from error

    @cached_property
    def stated(self) -> dict[str, Any]:
        """What config.json itself says."""
        return self.json(CONFIG)

    @cached_property
    def generation_config(self) -> dict[str, Any]:
        """The generation config that transformers would use, with what the user wants otherwise."""
        from transformers import GenerationConfig

        # As transformers reads it: where there is no such file, the fields of config.json itself.
        name = GENERATION if (self.folder / GENERATION).exists() else CONFIG
        content = self.json(name)
        try:
            kept = GenerationConfig.from_pretrained(
                self.folder,
                config_file_name=name,
                local_files_only=True,
                **({} if name == GENERATION else {"_from_model_config": True}),
            ).to_dict()
        except Exception as error:  # of transformers: each check has its own
            raise ExportError(
                f"{self.folder / name} is refused by transformers ({first_line(error)}); correct it"
            ) from error
        if name == GENERATION:
            # Fields that this version of transformers does not know are not lost: they may change answers.
            kept = {**content, **kept}
        return {**kept, **self._generation}

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer as transformers loads it."""
        return self._loaded_tokenizer[0]

    @property
    def tokenizer_notes(self) -> tuple[str, ...]:
        """How it was loaded, where that is worth a word."""
        return self._loaded_tokenizer[1]

    @cached_property
    def _loaded_tokenizer(self) -> tuple[Any, tuple[str, ...]]:
        from milena_export.families.folder import tokenizer_files

        tokenizer_files(self)
        return load_tokenizer(self.folder)

    def json(self, name: str) -> dict[str, Any]:
        """The content of a JSON file of the folder, which must be an object."""
        path = self.file(name)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ExportError(f"{path} is not JSON ({error}); copy it again") from error
        if not isinstance(content, dict):
            raise ExportError(f"{path} is no JSON object, which it must be; copy it again")
        return content

    def file(self, name: str) -> Path:
        """The path of a file of the folder, which must exist and be itself."""
        path = self.folder / name
        if Path(name).name != name:
            raise ExportError(f"{self.folder} names a file {name!r}, which is not in the folder itself")
        if not path.is_file():
            raise ExportError(f"{self.folder} has no {name}; a complete Hugging Face model folder is needed")
        whole(path)
        return path

    def has(self, name: str) -> bool:
        """Whether the folder has a file of this name."""
        return (self.folder / name).is_file()

    @cached_property
    def tensors(self) -> Tensors:
        """All tensors, those of sharded checkpoints included."""
        return Tensors(self._entries())

    def planned(self) -> Checkpoint:
        """The same checkpoint with stand-ins for its tensors; all that was read already is read only once."""
        twin = copy.copy(self)
        known = self._entries() if self.has_weights() and self.weight_files()[0].suffix != ".bin" else None
        twin.__dict__["tensors"] = Planned(known, self._stated_tables())
        return twin

    def has_weights(self) -> bool:
        """Whether there are weights in the folder."""
        return any(self.has(name) or self.has(f"{name}.index.json") for name in WHOLE)

    def weight_files(self) -> list[Path]:
        """The weight files, in the order of their names: safetensors where there are any, else pickles."""
        for name in WHOLE:
            index = f"{name}.index.json"
            if self.has(index):
                return [self.file(shard) for shard in self.shards(index)]
            if self.has(name):
                return [self.file(name)]
        others = sorted(
            path.name for path in self.folder.glob("*") if path.name in ("tf_model.h5", "flax_model.msgpack")
        )
        if others:
            raise ExportError(
                f"{self.folder} has no model.safetensors, only {others[0]}, which is not read; load it in transformers 4 "
                f"(from_{'tf' if others[0].startswith('tf') else 'flax'}=True) and save it again"
            )
        return [self.file(WHOLE[0])]

    def shards(self, index: str) -> list[str]:
        """The weight files that an index lists, in the order of their names."""
        shards = self.json(index).get("weight_map")
        if not isinstance(shards, dict) or not shards:
            raise ExportError(
                f"{self.folder / index} names no file in weight_map, which it must; copy it again"
            )
        return sorted({str(name) for name in shards.values()})

    def digest(self) -> str:
        """SHA-256 over the weight files."""
        sha = hashlib.sha256()
        for path in self.weight_files():
            with path.open("rb") as content:
                while block := content.read(1 << 20):
                    sha.update(block)
        return sha.hexdigest()

    def _entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for path in self.weight_files():
            found |= safetensors_entries(path) if path.suffix == ".safetensors" else pickle_entries(path)
        return found

    def _stated_tables(self) -> Callable[[str], bool]:
        """Which of the tensors that a model may have or not config.json speaks of."""
        apart = self.stated.get("tie_word_embeddings") is False
        sides = self.stated.get("share_encoder_decoder_embeddings") is False

        def own(name: str) -> bool:
            if name.endswith("lm_head.weight"):
                return apart
            if name.endswith("embed_tokens.weight"):
                return sides
            return name.endswith(("shared.weight", "wte.weight"))

        return own


def whole(path: Path) -> None:
    """Refuses a file that stands for another one, or is empty."""
    with path.open("rb") as file:
        start = file.read(200)
    if not start:
        raise ExportError(f"{path} is empty (0 bytes); copy it again")
    if start.startswith(POINTER):
        size = next(
            (
                line.split()[1]
                for line in start.decode("ascii", "replace").splitlines()
                if line.startswith("size ")
            ),
            "?",
        )
        raise ExportError(
            f"{path} is a Git LFS pointer, not the file itself ({size} bytes); run 'git lfs pull' in the repository, "
            "or download the file"
        )
