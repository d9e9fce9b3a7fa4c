# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of a bundle: what `--quantization` stands for, and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from milena_export import texts
from milena_export.bundle.words import Words
from milena_export.conversion.calibration import calibrate, ranges_of, too_wide
from milena_export.conversion.graphs import BYTES, too_large
from milena_export.errors import ExportError
from milena_export.families.languages import ANY
from milena_export.families.source import SourceModel
from milena_export.graph.numerics import Extremes, Float, Half, Int8, Numerics
from milena_export.graph.smoothing import smoothed

SAFE_BITS = 7
"""int8 weights of so many bits are exact on every processor; see `Int8`."""
SHOWN = 5
"""Languages that an error names."""


@dataclass(frozen=True)
class Arithmetic:
    """How a graph computes.

    Attributes:
        source: what it is built from: the checkpoint, for int8 with its outliers folded away.
        numerics: of its products.
        described: the manifest's ``quantization``.
        notes: what whoever converts should know.
    """

    source: SourceModel
    numerics: Numerics
    described: dict[str, Any]
    notes: tuple[str, ...] = ()


def arithmetic(
    kind: str, weight_bits: int, source: SourceModel, words: Words, calibration: Sequence[str]
) -> Arithmetic:
    """Makes the arithmetic of a kind.

    Args:
        kind: ``float``, ``fp16`` or ``int8``.
        weight_bits: of int8, 7 or 8.
        source: the model.
        words: its tokenizers.
        calibration: real texts, for int8 instead of those that come with the package; with them fp16 finds what 16 bits
            cannot hold.

    Raises:
        ExportError: int8 without texts, where there are none of the source language.
    """
    if kind == "float":
        return Arithmetic(source, Float(), _described(kind, "32-bit floats", 32))
    if kind == "fp16":
        scheme = "weights and products in 16-bit floats; norms, attention and softmax in 32 bits"
        if not calibration:
            return Arithmetic(source, Half(source.wide), _described(kind, scheme, 16))
        found = calibrate(
            source, calibration, _rows(words, calibration), words.pairs[0].forced_bos, Extremes()
        )
        wide = source.wide | too_wide(found)
        kept = f"; {len(wide)} products that may overflow in 32 bits" if wide else ""
        described = _described(kind, scheme + kept, 16)
        described["calibration"] = found.described
        return Arithmetic(source, Half(wide), described)
    notes: tuple[str, ...] = ()
    if not calibration:
        words, language, calibration = _with_own_texts(source, words)
        notes = (
            f"scales of int8 come from {len(calibration)} texts in {language!r} that are part of milena-export; "
            "--calibration TSV takes them from texts of your kind",
        )
    found = calibrate(source, calibration, _rows(words, calibration), words.pairs[0].forced_bos)
    right = (
        "exact with and without VNNI" if weight_bits <= SAFE_BITS else "right only on processors with VNNI"
    )
    scheme = (
        "constant calibrated activation scales and zero points, symmetric weights per column; outliers folded"
    )
    described = _described(kind, f"{scheme}; {right}", weight_bits)
    described["calibration"] = found.described
    model, channels = smoothed(source.step_model, found.channels)
    return Arithmetic(
        replace(source, step_model=model), Int8(ranges_of(channels), weight_bits), described, notes
    )


def refuse_uncalibrated(source: SourceModel, kind: str, calibration: Sequence[str]) -> None:
    """Refuses int8 without texts of the source language, before any work is done."""
    if kind == "int8" and not calibration:
        _own_language(source)


def _own_language(source: SourceModel) -> tuple[str, str]:
    """The first source language that the package has texts of, and what that calls it.

    Raises:
        ExportError: there is none.
    """
    ours = texts.languages()
    for language in source.source_languages:
        plain = language.tag.split("-")[0]
        if plain in ours:
            return language.tag, plain
    needed = "int8 takes its scales from texts in the source language"
    file = "--calibration TSV: a few hundred lines text<TAB>anything in UTF-8, plain or .xz"
    tags = [language.tag for language in source.source_languages]
    if tags == [ANY]:
        raise ExportError(
            f"{needed}, which the checkpoint does not say; give --source-language TAG (there are texts of "
            f"{' and '.join(ours)} here), or {file}"
        )
    shown = ", ".join(tags[:SHOWN]) + (", ..." if len(tags) > SHOWN else "")
    raise ExportError(
        f"{needed}, and there are none of {shown} here, only of {' and '.join(ours)}; give {file}"
    )


def _with_own_texts(source: SourceModel, words: Words) -> tuple[Words, str, Sequence[str]]:
    """The words for a pair of languages that the package has texts for, the language, and the texts."""
    tag, language = _own_language(source)
    pair = next(pair for pair in words.pairs if pair.source == tag)
    return words.only(pair), language, texts.texts_of(language)


def _rows(words: Words, calibration: Sequence[str]) -> list[list[int]]:
    return [words.encode(text) for text in calibration]


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
