# SPDX-License-Identifier: Apache-2.0
"""ONNX external data: weights in a file beside the model, which alone may be greater than 2 GiB."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

PAGE = 4096
"""Weights start at multiples of this, so that a reader can map them into memory."""


class WeightFile:
    """A file that weights are appended to as a graph asks for them; open it with ``with``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb")

    @property
    def name(self) -> str:
        """What the model calls the file: a plain name, looked up in the model's own folder."""
        return self._path.name

    def add(self, name: str, weight: npt.NDArray[Any]) -> onnx.TensorProto:
        """See `WeightStore`."""
        self._file.write(b"\0" * (-self._file.tell() % PAGE))
        tensor = TensorProto(
            name=name,
            dims=weight.shape,
            data_type=helper.np_dtype_to_tensor_dtype(weight.dtype),
            data_location=TensorProto.EXTERNAL,
        )
        place = {"location": self.name, "offset": self._file.tell(), "length": weight.nbytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        little_endian = weight.astype(weight.dtype.newbyteorder("<"), copy=False)
        self._file.write(np.ascontiguousarray(little_endian).data)
        return tensor

    def __enter__(self) -> WeightFile:
        """Starts a file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the file."""
        self._file.close()
