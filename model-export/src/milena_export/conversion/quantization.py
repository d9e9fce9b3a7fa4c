# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of a bundle: what `--quantization` stands for, and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from milena_export.bundle.words import Words
from milena_export.conversion.calibration import calibrate, too_wide
from milena_export.conversion.graphs import BYTES, too_large
from milena_export.errors import ExportError
from milena_export.families.source import SourceModel
from milena_export.graph.numerics import Extremes, Float, Half, Int8, Numerics

SAFE_BITS = 7
"""int8 weights of so many bits are exact on every processor; see `Int8`."""


@dataclass(frozen=True)
class Arithmetic:
    """How a graph computes, and the manifest's ``quantization``."""

    numerics: Numerics
    described: dict[str, Any]


def arithmetic(
    kind: str, weight_bits: int, source: SourceModel, words: Words, calibration: Sequence[str]
) -> Arithmetic:
    """Makes the arithmetic of a kind.

    Args:
        kind: ``float``, ``fp16`` or ``int8``.
        weight_bits: of int8, 7 or 8.
        source: the model.
        words: its tokenizers.
        calibration: real texts, which int8 needs; with them fp16 finds what 16 bits cannot hold.

    Raises:
        ExportError: int8 without texts.
    """
    if kind == "float":
        return Arithmetic(Float(), _described(kind, "32-bit floats", 32))
    if kind == "fp16":
        scheme = "weights and products in 16-bit floats; norms, attention and softmax in 32 bits"
        if not calibration:
            return Arithmetic(Half(source.wide), _described(kind, scheme, 16))
        found = calibrate(
            source, calibration, _rows(words, calibration), words.pairs[0].forced_bos, Extremes()
        )
        wide = source.wide | too_wide(found)
        kept = f"; {len(wide)} products that may overflow in 32 bits" if wide else ""
        described = _described(kind, scheme + kept, 16)
        described["calibration"] = {"texts": found.texts, "sha256": found.sha256}
        return Arithmetic(Half(wide), described)
    if not calibration:
        raise ExportError(
            "int8 needs --calibration TSV: its scales come from real texts of the training data"
        )
    found = calibrate(source, calibration, _rows(words, calibration), words.pairs[0].forced_bos)
    right = (
        "exact with and without VNNI" if weight_bits <= SAFE_BITS else "right only on processors with VNNI"
    )
    described = _described(
        kind, f"constant calibrated activation scales, symmetric weights per column; {right}", weight_bits
    )
    described["calibration"] = {"texts": found.texts, "sha256": found.sha256}
    return Arithmetic(Int8(found.ranges, weight_bits), described)


def _rows(words: Words, texts: Sequence[str]) -> list[list[int]]:
    return [words.encode(text) for text in texts]


def refuse_too_large(source: SourceModel, kind: str, external_data: bool) -> None:
    """Refuses what one ONNX file cannot hold, before any work is done."""
    if external_data or not too_large(source, kind):
        return
    gib = {name: f"{source.parameters * size / 2**30:.1f} GiB" for name, size in BYTES.items()}
    smaller = [
        f"--quantization {name} makes it {gib[name]}"
        for name in BYTES
        if BYTES[name] < BYTES[kind] and not too_large(source, name)
    ]
    cures = [*smaller, "--external-data puts the weights in a file of their own, listed with its hash"]
    raise ExportError(f"the graph would take {gib[kind]}, over ONNX's 2 GiB; {', or '.join(cures)}")


def _described(kind: str, scheme: str, bits: int) -> dict[str, Any]:
    return {"kind": kind, "scheme": scheme, "weight_bits": bits, "calibration": None}
