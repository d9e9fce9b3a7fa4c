# SPDX-License-Identifier: Apache-2.0
"""MODEL_CARD.md: what a manifest and its golden answers know, and examples and limits that its maker adds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from milena_export.bundle.golden import HARD
from milena_export.bundle.ids import is_unknown

EXAMPLES = 10
SHORT = 160
"""Characters of a text or an answer that are shown."""
UNLIKE = ("HELLO WORLD", HARD[3], HARD[9], HARD[11])
"""Hard texts of every golden file that are unlike what most models are trained on."""


class Example(NamedTuple):
    """What a bundle answers a text of a corpus, beside the corpus's own answer."""

    text: str
    answer: str
    reference: str


class Examples(NamedTuple):
    """Answers to texts of a corpus, by its name, and by which rule they were taken."""

    corpus: str
    rule: str
    answers: Sequence[Example]


def model_card(
    manifest: Mapping[str, Any],
    recorded: str,
    examples: Examples | None = None,
    known_limits: Sequence[str] = (),
) -> str:
    """The card's text.

    Args:
        manifest: of the bundle.
        recorded: content of its golden file.
        examples: of a corpus; without them the golden file's own texts are the examples.
        known_limits: sentences about what the model is bad at that nothing here measures.
    """
    entries = [json.loads(line) for line in recorded.split("\n") if line]
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
            "## Example answers",
            *(_answers(_spread(entries), entries) if examples is None else _compared(examples)),
            "",
            "## What it is bad at",
            *(
                f"* {limit}"
                for limit in (*known_limits, *_measured_limits(manifest), *_unread(manifest, entries))
            ),
            "* Texts unlike its training data. What it makes of some:",
            "",
            *_table([entry for entry in entries if entry["text"] in UNLIKE]),
            "",
            "## Limits of use",
            "The scores hold for texts like the corpus they were measured on. On other texts a model this small makes "
            "more errors, and it may write fluent nonsense: read the confidence that Milena gives with each answer.",
            "",
        ]
    )


def _spread(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Up to `EXAMPLES` of the texts that come from a corpus, evenly."""
    own = [entry for entry in entries if entry["text"] not in HARD]
    return own[:: max(1, len(own) // EXAMPLES)][:EXAMPLES]


def _answers(examples: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]) -> list[str]:
    if examples:
        return [
            "Recorded when the bundle was made, with 4 beams, not chosen by anybody:",
            "",
            *_table(examples),
        ]
    return [
        "It was converted without real texts (`--golden TSV`); of the built-in ones:",
        "",
        *_table(entries[:EXAMPLES]),
    ]


def _compared(examples: Examples) -> list[str]:
    rows = [f"| {' | '.join(_cell(part) for part in example)} |" for example in examples.answers]
    return [
        f"{examples.rule}, with 4 beams:",
        "",
        f"| text | answer | in {examples.corpus} |",
        "| --- | --- | --- |",
        *rows,
    ]


def _measured_limits(manifest: Mapping[str, Any]) -> list[str]:
    """What the figures say of long texts, and of how far a confidence can be trusted."""
    kind = manifest["quantization"]["kind"]
    decoding = f"{kind}, beam 4"
    figures = [figure for figure in manifest["provenance"]["quality"] if figure["decoding"] == decoding]
    limits = []
    by_metric = {
        metric: [figure for figure in figures if figure["metric"] == metric]
        for metric in ("BLEU", "ROUGE-L", "confidence")
    }
    for metric in ("BLEU", "ROUGE-L"):
        whole = next((figure for figure in by_metric[metric] if figure["subset"] == "all"), None)
        part = next((figure for figure in by_metric[metric] if figure["subset"] != "all"), None)
        if whole and part and part["sentences"] < whole["sentences"] and part["value"] < whole["value"]:
            limits.append(
                f"Long texts: {part['value']:.1f} {metric} on sources of {part['subset']}, {whole['value']:.1f} on all of "
                f"{whole['corpus']} ({decoding})."
            )
    for figure in by_metric["confidence"]:
        limits.append(
            f"Knowing when it is wrong: confidence and quality of its answers to {figure['corpus']} go together with a rank "
            f"correlation of {figure['value'] / 100:.2f}; with 1 the surest answers would be the best ones."
        )
    return limits


def _unread(manifest: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whether there are characters that it reads as unknown: emoji and other scripts, mostly."""
    texts = [
        entry["text"]
        for entry in entries
        if entry["text"] in HARD and any(is_unknown(manifest, index) for index in entry["source_ids"])
    ]
    if not texts:
        return []
    shown = ", ".join(f"`{' '.join(text.split())}`" for text in texts[:4])
    return [f"Characters that its vocabulary lacks, such as some of {shown}. Milena's answers name them."]


def _table(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [f"| {_cell(entry['text'])} | {_cell(entry['runs']['beam4']['output'])} |" for entry in entries]
    return ["| text | answer |", "| --- | --- |", *rows]


def _cell(text: str) -> str:
    """A text in one cell of a table."""
    shown = " ".join(text.split()).replace("|", "\\|")
    return shown if len(shown) <= SHORT else f"{shown[:SHORT].rstrip()} ..."


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
