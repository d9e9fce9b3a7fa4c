# SPDX-License-Identifier: Apache-2.0
"""The plots of a comparison."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from milena_export.comparison.run import Results

BARS = "attention-mechanisms.svg"
MAPS = "attention-maps.png"
COLOUR = "#2f6f9f"
COLUMNS = 3


def value(result: dict[str, Any], metric: str, decoding: str = "greedy") -> float | None:
    """One figure on the whole test split, or None where there was nothing to measure."""
    found = [
        figure["value"]
        for figure in result["quality"]
        if figure["metric"] == metric and figure["subset"] == "all" and figure["decoding"].endswith(decoding)
    ]
    return float(found[0]) if found else None


def draw_bars(results: Results, path: Path) -> None:
    """Quality beside cost, a row a mechanism."""
    pyplot = _pyplot()
    panels = {
        "BLEU (greedy)": [value(result, "BLEU") for _, result in results],
        "copied words aligned, %": [result["aligned"]["accuracy"] for _, result in results],
        "training, ms a step": [1000 * result["step_seconds"] for _, result in results],
        "decoding, 1,000 tokens/s": [
            result["decoded_tokens_a_second"]["greedy"] / 1000 for _, result in results
        ],
    }
    titles = [mechanism.title for mechanism, _ in results]
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 0.6 + 0.32 * len(results)), sharey=True)
    for place, (label, values) in enumerate(panels.items()):
        drawn = axes[place].barh(titles, [one or 0.0 for one in values], color=COLOUR)
        axes[place].bar_label(
            drawn, ["-" if one is None else f"{one:.1f}" for one in values], padding=2, fontsize=8
        )
        axes[place].set_title(label, fontsize=9)
        axes[place].tick_params(labelsize=8)
        axes[place].margins(x=0.25)
        axes[place].spines[["top", "right"]].set_visible(False)
    axes[0].invert_yaxis()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def draw_maps(results: Results, path: Path) -> None:
    """The attention of one sentence, a map a mechanism: targets down, sources across, dark where the weight is great."""
    pyplot = _pyplot()
    lines = math.ceil(len(results) / COLUMNS)
    figure, axes = pyplot.subplots(lines, COLUMNS, figsize=(3.6 * COLUMNS, 3.4 * lines), squeeze=False)
    for place, axis in enumerate(axes.flat):
        if place >= len(results):
            axis.set_visible(False)
            continue
        mechanism, result = results[place]
        attention = result["attention"]
        axis.imshow(attention["weights"], cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axis.set_xticks(
            range(len(attention["source"])), attention["source"], rotation=60, ha="right", fontsize=7
        )
        axis.set_yticks(range(len(attention["target"])), attention["target"], fontsize=7)
        axis.set_title(mechanism.title, fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def _pyplot() -> Any:
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "milena"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    return pyplot
