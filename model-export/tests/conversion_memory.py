# SPDX-License-Identifier: Apache-2.0
"""How much memory a conversion takes, beside the graphs that it writes.

Run in model-export, with 10 GB of disk in TMPDIR:
``PYTHONPATH=src:tests .venv/bin/python tests/conversion_memory.py``. It makes a random model of the shape of NLLB-200's
600M and converts it to float, fp16 and int8, each in a process of its own. Exit code 1 where one takes more than `MOST`.

Memory is anonymous memory (RssAnon of /proc), at its greatest: what the system cannot take back, unlike pages of files.
Its measure is the largest graph that the conversion writes, for the bundle or on the way: of int8, and of fp16 with
--calibration, that is the graph in 32 bits that real texts are run through. PyTorch, which `convert` does not need, is
hidden: importing it takes 0.26 GB.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from made_tokenizers import KINDS, sentences

MOST = 1.3
"""Times the largest graph written."""
SECONDS = 0.01
"""Between two looks at the memory."""
WITHOUT_TORCH = "import sys; sys.modules['torch'] = None; from milena_export.cli import main; sys.exit(main(sys.argv[1:]))"
KINDS_OF_CONVERSION = ("float", "fp16", "fp16, calibrated", "int8")


@dataclass(frozen=True)
class Size:
    """Of a model of NLLB's kind; by default of the one with 600M weights."""

    vocabulary: int = 256_206
    width: int = 1024
    layers: int = 12
    inner: int = 4096
    heads: int = 16


@dataclass(frozen=True)
class Measured:
    """One conversion.

    Attributes:
        kind: of `KINDS_OF_CONVERSION`.
        bundle: bytes of the bundle's graph.
        largest: bytes of the largest graph that was written.
        idle: anonymous memory of a process that read the small files only.
        peak: anonymous memory at its greatest.
        seconds: that it took.
    """

    kind: str
    bundle: int
    largest: int
    idle: int
    peak: int
    seconds: float

    def __str__(self) -> str:
        ratio = f"{self.peak / self.largest:.2f} of the largest graph, {self.peak / self.bundle:.2f} of the bundle's"
        megabytes = [f"{value / 1e6:7,.0f}" for value in (self.bundle, self.largest, self.idle, self.peak)]
        return f"{self.kind:>18} {' '.join(megabytes)} MB; {ratio}; {self.seconds:,.0f} s"


def make(folder: Path, size: Size) -> None:
    """A checkpoint with 32-bit weights that are drawn tensor by tensor."""
    folder.mkdir(parents=True)
    config = M2M100Config(
        vocab_size=size.vocabulary,
        d_model=size.width,
        encoder_layers=size.layers,
        decoder_layers=size.layers,
        encoder_ffn_dim=size.inner,
        decoder_ffn_dim=size.inner,
        encoder_attention_heads=size.heads,
        decoder_attention_heads=size.heads,
        scale_embedding=True,
    )
    config.save_pretrained(folder)
    KINDS["nllb"](folder, sentences(), 300)
    config.architectures = ["M2M100ForConditionalGeneration"]
    config.save_pretrained(folder)
    with torch.device("meta"):
        model = M2M100ForConditionalGeneration(config)
    names = [name for name in model.state_dict() if "embed_tokens" not in name and "lm_head" not in name]
    write(folder / "model.safetensors", {name: tuple(model.state_dict()[name].shape) for name in names})


def write(path: Path, shapes: dict[str, tuple[int, ...]]) -> None:
    """A safetensors file of random weights."""
    random = np.random.default_rng(1)
    header, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes.items():
            norm = "norm" in name and name.endswith("weight")
            rows, columns = shape if len(shape) == 2 else (1, shape[0])
            for start in range(0, rows, 4096):
                part = random.standard_normal((min(4096, rows - start), columns), np.float32)
                file.write(1 + 0.1 * part if norm else part * np.float32(columns**-0.5 if rows > 1 else 0.1))


def measure(
    kind: str, source: Path, work: Path, whole: int | None, arguments: Sequence[str] = ()
) -> Measured:
    """Converts in a process of its own.

    Args:
        kind: of `KINDS_OF_CONVERSION`.
        source: the checkpoint.
        work: a folder for the bundle.
        whole: bytes of the graph in 32 bits, which int8 and calibrated fp16 write too.
        arguments: for ``convert``, besides those of the kind.
    """
    texts, output = work / "texts.tsv", work / kind.replace(", ", "-")
    texts.write_text(
        "".join(f"{line}\tx\n" for line in sentences()[:4] if "\t" not in line), encoding="utf-8"
    )
    name, _, calibrated = kind.partition(", ")
    command = [
        "convert",
        str(source),
        "--output",
        str(output),
        "--quantization",
        name,
        "--languages",
        "en,de",
    ]
    command += ["--max-target", "8", "--external-data", *arguments]
    if calibrated or name == "int8":
        command += ["--calibration", str(texts)]
    if name == "int8":
        command += ["--unmeasured"]
    idle, _ = _peak(["describe", str(source), "--languages", "en,de"])
    peak, seconds = _peak(command)
    bundle = sum(path.stat().st_size for path in output.glob("model.onnx*"))
    largest = max(bundle, whole or 0) if calibrated or name == "int8" else bundle
    return Measured(kind, bundle, largest, idle, peak, seconds)


def _peak(arguments: Sequence[str]) -> tuple[int, float]:
    """Greatest anonymous memory of a command, in bytes, and the seconds that it took."""
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_TORCH, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        found = [line.split() for line in status.read_text().splitlines() if line.startswith("RssAnon")]
        peak = max(peak, *(1024 * int(amount) for _, amount, _ in found), 0)
        time.sleep(SECONDS)
    seconds = time.perf_counter() - started
    output, error = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {output.decode()}{error.decode()}")
    return peak, seconds


def run(
    size: Size, kinds: Sequence[str] = KINDS_OF_CONVERSION, arguments: Sequence[str] = ()
) -> list[Measured]:
    """All conversions of a model of that size."""
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="conversion-memory-") as name:
        work = Path(name)
        make(work / "source", size)
        whole = None
        for kind in kinds:
            found.append(measure(kind, work / "source", work, whole, arguments))
            whole = found[-1].bundle if kind == "float" else whole
            print(found[-1], flush=True)
    return found


if __name__ == "__main__":
    os.nice(5)
    print(f"{'':>18} {'bundle':>7} {'largest':>7} {'idle':>7} {'peak':>7}")
    sys.exit(any(one.peak > MOST * one.largest for one in run(Size(), sys.argv[1:] or KINDS_OF_CONVERSION)))
