# SPDX-License-Identifier: Apache-2.0
"""What a model takes in memory, in a process that does nothing else: before it is loaded, after, and after all texts.

Both engines do the same work in the same batches, two calls at a time, attention included. Resident memory is that of the
process (`/proc`), so what an engine keeps for itself between calls counts, and what its library's code takes does not.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from compare import ROOT, read
from worker import batches

CALLS = 2
BATCH_TOKENS = 1024


class Engine(Protocol):
    """A loaded model."""

    def answer(self, batch: list[list[int]]) -> None:
        """Greedy answers with attention."""
        ...


class Onnx:
    """ONNX Runtime on a bundle, with the options of Milena's engine; its profile goes to a file of the name given."""

    def __init__(self, arguments: argparse.Namespace, beam: int = 1, profile: str | None = None) -> None:
        import onnxruntime
        from milena_export.bundle.feeds import feed

        folder = Path(arguments.bundle)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self._inputs = manifest["inputs"]
        self._pad = manifest["special_ids"]["pad"]
        self._feed = feed
        self._given = {"beam_size": beam, "return_attention": 1, "max_new_tokens": 128}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False
        if profile:
            options.enable_profiling = True
            options.profile_file_prefix = profile
        model = str(folder / "model.onnx")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def answer(self, batch: list[list[int]]) -> None:
        """See `Engine`."""
        self._session.run(None, self._feed(self._inputs, batch, self._pad, self._given))

    def end_profiling(self) -> str:
        """The file of the profile."""
        return self._session.end_profiling()


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


def main() -> int:
    """Measures both in turns, or, with ``--engine``, one in this process."""
    parser = argparse.ArgumentParser(prog="memory", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--corpus", required=True, help="tab-separated pairs, .tsv or .tsv.xz")
    parser.add_argument("--bundle", default=str(ROOT / "models/en-de"))
    parser.add_argument("--checkpoint", default=str(ROOT / "models/checkpoints/en-de"))
    parser.add_argument("--quantization", choices=("float32", "int8"), default="int8")
    parser.add_argument("--texts", type=int, default=1600)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", help="writes every figure there")
    parser.add_argument("--work", required=True, help="folder for converted models; kept")
    parser.add_argument("--engine", choices=tuple(ENGINES), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        print(json.dumps(alone(arguments)))
        return 0
    measured: dict[str, list[dict[str, Any]]] = {name: [] for name in ENGINES}
    for _ in range(arguments.repetitions):
        for name, runs in measured.items():
            command = [sys.executable, *sys.argv, "--engine", name]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            runs.append(json.loads(output.splitlines()[-1]))
    rows = [
        {
            "engine": name,
            "loaded_mb": statistics.median(run["loaded_mb"] for run in runs),
            "after_mb": statistics.median(run["rounds_mb"][-1] for run in runs),
            "runs": runs,
        }
        for name, runs in measured.items()
    ]
    ratio = rows[0]["after_mb"] / rows[1]["after_mb"]
    for row in rows:
        print(
            f"   {row['engine']:12} {row['loaded_mb']:6.0f} MB loaded, {row['after_mb']:6.0f} MB after all texts"
        )
    print(f"   Milena's engine takes {ratio:.2f} times as much")
    if arguments.json:
        Path(arguments.json).write_text(json.dumps({"rows": rows, "ratio": ratio}, indent=1) + "\n")
    return 0


def alone(arguments: argparse.Namespace) -> dict[str, Any]:
    """What one engine takes in this process."""
    from transformers import MarianTokenizer

    sources = read(arguments, MarianTokenizer.from_pretrained(arguments.checkpoint)).sources
    packed = [[sources[i] for i in batch] for batch in batches(sources, BATCH_TOKENS)]
    importlib.import_module("ctranslate2.converters.transformers")  # what either brings along is there before
    importlib.import_module("onnxruntime" if arguments.engine == "onnx" else "ctranslate2")
    before = resident()
    engine: Engine = ENGINES[arguments.engine](arguments)
    loaded = resident() - before
    rounds = []
    with ThreadPoolExecutor(CALLS) as calls:
        for _ in range(3):
            list(calls.map(engine.answer, packed))
            rounds.append(resident() - before)
    return {"loaded_mb": loaded, "rounds_mb": rounds}


ENGINES: dict[str, Any] = {"onnx": Onnx, "ctranslate2": CTranslate2}

if __name__ == "__main__":
    sys.exit(main())
