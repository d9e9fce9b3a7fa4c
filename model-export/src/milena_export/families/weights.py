# SPDX-License-Identifier: Apache-2.0
"""The tensors of a checkpoint, taken by name and shape: what does not fit the config is refused by name."""

from __future__ import annotations

from milena_export.errors import ExportError
from milena_export.families.tensors import Planned, Tensors
from milena_export.graph.layers import Array, Linear, Norm


class Weights:
    """Gives out tensors under the names of a whole model, ``model.encoder...``.

    Args:
        tensors: the checkpoint's.
        prefix: what the names begin with where the checkpoint holds the bare model (no ``lm_head``).
    """

    def __init__(self, tensors: Tensors, prefix: str = "") -> None:
        self._tensors = tensors
        self._bare = prefix if len(tensors) and not any(name.startswith(prefix) for name in tensors) else ""
        self._tables: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the checkpoint has a tensor of this name."""
        return self._stored(name) in self._tensors

    def take(self, name: str, *shape: int) -> Array:
        """A tensor that must be there, in this shape."""
        stored = self._stored(name)
        found = self._tensors.shape(stored)
        if found is None:
            if isinstance(self._tensors, Planned) and not len(self._tensors):
                return self._tensors.plan(stored, shape)
            raise ExportError(f"the checkpoint lacks {name}, which config.json asks for; save it again")
        if found != shape:
            raise ExportError(
                f"{name} has shape {found}, config.json says {shape}; the two do not belong together"
            )
        if isinstance(self._tensors, Planned):
            self._tensors.refuse_integers(stored)
            return self._tensors.plan(stored, shape)
        return self._tensors[stored]

    def linear(self, name: str, inputs: int, outputs: int, bias: bool = True) -> Linear:
        """A linear layer, which PyTorch stores as [out, in]."""
        weight = self.take(f"{name}.weight", outputs, inputs).T
        return Linear(name, weight, self.take(f"{name}.bias", outputs) if bias else None)

    def norm(self, name: str, width: int, epsilon: float = 1e-5, bias: bool = True) -> Norm:
        """A layer norm."""
        scale = self.take(f"{name}.weight", width)
        return Norm(name, scale, self.take(f"{name}.bias", width) if bias else None, epsilon)

    def table(self, names: tuple[str, ...], *shape: int) -> tuple[str, Array]:
        """The first of several tensors that is there; equal ones come under one name, so that they are stored once."""
        name = next((name for name in names if name in self), None)
        if name is None:
            raise ExportError(
                f"the checkpoint holds none of {', '.join(names)}; it is incomplete, save it again"
            )
        found = self.take(name, *shape)
        for known, table in self._tables.items():
            if self._tensors.same(self._stored(known), self._stored(name)):
                return known, table
        self._tables[name] = found
        return name, found

    def _stored(self, name: str) -> str:
        return name.removeprefix(self._bare)
