# SPDX-License-Identifier: Apache-2.0
"""Golden answers: what any runner of a bundle must give for fixed texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from milena_export.bundle.session import GraphSession, Hypothesis
from milena_export.bundle.words import Words

FILE_NAME = "golden.jsonl"
COUNT = 50
RUNS: tuple[dict[str, Any], ...] = (
    {"name": "greedy", "inputs": {"beam_size": 1}},
    {"name": "beam4", "inputs": {"beam_size": 4}},
)
TOLERANCE = {"float": 1e-4, "fp16": 1e-2, "int8": 1e-3}

HARD = (
    "a",
    "?",
    "7",
    "\U0001f600",
    "Thanks \U0001f64f\U0001f3fd for everything \U0001f468\u200d\U0001f469\u200d\U0001f467!",
    "caf\u00e9 na\u00efve \ufb01ancée \u2460 \uff21\uff22",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "tab\there,\u00a0no-break\u2009thin\u200bzero",
    "Call 0049-30-1234567 or write to tom@example.org before 12:45 on 3/14/2019.",
    "HELLO WORLD",
    "the the the the the the the the",
    " ".join(["I told him that I would come back as soon as the meeting was over."] * 6),
)
"""Texts that break careless tokenizers, paddings and limits."""


def golden_texts(corpus: Sequence[str]) -> list[str]:
    """Hard texts, filled up to `COUNT` with texts spread evenly over a corpus (its lengths included)."""
    wanted = max(0, COUNT - len(HARD))
    distinct = list(dict.fromkeys(corpus))
    step = max(1, len(distinct) // max(1, wanted))
    return [*HARD, *distinct[::step][:wanted]]


def record(session: GraphSession, words: Words, texts: Sequence[str]) -> str:
    """Answers the texts, each run of `RUNS`, spread over the language pairs, and returns the file's content.

    Texts over the bundle's limit are left out: the processor refuses them.
    """
    spread = zip(texts, words.spread(len(texts)), strict=True)
    cases = [(text, pair) for text, pair in spread if words.fits(text, pair)]
    rows = [words.encode(text, pair) for text, pair in cases]
    forced = [pair.forced_bos for _, pair in cases]
    runs = {run["name"]: dict(session.answer_all(rows, forced_bos=forced, **run["inputs"])) for run in RUNS}
    lines = [
        json.dumps(
            {
                "text": text,
                "source_language": pair.source,
                "target_language": pair.target,
                "source_ids": rows[index],
                "runs": {name: _answer(answers[index][0], words) for name, answers in runs.items()},
            },
            ensure_ascii=False,
        )
        for index, (text, pair) in enumerate(cases)
    ]
    return "\n".join(lines) + "\n"


def _answer(hypothesis: Hypothesis, words: Words) -> dict[str, Any]:
    return {
        "ids": hypothesis.ids,
        "logprobs": [round(value, 6) for value in hypothesis.logprobs],
        "score": round(hypothesis.score, 6),
        "finish_reason": hypothesis.finish_reason,
        "output": words.decode(hypothesis.ids),
    }
