# SPDX-License-Identifier: Apache-2.0
"""From the record of a search to its answers: hypotheses are followed back from their last tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import FLOAT, INT64, GraphBuilder, LoopBody, Tensor
from milena_export.graph.controls import Controls, Texts
from milena_export.graph.model import DecodeSpec
from milena_export.graph.search import Record


@dataclass(frozen=True)
class Answers:
    """The outputs of a bundle's graph, shapes as in ADR 1."""

    sequences: Tensor
    lengths: Tensor
    finish_reason: Tensor
    scores: Tensor
    token_logprobs: Tensor
    attention: Tensor


def trace(g: GraphBuilder, record: Record, spec: DecodeSpec, controls: Controls) -> Answers:
    """Builds the answers: the best ``num_hypotheses`` of each text; one that does not exist has no tokens."""
    zero = g.ints(0)
    wanted = g.reshape(controls.num_hypotheses, 1)
    scores = g.slice(record.scores, zero, wanted, 1)
    found = g.slice(record.codes, zero, wanted, 1)
    exists = g.op("GreaterOrEqual", found, g.scalar(0))
    codes = g.op("Max", found, g.scalar(0))
    last_step = g.op("Div", codes, record.candidates)
    last_candidate = g.op("Mod", codes, record.candidates)
    ended = g.op("Add", last_step, g.scalar(1))
    lengths = g.op("Where", exists, ended, g.scalar(0))
    steps = g.op("ReduceMax", ended, keepdims=0)
    tokens, logprobs, parents = g.branch(
        g.op("Equal", controls.beam_size, g.scalar(1)),
        lambda b: _straight(b, record, steps),
        lambda b: _walk_back(b, record, steps, last_step, last_candidate),
        (INT64, FLOAT, INT64),
    )

    position = g.op("Range", g.scalar(0), steps, g.scalar(1))
    inside = g.op("Less", position, g.op("Unsqueeze", lengths, g.ints(2)))
    sequences = g.op("Where", inside, g.op("Transpose", tokens, perm=[1, 2, 0]), g.scalar(spec.pad))
    logprobs = g.op("Where", inside, g.op("Transpose", logprobs, perm=[1, 2, 0]), g.scalar(0.0, np.float32))
    return Answers(
        sequences=sequences,
        lengths=lengths,
        finish_reason=_finish_reason(g, sequences, lengths, spec, record.texts),
        scores=scores,
        token_logprobs=logprobs,
        attention=_attention(g, spec, record, parents, inside, steps),
    )


def _straight(g: GraphBuilder, record: Record, steps: Tensor) -> list[Tensor]:
    """As `_walk_back` where there is one beam with one candidate: all that was recorded is the hypothesis."""
    until = g.reshape(steps, 1)
    return [
        g.slice(tensor, g.ints(0), until, 0) for tensor in (record.tokens, record.logprobs, record.parents)
    ]


def _walk_back(
    g: GraphBuilder, record: Record, steps: Tensor, last_step: Tensor, last_candidate: Tensor
) -> list[Tensor]:
    """Tokens, log-probabilities and beams of each hypothesis, [steps, B, n] each."""

    def body(b: GraphBuilder, back: Tensor, carried: Sequence[Tensor]) -> LoopBody:
        step = b.op("Sub", b.op("Sub", steps, b.scalar(1)), back)

        def at(tensor: Tensor) -> Tensor:
            return b.op("Gather", tensor, step, axis=0)

        followed = b.op("GatherElements", at(record.chosen), carried[0], axis=1)
        candidate = b.op("Where", b.op("Equal", last_step, step), last_candidate, followed)
        beam = b.op("GatherElements", at(record.parents), candidate, axis=1)
        token = b.op("GatherElements", at(record.tokens), candidate, axis=1)
        logprob = b.op("GatherElements", at(record.logprobs), candidate, axis=1)
        go_on = b.op("Identity", b.const(np.array(True)))
        return LoopBody(go_on, [beam], [(token, INT64), (logprob, FLOAT), (b.op("Identity", beam), INT64)])

    start = g.op("Mul", last_candidate, g.scalar(0))
    _, stacked = g.loop(steps, [(start, INT64)], body)
    backwards = g.ints(-1), g.ints(np.iinfo(np.int64).min)
    return [g.slice(tensor, *backwards, axis=0, step=-1) for tensor in stacked]


def _finish_reason(
    g: GraphBuilder, sequences: Tensor, lengths: Tensor, spec: DecodeSpec, texts: Texts
) -> Tensor:
    """0 where the last token is an EOS that the model chose or the caller gave, 1 where the limit cut the hypothesis."""
    last_place = g.op("Max", g.op("Sub", lengths, g.scalar(1)), g.scalar(0))
    last_place = g.op("Unsqueeze", last_place, g.ints(2))
    last = g.op("Squeeze", g.op("GatherElements", sequences, last_place, axis=2), g.ints(2))
    ended = g.op("Equal", last, g.scalar(spec.eos[0]))
    for other in spec.eos[1:]:
        ended = g.op("Or", ended, g.op("Equal", last, g.scalar(other)))
    if spec.forced_eos is not None:
        chosen = g.op("Or", g.op("Less", lengths, texts.limit), g.op("LessOrEqual", lengths, texts.given))
        ended = g.op("And", ended, chosen)
    return g.op("Cast", g.op("Not", ended), to=INT64)


def _attention(
    g: GraphBuilder, spec: DecodeSpec, record: Record, beams: Tensor, inside: Tensor, steps: Tensor
) -> Tensor:
    """Rows of each hypothesis' own beams, [B, n, steps, source]; no columns unless asked for.

    A decoder-only model shares its attention between prompt and answer: the prompt's part is scaled to 1.
    """
    recorded = g.slice(record.attention, g.ints(0), g.reshape(steps, 1), 0)
    own = g.op("GatherND", recorded, g.op("Unsqueeze", beams, g.ints(3)), batch_dims=2)
    rows = g.op("Transpose", own, perm=[1, 2, 0, 3])
    if spec.start is None:
        share = g.op("ReduceSum", rows, g.ints(3), keepdims=1)
        rows = g.op("Div", rows, g.op("Max", share, g.scalar(float(np.finfo(np.float32).tiny), np.float32)))
    return g.op("Where", g.op("Unsqueeze", inside, g.ints(3)), rows, g.scalar(0.0, np.float32))
