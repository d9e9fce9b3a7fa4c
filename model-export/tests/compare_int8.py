# SPDX-License-Identifier: Apache-2.0
"""What ways of choosing int8 scales cost: the table of ADR 9.

Run in model-export, with corpora of ``source<TAB>target`` lines:
``PYTHONPATH=src:tests .venv/bin/python tests/compare_int8.py TRAIN.tsv.xz DEV.tsv.xz [TEXTS]``

Each way is tried on the shipped ``en-de``, on random models of three families, and on all of them with planted outliers.
Scales come from TRAIN. For TEXTS of DEV (200) it prints how far the mean log-probability of 32-bit floats' own greedy
answer is from theirs (mean and greatest of the texts), the share of answers that change, and chrF, which says something
of ``en-de`` only.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

import test_family_bundles
from bundles import ROOT
from milena_export.bundle.words import Words
from milena_export.conversion.calibration import PREFIX, ranges_of
from milena_export.conversion.convert import Request, draft, planned
from milena_export.conversion.graphs import trial
from milena_export.corpus import Pair, read_pairs, spread
from milena_export.families.source import SourceModel, Wishes
from milena_export.graph import numerics
from milena_export.graph.numerics import Float, Int8, Recorder
from milena_export.graph.smoothing import Channels, smoothed
from milena_export.metrics import METRICS
from planted import plant

CALIBRATED = 300
LONGEST = 40
Extremes = dict[str, np.ndarray]
"""Least and greatest value of each channel on each text, [texts, 2, channels], by the product's name."""


@dataclass(frozen=True)
class Way:
    """A way of choosing scales.

    Attributes:
        strength: of smoothing, 0 for none.
        least: power of two from which on a channel is an outlier; by default all channels are levelled.
        symmetric: the zero point is in the middle unless nothing is negative.
        percentile: of the texts' extremes.
        shrunk: what the ranges are multiplied with.
    """

    strength: float = 0.0
    least: float = -np.inf
    symmetric: bool = False
    percentile: float = 100.0
    shrunk: float = 1.0


WAYS = {
    "symmetric, min and max": Way(symmetric=True),
    "asymmetric": Way(),
    "asymmetric, 99th percentile of texts": Way(percentile=99),
    "asymmetric, ranges times 0.9": Way(shrunk=0.9),
    "symmetric, outliers folded": Way(0.5, 2, symmetric=True),
    "asymmetric, outliers folded": Way(0.5, 2),
    "asymmetric, outliers folded, from 2 times": Way(0.5, 1),
    "asymmetric, all levelled, strength 0.25": Way(0.25),
    "asymmetric, all levelled, strength 0.5": Way(0.5),
    "asymmetric, all levelled, strength 0.75": Way(0.75),
    "asymmetric, outliers folded, 99th percentile": Way(0.5, 2, percentile=99),
}


def symmetric_grid(low: float, high: float) -> tuple[float, int]:
    """What `numerics.activation_grid` was before zero points."""
    greatest = max(-low, high, 1e-6)
    return (greatest / 255.0, 0) if low >= 0.0 else (greatest / 127.0, 128)


class Figures(NamedTuple):
    """A row of the table."""

    mean: float
    greatest: float
    changed: float
    chrf: float

    def __str__(self) -> str:
        return f"{self.mean:.4f} | {self.greatest:.3f} | {100 * self.changed:.0f}% | {self.chrf:.2f}"


@dataclass
class Subject:
    """A checkpoint, texts for its scales and texts to measure on."""

    source: SourceModel
    words: Words
    calibration: list[list[int]]
    pairs: Sequence[Pair]

    @classmethod
    def read(cls, folder: Path, wishes: Wishes, train: Sequence[Pair], dev: Sequence[Pair]) -> "Subject":
        request = Request(folder, None, "int8", "compared", wishes=wishes, max_target=LONGEST)
        source = planned(request)
        words = Words(draft(request, source), source.tokenizers)
        return cls(source, words, [words.encode(pair.source) for pair in train], dev)

    def __post_init__(self) -> None:
        self.rows = [self.words.encode(pair.source) for pair in self.pairs]
        self.bos = self.words.pairs[0].forced_bos
        with trial(self.source, Float(), self.source.default_policy) as plain:
            answers = dict(plain.session.answer_all(self.rows, beam_size=1, forced_bos=self.bos))
            self.targets = [answers[index][0].ids for index in range(len(self.rows))]
            self.expected = [self._mean(plain.session, index) for index in range(len(self.rows))]
        self.extremes = self._extremes()

    def _extremes(self) -> Extremes:
        seen: dict[str, list[np.ndarray]] = {}
        with trial(self.source, Recorder(), self.source.default_policy) as probed:
            for row in self.calibration:
                for name, values in probed.session.run([row], beam_size=1, forced_bos=self.bos).items():
                    if name.startswith(PREFIX):
                        seen.setdefault(name.removeprefix(PREFIX), []).append(values)
        return {name: np.stack(values) for name, values in seen.items()}

    def _mean(self, session, index: int) -> float:
        scored = session.answer([self.rows[index]], target_prefix=[self.targets[index]], beam_size=1)
        return float(np.mean(scored[0][0].logprobs))

    def channels(self, way: Way) -> Channels:
        """What the scales are made of."""
        found = {}
        for name, values in self.extremes.items():
            low = np.percentile(np.minimum(values[:, 0], 0), 100 - way.percentile, axis=0)
            high = np.percentile(np.maximum(values[:, 1], 0), way.percentile, axis=0)
            found[name] = low.astype(np.float32) * way.shrunk, high.astype(np.float32) * way.shrunk
        return found

    def measure(self, way: Way) -> "Figures":
        """What a way costs."""
        model, channels = self.source.step_model, self.channels(way)
        if way.strength:
            model, channels = smoothed(model, channels, way.strength, way.least)
        grid, numerics.activation_grid = (
            numerics.activation_grid,
            (symmetric_grid if way.symmetric else numerics.activation_grid),
        )
        try:
            with trial(
                replace(self.source, step_model=model), Int8(ranges_of(channels)), self.source.default_policy
            ) as small:
                answers = dict(small.session.answer_all(self.rows, beam_size=1, forced_bos=self.bos))
                found = [self._mean(small.session, index) for index in range(len(self.rows))]
        finally:
            numerics.activation_grid = grid
        gaps = np.abs(np.subtract(found, self.expected))
        ids = [answers[index][0].ids for index in range(len(self.rows))]
        changed = np.mean([one != other for one, other in zip(ids, self.targets, strict=True)])
        (chrf,) = METRICS["chrf"](
            [self.words.decode(one) for one in ids], [pair.target for pair in self.pairs]
        )
        return Figures(float(gaps.mean()), float(gaps.max()), float(changed), chrf.value)


def copied(source: Path, output: Path, change: Callable[[Path], None]) -> Path:
    """A changed copy."""
    shutil.copytree(source, output)
    change(output)
    return output


def checkpoints(work: Path) -> Iterator[tuple[str, Path, Wishes]]:
    """All subjects."""
    trained = ROOT / "models" / "checkpoints" / "en-de"
    yield "en-de", trained, Wishes()
    planted = copied(trained, work / "en-de", lambda folder: plant(folder, pre_norm=False, relu=True))
    yield "en-de, planted", planted, Wishes()
    sizes = {"width": 64, "heads": 4, "ffn": 256, "layers": (3, 3)}
    for kind, relu in (("bart", False), ("t5", True), ("mbart50", False)):
        folder = test_family_bundles.checkpoint(work / kind, kind, **sizes)
        wishes = Wishes(languages=("en", "de")) if kind == "mbart50" else Wishes(source_language="en")
        yield f"{kind}, random", folder, wishes
        pre_norm = kind != "bart"
        changed = copied(folder, work / f"{kind}-planted", lambda it, p=pre_norm, r=relu: plant(it, p, r))
        yield f"{kind}, random, planted", changed, wishes


def main(train: str, dev: str, texts: str = "200", only: str = "") -> None:
    calibration = list(spread(read_pairs(Path(train)), CALIBRATED))
    measured = list(spread(read_pairs(Path(dev)), int(texts)))
    with tempfile.TemporaryDirectory() as name:
        for title, folder, wishes in checkpoints(Path(name)):
            if only not in title:
                continue
            subject = Subject.read(folder, wishes, calibration, measured)
            print(f"\n{title}\n| way | mean | greatest | changed | chrF |\n| --- | --- | --- | --- | --- |")
            for way, how in WAYS.items():
                print(f"| {way} | {subject.measure(how)} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
