# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from milena_export.training.batches import LONGEST_RUN, SHORTEST_STRETCH, EncodedPairs, plan_epoch
from milena_export.training.tokenizer import EOS

PAD = 60


@pytest.fixture
def pairs() -> EncodedPairs:
    random = np.random.default_rng(4)

    def side() -> list[list[int]]:
        return [[*random.integers(2, 50, length).tolist(), EOS] for length in random.integers(1, 40, 500)]

    return EncodedPairs.of(side(), side(), max_tokens=38)


def test_should_leave_out_too_long_pairs(pairs: EncodedPairs) -> None:
    assert 0 < len(pairs) < 500
    assert max(len(ids) for ids in [*pairs.sources, *pairs.targets]) <= 38


def test_should_cut_long_sources_and_keep_their_end() -> None:
    sources = [[*range(2, 9), EOS], [*range(2, 5), EOS]]
    pairs = EncodedPairs.of(sources, [[3, EOS], [4, EOS]], max_tokens=6, cut_source=5)
    assert [ids.tolist() for ids in pairs.sources] == [[2, 3, 4, 5, EOS], [2, 3, 4, EOS]]
    assert len(EncodedPairs.of(sources, [[3, EOS], [4, EOS]], max_tokens=6)) == 1


def test_should_hold_every_pair_once_within_the_budget(pairs: EncodedPairs) -> None:
    plan = plan_epoch(pairs, budget=120, seed=1, epoch=0)
    assert Counter(row for batch in plan.batches for row in batch) == Counter(range(len(pairs)))
    for index, rows in enumerate(plan.batches):
        batch = plan.batch(index, PAD)
        assert max(batch.source.numel(), batch.target.numel()) <= 120
        assert batch.tokens == int((batch.target != PAD).sum()) == plan.tokens[index]
        for row, source in zip(rows, batch.source.tolist(), strict=True):
            assert [token for token in source if token != PAD] == pairs.sources[row].tolist()


def test_should_repeat_an_epoch_by_seed_and_vary_between_epochs(pairs: EncodedPairs) -> None:
    first, again, other = (plan_epoch(pairs, 120, seed=1, epoch=epoch) for epoch in (0, 0, 1))
    assert [batch.tolist() for batch in first.batches] == [batch.tolist() for batch in again.batches]
    assert [batch.tolist() for batch in first.batches] != [batch.tolist() for batch in other.batches]


def test_should_glue_pairs_without_losing_a_token(pairs: EncodedPairs) -> None:
    plan = plan_epoch(pairs, budget=200, seed=1, epoch=0, joined=0.5)
    glued = len(pairs) - len(plan.pairs)
    assert glued == int(len(pairs) * 0.25)
    for before, after in ((pairs.sources, plan.pairs.sources), (pairs.targets, plan.pairs.targets)):
        assert sum(map(len, after)) == sum(map(len, before)) - glued
        assert all(ids[-1] == EOS and EOS not in ids[:-1] for ids in after)


def test_should_give_a_pair_over_the_budget_a_batch_of_its_own(pairs: EncodedPairs) -> None:
    plan = plan_epoch(pairs, budget=10, seed=1, epoch=0)
    for rows in plan.batches:
        longest = max(max(len(pairs.sources[row]), len(pairs.targets[row])) for row in rows)
        assert len(rows) == 1 or longest * len(rows) <= 10


def test_should_give_some_pairs_a_run_of_their_source_to_copy(pairs: EncodedPairs) -> None:
    plan = plan_epoch(pairs, budget=200, seed=1, epoch=0, copied=0.5)
    copied = 0
    for before, source, target, wanted in zip(
        pairs.sources, plan.pairs.sources, plan.pairs.targets, pairs.targets, strict=True
    ):
        if source is before:
            assert target is wanted
            continue
        copied += 1
        assert source[-1] == target[-1] == EOS
        assert 1 <= len(target) - 1 <= LONGEST_RUN
        assert min(SHORTEST_STRETCH, len(before) - 1) <= len(source) - 1 <= len(before) - 1
        assert _stands_in(source[:-1].tolist(), before[:-1].tolist())
        assert _stands_in(target[:-1].tolist(), source[:-1].tolist())
    assert 0.3 < copied / len(pairs) < 0.7
    again = plan_epoch(pairs, budget=200, seed=1, epoch=0, copied=0.5)
    assert all((a == b).all() for a, b in zip(again.pairs.targets, plan.pairs.targets, strict=True))


def _stands_in(part: list[int], whole: list[int]) -> bool:
    return any(whole[begin : begin + len(part)] == part for begin in range(len(whole) - len(part) + 1))
