# SPDX-License-Identifier: Apache-2.0
"""Scores of outputs against references, each computed by the library that the field uses for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import NamedTuple

import numpy as np


class Score(NamedTuple):
    """One figure: in percent, with what is needed to compute it again."""

    metric: str
    value: float
    signature: str


def bleu(outputs: Sequence[str], references: Sequence[str]) -> list[Score]:
    """Corpus BLEU of sacreBLEU."""
    from sacrebleu.metrics import BLEU

    metric = BLEU()
    value = metric.corpus_score(list(outputs), [list(references)]).score
    return [Score("BLEU", round(float(value), 3), str(metric.get_signature()))]


def chrf(outputs: Sequence[str], references: Sequence[str]) -> list[Score]:
    """Corpus chrF of sacreBLEU."""
    from sacrebleu.metrics import CHRF

    metric = CHRF()
    value = metric.corpus_score(list(outputs), [list(references)]).score
    return [Score("chrF", round(float(value), 3), str(metric.get_signature()))]


def rouge(outputs: Sequence[str], references: Sequence[str]) -> list[Score]:
    """F1 of ROUGE-1, ROUGE-2 and ROUGE-L with Porter's stemmer: means over the texts."""
    from rouge_score.rouge_scorer import RougeScorer

    kinds = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
    scorer = RougeScorer(list(kinds), use_stemmer=True)
    found = [scorer.score(reference, output) for output, reference in zip(outputs, references, strict=True)]
    signature = f"f1|stem:yes|tok:rouge-score|mean over texts|version:{version('rouge-score')}"
    return [
        Score(name, round(100 * float(np.mean([score[kind].fmeasure for score in found])), 3), signature)
        for kind, name in kinds.items()
    ]


METRICS: dict[str, Callable[[Sequence[str], Sequence[str]], list[Score]]] = {
    "bleu": bleu,
    "chrf": chrf,
    "rouge": rouge,
}
BY_TASK = {"translation": ("bleu", "chrf"), "summarization": ("rouge", "chrf")}
"""What is usual for a task; other tasks get every metric."""


def of_task(task: str) -> tuple[str, ...]:
    """Names in `METRICS` of the metrics that are usual for a bundle's task."""
    return BY_TASK.get(task, tuple(METRICS))
