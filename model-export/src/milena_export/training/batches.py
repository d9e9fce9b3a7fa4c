# SPDX-License-Identifier: Apache-2.0
"""Packs encoded pairs into batches with little padding; the order depends on the seed and the epoch alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from milena_export.training.tokenizer import EOS

MIXED_LENGTH = 24
"""Sources longer than this share batches with other lengths: there are too few of each."""

SHORTEST_STRETCH = 8
"""Tokens that a stretch to copy from has at least, where its source has as many."""

LONGEST_RUN = 24
"""Tokens that are copied at most, about a long headline."""


@dataclass(frozen=True)
class EncodedPairs:
    """Ids of all pairs, each ending in EOS."""

    sources: list[np.ndarray]
    targets: list[np.ndarray]

    def __len__(self) -> int:
        """Returns the number of pairs."""
        return len(self.sources)

    @staticmethod
    def of(
        sources: Sequence[Sequence[int]],
        targets: Sequence[Sequence[int]],
        max_tokens: int,
        cut_source: int | None = None,
        shared: float = 0.0,
    ) -> EncodedPairs:
        """Keeps the pairs of which neither side exceeds ``max_tokens``.

        With ``cut_source`` a longer source is first cut to so many ids, the last of them EOS: the beginning of an
        abstract says what it is about. ``shared`` is the least share of the target's ids, its EOS apart, that stand in
        the source too.
        """
        if cut_source is not None:
            sources = [s if len(s) <= cut_source else [*s[: cut_source - 1], EOS] for s in sources]
        kept = [
            (np.asarray(s, dtype=np.int32), np.asarray(t, dtype=np.int32))
            for s, t in zip(sources, targets, strict=True)
            if len(s) <= max_tokens and len(t) <= max_tokens and _shared(s, t) >= shared
        ]
        return EncodedPairs([s for s, _ in kept], [t for _, t in kept])


def _shared(source: Sequence[int], target: Sequence[int]) -> float:
    """Share of the target's ids, its EOS apart, that stand in the source."""
    known = set(source)
    return sum(token in known for token in target[:-1]) / max(1, len(target) - 1)


@dataclass(frozen=True)
class Batch:
    """Ids [batch, source] and [batch, target], padded on the right, and the number of real target tokens."""

    source: Tensor
    target: Tensor
    tokens: int


@dataclass(frozen=True)
class Plan:
    """The batches of one epoch in order: indexes into ``pairs``, and how many target tokens each holds."""

    pairs: EncodedPairs
    batches: list[np.ndarray]
    tokens: list[int]

    def batch(self, index: int, pad: int) -> Batch:
        """Builds the batch of that index."""
        rows = self.batches[index]
        return Batch(
            _padded([self.pairs.sources[row] for row in rows], pad),
            _padded([self.pairs.targets[row] for row in rows], pad),
            self.tokens[index],
        )


def plan_epoch(
    pairs: EncodedPairs, budget: int, seed: int, epoch: int, joined: float = 0.0, copied: float = 0.0
) -> Plan:
    """Plans one epoch.

    Args:
        pairs: what to train on.
        budget: padded tokens of the longer side in one batch, at most (a single longer pair stands alone).
        seed: of the run.
        epoch: counts from 0.
        joined: share of the pairs that are glued to another one, as examples of several sentences.
        copied: share of the pairs that become a stretch of their source and, as the target, a run of its tokens. From
            summaries of a few words a model first learns what summaries sound like; that it has to look at the source
            it learns from these.
    """
    random = np.random.default_rng((seed, epoch))
    if copied > 0:
        pairs = _copy_some(pairs, copied, random)
    if joined > 0:
        pairs = _join_some(pairs, joined, random)
    source_length = np.array([len(ids) for ids in pairs.sources])
    target_length = np.array([len(ids) for ids in pairs.targets])
    order = np.lexsort((random.random(len(pairs)), target_length, source_length))
    batches = _cut(order, source_length, target_length, budget)
    batches = [batches[i] for i in random.permutation(len(batches))]
    return Plan(pairs, batches, [int(target_length[rows].sum()) for rows in batches])


def plan_in_order(pairs: EncodedPairs, budget: int) -> Plan:
    """Plans one pass by length, without chance: for evaluation."""
    return plan_epoch(pairs, budget, seed=0, epoch=0)


def _cut(order: np.ndarray, source: np.ndarray, target: np.ndarray, budget: int) -> list[np.ndarray]:
    batches: list[np.ndarray] = []
    start, longest = 0, 0
    for position, row in enumerate(order):
        grown = max(longest, int(source[row]), int(target[row]))
        first = source[order[start]]
        changed = source[row] != first and first <= MIXED_LENGTH
        if position > start and (changed or grown * (position - start + 1) > budget):
            batches.append(order[start:position])
            start, grown = position, max(int(source[row]), int(target[row]))
        longest = grown
    if start < len(order):
        batches.append(order[start:])
    return batches


def _join_some(pairs: EncodedPairs, share: float, random: np.random.Generator) -> EncodedPairs:
    order = random.permutation(len(pairs))
    half = int(len(pairs) * share / 2)
    sources, targets = [], []
    for left, right in zip(order[:half], order[half : 2 * half], strict=True):
        sources.append(_glue(pairs.sources[left], pairs.sources[right]))
        targets.append(_glue(pairs.targets[left], pairs.targets[right]))
    for row in order[2 * half :]:
        sources.append(pairs.sources[row])
        targets.append(pairs.targets[row])
    return EncodedPairs(sources, targets)


def _copy_some(pairs: EncodedPairs, share: float, random: np.random.Generator) -> EncodedPairs:
    chosen = random.random(len(pairs)) < share
    sources, targets = list(pairs.sources), list(pairs.targets)
    for row in np.flatnonzero(chosen):
        sources[row], targets[row] = _copied(pairs.sources[row], random)
    return EncodedPairs(sources, targets)


def _copied(source: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A stretch of a source, the shorter the likelier, and a run of tokens from it."""
    body = source[:-1]
    size = min(len(body), round(SHORTEST_STRETCH * (len(body) / SHORTEST_STRETCH) ** random.random()))
    begin = random.integers(len(body) - size + 1)
    stretch = body[begin : begin + size]
    first = random.integers(max(1, size - SHORTEST_STRETCH // 2 + 1))
    run = stretch[first : first + LONGEST_RUN]
    return np.append(stretch, source[-1]), np.append(run, source[-1])


def _glue(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    assert left[-1] == EOS, "every encoded text ends in EOS"
    return np.concatenate([left[:-1], right])


def _padded(rows: Sequence[np.ndarray], pad: int) -> Tensor:
    ids = np.full((len(rows), max(len(row) for row in rows)), pad, dtype=np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
    return torch.from_numpy(ids)
