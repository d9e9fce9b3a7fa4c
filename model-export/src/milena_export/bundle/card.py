# SPDX-License-Identifier: Apache-2.0
"""MODEL_CARD.md, written from a manifest: nothing in it that the manifest does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def model_card(manifest: Mapping[str, Any]) -> str:
    """The card's text."""
    provenance, quantization, alignment = (
        manifest[key] for key in ("provenance", "quantization", "alignment")
    )
    languages = manifest["languages"]
    pair = " to ".join(", ".join(entry["tag"] for entry in languages[side]) for side in ("source", "target"))
    data = [f"* {_datum(entry)}" for entry in provenance["training_data"]] or ["* not stated"]
    tools = ", ".join(f"{name} {version}" for name, version in provenance["tools"].items())
    return "\n".join(
        [
            f"# {manifest['name']} {manifest['version']}",
            "",
            f"{manifest['task'].capitalize()}, {pair}; family {manifest['family']}; "
            f"at most {manifest['limits']['source_tokens']} source and {manifest['limits']['target_tokens']} target tokens.",
            "",
            f"* Licence: {provenance['licence']}",
            f"* Made from: {provenance['source']} (weights SHA-256 `{provenance['source_sha256']}`)",
            f"* Arithmetic: {quantization['kind']}, {quantization['scheme']}",
            f"* Alignment: decoder layer {alignment['layer']}, heads {', '.join(map(str, alignment['heads']))}, "
            f"shift {alignment['shift']} ({alignment['chosen_by']})",
            f"* Made with: {tools}",
            "",
            "## Training data",
            *data,
            "",
            "## Measured quality",
            *_quality(provenance["quality"]),
            "",
            "## Limits of use",
            "The scores hold for texts like the corpus they were measured on. On other texts a model this small makes "
            "more errors, and it may write fluent nonsense: read the confidence that Milena gives with each answer.",
            "",
        ]
    )


def _datum(entry: Mapping[str, Any]) -> str:
    attribution = f"; attribution: {entry['attribution']}" if entry["attribution"] else ""
    return f"{entry['name']}, {entry['licence']}{attribution}"


def _quality(quality: list[Mapping[str, Any]]) -> list[str]:
    if not quality:
        return ["Not measured for this bundle; `milena-export evaluate` does."]
    rows = [
        f"| {q['corpus']} | {q['subset']} | {q['sentences']} | {q['decoding']} | {q['metric']} | {q['value']:.2f} |"
        for q in quality
    ]
    signatures = sorted({f"* {q['metric']}: `{q['signature']}`" for q in quality})
    header = [
        "| corpus | sources | sentences | decoding | metric | value |",
        "| --- | --- | ---: | --- | --- | ---: |",
    ]
    return [*header, *rows, "", *signatures]
