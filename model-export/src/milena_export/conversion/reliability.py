# SPDX-License-Identifier: Apache-2.0
"""Whether confidence says anything: its correlation with the quality of each answer, and a reliability plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from milena_export.bundle.session import Hypothesis
from milena_export.errors import ExportError

BINS = 10
MIN_TEXTS = 20
"""Fewer texts than this say nothing about confidence."""
BAR = 40


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence (0..1) and their mean sentence chrF (0..100)."""

    answers: int
    confidence: float
    chrf: float


@dataclass(frozen=True)
class Reliability:
    """How confidence goes with sentence chrF: two correlations (-1..1) and tenths of the answers by confidence."""

    pearson: float
    spearman: float
    bins: tuple[Bin, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """The plot, in characters."""
        lines = ["  confidence  chrF   (tenths of the answers, by confidence)"]
        for group in self.bins:
            bar = "#" * round(BAR * group.chrf / 100)
            lines.append(f"  {group.confidence:10.2f}  {group.chrf:5.1f}  {bar}")
        return "\n".join(lines)


def confidence(answer: Hypothesis) -> float:
    """exp(mean token log-probability): what the processor publishes with an answer."""
    return float(np.exp(np.mean(answer.logprobs)))


def reliability(
    answers: Sequence[Hypothesis], outputs: Sequence[str], references: Sequence[str]
) -> Reliability | None:
    """Measures it on answers with their texts; None where there are too few, or where all are alike."""
    if len(answers) < MIN_TEXTS:
        return None
    from sacrebleu.metrics import CHRF

    metric = CHRF()
    sure = np.array([confidence(answer) for answer in answers])
    good = np.array(
        [
            metric.sentence_score(output, [reference]).score
            for output, reference in zip(outputs, references, strict=True)
        ]
    )
    if np.ptp(sure) == 0 or np.ptp(good) == 0:
        return None
    groups = np.array_split(np.argsort(sure, kind="stable"), BINS)
    bins = tuple(Bin(len(group), float(sure[group].mean()), float(good[group].mean())) for group in groups)
    return Reliability(_correlation(sure, good), _correlation(_ranks(sure), _ranks(good)), bins)


def check_plot_name(path: Path) -> None:
    """Raises an `ExportError` where the name of a plot says neither SVG nor PNG."""
    if path.suffix not in (".svg", ".png"):
        raise ExportError(f"{path} is no name of a plot; the rule is .svg or .png; rename it")


def draw(reliabilities: dict[str, Reliability], path: Path) -> None:
    """Writes the reliability plot of several decodings, by name; see `check_plot_name`."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "milena"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    for name, found in reliabilities.items():
        label = f"{name} (Spearman {found.spearman:.2f})"
        axes.plot([b.confidence for b in found.bins], [b.chrf for b in found.bins], marker="o", label=label)
    axes.set(
        xlabel="mean confidence of a tenth of the answers",
        ylabel="mean sentence chrF",
        xlim=(0, 1),
        ylim=(0, 100),
    )
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)


def _correlation(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    return float(np.corrcoef(x, y)[0, 1])


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks from 0; equal values share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts) - 1
    shared: npt.NDArray[np.float64] = last - (counts - 1) / 2
    return shared[place]
