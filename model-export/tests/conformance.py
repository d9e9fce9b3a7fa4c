# SPDX-License-Identifier: Apache-2.0
"""Holds any family's graph against two references: transformers, each row run alone, and the plain `oracle`.

A family plugs in by a `Subject`: its graph's session, its `DecodeSpec`, a random model of it in transformers and source
rows. `SETTINGS` names everything that is compared with transformers; `check` runs one of them and fails unless all
texts are equal but for ties. `check_alive` says whether the model is worth comparing. What transformers has no word
for is compared with `Subject.oracle`, which is itself held against transformers.

    subject = Subject(session, spec, model, rows)
    for name in SETTINGS:
        check(subject, name)

``pytest tests/test_conformance.py --texts 200`` runs it at full size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel

from made_graphs import MAX_NEW
from milena_export.bundle.session import GraphSession, Hypothesis
from milena_export.graph.model import DecodeSpec
from oracle import Array, Ask, Oracle

# One thread: waiting for each other costs more than such small models win.
torch.set_num_threads(1)

TIE = 1e-4
"""Two choices whose scores the reference itself sees nearer than this are a tie: either is right."""
TIES = 0.005
"""At most this share of the texts may be ties."""
EARLY: list[bool | str] = [False, True, "never"]

SETTINGS: dict[str, dict[str, Any]] = {
    "greedy": {},
    "greedy, least length": {"min_new_tokens": 6},
    "greedy, repetition penalty": {"repetition_penalty": 1.2},
    "greedy, no repeated 3-gram": {"no_repeat_ngram_size": 3},
    "greedy, no repeated token": {"no_repeat_ngram_size": 1},
    "greedy, prefix": {"target_prefix": (5, 9)},
    "greedy, forced BOS": {"forced_bos": 11, "repetition_penalty": 1.2},
    "beam 4": {"beam_size": 4, "num_hypotheses": 4},
    "beam 4, penalty 0": {"beam_size": 4, "num_hypotheses": 2, "length_penalty": 0.0, "early_stopping": 1},
    "beam 4, penalty 0.6, early stop": {"beam_size": 4, "length_penalty": 0.6, "early_stopping": 1},
    "beam 4, penalty 0.6, never stop": {"beam_size": 4, "length_penalty": 0.6, "early_stopping": 2},
    "beam 4, penalty 2": {"beam_size": 4, "length_penalty": 2.0},
    "beam 4, penalty 2, never stop": {"beam_size": 4, "length_penalty": 2.0, "early_stopping": 2},
    "beam 4, least length": {"beam_size": 4, "min_new_tokens": 5, "num_hypotheses": 3},
    "beam 4, repetition penalty": {"beam_size": 4, "repetition_penalty": 1.2, "num_hypotheses": 2},
    "beam 4, no repeated 3-gram": {"beam_size": 4, "no_repeat_ngram_size": 3, "num_hypotheses": 2},
    "beam 4, prefix": {"beam_size": 4, "target_prefix": (5, 9, 5), "num_hypotheses": 2, "early_stopping": 2},
    "beam 4, forced BOS": {"beam_size": 4, "forced_bos": 11, "num_hypotheses": 2},
    "beam 3, all at once": {
        "beam_size": 3,
        "forced_bos": 7,
        "repetition_penalty": 1.3,
        "no_repeat_ngram_size": 2,
        "min_new_tokens": 4,
        "length_penalty": 0.6,
        "early_stopping": 2,
        "num_hypotheses": 3,
    },
}
"""What is compared with transformers: the graph's inputs where they differ from their neutral values."""

DRAWN: list[dict[str, Any]] = [
    {"temperature": 1.5},
    {"top_k": 6},
    {"top_p": 0.8, "temperature": 1.6},
]
"""Ways of drawing that are compared with the oracle's distribution."""


@dataclass
class Subject:
    """A family's model, three times over.

    Attributes:
        session: its graph.
        spec: what the graph knows of it.
        model: itself, in transformers.
        rows: source ids of the texts, ragged, template included.
        max_new: greatest limit of new tokens; the texts' own limits vary below it.
    """

    session: GraphSession
    spec: DecodeSpec
    model: PreTrainedModel
    rows: Sequence[Sequence[int]]
    max_new: int = MAX_NEW
    oracle: Oracle = field(init=False)

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.next_logits, self.spec)

    @property
    def limits(self) -> list[int]:
        """Limits of new tokens, one a text."""
        return [self.max_new - index % 3 * 3 for index in range(len(self.rows))]

    def next_logits(self, source: Sequence[int], targets: Sequence[Sequence[int]]) -> Array:
        """See `oracle.StepFunction`: whole targets anew, without a cache."""
        with torch.no_grad():
            out = self.model(
                input_ids=torch.tensor([list(source)] * len(targets)),
                decoder_input_ids=torch.tensor([[self.spec.start, *target] for target in targets]),
            )
        return np.asarray(out.logits[:, -1].double().numpy())

    def generate(self, row: Sequence[int], ask: Ask) -> tuple[list[list[int]], list[float]]:
        """The answers of transformers for a row alone, and their scores where it searches with beams."""
        return self.search(
            ask,
            1,
            input_ids=torch.tensor([list(row)]),
            attention_mask=torch.ones(1, len(row), dtype=torch.long),
            decoder_input_ids=torch.tensor([[self.spec.start, *ask.target_prefix]]),
            forced_bos_token_id=ask.forced_bos if ask.forced_bos >= 0 else None,
        )

    def search(self, ask: Ask, opening: int, **inputs: Any) -> tuple[list[list[int]], list[float]]:
        """Runs transformers; its sequences begin with ``opening`` ids that belong to no answer."""
        with torch.no_grad():
            out: Any = self.model.generate(
                num_beams=ask.beam_size,
                num_return_sequences=ask.num_hypotheses,
                length_penalty=ask.length_penalty,
                early_stopping=EARLY[ask.early_stopping],
                min_new_tokens=ask.min_new_tokens or None,
                max_new_tokens=ask.max_new_tokens,
                repetition_penalty=ask.repetition_penalty,
                no_repeat_ngram_size=ask.no_repeat_ngram_size,
                do_sample=False,
                return_dict_in_generate=True,
                output_scores=ask.beam_size > 1,
                **inputs,
            )
        answers = []
        for sequence in out.sequences[:, opening:].tolist():
            begin, eos = len(ask.target_prefix), self.spec.eos
            end = next((i for i in range(begin, len(sequence)) if sequence[i] in eos), len(sequence) - 1)
            answers.append(sequence[: end + 1])
        return answers, out.sequences_scores.tolist() if ask.beam_size > 1 else []

    def answer(self, asks: Sequence[Ask]) -> list[list[Hypothesis]]:
        """The graph's answers, all texts in one ragged batch; what cannot differ by text is the first one's."""
        by_row = ("max_new_tokens", "min_new_tokens", "forced_bos", "target_prefix", "uniforms")
        controls = {
            name: [getattr(ask, name) for ask in asks] if name in by_row else value
            for name, value in vars(asks[0]).items()
        }
        return self.session.answer(self.rows, **controls)


class PromptedSubject(Subject):
    """A decoder-only family's model: its rows are prompts."""

    def next_logits(self, source: Sequence[int], targets: Sequence[Sequence[int]]) -> Array:
        """See `Subject`."""
        with torch.no_grad():
            out = self.model(input_ids=torch.tensor([[*source, *target] for target in targets]))
        return np.asarray(out.logits[:, -1].double().numpy())

    def generate(self, row: Sequence[int], ask: Ask) -> tuple[list[list[int]], list[float]]:
        """See `Subject`. A forced first token behind a prompt is nothing that transformers knows: the oracle says."""
        if ask.forced_bos >= 0:
            told = self.oracle.decode(row, ask)
            return [one.ids for one in told], [one.score for one in told]
        ids = torch.tensor([[*row, *ask.target_prefix]])
        return self.search(ask, len(row), input_ids=ids, attention_mask=torch.ones_like(ids))


@dataclass
class Outcome:
    """What a comparison found; texts are counted once."""

    texts: int = 0
    ties: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def hold(self) -> None:
        """Fails at any difference, and where ties are too many."""
        assert not self.differences, "\n".join(
            [f"{len(self.differences)} of {self.texts}", *self.differences[:3]]
        )
        assert len(self.ties) <= TIES * self.texts, "\n".join(["too many ties", *self.ties[:5]])


def check(subject: Subject, setting: str) -> list[list[Hypothesis]]:
    """Compares one of `SETTINGS` with transformers and returns the graph's answers."""
    found, outcome = compare(subject, SETTINGS[setting])
    outcome.hold()
    return found


def compare(subject: Subject, controls: dict[str, Any]) -> tuple[list[list[Hypothesis]], Outcome]:
    """The graph's answers, and how they compare with transformers'."""
    asks = [Ask(max_new_tokens=limit, **controls) for limit in subject.limits]
    answers = subject.answer(asks)
    outcome = Outcome()
    for row, ask, found in zip(subject.rows, asks, answers, strict=True):
        outcome.texts += 1
        expected, scores = subject.generate(row, ask)
        shown = f"{row}\n  reference {expected} {scores}\n  graph     {[(h.ids, h.score) for h in found]}"
        same = [hypothesis.ids for hypothesis in found] == expected
        near = np.allclose([h.score for h in found][: len(scores)], scores, atol=TIE)
        if same and near:
            continue
        tied = not same and is_tie(subject.oracle, row, ask, [h.ids for h in found], expected)
        (outcome.ties if tied else outcome.differences).append(shown)
    return answers, outcome


def is_tie(
    oracle: Oracle, row: Sequence[int], ask: Ask, found: Sequence[list[int]], expected: Sequence[list[int]]
) -> bool:
    """Whether only choices between scores that the reference sees nearer than `TIE` led to other answers.

    Such a choice can be a step of the search, whose loser is lost for good: the reference is asked again, and follows
    the found answers wherever the difference is that small.
    """
    if len(found) != len(expected):
        return False
    if ask.beam_size > 1:
        expected = [one.ids for one in oracle.decode(row, ask, found, TIE)]
    for own, other in zip(found, expected, strict=True):
        if own == other:
            continue
        score, gaps = oracle.path(row, own, ask)
        if ask.beam_size == 1:
            place = next(i for i, (a, b) in enumerate(zip(own, other, strict=False)) if a != b)
            if gaps[place - len(ask.target_prefix)] >= TIE:
                return False
        elif own not in expected or abs(score - oracle.path(row, other, ask)[0]) >= TIE:
            return False
    return True


def check_alive(greedy: Sequence[Sequence[int]], beam: Sequence[Sequence[int]], eos: Sequence[int]) -> None:
    """Parity on models that repeat one token would be worth little."""
    assert np.mean([len(set(ids)) for ids in greedy]) >= 5, "distinct tokens"
    assert len({len(ids) for ids in greedy}) >= 3, "lengths"
    assert np.mean([ids[-1] in eos for ids in greedy]) >= 0.3, "ends by EOS"
    assert np.mean([a != b for a, b in zip(greedy, beam, strict=True)]) >= 0.2, "beams"


def check_drawing(subject: Subject, controls: dict[str, Any]) -> None:
    """Draws 10,000 times for one text and compares first and second tokens with the oracle's distribution."""
    draws, batch = 10_000, 1_000
    row = subject.rows[0]
    many = replace(subject, rows=[row] * batch)
    uniforms = np.random.default_rng(11).random((draws, 2), dtype=np.float32)
    firsts: Counter[int] = Counter()
    seconds: Counter[int] = Counter()
    first = subject.oracle.distribution(row, [], Ask(2, **controls))
    # Nothing follows EOS, however common it is.
    common = int(np.argmax(np.where(np.isin(np.arange(len(first)), subject.spec.eos), 0, first)))
    for start in range(0, draws, batch):
        wanted = [Ask(2, uniforms=tuple(u), **controls) for u in uniforms[start : start + batch].tolist()]
        for (hypothesis,) in many.answer(wanted):
            firsts[hypothesis.ids[0]] += 1
            if hypothesis.ids[0] == common and len(hypothesis.ids) > 1:
                seconds[hypothesis.ids[1]] += 1
    _fits(firsts, first)
    if subject.spec.forced_eos is None:
        _fits(seconds, subject.oracle.distribution(row, [common], Ask(2, **controls)))


def _fits(counts: Counter[int], distribution: Array) -> None:
    """Chi-square of the counts, rare tokens together; its mean is its degrees of freedom, its variance twice that."""
    total = sum(counts.values())
    expected = distribution * total
    assert all(expected[token] > 0 for token in counts)
    common = np.flatnonzero(expected >= 5)
    cells = [(counts[int(token)], expected[token]) for token in common]
    cells.append((total - sum(seen for seen, _ in cells), max(total - sum(e for _, e in cells), 1e-9)))
    cells = [cell for cell in cells if cell[1] >= 1]
    chi_square = sum((seen - wanted) ** 2 / wanted for seen, wanted in cells)
    freedom = len(cells) - 1
    assert freedom >= 3
    assert chi_square < freedom + 4 * np.sqrt(2 * freedom)
