# SPDX-License-Identifier: Apache-2.0
"""When two searches that differ are both right (`conformance.is_tie`)."""

from collections.abc import Sequence

import numpy as np
import pytest

from conformance import is_tie
from milena_export.graph.model import DecodeSpec
from oracle import Array, Ask, Oracle

ASK = Ask(max_new_tokens=4, beam_size=2, num_hypotheses=2)
EOS, SURE, LOST, WON = 0, 1, 2, 3


def searching(favour: float) -> Oracle:
    """Two beams; WON is taken rather than LOST at the first step where ``favour`` > 0, and only WON ends well."""

    def step(_: Sequence[int], targets: Sequence[Sequence[int]]) -> Array:
        rows = []
        for target in targets:
            row = np.zeros(5)
            if not target:
                row[[SURE, LOST, WON]] = [2.3, 2.0, 2.0 + favour]
            elif target[-1] == WON:
                row[EOS] = 8.0
            else:
                row[SURE] = 1.0
            rows.append(row)
        return np.array(rows)

    return Oracle(step, DecodeSpec(vocabulary=5, start=4, pad=4, eos=(EOS,)))


def answers(favour: float) -> list[list[int]]:
    return [told.ids for told in searching(favour).decode([7], ASK)]


def test_should_be_a_tie_when_a_step_on_the_way_was_one() -> None:
    found, expected = answers(5e-5), answers(0.0)
    assert found != expected
    assert found[0] not in expected
    assert is_tie(searching(0.0), [7], ASK, found, expected)


@pytest.mark.parametrize("favour", [2e-4, 0.1])
def test_should_be_no_tie_when_scores_differ_by_more(favour: float) -> None:
    assert not is_tie(searching(-favour), [7], ASK, answers(5e-5), answers(-favour))


def test_should_be_no_tie_when_an_answer_is_not_what_the_search_finds() -> None:
    found, expected = answers(5e-5), answers(0.0)
    assert not is_tie(searching(0.0), [7], ASK, [found[0], [SURE, EOS]], expected)
    assert not is_tie(searching(0.0), [7], ASK, found[:1], expected)
