# SPDX-License-Identifier: Apache-2.0
"""transformers with the same checkpoint."""

from __future__ import annotations

import argparse
from typing import Any

import torch
from generating import Generating, options
from transformers import AutoModelForSeq2SeqLM
from worker import serve


class Transformers(Generating):
    """PyTorch on all threads of the process."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        model = AutoModelForSeq2SeqLM.from_pretrained(
            arguments.checkpoint, dtype=getattr(torch, arguments.precision)
        )
        self._loaded = model.eval().to(arguments.device)

    def load(self, threads: int) -> Any:  # noqa: ARG002
        """The one model: its threads are those of the process."""
        return self._loaded


if __name__ == "__main__":
    parser = options()
    parser.add_argument("--precision", choices=("float32", "float16"), default="float32")
    given = parser.parse_args()
    serve(Transformers(given), given.max_new_tokens)
