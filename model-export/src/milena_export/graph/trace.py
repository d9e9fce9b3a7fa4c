# SPDX-License-Identifier: Apache-2.0
"""From the steps of a search to its answers: hypotheses are followed back from their last tokens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import INT64, GraphBuilder, Tensor
from milena_export.graph.controls import Controls, Texts
from milena_export.graph.flow import LoopBody, branch, loop
from milena_export.graph.model import AttentionView, DecodeSpec
from milena_export.graph.record import Floats, Ints, Record
from milena_export.graph.search import Found
from milena_export.graph.steps import Steps


@dataclass(frozen=True)
class Answers:
    """The outputs of a bundle's graph, shapes as in ADR 1."""

    sequences: Tensor
    lengths: Tensor
    finish_reason: Tensor
    scores: Tensor
    token_logprobs: Tensor
    attention: Tensor


@dataclass(frozen=True)
class _Path(Record):
    """The way of each hypothesis, [steps, B, n] each: its tokens and the beams that they continued."""

    tokens: Ints
    logprobs: Floats
    beams: Ints


@dataclass(frozen=True)
class _At(Record):
    """The beam of each hypothesis where it is followed back to, [B, n]."""

    beam: Ints


def trace(
    g: GraphBuilder, found: Found, spec: DecodeSpec, controls: Controls, view: AttentionView
) -> Answers:
    """Builds the answers: the best ``num_hypotheses`` of each text; one that does not exist has no tokens."""
    zero = g.ints(0)
    wanted = g.reshape(controls.num_hypotheses, 1)
    scores = g.slice(found.scores, zero, wanted, 1)
    codes = g.slice(found.codes, zero, wanted, 1)
    exists = g.op("GreaterOrEqual", codes, g.scalar(0))
    codes = g.op("Max", codes, g.scalar(0))
    last_step = g.op("Div", codes, found.candidates)
    last_candidate = g.op("Mod", codes, found.candidates)
    ended = g.op("Add", last_step, g.scalar(1))
    lengths = g.op("Where", exists, ended, g.scalar(0))
    steps = g.op("ReduceMax", ended, keepdims=0)
    path = branch(
        g,
        g.op("Equal", controls.beam_size, g.scalar(1)),
        lambda b: _straight(b, found.steps, steps),
        lambda b: _walk_back(b, found.steps, steps, last_step, last_candidate),
    )

    position = g.op("Range", g.scalar(0), steps, g.scalar(1))
    inside = g.op("Less", position, g.op("Unsqueeze", lengths, g.ints(2)))
    sequences = g.op("Where", inside, g.op("Transpose", path.tokens, perm=[1, 2, 0]), g.scalar(spec.pad))
    logprobs = g.op(
        "Where", inside, g.op("Transpose", path.logprobs, perm=[1, 2, 0]), g.scalar(0.0, np.float32)
    )
    return Answers(
        sequences=sequences,
        lengths=lengths,
        finish_reason=_finish_reason(g, sequences, lengths, spec, found.texts),
        scores=scores,
        token_logprobs=logprobs,
        attention=_attention(g, spec, found.steps.attention, view, path.beams, inside, steps),
    )


def _straight(g: GraphBuilder, recorded: Steps, steps: Tensor) -> _Path:
    """As `_walk_back` where there is one beam with one candidate: all that was recorded is the hypothesis."""
    until = g.reshape(steps, 1)
    path = _Path(recorded.tokens, recorded.logprobs, recorded.parents)
    return path.each(lambda tensor: g.slice(tensor, g.ints(0), until, 0))


def _walk_back(
    g: GraphBuilder, recorded: Steps, steps: Tensor, last_step: Tensor, last_candidate: Tensor
) -> _Path:
    def body(b: GraphBuilder, back: Tensor, now: _At) -> LoopBody[_At, _Path]:
        step = b.op("Sub", b.op("Sub", steps, b.scalar(1)), back)

        def at(tensor: Tensor) -> Tensor:
            return b.op("Gather", tensor, step, axis=0)

        followed = b.op("GatherElements", at(recorded.chosen), now.beam, axis=1)
        candidate = b.op("Where", b.op("Equal", last_step, step), last_candidate, followed)
        beam = b.op("GatherElements", at(recorded.parents), candidate, axis=1)
        token = b.op("GatherElements", at(recorded.tokens), candidate, axis=1)
        logprob = b.op("GatherElements", at(recorded.logprobs), candidate, axis=1)
        go_on = b.op("Identity", b.const(np.array(True)))
        return LoopBody(go_on, _At(beam), _Path(token, logprob, b.op("Identity", beam)))

    start = g.op("Mul", last_candidate, g.scalar(0))
    _, stacked = loop(g, steps, _At(start), body)
    backwards = g.ints(-1), g.ints(np.iinfo(np.int64).min)
    return stacked.each(lambda tensor: g.slice(tensor, *backwards, axis=0, step=-1))


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
    g: GraphBuilder,
    spec: DecodeSpec,
    recorded: Tensor,
    view: AttentionView,
    beams: Tensor,
    inside: Tensor,
    steps: Tensor,
) -> Tensor:
    """Rows of each hypothesis' own beams, [B, n, steps, *between, source]; no columns unless asked for.

    A decoder-only model shares its attention between prompt and answer: the prompt's part is scaled to 1.
    """
    until_end = g.slice(recorded, g.ints(0), g.reshape(steps, 1), 0)
    own = g.op("GatherND", until_end, g.op("Unsqueeze", beams, g.ints(3)), batch_dims=2)
    behind = range(3, 4 + len(view.between))
    rows = g.op("Transpose", own, perm=[1, 2, 0, *behind])
    if spec.start is None:
        share = g.op("ReduceSum", rows, g.ints(behind[-1]), keepdims=1)
        rows = g.op("Div", rows, g.op("Max", share, g.scalar(float(np.finfo(np.float32).tiny), np.float32)))
    return g.op("Where", g.op("Unsqueeze", inside, g.ints(*behind)), rows, g.scalar(0.0, np.float32))
