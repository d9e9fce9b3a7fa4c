# SPDX-License-Identifier: Apache-2.0
"""Tensors with names: what loops carry and branches give, flat for ONNX and by name for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Annotated, Any, Self, get_args, get_type_hints

from milena_export.graph.builder import BOOL, FLOAT, INT64, Tensor

Floats = Annotated[Tensor, FLOAT]
"""A tensor of 32-bit floats."""
Ints = Annotated[Tensor, INT64]
"""A tensor of int64."""
Bools = Annotated[Tensor, BOOL]
"""A tensor of truth values."""


@dataclass(frozen=True)
class Record:
    """Base of frozen dataclasses of tensors.

    A field is a tensor (`Floats`, `Ints` or `Bools`, which says its element type), another record, a sequence of
    either, or None where there is none. Tensors stand in the order of the fields.
    """

    def typed(self) -> list[tuple[Tensor, int]]:
        """All tensors with their element types."""
        return [
            one for name, element in self._elements().items() for one in _typed(getattr(self, name), element)
        ]

    def tensors(self) -> list[Tensor]:
        """All tensors."""
        return [tensor for tensor, _ in self.typed()]

    def each(self, change: Callable[[Tensor], Tensor]) -> Self:
        """The record with every tensor changed, one after the other."""
        return replace(self, **{name: _changed(getattr(self, name), change) for name in self._elements()})

    def filled(self, tensors: Sequence[Tensor]) -> Self:
        """A record of the same form with other tensors.

        Raises:
            ValueError: they are more or fewer than the record has.
        """
        wanted = len(self.tensors())
        if len(tensors) != wanted:
            raise ValueError(f"{type(self).__name__} has {wanted} tensors, and {len(tensors)} are given")
        left = iter(tensors)
        return self.each(lambda _: next(left))

    def _elements(self) -> dict[str, int | None]:
        kind: Any = type(self)
        return _elements(kind)


@dataclass(frozen=True)
class Nothing(Record):
    """No tensors."""


@cache
def _elements(kind: Any) -> dict[str, int | None]:
    """The fields of a kind of record, and the element types of those that are tensors."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _element(hints[field.name]) for field in fields(kind)}


def _element(hint: Any) -> int | None:
    """The element type that a hint holds, whatever stands around it."""
    for found in getattr(hint, "__metadata__", ()):
        return int(found)
    return next((found for found in map(_element, get_args(hint)) if found is not None), None)


def _typed(value: Any, element: int | None) -> Iterator[tuple[Tensor, int]]:
    if isinstance(value, Record):
        yield from value.typed()
    elif isinstance(value, Tensor):
        assert element is not None
        yield value, element
    elif value is not None:
        for one in value:
            yield from _typed(one, element)


def _changed(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Record):
        return value.each(change)
    if isinstance(value, Tensor):
        return change(value)
    return None if value is None else tuple(_changed(one, change) for one in value)
