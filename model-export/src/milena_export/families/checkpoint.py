# SPDX-License-Identifier: Apache-2.0
"""Reading a Hugging Face folder: JSON files and safetensors, with errors that name the file and the cure."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError

Array = npt.NDArray[np.float32]


class Checkpoint:
    """A model folder. Weights are read at once and given out as float32 by name."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ExportError(f"{folder} is not a folder; give a Hugging Face model folder with config.json")
        self.folder = folder
        self.file("config.json")

    @cached_property
    def config(self) -> dict[str, Any]:
        """The model config with transformers' defaults filled in."""
        from transformers import AutoConfig

        try:
            return dict(AutoConfig.from_pretrained(self.folder, local_files_only=True).to_dict())
        except (OSError, ValueError, KeyError) as error:
            raise ExportError(f"{self.folder / 'config.json'} is not a model config ({error})") from error

    @cached_property
    def generation_config(self) -> dict[str, Any]:
        """The generation config that transformers would use."""
        from transformers import AutoConfig, GenerationConfig

        if (self.folder / "generation_config.json").exists():
            return dict(GenerationConfig.from_pretrained(self.folder, local_files_only=True).to_dict())
        model_config = AutoConfig.from_pretrained(self.folder, local_files_only=True)
        return dict(GenerationConfig.from_model_config(model_config).to_dict())

    def json(self, name: str) -> Any:
        """The content of a JSON file of the folder."""
        return json.loads(self.file(name).read_text(encoding="utf-8"))

    def file(self, name: str) -> Path:
        """The path of a file of the folder, which must exist."""
        path = self.folder / name
        if not path.is_file():
            raise ExportError(f"{self.folder} has no {name}; a complete Hugging Face model folder is needed")
        return path

    def weights(self) -> dict[str, Array]:
        """All tensors, those of sharded checkpoints included."""
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        weights: dict[str, Array] = {}
        for path in self.weight_files():
            try:
                tensors = load_file(path)
            except (SafetensorError, OSError) as error:
                raise ExportError(
                    f"{path} is not a readable safetensors file ({error}); copy it again"
                ) from error
            for name, tensor in tensors.items():
                weights[name] = tensor.to(torch.float32).numpy()
        return weights

    def weight_files(self) -> list[Path]:
        """The safetensors files, in the order of their names."""
        index = self.folder / "model.safetensors.index.json"
        if index.exists():
            return [self.file(name) for name in sorted(set(self.json(index.name)["weight_map"].values()))]
        if not (self.folder / "model.safetensors").exists() and (self.folder / "pytorch_model.bin").exists():
            raise ExportError(
                f"{self.folder} holds pytorch_model.bin, a pickle, which is never opened; "
                "save it once with transformers (save_pretrained writes model.safetensors)"
            )
        return [self.file("model.safetensors")]

    def digest(self) -> str:
        """SHA-256 over the weight files."""
        sha = hashlib.sha256()
        for path in self.weight_files():
            sha.update(path.read_bytes())
        return sha.hexdigest()
