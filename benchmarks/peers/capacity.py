# SPDX-License-Identifier: Apache-2.0
"""Predicts what a job can do from what it cost before: processor seconds an event, by the length of the texts.

    capacity.py --fit short.json long.json ... --check mixed.json      (JSON of benchmarks/pipeline)

An event costs a fixed part (Kafka, stores, bookkeeping) and a part for each source token (the model): two figures, fitted
by least squares to Milena's processor seconds in the first runs. The broker's share is fitted alike. The prediction for
the last run, which the fit has not seen, is the cores over the sum of the two.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np


class Run(NamedTuple):
    """What one run measured, an event."""

    tokens: float
    job: float
    """Processor seconds of the job."""
    broker: float
    """Processor seconds of the broker."""
    events_a_second: float
    cores: int


def read(path: str) -> Run:
    """Of the report of benchmarks/pipeline."""
    report: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    tokens = report["source_tokens"] / report["events"]
    ours = next(row for row in report["rows"] if row["name"] == "milena")
    return Run(
        tokens=tokens,
        job=ours["cpu"] * tokens / 1000,
        broker=ours["broker_cpu"] * tokens / 1000,
        events_a_second=ours["source_tokens_a_second"] / tokens,
        cores=report["cores"],
    )


def fit(tokens: list[float], seconds: list[float]) -> tuple[float, float]:
    """Seconds an event and seconds a token."""
    columns = np.stack([np.ones(len(tokens)), np.array(tokens)], axis=1)
    event, token = np.linalg.lstsq(columns, np.array(seconds), rcond=None)[0]
    return float(event), float(token)


class Cost(NamedTuple):
    """Seconds of a core."""

    event: float
    token: float


class Model(NamedTuple):
    """What an event costs."""

    job: Cost
    broker: Cost

    def events_a_second(self, tokens: float, cores: int) -> float:
        """What so many cores can do, the broker's work among it, with events of so many source tokens."""
        return cores / sum(part.event + part.token * tokens for part in self)


def fitted(runs: list[Run]) -> Model:
    """The model that suits the runs best."""
    tokens = [run.tokens for run in runs]
    return Model(
        job=Cost(*fit(tokens, [run.job for run in runs])),
        broker=Cost(*fit(tokens, [run.broker for run in runs])),
    )


def main() -> int:
    """Prints the fit and its check."""
    parser = argparse.ArgumentParser(prog="capacity", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--fit", nargs="+", required=True, help="two runs or more, of texts of different lengths"
    )
    parser.add_argument("--check", required=True, help="a run that is not among them")
    arguments = parser.parse_args()
    if len(set(arguments.fit)) < 2 or arguments.check in arguments.fit:
        parser.error("--fit takes two runs or more, and --check one that is not among them")
    runs = [read(path) for path in arguments.fit]
    model = fitted(runs)
    for name, (event, token) in (("the job", model.job), ("the broker", model.broker)):
        print(
            f"{name}: {1e6 * event:.0f} microseconds of a core an event, and {1e6 * token:.1f} a source token"
        )
    seen = read(arguments.check)
    predicted = model.events_a_second(seen.tokens, seen.cores)
    print(
        f"{seen.tokens:.1f} tokens an event, {seen.cores} cores: predicted {predicted:,.0f} events/s, "
        f"measured {seen.events_a_second:,.0f} ({predicted / seen.events_a_second - 1:+.1%})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
