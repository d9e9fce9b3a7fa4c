# SPDX-License-Identifier: Apache-2.0
"""Writes a comparison as a page of Markdown with its plots."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

from milena_export.bundle import manifest
from milena_export.comparison import figures, measure
from milena_export.comparison.figures import value
from milena_export.comparison.mechanisms import RATE, TOLERANCE
from milena_export.comparison.run import DROPOUT, ROUNDS, Results, Settings
from milena_export.training.session import native_precision

IMAGES = "images"
WIDTH = 120


def write(results: Results, settings: Settings, texts: int, sentence: str, command: str, path: Path) -> None:
    """Writes the page and, in ``images`` beside it, its plots.

    Args:
        results: of all mechanisms.
        settings: of the comparison.
        texts: number of test pairs.
        sentence: whose attention is drawn.
        command: that makes the page.
        path: of the page.
    """
    images = path.parent / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    figures.draw_bars(results, images / figures.BARS)
    figures.draw_maps(results, images / figures.MAPS)
    parts = [
        "# Attention mechanisms compared",
        f"Written by `milena-export compare` from what it trained and measured.\n\n```\n{command}\n```",
        _budget(results, settings, texts),
        _table(results),
        f"![Quality and cost of each mechanism]({IMAGES}/{figures.BARS})",
        _reading(results),
        f"## One sentence\n\n> {sentence}\n\n![Attention of each mechanism]({IMAGES}/{figures.MAPS})",
        "Targets run down, sources across. As in the bundles' metadata, special tokens are left out and each row sums "
        "to 1. Every state of an encoder knows the whole source, so attention may rest beside the word that is "
        "written.\n\n" + _outputs(results),
        _trainings(results, settings),
    ]
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    partial.replace(path)


def _budget(results: Results, settings: Settings, texts: int) -> str:
    counts = [result["parameters"] for _, result in results]
    budget = (
        f"{settings.minutes:g} minutes of wall-clock time each, so that a slow step means fewer of them"
        if settings.minutes
        else f"{settings.epochs:g} epoch{'s' * (settings.epochs != 1)} each: the same "
        f"{results[0][1]['training']['steps']:,} steps on the same batches in the same order, however long a step takes"
    )
    tools = ", ".join(f"{name} {version}" for name, version in manifest.tool_versions().items())
    return f"""## What is equal

* Budget: {budget}. One seed ({settings.seed}).
* Data: {settings.corpus}, trained on its training split, measured on its {texts:,} test pairs; one vocabulary of \
{settings.vocabulary:,} pieces.
* Size: {min(counts):,} to {max(counts):,} weights (at most {TOLERANCE:.0%} from an LSTM of width {settings.width} with the \
dot score), one layer a side. Recurrent models differ in width, Transformers in their feed-forward layers.
* Recipe: AdamW, peak learning rate {RATE}, warm-up over {settings.warmup_steps} steps, then linear to 0; batches of \
{settings.batch_tokens:,} padded tokens; label smoothing 0.1, dropout {DROPOUT:g}, averaged weights. The rate had \
a better dev loss than half of it for both architectures; nothing was tuned for a single mechanism.
* Chance: differences of two points of BLEU say little. When the rate was chosen (eng-deu, 1 epoch), a Transformer with 4 \
heads at half the rate ended with a dev loss that was 0.05 worse and BLEU that was 1.7 better.
* Each is exported in 32-bit floats and measured as a bundle.
* Alignment: of the names and numbers that stand once in a source and once in its reference, the share whose attention is \
greatest on themselves, averaged over {results[0][1]["aligned"]["words"]} distinct words in \
{results[0][1]["aligned"]["texts"]} test pairs. The references are forced on each model, so that all are asked about the \
same words; the same in a model's own answers, as `evaluate` counts it, is over the few words that it copied. Heads and \
shift of each attention are those that do best on training pairs.
* Times are processor time of one thread, the best of {ROUNDS} rounds in which all take turns: the \
forward and backward passes of a batch (median of {measure.STEPS}; matrix products in {native_precision()}, as in the \
trainings), and decoding {measure.TEXTS} test texts in batches of {measure.BATCH}. Machine: {_machine()}; {tools}."""


def _table(results: Results) -> str:
    lines = [
        "## Results",
        "",
        "| mechanism | weights | BLEU | chrF | BLEU, beam 4 | aligned | in own answers | ms a step | tokens/s | beam 4 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for mechanism, result in results:
        speed = result["decoded_tokens_a_second"]
        cells = [
            mechanism.title,
            f"{result['parameters']:,}",
            _shown(value(result, "BLEU")),
            _shown(value(result, "chrF")),
            _shown(value(result, "BLEU", "beam 4")),
            f"{result['aligned']['accuracy']:.1f}%",
            _own_answers(result),
            f"{1000 * result['step_seconds']:.0f}",
            f"{speed['greedy']:,.0f}",
            f"{speed['beam 4']:,.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    signatures = {figure["metric"]: figure["signature"] for figure in results[0][1]["quality"]}
    shown = "; ".join(f"{name}: `{signatures[name]}`" for name in ("BLEU", "chrF"))
    return "\n".join([*lines, "", f"Greedy where no beam is named. {shown}."])


def _own_answers(result: dict[str, Any]) -> str:
    """The share, and of how many distinct words, which only the figure's signature says."""
    number = value(result, "copied words aligned")
    if number is None:
        return "-"
    signature = next(f["signature"] for f in result["quality"] if f["metric"] == "copied words aligned")
    return f"{number:.0f}% of {re.findall('[0-9]+', signature)[0]}"


def _reading(results: Results) -> str:
    def best(of: dict[str, float | None], least: bool = False) -> str:
        known = {title: one for title, one in of.items() if one is not None}
        if not known:
            return "nothing to measure"
        order = sorted(known, key=lambda title: known[title], reverse=not least)
        first, last = order[0], order[-1]
        digits = 0 if known[first] >= 1000 else 1
        return f"{first} ({known[first]:,.{digits}f}), last {last} ({known[last]:,.{digits}f})"

    def each(pick: Any) -> dict[str, float | None]:
        return {mechanism.title: pick(result) for mechanism, result in results}

    return "\n".join(
        [
            "In short:",
            "",
            f"* BLEU: first {best(each(lambda r: value(r, 'BLEU')))}.",
            f"* Words aligned, %: first {best(each(lambda r: r['aligned']['accuracy']))}.",
            f"* Milliseconds a training step: first {best(each(lambda r: 1000 * r['step_seconds']), least=True)}.",
            f"* Tokens decoded a second: first {best(each(lambda r: r['decoded_tokens_a_second']['greedy']))}.",
        ]
    )


def _outputs(results: Results) -> str:
    lines = ["| mechanism | answer | layer, heads, shift |", "| --- | --- | --- |"]
    for mechanism, result in results:
        policy = result["alignment"]
        answer = result["attention"]["output"].replace("|", "\\|")
        lines.append(
            f"| {mechanism.title} | {answer} | {policy['layer']}, {policy['heads']}, {policy['shift']} |"
        )
    return "\n".join(lines)


def _trainings(results: Results, settings: Settings) -> str:
    lines = [
        "## Trainings",
        "",
        "| mechanism | sizes | steps | epochs | dev loss | wall minutes | load of the machine |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for mechanism, result in results:
        training = result["training"]
        sizes = ", ".join(
            f"{name.replace('_', ' ')} {size}"
            for name, size in result["shape"].items()
            if name in ("width", "feed_forward")
        )
        cells = [
            mechanism.title,
            sizes,
            f"{training['steps']:,}",
            f"{training['epochs']:.2f}",
            f"{training['dev_loss']:.3f}",
            f"{training['minutes']:.1f}",
            "-" if training["load"] is None else f"{training['load']:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    note = (
        "Load is the mean number of runnable processes before and after a training, other work on the machine among "
        "them. Wall minutes say little where it is above the number of cores"
        + ("." if settings.minutes else ", and nothing above depends on them.")
    )
    return "\n".join([*lines, "", note])


def _shown(number: float | None) -> str:
    return "-" if number is None else f"{number:.1f}"


def _machine() -> str:
    try:
        names = [
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
    except OSError:
        names = []
    return f"{os.cpu_count()} cores ({names[0] if names else platform.machine()})"
