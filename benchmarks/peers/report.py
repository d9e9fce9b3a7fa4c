# SPDX-License-Identifier: Apache-2.0
"""Tables and plots of performance.md, evidence/performance.md and gpu.md, from the JSON that the benchmarks left.

    report.py --results benchmarks/results --docs docs

A table stands in a page between `<!-- NAME -->` and `<!-- /NAME -->`; what is there is replaced. A table without its
results is an error: none outlives its run. Plots go to the folder `images` of the docs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from capacity import Model, Run, fitted, read
from operators import PRODUCT, SHOWN

Row = dict[str, Any]
MODELS = {"engine-en-de": "en-de", "engine-opus-shape": "OPUS-MT shape", "engine-t5-shape": "T5-small shape"}
LENGTHS = ("lengths-1-8", "lengths-9-14", "lengths-15-80")
SIZES = ("short texts", "medium texts", "long texts")
VOCABULARIES = (6_000, 24_000, 48_000)
CHECKED = "pipeline"
OURS = "milena"


class Results:
    """What was measured."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where a measurement's figures are."""
        return self._folder / f"{name}.json"

    def __getitem__(self, name: str) -> Any:
        return json.loads(self.path(name).read_text(encoding="utf-8"))

    def models(self) -> dict[str, Any]:
        """The comparisons of engines that were made, by the model's name."""
        return {title: self[name] for name, title in MODELS.items() if self.path(name).exists()}


def main() -> int:
    """Writes the pages and the plots."""
    parser = argparse.ArgumentParser(prog="report", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--docs", type=Path, required=True, help="folder of the pages")
    arguments = parser.parse_args()
    results = Results(arguments.results)
    for page, tables in PAGES.items():
        write(arguments.docs / page, {name: make(results) for name, make in tables.items()})
    mpl.rcParams.update(
        {"svg.hashsalt": "milena", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
    )
    for name, draw in PLOTS.items():
        figure = draw(results)
        image = arguments.docs / "images" / f"performance-{name}.svg"
        figure.savefig(image, metadata={"Date": None}, bbox_inches="tight")
        plt.close(figure)
    return 0


def write(page: Path, tables: dict[str, str]) -> None:
    """Puts tables in their places in a page."""
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if text.count(start) != 1 or text.count(end) != 1:
            raise SystemExit(f"{page} must have one place for the table {name}: {start.strip()} and {end}")
        before, rest = text.split(start)
        text = f"{before}{start}{table}\n{end}{rest.split(end)[1]}"
    page.write_text(text, encoding="utf-8")


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table, all columns but the first to the right."""
    align = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, align, *rows])


def search_of(beam: int) -> str:
    """How a number of beams is called."""
    return "greedy" if beam == 1 else f"{beam} beams"


def sizing(results: Results) -> str:
    """What users size a job by: an excerpt of the other tables, with half of the measured speed as the plan."""
    _, runs, seen = fit(results)
    rows = []
    for name, run in zip((*SIZES, "all lengths mixed"), (*runs, seen), strict=True):
        rows.append(
            [
                f"events/s, {name}: {run.tokens:.1f} source tokens on average",
                f"{run.events_a_second:,.0f}",
                f"{run.events_a_second / run.cores / 2:,.0f} for each core",
            ]
        )
    engine = next(row for row in results["memory"]["rows"] if row["engine"] == "onnx")
    rows.append(
        [
            "MB of memory for the engine, two batches at once",
            f"{engine['after_mb']:.0f}",
            f"{engine['after_mb']:.0f}, Java's heap, and 100 for the rest of Java",
        ]
    )
    alone = [
        results[name]["cases"][0]["contestants"][0]["source_tokens_a_second"]
        for name in ("engine-en-de", "engine-opus-shape")
    ]
    rows.append(
        [
            "source tokens/s of the engine alone: this model; one of OPUS-MT's size",
            "; ".join(f"{speed:,.0f}" for speed in alone),
            "measure your own model",
        ]
    )
    return markdown(["", f"measured on {seen.cores} cores", "plan for"], rows)


def engines(results: Results) -> str:
    """Every contestant of every case, best settings each."""
    return _contestants(results.models())


def gpu(results: Results) -> str:
    """The same on a GPU."""
    return _contestants({MODELS["engine-en-de"]: results["gpu-en-de"]})


def _contestants(models: dict[str, Any]) -> str:
    rows = []
    for model, report in models.items():
        for case in report["cases"]:
            for row in case["contestants"]:
                settings = row["settings"]
                rows.append(
                    [
                        f"{model}, {case['precision']}, {search_of(case['beam'])}: {row['name']}",
                        f"{row['source_tokens_a_second']:,.0f}",
                        f"{row['least']:,.0f} - {row['most']:,.0f}",
                        f"{settings['batch_tokens']}, {settings['calls']} x {settings['threads']}",
                        f"{row['chrf']:.2f}" if model == MODELS["engine-en-de"] else "",
                        "" if row["name"] == OURS else f"{row['milena_is']:.2f}x",
                    ]
                )
    return markdown(
        ["", "source tokens/s", "spread", "batch tokens, calls x threads", "chrF", "Milena is"], rows
    )


def pipelines(results: Results) -> str:
    """From topic to topic."""
    rows = []
    for row in results[CHECKED]["rows"]:
        rows.append(
            [
                row["name"],
                f"{row['source_tokens_a_second']:,.0f}",
                f"{row['least']:,.0f} - {row['most']:,.0f}",
                f"{row['cpu']:.3f}" if "cpu" in row else "",
                f"{row['broker_cpu']:.3f}" if "broker_cpu" in row else "",
                f"{row['in_a_call']:.1%}" if "in_a_call" in row else "",
                "" if row["name"] == OURS else f"{row['milena_is']:.2f}x",
            ]
        )
    return markdown(
        ["", "source tokens/s", "spread", "processor s for 1,000 tokens", "the broker's", "in a call", "Milena is"],
        rows,
    )


def batches(results: Results) -> str:
    """How the batches of the job were."""
    ours = results[CHECKED]["rows"][0]
    return markdown(
        ["texts a batch", "full", "source padding", "decoder rows of finished texts"],
        [
            [
                f"{ours['texts_a_batch']:.0f}",
                f"{ours['fill']:.0%}",
                f"{ours['padding']:.1%}",
                f"{ours['wasted_rows']:.1%}",
            ]
        ],
    )


def latencies(results: Results) -> str:
    """From when an event was due until its answer was read, in milliseconds."""
    report = results["latency"]
    rows = []
    for row in [*report["rows"], *report["at_least_once"], report["idle"]]:
        open_, committed = row["uncommitted"], row["committed"]
        rows.append(
            [
                row["name"],
                f"{row['events_a_second']:,.0f}",
                f"{1000 * row['median_call_seconds']:.0f}",
                f"{row['batched_texts'] / row['batches']:.0f}",
                " / ".join(f"{1000 * open_[part]:.0f}" for part in ("p50", "p99", "p99.9")),
                f"{1000 * row['bound']:.0f}" if row["share"] else "",
                " / ".join(f"{1000 * committed[part]:.0f}" for part in ("p50", "p99", "p99.9")),
            ]
        )
    return markdown(
        [
            "",
            "events/s",
            "median batch, ms",
            "texts",
            "read_uncommitted: p50 / p99 / p99.9",
            "3 batches + linger + poll",
            "read_committed: p50 / p99 / p99.9",
        ],
        rows,
    )


def memory(results: Results) -> str:
    """What a model takes."""
    report = results["memory"]
    rows = [[row["engine"], f"{row['loaded_mb']:.0f}", f"{row['after_mb']:.0f}"] for row in report["rows"]]
    rows.append(["ratio", "", f"{report['ratio']:.2f}x"])
    return markdown(["", "MB when loaded", "MB after all texts"], rows)


def divided(results: Results) -> str:
    """What partitions and instances cost."""
    rows = []
    for name in ("partitions-1", CHECKED, "partitions-32"):
        report = results[name]
        rows.append(_division(f"{report['partitions']} partitions, 1 instance", report["rows"][0]))
    for row in results["instances"]["rows"]:
        named = {"source_tokens_a_second": row["tokens_a_second"], **row}
        rows.append(_division(f"8 partitions, instances: {row['instances']} (a run of its own)", named))
    return markdown(["", "source tokens/s", "processor s for 1,000 tokens", "the broker's"], rows)


def _division(name: str, row: Row) -> list[str]:
    return [
        name,
        f"{row['source_tokens_a_second']:,.0f}",
        f"{row['cpu']:.3f}",
        f"{row['broker_cpu']:.3f}",
    ]


def costs(results: Results) -> str:
    """What an event costs, by the fit."""
    model, _, _ = fit(results)
    return markdown(
        ["microseconds of a core", "an event", "a source token"],
        [
            [name, f"{1e6 * cost.event:.0f}", f"{1e6 * cost.token:.1f}"]
            for name, cost in (("job", model.job), ("broker", model.broker))
        ],
    )


def capacity(results: Results) -> str:
    """What the fit predicts, beside what was measured."""
    model, runs, seen = fit(results)
    predicted = model.events_a_second(seen.tokens, seen.cores)
    rows = [
        [
            name,
            f"{run.tokens:.1f}",
            f"{run.events_a_second:,.0f}",
            f"{model.events_a_second(run.tokens, run.cores):,.0f}",
            f"{model.events_a_second(run.tokens, run.cores) / run.events_a_second - 1:+.1%}",
        ]
        for name, run in zip(LENGTHS, runs, strict=True)
    ]
    rows.append(
        [
            f"**{CHECKED}** (not fitted)",
            f"{seen.tokens:.1f}",
            f"{seen.events_a_second:,.0f}",
            f"{predicted:,.0f}",
            f"**{predicted / seen.events_a_second - 1:+.1%}**",
        ]
    )
    return markdown(["run", "source tokens an event", "events/s measured", "by the model", "apart"], rows)


def fit(results: Results) -> tuple[Model, list[Run], Run]:
    """The capacity model, the runs that it was fitted to, and the one that it had not seen."""
    runs = [read(str(results.path(name))) for name in LENGTHS]
    return fitted(runs), runs, read(str(results.path(CHECKED)))


def operators(results: Results) -> str:
    """Where the graph's time goes."""
    reports = {search_of(report["beam"]): report for report in (results["operators"], results["operators-4"])}
    shares = {
        search: {row["operator"]: row["share"] for row in report["rows"]} for search, report in reports.items()
    }
    first = next(iter(shares.values()))
    rows = [
        [name, *(f"{share.get(name, 0.0):.1%}" for share in shares.values())]
        for name in first
        if max(share.get(name, 0.0) for share in shares.values()) >= SHOWN
    ]
    rest = [1 - sum(share.get(row[0], 0.0) for row in rows) for share in shares.values()]
    rows.append(["all others", *(f"{part:.1%}" for part in rest)])
    speeds = [f"{report['product_gmac_a_second']:.0f}" for report in reports.values()]
    rows.append([f"{PRODUCT}: 10^9 multiplications and additions a second", *speeds])
    return markdown(["operator", *shares], rows)


def vocabularies(results: Results) -> str:
    """What the size of the vocabulary costs."""
    rows = []
    for size in VOCABULARIES:
        for case in results[f"vocabulary-{size}"]["cases"]:
            ours = case["contestants"][0]
            tokens = ours["source_tokens_a_second"]
            rows.append([f"{size:,}, {search_of(case['beam'])}", f"{tokens:,.0f}"])
    return markdown(["vocabulary", "source tokens/s"], rows)


def draw_ratios(results: Results) -> plt.Figure:
    """Milena against each peer, case by case."""
    bars = [
        (f"{model}, {case['precision']}, {search_of(case['beam'])}\n{row['name']}", row["milena_is"])
        for model, report in results.models().items()
        for case in report["cases"]
        for row in case["contestants"]
        if not row["name"].startswith(OURS)
    ]
    figure, axes = plt.subplots(figsize=(7, 0.34 * len(bars) + 0.6))
    names, ratios = zip(*reversed(bars), strict=True)
    colors = ["#2a6f97" if ratio >= 1 else "#c9713b" for ratio in ratios]
    axes.barh(names, [ratio - 1 for ratio in ratios], left=1, color=colors, height=0.6)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    ticks = [tick for tick in (0.5, 1, 2, 5, 10, 20) if min(ratios) * 0.8 <= tick <= max(ratios) * 1.3]
    axes.set_xticks(ticks, [f"{tick:g}x" for tick in ticks])
    axes.minorticks_off()
    axes.tick_params(axis="y", labelsize=7)
    axes.set_xlabel("Milena's engine, attention on, is so many times as fast")
    for place, ratio in enumerate(ratios):
        axes.text(max(ratio, 1), place, f" {ratio:.2f}", va="center", fontsize=7)
    return figure


def draw_latency(results: Results) -> plt.Figure:
    """Percentiles over the load."""
    rows = results["latency"]["rows"]
    figure, axes = plt.subplots(figsize=(6, 3))
    load = [100 * row["share"] for row in rows]
    for kind, color in (("uncommitted", "#2a6f97"), ("committed", "#c9713b")):
        for part, line in (("p50", "-"), ("p99", "--")):
            times = [1000 * row[kind][part] for row in rows]
            axes.plot(load, times, line, marker="o", markersize=3, color=color, label=f"read_{kind}, {part}")
    bounds = [1000 * row["bound"] for row in rows]
    axes.plot(load, bounds, ":", color="black", label="3 batches + linger + poll")
    axes.set_xlabel("load, % of the capacity")
    axes.set_ylabel("ms")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7, frameon=False)
    return figure


def draw_batches(results: Results) -> plt.Figure:
    """Speed of the engine over the size of its batches, from the sweeps, at the best threads."""
    figure, axes = plt.subplots(figsize=(6, 3))
    report = results["engine-en-de"]
    chosen: list[tuple[int, float]] = []
    for case in report["cases"]:
        sweep = case["contestants"][0]["sweep"]
        calls = max({way["calls"] for way in sweep})
        chosen = sorted(
            (way["batch_tokens"], report["source_tokens"] / way["seconds"])
            for way in sweep
            if way["calls"] == calls
        )
        axes.plot(
            *zip(*chosen, strict=True), marker="o", markersize=3, label=f"{case['precision']}, {search_of(case['beam'])}"
        )
    axes.set_xscale("log", base=2)
    axes.set_xticks([size for size, _ in chosen], [str(size) for size, _ in chosen])
    axes.set_xlabel("most padded source tokens in a batch")
    axes.set_ylabel("source tokens/s")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7, frameon=False)
    return figure


def draw_capacity(results: Results) -> plt.Figure:
    """Events a second over the length of the texts: measured, and by the model."""
    model, runs, seen = fit(results)
    figure, axes = plt.subplots(figsize=(6, 3))
    lengths = [run.tokens for run in (*runs, seen)]
    least, most = min(lengths) * 0.8, max(lengths) * 1.15
    line = [least + (most - least) * step / 60 for step in range(61)]
    axes.plot(line, [model.events_a_second(x, seen.cores) for x in line], color="#2a6f97", label="capacity model")
    axes.plot(
        [run.tokens for run in runs], [run.events_a_second for run in runs], "o", color="#2a6f97", label="fitted to"
    )
    axes.plot([seen.tokens], [seen.events_a_second], "D", color="#c9713b", label="not seen by the fit")
    axes.set_xlabel("source tokens an event")
    axes.set_ylabel("events/s")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7, frameon=False)
    return figure


PAGES: dict[str, dict[str, Callable[[Results], str]]] = {
    "performance.md": {
        "sizing": sizing,
        "latencies": latencies,
        "costs": costs,
        "divided": divided,
        "vocabularies": vocabularies,
        "pipelines": pipelines,
    },
    "evidence/performance.md": {
        "engines": engines,
        "operators": operators,
        "batches": batches,
        "memory": memory,
        "capacity": capacity,
    },
    "gpu.md": {"gpu": gpu},
}
PLOTS: dict[str, Callable[[Results], plt.Figure]] = {
    "ratios": draw_ratios,
    "latency": draw_latency,
    "batches": draw_batches,
    "capacity": draw_capacity,
}

if __name__ == "__main__":
    sys.exit(main())
