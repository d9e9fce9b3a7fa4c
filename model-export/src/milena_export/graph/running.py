# SPDX-License-Identifier: Apache-2.0
"""What a search carries from step to step, and what a step decides."""

from __future__ import annotations

from dataclasses import dataclass

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.controls import Setting, Texts
from milena_export.graph.model import Rows
from milena_export.graph.record import Bools, Floats, Ints, Record


@dataclass(frozen=True)
class Running(Record):
    """What the texts that still run carry from step to step, ``B`` texts of ``K`` beams.

    Attributes:
        tokens: [B * K] last tokens.
        history: [B * K, length] all tokens, those of the opening included, or [B * K, 0].
        scores: [B, K] summed scores of the beams.
        finished: [B, K] scores of the finished hypotheses, best first.
        codes: [B, K] their codes.
        done: [B, 1] whether nothing can better them, bool.
    """

    tokens: Ints
    history: Ints
    scores: Floats
    finished: Floats
    codes: Ints
    done: Bools


@dataclass(frozen=True)
class Places:
    """Where the rows of a set of texts stand.

    Attributes:
        first: [B, 1] first row of each text.
        own: [B] 0 to B - 1, the rows where each text has one beam.
        zero: [B, 1] zeros.
    """

    first: Tensor
    own: Tensor
    zero: Tensor

    @classmethod
    def of(cls, g: GraphBuilder, s: Setting, count: Tensor) -> Places:
        """Builds them for ``count`` texts, int64 [1]."""
        own = g.op("Range", g.scalar(0), g.op("Squeeze", count), g.scalar(1))
        first = g.op("Unsqueeze", g.op("Mul", own, g.op("Squeeze", s.beams)), g.ints(1))
        return cls(first, own, g.op("Mul", first, g.scalar(0)))


@dataclass(frozen=True)
class Situation:
    """Where the search stands when a step's logits are known.

    Attributes:
        texts: the texts that still run, ``B`` of them.
        rows: sizes.
        places: of the rows.
        step: number of the step, int64 [1].
        at_limit: whether a text may have no more than this token, bool [B, 1].
        running: what came out of the steps before.
        source: [B, source] ids of the sources, or None where the search does not look at them.
    """

    texts: Texts
    rows: Rows
    places: Places
    step: Tensor
    at_limit: Tensor
    running: Running
    source: Tensor | None = None


@dataclass(frozen=True)
class Choice(Record):
    """What a step decides. ``C`` candidates of each of ``B`` texts, of which ``K`` go on.

    Attributes:
        tokens: [B, C] of the candidates.
        parents: [B, C] the beam that each continued.
        logprobs: [B, C] of the tokens.
        chosen: [B, K] the candidates that go on.
        next_tokens: [B * K] their tokens.
        rows: [B * K] the rows that they continue.
        beams: [B, K] the same as beams of their text.
        scores: [B, K] their summed scores.
        finished: [B, K] scores of the finished hypotheses, best first.
        codes: [B, K] their codes.
        done: [B, 1] whether nothing can better them, bool.
    """

    tokens: Ints
    parents: Ints
    logprobs: Floats
    chosen: Ints
    next_tokens: Ints
    rows: Ints
    beams: Ints
    scores: Floats
    finished: Floats
    codes: Ints
    done: Bools
