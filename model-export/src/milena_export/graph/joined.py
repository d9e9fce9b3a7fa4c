# SPDX-License-Identifier: Apache-2.0
"""One file of a model and its weight file, written piece by piece.

A protobuf message that held the weights would be copied by each message around it, and once more to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto

BLOCK = 2**24
"""Bytes that are copied at a time."""
LENGTH_DELIMITED = 2
"""Protobuf's wire type of messages and bytes."""


@dataclass(frozen=True)
class Stretch:
    """Bytes of the weight file."""

    offset: int
    length: int


Piece = bytes | Stretch


def pieces(model: onnx.ModelProto) -> list[Piece]:
    """The bytes of a model as if it held its weights itself, those of the weight file by their place there."""
    return list(_pieces(model))


def size(parts: Sequence[Piece]) -> int:
    """Bytes of all of them."""
    return sum(len(part) if isinstance(part, bytes) else part.length for part in parts)


def write(parts: Sequence[Piece], weights: Path, output: Path) -> None:
    """Writes them to a file, stretches of the weight file in between."""
    with output.open("xb") as file, weights.open("rb") as stored:
        for part in parts:
            if isinstance(part, bytes):
                file.write(part)
                continue
            stored.seek(part.offset)
            for start in range(0, part.length, BLOCK):
                file.write(stored.read(min(BLOCK, part.length - start)))


def _pieces(message: Any) -> Iterator[Piece]:
    """A message field by field, in the order in which protobuf writes them."""
    if isinstance(message, TensorProto) and message.data_location == TensorProto.EXTERNAL:
        yield from _tensor(message)
        return
    if not _has_graph(message):
        yield message.SerializeToString(deterministic=True)
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            part = type(message)()
            _set(part, field.name, value)
            yield part.SerializeToString(deterministic=True)
            continue
        for inner in [value] if hasattr(value, "SerializeToString") else value:
            found = list(_pieces(inner))
            yield _head(field.number, size(found))
            yield from found


def _tensor(tensor: TensorProto) -> Iterator[Piece]:
    """A tensor of the weight file as `onnx.numpy_helper` makes it: its bytes are its last field."""
    place = {entry.key: entry.value for entry in tensor.external_data}
    own = TensorProto(name=tensor.name, dims=tensor.dims, data_type=tensor.data_type)
    stretch = Stretch(int(place["offset"]), int(place["length"]))
    yield own.SerializeToString(deterministic=True)
    yield _head(TensorProto.RAW_DATA_FIELD_NUMBER, stretch.length)
    yield stretch


def _has_graph(message: Any) -> bool:
    """Whether weights may be inside."""
    if isinstance(message, onnx.NodeProto):
        return any(attribute.HasField("g") for attribute in message.attribute)
    if isinstance(message, onnx.AttributeProto):
        return bool(message.HasField("g"))
    return isinstance(message, onnx.ModelProto | onnx.GraphProto)


def _set(message: Any, name: str, value: Any) -> None:
    if isinstance(value, str | bytes | int | float):
        setattr(message, name, value)
    else:
        getattr(message, name).extend(value)


def _head(field: int, length: int) -> bytes:
    """What stands before a message or bytes: number of the field and length."""
    return _varint(field << 3 | LENGTH_DELIMITED) + _varint(length)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
