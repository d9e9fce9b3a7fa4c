# SPDX-License-Identifier: Apache-2.0
"""Proof of a bundle: against the checkpoint in transformers, and against its own golden answers.

A float bundle must answer token for token like transformers. An int8 bundle cannot: it is held to be its own
arithmetic (golden answers, independence of the batch) and to stay near the reference's log-probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import Hypothesis
from milena_export.conversion.reference import Forced, Reference

T = TypeVar("T")
TIE = 1e-4
"""Scores of the reference nearer than this are a tie: either choice is right."""
EXACT = 1e-4
PADDING = 20
DECODINGS = {"greedy": 1, "beam 4": 4}


@dataclass
class Report:
    """What a verification found.

    Attributes:
        lines: what a person reads.
        failures: what is wrong; empty for a good bundle.
    """

    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def check(self, passed: bool, line: str, difference: str = "") -> None:
        """Notes a check; the first difference of a failed one is shown beside it."""
        self.lines.append(f"{'ok  ' if passed else 'FAIL'} {line}")
        if not passed:
            self.failures.append(f"{line}\n{difference}".rstrip())


def verify(bundle: Bundle, reference: Reference, texts: Sequence[str]) -> Report:
    """Runs all checks. Opening the bundle has checked its files already."""
    report = Report()
    report.check(
        True, f"files: {len(bundle.manifest['files'])} listed, sizes and hashes as listed; graph loads"
    )
    rows = _check_tokenizer(report, bundle, reference, texts)
    for name, beams in DECODINGS.items():
        answers = _answers(bundle, rows, beams)
        _check_attention_sums(report, name, answers)
        if bundle.manifest["quantization"]["kind"] == "int8":
            _check_near(report, name, reference, rows, answers)
        else:
            _check_equal(report, name, beams, bundle, reference, rows, answers)
        _check_batch(report, name, beams, bundle, rows, answers)
    _check_golden(report, bundle)
    return report


def _check_tokenizer(
    report: Report, bundle: Bundle, reference: Reference, texts: Sequence[str]
) -> list[list[int]]:
    rows = [bundle.words.encode(text) for text in texts]
    limit = bundle.manifest["limits"]["source_tokens"]
    difference = ""
    for index, (text, row) in enumerate(zip(texts, rows, strict=True)):
        expected = reference.encode(text)
        if expected != row and len(expected) <= limit and not difference:
            difference = f"  text {index}\n  reference {expected}\n  bundle    {row}"
    report.check(not difference, f"tokenizer: ids of {len(texts)} texts equal to the reference's", difference)
    return rows


def _answers(bundle: Bundle, rows: Sequence[Sequence[int]], beams: int) -> list[Hypothesis]:
    found = dict(bundle.session.answer_all(rows, beam_size=beams, return_attention=1))
    return [found[index][0] for index in range(len(rows))]


def _check_attention_sums(report: Report, name: str, answers: Sequence[Hypothesis]) -> None:
    worst = max(float(np.abs(answer.attention.sum(axis=1) - 1).max()) for answer in answers)
    report.check(worst < EXACT, f"{name}: attention rows sum to 1 (furthest {worst:.1e})")


def _check_equal(
    report: Report,
    name: str,
    beams: int,
    bundle: Bundle,
    reference: Reference,
    rows: Sequence[Sequence[int]],
    answers: Sequence[Hypothesis],
) -> None:
    """Tokens, log-probabilities and attention against the reference; differences that are ties are shown."""
    limit = _default(bundle, "max_new_tokens")
    policy = bundle.manifest["alignment"]
    logprob_gap = attention_gap = 0.0
    likely: dict[int, Forced] = {}
    for index, forced in reference.force(rows, [answer.ids for answer in answers]):
        own = forced.attention[policy["layer"]][policy["heads"]].mean(axis=0)
        logprob_gap = max(logprob_gap, float(np.abs(forced.logprobs - answers[index].logprobs).max()))
        attention_gap = max(attention_gap, float(np.abs(own - answers[index].attention).max()))
        likely[index] = forced
    ties: list[str] = []
    differences: list[str] = []
    for index, expected, score in _progress(reference.generate(rows, beams, limit), name, len(rows)):
        found = answers[index]
        if expected != found.ids:
            gap = _gap(found, likely[index], expected, score)
            shown = f"  text {index}\n  reference {expected}\n  bundle    {found.ids}"
            (ties if gap < TIE else differences).append(
                f"{shown}\n  the reference's scores differ by {gap:.1e}"
            )
    equal = len(rows) - len(ties) - len(differences)
    line = f"{name}: tokens of {equal} of {len(rows)} texts equal to the reference's, {len(ties)} ties"
    report.check(not differences, line, differences[0] if differences else "")
    report.lines += ties
    report.check(logprob_gap < EXACT, f"{name}: log-probabilities equal (furthest {logprob_gap:.1e})")
    report.check(attention_gap < EXACT, f"{name}: attention equal (furthest {attention_gap:.1e})")


def _gap(answer: Hypothesis, forced: Forced, expected: Sequence[int], score: float | None) -> float:
    """How far apart the reference itself sees the two choices."""
    if score is not None:
        return abs(score - answer.score)
    pairs = enumerate(zip(answer.ids, expected, strict=False))
    place = next((i for i, (a, b) in pairs if a != b), min(len(answer.ids), len(expected)) - 1)
    return float(forced.best[place] - forced.logprobs[place])


def _check_near(
    report: Report,
    name: str,
    reference: Reference,
    rows: Sequence[Sequence[int]],
    answers: Sequence[Hypothesis],
) -> None:
    """Quantized arithmetic: the reference must find the bundle's own answers about as likely as the bundle does."""
    forced = reference.force(rows, [answer.ids for answer in answers])
    gaps = [
        abs(float(np.mean(run.logprobs)) - float(np.mean(answers[index].logprobs)))
        for index, run in _progress(forced, name, len(rows))
    ]
    mean = float(np.mean(gaps))
    report.check(
        mean < 0.1,
        f"{name}: mean log-probability near the reference's (on average {mean:.3f}, at most {max(gaps):.3f})",
    )


def _check_batch(
    report: Report,
    name: str,
    beams: int,
    bundle: Bundle,
    rows: Sequence[Sequence[int]],
    answers: Sequence[Hypothesis],
) -> None:
    """Alone, in another order, and with padding: the same answers."""
    tolerance = bundle.manifest["golden"]["tolerance"]
    shuffled = np.random.default_rng(0).permutation(len(rows)).tolist()
    runs: dict[str, Iterator[tuple[int, Hypothesis]]] = {
        "alone": ((i, bundle.session.answer([row], beam_size=beams)[0][0]) for i, row in enumerate(rows)),
        "shuffled": _in_batches(bundle, rows, shuffled, beams, 0),
        f"padded by {PADDING}": _in_batches(bundle, rows, shuffled, beams, PADDING),
    }
    for way, run in runs.items():
        worst = 0.0
        difference = ""
        for index, answer in run:
            if answer.ids != answers[index].ids:
                difference = (
                    difference or f"  text {index}\n  batched {answers[index].ids}\n  {way} {answer.ids}"
                )
            else:
                worst = max(worst, float(np.abs(np.subtract(answer.logprobs, answers[index].logprobs)).max()))
        line = f"{name}: {len(rows)} texts answered the same {way} (log-probabilities to {worst:.1e})"
        report.check(not difference and worst < tolerance, line, difference)


def _in_batches(
    bundle: Bundle, rows: Sequence[Sequence[int]], order: Sequence[int], beams: int, padding: int
) -> Iterator[tuple[int, Hypothesis]]:
    for start in range(0, len(order), 32):
        chosen = order[start : start + 32]
        batch = [rows[index] for index in chosen]
        width = max(len(row) for row in batch) + padding
        for index, hypotheses in zip(
            chosen, bundle.session.answer(batch, width, beam_size=beams), strict=True
        ):
            yield index, hypotheses[0]


def _check_golden(report: Report, bundle: Bundle) -> None:
    golden = bundle.manifest["golden"]
    lines = (bundle.folder / golden["file"]).read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    difference = ""
    for index, entry in enumerate(expected):
        if bundle.words.encode(entry["text"]) != entry["source_ids"]:
            difference = difference or f"  text {index}: source ids differ"
    for run in golden["runs"]:
        rows = [entry["source_ids"] for entry in expected]
        for index, hypotheses in bundle.session.answer_all(rows, **run["inputs"]):
            wanted = expected[index]["runs"][run["name"]]
            found = hypotheses[0]
            same = found.ids == wanted["ids"] and bundle.words.decode(found.ids) == wanted["output"]
            near = same and bool(
                np.allclose(found.logprobs, wanted["logprobs"], atol=golden["tolerance"], rtol=0)
            )
            if not near:
                difference = (
                    difference
                    or f"  text {index}, {run['name']}\n  golden {wanted['ids']}\n  bundle {found.ids}"
                )
    report.check(not difference, f"golden: {len(expected)} texts answered as recorded", difference)


def _default(bundle: Bundle, name: str) -> int:
    return int(next(rule["default"] for rule in bundle.manifest["inputs"] if rule["name"] == name))


def _progress(steps: Iterable[T], name: str, total: int) -> Iterable[T]:
    return tqdm(steps, desc=name, unit="text", total=total, disable=None)
