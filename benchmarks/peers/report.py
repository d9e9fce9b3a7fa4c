# SPDX-License-Identifier: Apache-2.0
"""Writes the tables and plots of docs/performance.md from the JSON of runs, kept in benchmarks/results.

A table stands between `<!-- table NAME -->` and `<!-- end -->`; what was between is replaced. Nothing is measured here.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "milena"
from matplotlib import pyplot  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks/results"
PAGE = ROOT / "docs/performance.md"
IMAGES = ROOT / "docs/images"
OURS, THEIRS = "#2f6f9f", "#b9c4cc"
Report = dict[str, Any]


def main() -> int:
    """Fills the page."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/report", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        pattern = re.compile(rf"(<!-- table {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(page):
            raise SystemExit(f"{PAGE} has no place for the table {name}")
        lines = table(json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")))
        page = pattern.sub(lambda found, lines=lines: found[1] + "\n".join(lines) + "\n" + found[2], page)
    PAGE.write_text(page, encoding="utf-8")
    draw_engine(read("engine-en-de"))
    draw_pipeline(read("pipeline"), read("latency"))
    return 0


def read(name: str) -> Report:
    """A report of benchmarks/results."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def engine_table(report: Report) -> list[str]:
    """A row a contestant and case."""
    lines = [
        "| precision | search | | source tokens/s | spread | processor seconds | Milena is |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for case in report["cases"]:
        search = "greedy" if case["beam"] == 1 else f"beam {case['beam']}"
        for row in case["contestants"]:
            ratio = "" if row["name"] == "milena" else f"{row['milena_is']:.2f}x"
            lines.append(
                f"| {case['precision']} | {search} | {row['name']} | {row['source_tokens_a_second']:,.0f} | "
                f"{row['least']:,.0f}-{row['most']:,.0f} | {row['cpu_seconds']:.2f} | {ratio} |"
            )
    return lines


def pipeline_table(report: Report) -> list[str]:
    """A row a contestant."""
    lines = [
        "| | source tokens/s | spread | processor s for 1,000 tokens | the broker's | in a call | texts a batch | full "
        "| padding | wasted rows | Milena is |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in report["rows"]:
        cells = [f"{row['source_tokens_a_second']:,.0f}", f"{row['least']:,.0f}-{row['most']:,.0f}"]
        cells += [f"{row[name]:.3f}" if name in row else "" for name in ("cpu", "broker_cpu")]
        cells += [f"{row['in_a_call']:.0%}" if "in_a_call" in row else ""]
        cells += [f"{row['texts_a_batch']:.0f}" if "texts_a_batch" in row else ""]
        cells += [f"{row[name]:.1%}" if name in row else "" for name in ("fill", "padding", "wasted_rows")]
        cells += ["" if row["name"] == "milena" else f"{row['milena_is']:.2f}x"]
        lines.append(f"| {row['name']} | {' | '.join(cells)} |")
    return lines


def latency_table(report: Report) -> list[str]:
    """A row a rate, times in milliseconds."""
    lines = [
        "| | events/s | texts a batch | median batch | bound of p99 | read_uncommitted p50 | p99 | p99.9 "
        "| read_committed p50 | p99 | p99.9 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in [*report["rows"], report["idle"]]:
        times = [
            f"{1000 * row[kind][label]:.0f}"
            for kind in ("uncommitted", "committed")
            for label in ("p50", "p99", "p99.9")
        ]
        lines.append(
            f"| {row['name']} | {row['events_a_second']:.0f} | {row['batched_texts'] / row['batches']:.1f} | "
            f"{1000 * row['median_call_seconds']:.1f} | {1000 * row['bound']:.0f} | {' | '.join(times)} |"
        )
    return lines


TABLES: dict[str, Callable[[Report], list[str]]] = {
    "engine-en-de": engine_table,
    "engine-opus-shape": engine_table,
    "engine-t5-shape": engine_table,
    "pipeline": pipeline_table,
    "latency": latency_table,
}


def draw_engine(report: Report) -> None:
    """How many times as fast as each peer, a panel a case."""
    figure, axes = pyplot.subplots(1, len(report["cases"]), figsize=(3.1 * len(report["cases"]), 2.2))
    for axis, case in zip(axes, report["cases"], strict=True):
        rows = case["contestants"]
        colours = [OURS if row["name"].startswith("milena") else THEIRS for row in rows]
        speeds = [row["source_tokens_a_second"] / 1000 for row in rows]
        bars(axis, [row["name"] for row in rows], speeds, colours)
        axis.set_title(f"{case['precision']}, {'greedy' if case['beam'] == 1 else 'beam 4'}", fontsize=9)
    figure.supxlabel("1,000 source tokens a second", fontsize=8)
    save(figure, "performance-engine.svg")


def draw_pipeline(pipeline: Report, latency: Report) -> None:
    """Throughput of pipelines, and latency by load."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 2.6))
    rows = pipeline["rows"]
    colours = [OURS if row["name"] == "milena" else THEIRS for row in rows]
    bars(left, [row["name"] for row in rows], [row["source_tokens_a_second"] / 1000 for row in rows], colours)
    left.set_title("from topic to topic, 1,000 source tokens a second", fontsize=9)
    loads = [100 * row["share"] for row in latency["rows"]]
    for kind, colour in (("uncommitted", OURS), ("committed", "#888888")):
        for label, style in (("p50", "--"), ("p99", "-")):
            times = [1000 * row[kind][label] for row in latency["rows"]]
            right.plot(loads, times, style, color=colour, marker="o", markersize=3, label=f"{kind}, {label}")
    right.set_xlabel("load, % of capacity", fontsize=8)
    right.set_title("from when an event was due until its answer is read, ms", fontsize=9)
    right.set_ylim(bottom=0)
    right.legend(fontsize=7, frameon=False)
    right.tick_params(labelsize=8)
    right.spines[["top", "right"]].set_visible(False)
    save(figure, "performance-pipeline.svg")


def bars(axis: Any, names: list[str], values: list[float], colours: list[str]) -> None:
    """Bars from left to right, the first name on top."""
    drawn = axis.barh(names, values, color=colours)
    axis.bar_label(drawn, [f"{value:.1f}" for value in values], padding=2, fontsize=7)
    axis.invert_yaxis()
    axis.margins(x=0.25)
    axis.tick_params(labelsize=7)
    axis.spines[["top", "right"]].set_visible(False)


def save(figure: Any, name: str) -> None:
    """As SVG, the same bytes for the same figures."""
    figure.tight_layout()
    figure.savefig(IMAGES / name, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
