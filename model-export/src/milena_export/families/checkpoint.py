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

from milena_export.errors import ExportError, first_line

Array = npt.NDArray[np.float32]
GENERATION = "generation_config.json"


class Checkpoint:
    """A model folder. Weights are read at once and given out as float32 by name."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ExportError(
                f"{folder} is not a folder; give a Hugging Face model folder with config.json, or a model of the hub "
                "as ORG/NAME"
            )
        self.folder = folder
        self.file("config.json")

    @cached_property
    def config(self) -> dict[str, Any]:
        """The model config with transformers' defaults filled in."""
        from transformers import AutoConfig

        try:
            return dict(
                AutoConfig.from_pretrained(
                    self.folder, local_files_only=True, trust_remote_code=False
                ).to_dict()
            )
        except Exception as error:  # of transformers and huggingface_hub: each check has its own
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ExportError(
                f"{self.folder / 'config.json'} is not a model config ({reason}); correct it or copy it again"
            ) from error

    @cached_property
    def generation_config(self) -> dict[str, Any]:
        """The generation config that transformers would use."""
        from transformers import AutoConfig, GenerationConfig

        if (self.folder / GENERATION).exists():
            content = self.json(GENERATION)
            try:
                return dict(GenerationConfig.from_dict(content).to_dict())
            except Exception as error:  # of transformers: each check has its own
                raise ExportError(
                    f"{self.folder / GENERATION} is refused by transformers ({first_line(error)}); correct it"
                ) from error
        model_config = AutoConfig.from_pretrained(self.folder, local_files_only=True, trust_remote_code=False)
        return dict(GenerationConfig.from_model_config(model_config).to_dict())

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
        """The path of a file of the folder, which must exist."""
        path = self.folder / name
        if Path(name).name != name:
            raise ExportError(f"{self.folder} names a file {name!r}, which is not in the folder itself")
        if not path.is_file():
            raise ExportError(f"{self.folder} has no {name}; a complete Hugging Face model folder is needed")
        return path

    def weights(self) -> dict[str, Array]:
        """All tensors, those of sharded checkpoints included."""
        import torch

        return {
            name: tensor.to(torch.float32).numpy()
            for path in self.weight_files()
            for name, tensor in _tensors(path).items()
        }

    def weight_files(self) -> list[Path]:
        """The weight files, in the order of their names: safetensors where there are any, else pickles."""
        for whole in ("model.safetensors", "pytorch_model.bin"):
            index = self.folder / f"{whole}.index.json"
            if index.exists():
                return [self.file(name) for name in self.shards(index.name)]
            if (self.folder / whole).exists():
                return [self.file(whole)]
        return [self.file("model.safetensors")]

    def shards(self, index: str) -> list[str]:
        """The weight files that an index lists, in the order of their names."""
        content = self.json(index)
        shards = content.get("weight_map") if isinstance(content, dict) else None
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


def _tensors(path: Path) -> dict[str, Any]:
    """Tensors of one file. Of a pickle nothing but tensors is accepted, so that it cannot run code."""
    import pickle

    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            return dict(load_file(path))
        content = torch.load(path, map_location="cpu", weights_only=True)
        return {name: tensor for name, tensor in content.items() if isinstance(tensor, torch.Tensor)}
    except (
        SafetensorError,
        OSError,
        pickle.UnpicklingError,
        RuntimeError,
        EOFError,
        AttributeError,
    ) as error:
        kind = "safetensors" if path.suffix == ".safetensors" else "weights-only PyTorch"
        # What PyTorch says of a pickle includes the advice to run its code.
        pickled = isinstance(error, pickle.UnpicklingError)
        reason = "damaged, or it holds more than tensors" if pickled else first_line(error)
        raise ExportError(f"{path} is not a readable {kind} file ({reason}); copy it again") from error
