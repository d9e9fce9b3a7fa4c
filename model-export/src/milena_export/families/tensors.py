# SPDX-License-Identifier: Apache-2.0
"""The tensors of a checkpoint, each read when it is asked for: from safetensors without PyTorch, from pickles with it."""

from __future__ import annotations

import json
import os
import pickle
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError, first_line

Array = npt.NDArray[np.float32]
FLOATS: dict[str, Any] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "BF16": np.dtype(ml_dtypes.bfloat16),
}
"""Types of safetensors that hold weights as they are."""
BLOCK = 2**22
"""Weights that are widened at a time."""


class Entry(NamedTuple):
    """A tensor of a file: its type in the words of safetensors, its shape, and what reads it."""

    dtype: str
    shape: tuple[int, ...]
    read: Callable[[], Array]


class Tensors(Mapping[str, Array]):
    """Tensors by name, as float32. What is never asked for is never read.

    Args:
        entries: the tensors of all files.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)
        self.asked: set[str] = set()
        """Names that were read."""

    def __getitem__(self, name: str) -> Array:
        """The tensor; integers are no weights and refused."""
        self.refuse_integers(name)
        self.asked.add(name)
        return self._entries[name].read()

    def refuse_integers(self, name: str) -> None:
        """Refuses a tensor that is quantized already."""
        kind = self._entries[name].dtype
        if kind not in FLOATS:
            raise ExportError(
                f"{name} is stored as {kind}, which is no plain weight: weights must be {', '.join(FLOATS)}; convert the "
                "original model, which milena-export quantizes itself (--quantization int8)"
            )

    def __contains__(self, name: object) -> bool:
        """Whether there is a tensor of this name."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many."""
        return len(self._entries)

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The shape of a tensor, or None where there is none."""
        return self._entries[name].shape if name in self._entries else None

    def same(self, one: str, other: str) -> bool:
        """Whether two names stand for equal tensors."""
        if self.shape(one) != self.shape(other):
            return False
        return one == other or np.array_equal(self._entries[one].read(), self._entries[other].read())


class Planned(Tensors):
    """Tensors that are not there yet: every one that a config asks for, in its shape and without memory.

    Where the names of the real ones are known they decide what is there (an output layer of its own, for instance);
    else the config does.

    Args:
        entries: what is known of the real tensors, or nothing.
        own: names that the config says are there, where nothing is known.
    """

    def __init__(self, entries: Mapping[str, Entry] | None, own: Callable[[str], bool]) -> None:
        super().__init__(entries or {})
        self._own = own

    def __contains__(self, name: object) -> bool:
        """Whether there will be such a tensor."""
        return super().__contains__(name) if self._entries else self._own(str(name))

    def plan(self, name: str, shape: tuple[int, ...]) -> Array:
        """A stand-in of this shape."""
        self.asked.add(name)
        return np.broadcast_to(np.float32(0), shape)

    def same(self, one: str, other: str) -> bool:
        """Nothing is equal but what has one name."""
        return one == other


def safetensors_entries(path: Path) -> dict[str, Entry]:
    """What a safetensors file holds; its tensors are views of the file.

    Raises:
        ExportError: the file is damaged.
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > size - 8:
                raise ValueError(f"its header would have {length} of {size} bytes")
            header: dict[str, Any] = json.loads(file.read(length))
        header.pop("__metadata__", None)
        mapped = _Mapped(path, 8 + length)
        entries = {name: _entry(mapped, size, told) for name, told in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise ExportError(
            f"{path} is not a readable safetensors file ({first_line(error)}); copy it again"
        ) from error
    return entries


class _Mapped:
    """A safetensors file that is mapped once, however many tensors it has: each mapping would hold a file open.

    Args:
        path: the file.
        start: where its tensors begin.
    """

    def __init__(self, path: Path, start: int) -> None:
        self._path = path
        self.start = start

    def read(self, kind: str, begin: int, shape: tuple[int, ...]) -> Array:
        """The tensor at ``begin``, a view of the file if that has 32 bits, else of a nameless one.

        Either is memory that the system may take back at any time.
        """
        count, dtype = prod(shape), FLOATS[kind]
        if count == 0:
            return np.zeros(shape, np.float32)
        place = self.start + begin
        stored: npt.NDArray[Any] = self._content[place : place + count * dtype.itemsize].view(dtype)
        if dtype == np.float32:
            return stored.reshape(shape)
        wide = self._wide[begin // 2 : begin // 2 + count]
        for start in range(0, count, BLOCK):
            wide[start : start + BLOCK] = stored[start : start + BLOCK]
        return wide.reshape(shape)

    @cached_property
    def _content(self) -> npt.NDArray[np.uint8]:
        return np.asarray(np.memmap(self._path, np.uint8, "r"))

    @cached_property
    def _wide(self) -> Array:
        """Room for all tensors in 32 bits: what has 2 bytes at a place there has 4 at twice the place here."""
        count = (self._path.stat().st_size - self.start + 1) // 2
        try:
            with tempfile.TemporaryFile(prefix="milena-export-") as file:
                if hasattr(os, "posix_fallocate"):
                    # A full disk is an error here, and would be the end of the process when a page is written.
                    os.posix_fallocate(file.fileno(), 0, 4 * count)
                return np.asarray(np.memmap(file, np.float32, "w+", shape=(count,)))
        except OSError as error:
            raise ExportError(
                f"{tempfile.gettempdir()} has no {4 * count / 1e9:.1f} GB for the weights of {self._path} in 32 bits "
                f"({first_line(error)}); make room, or name another folder in TMPDIR"
            ) from error


def _entry(file: _Mapped, size: int, told: Mapping[str, Any]) -> Entry:
    kind, shape = str(told["dtype"]), tuple(int(count) for count in told["shape"])
    begin, end = (int(place) for place in told["data_offsets"])
    if kind in FLOATS and end - begin != prod(shape) * FLOATS[kind].itemsize:
        raise ValueError(f"{end - begin} bytes for {kind} {list(shape)}")
    if not 0 <= begin <= end <= size - file.start:
        raise ValueError(f"it ends after {size} bytes, before its tensors do")
    return Entry(kind, shape, lambda: file.read(kind, begin, shape))


def pickle_entries(path: Path) -> dict[str, Entry]:
    """What a PyTorch pickle holds. Nothing but tensors is accepted, so that it cannot run code.

    Raises:
        ExportError: the file is damaged, or PyTorch is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise ExportError(
            f"{path} is a pickle, which PyTorch reads and which is not installed; pip install 'milena-export[torch]', "
            "or take a model with model.safetensors"
        ) from error
    try:
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except RuntimeError:
        content = _old_pickle(path)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError) as error:
        raise _damaged(path, error) from error
    return {
        name: _torch_entry(tensor) for name, tensor in content.items() if isinstance(tensor, torch.Tensor)
    }


def _old_pickle(path: Path) -> Any:
    """Files from before PyTorch 1.6 are no archives that could be mapped."""
    import torch

    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, RuntimeError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ExportError:
    # What PyTorch says of a pickle includes the advice to run its code.
    pickled = isinstance(error, pickle.UnpicklingError)
    reason = "damaged, or it holds more than tensors" if pickled else first_line(error)
    return ExportError(f"{path} is not a readable weights-only PyTorch file ({reason}); copy it again")


def _torch_entry(tensor: Any) -> Entry:
    import torch

    kinds = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
    kind = kinds.get(tensor.dtype, str(tensor.dtype).removeprefix("torch."))
    return Entry(kind, tuple(tensor.shape), lambda: tensor.to(torch.float32).numpy())
