# SPDX-License-Identifier: Apache-2.0
"""What a smaller arithmetic costs and brings: scores, size and speed beside those of 32-bit floats."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

from milena_export.bundle.session import GraphSession
from milena_export.bundle.words import Words
from milena_export.corpus import Corpus
from milena_export.errors import ExportError
from milena_export.metrics import METRICS, Score

GATE = "chrF"
"""The metric that decides; it moves less by chance than BLEU."""
BATCH = 32
RUN = f"greedy, batches of {BATCH}, in turn with the other arithmetic in one process"


@dataclass
class Column:
    """The figures of one arithmetic.

    Attributes:
        kind: of the arithmetic.
        size: bytes of the graph with its weights.
        scores: of its answers.
        tokens: of its answers.
        seconds: that they took.
    """

    kind: str
    size: int
    scores: list[Score] = field(default_factory=list)
    tokens: int = 0
    seconds: float = 0.0

    @property
    def speed(self) -> float:
        """Target tokens a second."""
        return self.tokens / max(self.seconds, 1e-9)

    def score(self, metric: str) -> float:
        """One of the scores."""
        return next(score.value for score in self.scores if score.metric == metric)


@dataclass(frozen=True)
class Loss:
    """Two arithmetics beside each other."""

    corpus: Corpus
    before: Column
    after: Column

    @property
    def chrf(self) -> float:
        """How much chrF was lost; negative where it grew."""
        return self.before.score(GATE) - self.after.score(GATE)

    def refuse_above(self, most: float) -> None:
        """Raises an `ExportError` where more than ``most`` was lost."""
        if round(self.chrf, 3) > most:
            raise ExportError(
                f"{self.after.kind} loses {self.chrf:.2f} chrF on {self.corpus.name} "
                f"({self.before.score(GATE):.2f} to {self.after.score(GATE):.2f}), more than --max-loss {most:g}; "
                f"nothing was written: calibrate on more texts of this kind, take a finer --quantization, "
                f"or allow it by a greater --max-loss"
            )

    def as_text(self) -> str:
        """A table: both arithmetics and the change."""
        metrics = [score.metric for score in self.before.scores]
        lines = ["".join(f"{name:>12}" for name in ("", *metrics, "MB", "tokens/s"))]
        for column in (self.before, self.after):
            scores = "".join(f"{column.score(metric):12.2f}" for metric in metrics)
            lines.append(f"{column.kind:>12}{scores}{column.size / 1e6:12.1f}{column.speed:12,.0f}")
        change = "".join(f"{self.after.score(m) - self.before.score(m):+12.2f}" for m in metrics)
        size, speed = self.after.size / self.before.size, self.after.speed / self.before.speed
        lines.append(f"{'change':>12}{change}{f'x {size:.2f}':>12}{f'x {speed:.2f}':>12}")
        return "\n".join(
            [f"measured on {len(self.corpus.pairs)} texts of {self.corpus.name}, greedy:", *lines]
        )

    def figures(self) -> list[dict[str, Any]]:
        """Entries for the manifest's ``provenance.quality``."""
        return [
            {
                "corpus": self.corpus.name,
                "subset": "all" if self.corpus.whole else "evenly spread",
                "decoding": f"{column.kind}, greedy",
                "metric": score.metric,
                "value": score.value,
                "signature": score.signature,
                "sentences": len(self.corpus.pairs),
            }
            for column in (self.before, self.after)
            for score in [
                *column.scores,
                Score("MB of graph", round(column.size / 1e6, 3), "1 MB is 1,000,000 bytes"),
                Score("tokens a second", round(column.speed, 1), RUN),
            ]
        ]


def measure(
    corpus: Corpus,
    words: Words,
    metrics: Sequence[str],
    before: tuple[Column, GraphSession],
    after: tuple[Column, GraphSession],
) -> Loss:
    """Answers a corpus with two graphs, batch by batch in turn, so that a busy machine slows both alike.

    Args:
        corpus: what to answer, in the first pair of languages.
        words: tokenizers of both.
        metrics: names in `METRICS`; chrF is always among them.
        before: the graph that is the measure, with the column to fill.
        after: the other graph.
    """
    rows = [words.encode(pair.source) for pair in corpus.pairs]
    references = [pair.target for pair in corpus.pairs]
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    forced_bos = words.pairs[0].forced_bos
    outputs: dict[str, list[str]] = {column.kind: [""] * len(rows) for column, _ in (before, after)}

    def answer(column: Column, graph: GraphSession, batch: Sequence[int]) -> None:
        start = time.perf_counter()
        answers = graph.answer([rows[index] for index in batch], beam_size=1, forced_bos=forced_bos)
        column.seconds += time.perf_counter() - start
        for index, (best, *_) in zip(batch, answers, strict=True):
            column.tokens += len(best.ids)
            outputs[column.kind][index] = words.decode(best.ids)

    for _, graph in (before, after):
        graph.answer([rows[index] for index in batches[0]], beam_size=1, forced_bos=forced_bos)
    for number, batch in enumerate(tqdm(batches, desc="loss", unit="batch", disable=None)):
        for column, graph in (before, after) if number % 2 == 0 else (after, before):
            answer(column, graph, batch)
    for column, _ in (before, after):
        for metric in dict.fromkeys([*metrics, "chrf"]):
            column.scores += METRICS[metric](outputs[column.kind], references)
    return Loss(corpus, before[0], after[0])
