# SPDX-License-Identifier: Apache-2.0
"""Runs a bundle's graph with ONNX Runtime, as the processor does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.bundle.feeds import Value, feed
from milena_export.graph.platform import CPU, Platform

MANY, FEW = 32, 8
"""Texts of a batch; each has a row of logits a beam, which are large where the vocabulary is."""


@dataclass(frozen=True)
class Hypothesis:
    """One answer of one text.

    Attributes:
        ids: token ids, EOS included.
        logprobs: one a token.
        score: the search's score.
        finish_reason: 0 EOS, 1 limit.
        attention: [tokens, source], or [0, source] where it was not asked for; with the dimensions of an
            `AttentionView` in between, where the graph was built with one that has any.
    """

    ids: list[int]
    logprobs: list[float]
    score: float
    finish_reason: int
    attention: npt.NDArray[np.float32]


class GraphSession:
    """A loaded graph. Not thread-safe.

    Args:
        model: its file or its content.
        inputs: the manifest's.
        pad: id on padding.
        threads: of one run; 0 for all cores.
        lean: see `Platform.options`.
        platform: where it runs.
    """

    def __init__(
        self,
        model: Path | bytes,
        inputs: Sequence[Mapping[str, Any]],
        pad: int,
        threads: int = 0,
        lean: bool = False,
        platform: Platform = CPU,
    ) -> None:
        self._session = platform.session(model, platform.options(threads, lean))
        self._inputs = inputs
        self._pad = pad
        self._batch = FEW if lean else MANY
        self.outputs = [output.name for output in self._session.get_outputs()]

    def run(
        self, rows: Sequence[Sequence[int]], pad_to: int = 0, **controls: Value
    ) -> dict[str, npt.NDArray[Any]]:
        """Runs one batch; see `feed` for the arguments."""
        arrays = feed(self._inputs, rows, self._pad, controls, pad_to)
        return dict(zip(self.outputs, self._session.run(None, arrays), strict=True))

    def answer(
        self, rows: Sequence[Sequence[int]], pad_to: int = 0, **controls: Value
    ) -> list[list[Hypothesis]]:
        """Runs one batch and cuts its outputs into hypotheses, best first, of each row."""
        out = self.run(rows, pad_to, **controls)
        return [
            [_hypothesis(out, row, rank, len(ids)) for rank in range(out["scores"].shape[1])]
            for row, ids in enumerate(rows)
        ]

    def answer_all(
        self, rows: Sequence[Sequence[int]], batch: int | None = None, **controls: Value
    ) -> Iterator[tuple[int, list[Hypothesis]]]:
        """Answers many texts in batches of similar length, `MANY` or a lean session `FEW` texts; yields (index, hypotheses).

        A control is one value for all, or one a text.
        """
        batch = batch or self._batch
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            answers = self.answer([rows[index] for index in chosen], 0, **of_rows(controls, chosen))
            yield from zip(chosen, answers, strict=True)


def of_rows(controls: Mapping[str, Value], chosen: Sequence[int]) -> dict[str, Any]:
    """The controls of some of the texts."""
    return {
        name: value if isinstance(value, int | float) else [value[index] for index in chosen]
        for name, value in controls.items()
    }


def _hypothesis(out: Mapping[str, npt.NDArray[Any]], row: int, rank: int, source: int) -> Hypothesis:
    length = int(out["lengths"][row, rank])
    return Hypothesis(
        ids=[int(token) for token in out["sequences"][row, rank, :length]],
        logprobs=[float(value) for value in out["token_logprobs"][row, rank, :length]],
        score=float(out["scores"][row, rank]),
        finish_reason=int(out["finish_reason"][row, rank]),
        attention=out["attention"][row, rank, :length, ..., :source],
    )
