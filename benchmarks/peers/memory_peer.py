# SPDX-License-Identifier: Apache-2.0
"""What a model takes in memory, in a process that does nothing else: before it is loaded, after, and after all texts.

Both engines do the same work in the same batches, two calls at a time, attention included. Resident memory is that of the
process (`/proc`), so what an engine keeps for itself between calls counts, and what its library's code takes does not.
"""

from __future__ import annotations

import argparse
import importlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from worker import batches, read_sources

CALLS = 2
BATCH_TOKENS = 1024


class Engine(Protocol):
    """A loaded model."""

    def answer(self, batch: list[list[int]]) -> None:
        """Greedy answers with attention."""
        ...


class Onnx:
    """ONNX Runtime on a bundle, with the options of Milena's engine."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        import onnxruntime
        from milena_export.bundle.feeds import feed

        folder = Path(arguments.bundle)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self._inputs = manifest["inputs"]
        self._pad = manifest["special_ids"]["pad"]
        self._feed = feed
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False
        model = str(folder / "model.onnx")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def answer(self, batch: list[list[int]]) -> None:
        """See `Engine`."""
        given = {"beam_size": 1, "return_attention": 1, "max_new_tokens": 128}
        self._session.run(None, self._feed(self._inputs, batch, self._pad, given))


class CTranslate2:
    """Its translator."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        import ctranslate2
        from ctranslate2_peer import convert

        folder = convert(arguments.checkpoint, arguments.quantization, Path(arguments.work))
        self._tokens = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
        kind = arguments.quantization
        self._translator = ctranslate2.Translator(
            str(folder), compute_type=kind, intra_threads=1, inter_threads=CALLS
        )

    def answer(self, batch: list[list[int]]) -> None:
        """See `Engine`."""
        sources = [[self._tokens[i] for i in source] for source in batch]
        self._translator.translate_batch(sources, beam_size=1, max_decoding_length=128, return_attention=True)


def resident() -> float:
    """Anonymous resident memory of this process in MB: no code, no file."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell RssAnon")


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("onnx", "ctranslate2"), required=True)
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--quantization", choices=("float32", "int8"), default="int8")
    parser.add_argument("--sources", required=True)
    parser.add_argument("--work", required=True)
    arguments = parser.parse_args()
    kinds: dict[str, Any] = {"onnx": Onnx, "ctranslate2": CTranslate2}
    importlib.import_module("ctranslate2.converters.transformers")  # what either brings along is there before
    sources = read_sources(arguments.sources)
    packed = [[sources[i] for i in batch] for batch in batches(sources, BATCH_TOKENS)]
    importlib.import_module("onnxruntime" if arguments.engine == "onnx" else "ctranslate2")
    before = resident()
    engine: Engine = kinds[arguments.engine](arguments)
    loaded = resident() - before
    rounds = []
    with ThreadPoolExecutor(CALLS) as calls:
        for _ in range(3):
            list(calls.map(engine.answer, packed))
            rounds.append(resident() - before)
    print(json.dumps({"engine": arguments.engine, "loaded_mb": loaded, "rounds_mb": rounds}))


if __name__ == "__main__":
    main()
