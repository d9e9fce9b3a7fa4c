# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime with the decode loop outside the graph, as optimum does it: an encoder, a first step, a step with past.

Its packages are those of `requirements-optimum.txt`, before all others on the path: it needs an older transformers.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import onnxruntime
from generating import Generating, options
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.onnxruntime import ORTModelForSeq2SeqLM
from worker import serve


def convert(checkpoint: str, quantization: str, folder: Path) -> Path:
    """Exports once, and quantizes the matrices of the export as its own documentation does; the folder of the result."""
    output = folder / f"{Path(checkpoint).name}-optimum-{quantization}"
    if not output.exists():
        aside = output.with_suffix(".part")
        shutil.rmtree(aside, ignore_errors=True)
        ORTModelForSeq2SeqLM.from_pretrained(checkpoint, export=True).save_pretrained(aside)
        if quantization == "int8":
            for graph in aside.glob("*.onnx"):
                quantize_dynamic(graph, graph, per_channel=True, weight_type=QuantType.QInt8)
        aside.rename(output)
    return output


class Optimum(Generating):
    """Three sessions and a loop in Python."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        self._folder = convert(arguments.checkpoint, arguments.quantization, Path(arguments.work))

    def load(self, threads: int) -> Any:
        """New sessions on so many threads."""
        session = onnxruntime.SessionOptions()
        session.intra_op_num_threads = threads
        provider = "CUDAExecutionProvider" if self.arguments.device == "cuda" else "CPUExecutionProvider"
        return ORTModelForSeq2SeqLM.from_pretrained(self._folder, session_options=session, provider=provider)


if __name__ == "__main__":
    parser = options()
    parser.add_argument("--quantization", choices=("float32", "int8"), required=True)
    parser.add_argument("--work", required=True)
    given = parser.parse_args()
    serve(Optimum(given), given.max_new_tokens)
