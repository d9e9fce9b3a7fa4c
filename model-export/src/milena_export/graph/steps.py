# SPDX-License-Identifier: Apache-2.0
"""What each step of a search leaves behind, for `trace` to follow the hypotheses back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.controls import Setting
from milena_export.graph.model import AttentionView
from milena_export.graph.record import Floats, Ints, Record
from milena_export.graph.running import Choice


@dataclass(frozen=True)
class Steps(Record):
    """``T`` steps of ``B`` texts with ``C`` candidates and ``K`` beams; of one step without the first dimension.

    Attributes:
        tokens: [T, B, C] token of each candidate.
        parents: [T, B, C] beam that each candidate continued.
        logprobs: [T, B, C] log-probability of the candidate's token.
        chosen: [T, B, K] candidate that became each beam of the next step.
        attention: [T, B, K, *between, source] of each beam at the step, as the view has it, or no columns.
    """

    tokens: Ints
    parents: Ints
    logprobs: Floats
    chosen: Ints
    attention: Floats

    @classmethod
    def none(cls, g: GraphBuilder, s: Setting, batch: Tensor, view: AttentionView) -> Steps:
        """What stands before the first step; ``batch`` is int64 [1]."""
        looked, onward = g.shape(0, batch, s.candidates), g.shape(0, batch, s.beams)
        seen = g.shape(0, batch, s.beams, *view.between, s.attention_width)
        zero, nothing = g.scalar(0), g.scalar(0.0, np.float32)
        return cls(
            tokens=g.op("Expand", zero, looked),
            parents=g.op("Expand", zero, looked),
            logprobs=g.op("Expand", nothing, looked),
            chosen=g.op("Expand", zero, onward),
            attention=g.op("Expand", nothing, seen),
        )

    @classmethod
    def one(cls, choice: Choice, attention: Tensor) -> Steps:
        """What a step decided."""
        return cls(choice.tokens, choice.parents, choice.logprobs, choice.chosen, attention)

    def followed(self, g: GraphBuilder, segment: Steps, numbers: Tensor, batch: Tensor) -> Steps:
        """These steps of the whole batch, and those of a segment in which some of its texts went on.

        Texts that are done already get another text's entries, which nothing reads: a hypothesis is traced back from
        its last token.

        Args:
            g: graph.
            segment: the steps that follow.
            numbers: places of its texts in the batch, int64 [texts].
            batch: size of the whole batch, int64 [1].
        """
        nobody = g.op("Expand", g.scalar(0), batch)
        own = g.op("Range", g.scalar(0), g.op("Squeeze", g.dim(numbers, 0)), g.scalar(1))
        place = g.op("ScatterElements", nobody, numbers, own, axis=0)
        both = zip(self.tensors(), segment.tensors(), strict=True)
        return self.filled(
            [g.op("Concat", before, g.op("Gather", new, place, axis=1), axis=0) for before, new in both]
        )
