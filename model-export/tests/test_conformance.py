# SPDX-License-Identifier: Apache-2.0
"""Every decoding control of the graph against transformers and against the plain oracle.

On random Marian models, and on random GPT-2 models, whose sources are prompts.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gpts
from conformance import (
    DRAWN,
    SETTINGS,
    PromptedSubject,
    Subject,
    check,
    check_alive,
    check_drawing,
    compare,
)
from made_graphs import MAX_NEW
from marians import SHAPES, make, session, texts
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.marian import step_model
from milena_export.graph import candidates, transformer
from milena_export.graph.builder import GraphBuilder
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.platform import CPU
from milena_export.graph.top import top
from oracle import Ask, Told

FEW = 7
"""Texts in a run of the whole suite; `--texts 200` is the full size."""


@pytest.fixture(scope="module")
def count(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--texts")) or FEW


@pytest.fixture(scope="module", params=[*SHAPES, *gpts.SHAPES])
def subject(request: pytest.FixtureRequest, count: int, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder = tmp_path_factory.mktemp("model")
    if request.param in gpts.SHAPES:
        return gpts.subject(folder, gpts.SHAPES[request.param], count)
    return subject_of(request.param, folder, count)


def subject_of(shape: str, folder: Path, count: int) -> Subject:
    model = make(folder, SHAPES[shape])
    return Subject(session(folder), step_model(Checkpoint(folder)).spec, model, texts(count, 60))


@pytest.mark.parametrize("setting", list(SETTINGS))
def test_should_equal_transformers_when_batch_is_ragged(subject: Subject, setting: str) -> None:
    for hypotheses in check(subject, setting):
        for hypothesis in hypotheses:
            assert len(hypothesis.logprobs) == len(hypothesis.ids)


def test_should_be_alive_when_models_are_random(subject: Subject) -> None:
    rows = gpts.prompts(40) if isinstance(subject, PromptedSubject) else texts(40, 60)
    more = replace(subject, rows=rows)
    greedy = [hypotheses[0].ids for hypotheses in more.answer([Ask(MAX_NEW)] * 40)]
    beam = [hypotheses[0].ids for hypotheses in more.answer([Ask(MAX_NEW, beam_size=4)] * 40)]
    check_alive(greedy, beam, subject.spec.eos)


def asks(count: int, **controls: Any) -> list[Ask]:
    """One for each text, of different lengths, prefixes and first tokens."""
    random = np.random.default_rng(5)
    found = []
    for index in range(count):
        prefix = tuple(int(token) for token in random.integers(1, 57, index % 4))
        whole = index % 5 == 4
        found.append(
            Ask(
                max_new_tokens=MAX_NEW - index % 3 * 3,
                min_new_tokens=index % 2 * 3,
                forced_bos=-1 if index % 3 else 21,
                target_prefix=(*prefix, 0) if whole else prefix,
                uniforms=tuple(random.random(MAX_NEW, dtype=np.float32).tolist())
                if "top_k" in controls
                else (),
                **controls,
            )
        )
    return found


@pytest.mark.parametrize(
    "controls",
    [
        {},
        {"repetition_penalty": 1.4, "no_repeat_ngram_size": 2},
        {"beam_size": 4, "num_hypotheses": 4, "length_penalty": 0.6},
        {"beam_size": 4, "num_hypotheses": 2, "repetition_penalty": 0.8, "early_stopping": 2},
        {"top_k": 0, "temperature": 0.7},
        {"top_k": 5, "temperature": 2.0, "repetition_penalty": 1.2},
        {"top_k": 0, "top_p": 0.8, "no_repeat_ngram_size": 3},
    ],
    ids=str,
)
def test_should_equal_the_oracle_when_each_text_asks_for_something_else(
    subject: Subject, controls: dict[str, Any], count: int
) -> None:
    wanted = asks(count, **controls)
    for row, ask, found in zip(subject.rows, wanted, subject.answer(wanted), strict=True):
        expected = subject.oracle.decode(row, ask)
        for rank, hypothesis in enumerate(found):
            if rank < len(expected):
                same(hypothesis, expected[rank], ask)
            else:
                assert hypothesis.ids == []


def same(hypothesis: Any, expected: Told, ask: Ask) -> None:
    assert hypothesis.ids == expected.ids, ask
    np.testing.assert_allclose(hypothesis.logprobs, expected.logprobs, atol=1e-4)
    np.testing.assert_allclose(hypothesis.score, expected.score, atol=1e-4)
    assert hypothesis.finish_reason == expected.finish_reason, ask


@pytest.mark.parametrize(("beams", "early"), [(1, 0), (4, 0), (1, 2), (4, 2)])
def test_should_score_a_given_target_when_it_ends_by_eos(subject: Subject, beams: int, early: int) -> None:
    targets = [(*ids[-2::-1], 0) for ids in texts(len(subject.rows), 60, seed=3)]
    found = subject.answer(
        [Ask(1, target_prefix=target, beam_size=beams, early_stopping=early) for target in targets]
    )
    for row, target, (hypothesis,) in zip(subject.rows, targets, found, strict=True):
        assert tuple(hypothesis.ids) == target
        assert hypothesis.finish_reason == 0
        logits = [subject.next_logits(row, [list(target[:i])])[0] for i in range(len(target))]
        own = [row[i] - np.log(np.exp(row).sum()) for row, i in zip(logits, target, strict=True)]
        np.testing.assert_allclose(hypothesis.logprobs, own, atol=1e-4)


@pytest.mark.parametrize("controls", DRAWN, ids=str)
def test_should_draw_from_the_filtered_distribution_when_drawn_10000_times(
    subject: Subject, controls: dict[str, Any]
) -> None:
    check_drawing(subject, controls)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"num_hypotheses": 3, "beam_size": 2}, "finds at most as many as it has beams"),
        ({"min_new_tokens": 9, "max_new_tokens": 5}, "min_new_tokens is greater"),
        ({"uniforms": [[0.5]] * FEW}, "a number for each new token"),
        ({"uniforms": [[0.5] * MAX_NEW] * FEW, "beam_size": 2}, "drawing needs beam_size 1"),
        ({"target_prefix": [[1, -1, 2]] * FEW}, "ids stand on the left"),
        ({"target_prefix": [[1] * 99] * FEW}, "is 99 wide; the bundle allows 0 to 14"),
        ({"repetition_penalty": 0.0}, "repetition_penalty is 0.0; the bundle allows"),
        ({"top_p": float("nan")}, "top_p is nan; the bundle allows"),
    ],
)
def test_should_refuse_inputs_when_the_contract_does(
    subject: Subject, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(ExportError, match=message):
        subject.session.run(subject.rows[:FEW], **wrong)


def faulty(
    folder: Path, count: int, shape: str, fault: Callable[[EncoderDecoder], EncoderDecoder]
) -> Subject:
    """A subject whose graph was exported with a classic mistake."""
    right = subject_of(shape, folder, count)
    return replace(right, session=session(folder, change=fault))


FAULTS: dict[str, tuple[str, Callable[[EncoderDecoder], EncoderDecoder]]] = {
    "no final_logits_bias": (
        "untied",
        lambda m: replace(m, output=replace(m.output, bias=np.zeros_like(m.output.bias))),
    ),
    "wrong start token": ("untied", lambda m: replace(m, spec=replace(m.spec, start=m.spec.eos[0]))),
    "no forced EOS": (
        "deep, odd heads, forced EOS, bad words",
        lambda m: replace(m, spec=replace(m.spec, forced_eos=None)),
    ),
    "bad words allowed": (
        "deep, odd heads, forced EOS, bad words",
        lambda m: replace(m, spec=replace(m.spec, suppressed=())),
    ),
}


def test_should_notice_when_scores_are_not_renormalized(tmp_path: Path, count: int) -> None:
    name = "renormalized, blocks of the vocabulary searched"
    subject = faulty(tmp_path, count, name, lambda m: replace(m, spec=replace(m.spec, renormalizes=False)))
    _, outcome = compare(subject, {"beam_size": 4})
    assert outcome.differences


def test_should_notice_when_half_of_a_long_vocabulary_is_not_searched(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "renormalized, blocks of the vocabulary searched"
    assert SHAPES[name].vocabulary > 1024
    assert CPU.block(SHAPES[name].vocabulary) is not None, "the search of every setting goes by blocks"

    def half(g: GraphBuilder, values: str, width: str | int, length: int) -> tuple[str, str]:
        first = g.op("Slice", values, g.ints(0), g.ints(length // 2), g.ints(1))
        return top(g, first, width, length // 2)

    monkeypatch.setattr(candidates, "top", half)
    _, outcome = compare(faulty(tmp_path, count, name, lambda model: model), {"beam_size": 4})
    assert outcome.differences


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("name", [*FAULTS, "padding takes part in attention"])
def test_should_notice_when_an_export_has_a_classic_mistake(
    name: str, beams: int, tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, fault = FAULTS.get(name, ("untied", lambda model: model))
    if name not in FAULTS:
        monkeypatch.setattr(transformer, "MASKED", 0.0)
    _, outcome = compare(faulty(tmp_path, count, shape, fault), {"beam_size": beams})
    assert outcome.differences
    with pytest.raises(AssertionError, match="reference"):
        outcome.hold()
