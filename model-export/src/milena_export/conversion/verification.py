# SPDX-License-Identifier: Apache-2.0
"""Proof of a bundle: against the checkpoint in transformers, and against its own golden answers.

A float bundle must answer token for token like transformers. Those of fp16 and int8 cannot: they are held to be their
own arithmetic (golden answers, independence of the batch) and to stay near the reference's log-probabilities.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import Hypothesis
from milena_export.conversion.reference import Forced, Reference, Start
from milena_export.conversion.rounding import Rounding, apart

T = TypeVar("T")
TIE = 1e-4
"""Scores of the reference nearer than this are a tie: either choice is right."""
EXACT = 1e-4
NEAR = {"fp16": 0.01, "int8": 0.1}
"""How far a smaller arithmetic's mean log-probability of a text may be from the reference's, averaged over texts."""
PADDING = 20
KINDS = {"logprobs": "log-probabilities", "attention": "attention"}
BEAMS = (1, 4)
"""Beams that every bundle is tried with, besides its own default."""


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


@dataclass(frozen=True)
class Cases:
    """Texts as both sides take them, a list each.

    Attributes:
        rows: source ids.
        known: the same as the reference reads them.
        forced_bos: what the bundle's input of that name gets.
        starts: how the reference begins the target.
    """

    rows: list[list[int]]
    known: list[list[int]]
    forced_bos: list[int]
    starts: list[Start]


def verify(bundle: Bundle, reference: Reference, texts: Sequence[str]) -> Report:
    """Runs all checks, the texts spread over the language pairs. Opening the bundle has checked its files already."""
    report = Report()
    report.check(
        True, f"files: {len(bundle.manifest['files'])} listed, sizes and hashes as listed; graph loads"
    )
    cases = _check_tokenizer(report, bundle, reference, texts)
    for beams in sorted({*BEAMS, _default(bundle, "beam_size")}):
        name = "greedy" if beams == 1 else f"beam {beams}"
        answers = _answers(bundle, cases, beams)
        _check_attention_sums(report, name, answers)
        kind = bundle.manifest["quantization"]["kind"]
        if kind == "float":
            _check_equal(report, name, beams, bundle, reference, cases, answers)
        else:
            _check_near(report, name, NEAR[kind], reference, cases, answers)
        _check_batch(report, name, beams, bundle, cases, answers)
    _check_golden(report, bundle)
    return report


def _check_tokenizer(report: Report, bundle: Bundle, reference: Reference, texts: Sequence[str]) -> Cases:
    pairs = bundle.words.spread(len(texts))
    rows = [bundle.words.encode(text, pair) for text, pair in zip(texts, pairs, strict=True)]
    limit = bundle.manifest["limits"]["source_tokens"]
    size, unknown = reference.source_ids, bundle.manifest["special_ids"]["unk"]
    if "vocabulary_sizes" in bundle.manifest:
        said = bundle.manifest["vocabulary_sizes"]["source"]
        line = f"vocabulary: the manifest says {said} source ids, the reference has {size}"
        report.check(said == size, line)
    # Pieces that the vocabulary lacks have ids of their own, which the graph reads as unknown.
    known = [[token if token < size else unknown for token in row] for row in rows]
    difference = stray = ""
    control = {*bundle.manifest["special_ids"]["eos"], bundle.manifest["special_ids"]["pad"]}
    spelled = [reference.spells_control(text) for text in texts]
    for index, (text, pair, row) in enumerate(zip(texts, pairs, known, strict=True)):
        if spelled[index]:
            template = pair.source_template
            inside = row[len(template["prefix_ids"]) : len(row) - len(template["suffix_ids"])]
            if control.intersection(inside) and not stray:
                stray = f"  text {index}, {pair.source} to {pair.target}\n  bundle    {row}"
            continue
        expected = reference.encode(text, pair)
        if expected != row and len(expected) <= limit and not difference:
            difference = (
                f"  text {index}, {pair.source} to {pair.target}\n  reference {expected}\n  bundle    {row}"
            )
    cut = sum(not bundle.words.fits(text, pair) for text, pair in zip(texts, pairs, strict=True))
    if cut:
        report.lines.append(
            f"note {cut} of {len(texts)} texts have more than {limit} source tokens and were cut there"
        )
    met = f"in {len({(pair.source, pair.target) for pair in pairs})} of {len(bundle.words.pairs)} language pairs"
    report.check(
        not difference,
        f"tokenizer: ids of {len(texts) - sum(spelled)} texts equal to the reference's, {met}",
        difference,
    )
    if any(spelled):
        report.check(
            not stray,
            f"tokenizer: control tokens that {sum(spelled)} texts spell stay text (the reference takes them for tokens)",
            stray,
        )
    return Cases(rows, known, [pair.forced_bos for pair in pairs], [reference.start(pair) for pair in pairs])


def _answers(bundle: Bundle, cases: Cases, beams: int) -> list[Hypothesis]:
    answers = bundle.session.answer_all(
        cases.rows, beam_size=beams, return_attention=1, forced_bos=cases.forced_bos
    )
    found = dict(answers)
    return [found[index][0] for index in range(len(cases.rows))]


def _check_attention_sums(report: Report, name: str, answers: Sequence[Hypothesis]) -> None:
    worst = max(float(np.abs(answer.attention.sum(axis=1) - 1).max()) for answer in answers)
    report.check(worst < EXACT, f"{name}: attention rows sum to 1 (furthest {worst:.1e})")


def _check_equal(
    report: Report,
    name: str,
    beams: int,
    bundle: Bundle,
    reference: Reference,
    cases: Cases,
    answers: Sequence[Hypothesis],
) -> None:
    """Tokens, log-probabilities and attention against the reference; differences that are ties are shown."""
    limit = _default(bundle, "max_new_tokens")
    expectations = {
        index: (expected, score)
        for index, expected, score in _progress(
            reference.generate(cases.known, cases.starts, beams, limit), name, len(cases.rows)
        )
    }
    rivals = [expectations[index][0] for index in range(len(cases.rows))]
    targets = [answer.ids for answer in answers]
    likely = dict(reference.force(cases.known, cases.starts, targets, rivals))
    policy = bundle.manifest["alignment"]
    gaps = {index: apart(forced, answers[index], policy) for index, forced in likely.items()}
    ties: list[str] = []
    differences: list[str] = []
    for index, (expected, score) in expectations.items():
        found = answers[index]
        if expected != found.ids:
            gap = _gap(found, likely[index], expected, score)
            shown = f"  text {index}\n  reference {expected}\n  bundle    {found.ids}"
            (ties if gap < TIE else differences).append(
                f"{shown}\n  the reference's scores differ by {gap:.1e}"
            )
    equal = len(cases.rows) - len(ties) - len(differences)
    line = f"{name}: tokens of {equal} of {len(cases.rows)} texts equal to the reference's, {len(ties)} ties"
    report.check(not differences, line, differences[0] if differences else "")
    report.lines += ties
    far = [index for index, distance in gaps.items() if distance.furthest >= EXACT]
    rounding = Rounding.of(reference, cases.known, cases.starts, answers, far, policy) if far else None
    for kind in ("logprobs", "attention"):
        worst = max(getattr(distance, kind) for distance in gaps.values())
        line = f"{name}: {KINDS[kind]} equal (furthest {worst:.1e})"
        if worst >= EXACT and rounding is not None:
            line += f"; {rounding.explained(kind)}"
        report.check(worst < EXACT or (rounding is not None and rounding.explains(kind)), line)


def _gap(answer: Hypothesis, forced: Forced, expected: Sequence[int], score: float | None) -> float:
    """How far apart the reference itself sees the two choices; infinite where one only goes on longer."""
    if score is not None:
        return abs(score - answer.score)
    pairs = enumerate(zip(answer.ids, expected, strict=False))
    place = next((i for i, (a, b) in pairs if a != b), None)
    return math.inf if place is None else abs(float(forced.rival[place] - forced.logprobs[place]))


def _check_near(
    report: Report,
    name: str,
    near: float,
    reference: Reference,
    cases: Cases,
    answers: Sequence[Hypothesis],
) -> None:
    """Quantized arithmetic: the reference must find the bundle's own answers about as likely as the bundle does."""
    forced = reference.force(cases.known, cases.starts, [answer.ids for answer in answers])
    gaps = [
        abs(float(np.mean(run.logprobs)) - float(np.mean(answers[index].logprobs)))
        for index, run in _progress(forced, name, len(cases.rows))
    ]
    mean = float(np.mean(gaps))
    report.check(
        mean < near,
        f"{name}: mean log-probability near the reference's (on average {mean:.3f}, at most {max(gaps):.3f})",
    )


def _check_batch(
    report: Report,
    name: str,
    beams: int,
    bundle: Bundle,
    cases: Cases,
    answers: Sequence[Hypothesis],
) -> None:
    """Alone, in another order, and with padding: the same answers."""
    tolerance = bundle.manifest["golden"]["tolerance"]
    count = len(cases.rows)
    shuffled = np.random.default_rng(0).permutation(count).tolist()
    runs: dict[str, Iterator[tuple[int, Hypothesis]]] = {
        "alone": _in_batches(bundle, cases, range(count), beams, 0, batch=1),
        "shuffled": _in_batches(bundle, cases, shuffled, beams, 0),
        f"padded by {PADDING}": _in_batches(bundle, cases, shuffled, beams, PADDING),
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
        line = f"{name}: {count} texts answered the same {way} (log-probabilities to {worst:.1e})"
        report.check(not difference and worst < tolerance, line, difference)


def _in_batches(
    bundle: Bundle, cases: Cases, order: Sequence[int], beams: int, padding: int, batch: int = 32
) -> Iterator[tuple[int, Hypothesis]]:
    limit = bundle.manifest["limits"]["source_tokens"]
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        rows = [cases.rows[index] for index in chosen]
        forced_bos = [cases.forced_bos[index] for index in chosen]
        longest = max(len(row) for row in rows)
        width = max(longest, min(longest + padding, limit))
        answers = bundle.session.answer(rows, width, beam_size=beams, forced_bos=forced_bos)
        for index, hypotheses in zip(chosen, answers, strict=True):
            yield index, hypotheses[0]


def _check_golden(report: Report, bundle: Bundle) -> None:
    golden = bundle.manifest["golden"]
    # Not splitlines: a text may hold a line separator of Unicode.
    lines = (bundle.folder / golden["file"]).read_text(encoding="utf-8").rstrip("\n").split("\n")
    expected = [json.loads(line) for line in lines]
    difference = ""
    pairs = [bundle.words.pair(entry["source_language"], entry["target_language"]) for entry in expected]
    for index, (entry, pair) in enumerate(zip(expected, pairs, strict=True)):
        if bundle.words.encode(entry["text"], pair) != entry["source_ids"]:
            difference = difference or f"  text {index}: source ids differ"
    for run in golden["runs"]:
        rows = [entry["source_ids"] for entry in expected]
        forced_bos = [pair.forced_bos for pair in pairs]
        for index, hypotheses in bundle.session.answer_all(rows, forced_bos=forced_bos, **run["inputs"]):
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
