# SPDX-License-Identifier: Apache-2.0
"""Finds the files that an ONNX model takes weights from, without loading them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError

from milena_export.errors import ExportError


def locations(path: Path) -> set[str]:
    """Every ``location`` of external data in a model, as written there.

    Raises:
        ExportError: the file is no ONNX model.
    """
    try:
        model = onnx.load(str(path), load_external_data=False)
    except DecodeError as error:
        raise ExportError(f"{path} is no ONNX model ({error}); convert the bundle again") from error
    found: set[str] = set()
    for tensor in _tensors(model):
        found |= {entry.value for entry in tensor.external_data if entry.key == "location"}
    return found


def _tensors(message: Any) -> Iterator[onnx.TensorProto]:
    """The tensors of a message and of all that it holds: graphs, nodes, attributes, functions, sparse tensors."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        # A single message has descriptors too; a list of them has none.
        for each in [value] if hasattr(value, "DESCRIPTOR") else value:
            if isinstance(each, onnx.TensorProto):
                yield each
            else:
                yield from _tensors(each)
