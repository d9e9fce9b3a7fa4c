# SPDX-License-Identifier: Apache-2.0
"""The decode loop of any `StepModel`: beam search as transformers defines it, greedy search as its beam of one.

The loop records, step by step, the candidates it looked at and which of them went on; finished hypotheses are just
(step, candidate) codes. What they say is traced back afterwards (`trace`), so nothing of the size of a sequence is
copied in the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import BOOL, FLOAT, INT64, GraphBuilder, LoopBody, Tensor
from milena_export.graph.model import AttentionPolicy, DecodeSpec, Memory, Rows, StepModel
from milena_export.graph.numerics import Numerics

NOTHING = -1e9
"""Score of a hypothesis that does not exist, as in transformers."""


@dataclass(frozen=True)
class Controls:
    """Graph inputs that steer the search; sizes and types as in ADR 1."""

    max_new_tokens: Tensor
    min_new_tokens: Tensor
    beam_size: Tensor
    num_hypotheses: Tensor
    early_stopping: Tensor
    length_penalty: Tensor
    return_attention: Tensor


@dataclass(frozen=True)
class Record:
    """What the search leaves behind. ``T`` steps, ``C`` candidates, ``K`` beams.

    Attributes:
        tokens: [T, B, C] token of each candidate.
        parents: [T, B, C] beam that each candidate continued.
        logprobs: [T, B, C] log-probability of the candidate's token.
        chosen: [T, B, K] candidate that became each beam of the next step.
        attention: [T, B, K, source] of each beam at the step, or [T, B, K, 0].
        scores: [B, K] of the finished hypotheses, best first.
        codes: [B, K] step * C + candidate of their last tokens.
        candidates: C as an int64 vector of one element.
    """

    tokens: Tensor
    parents: Tensor
    logprobs: Tensor
    chosen: Tensor
    attention: Tensor
    scores: Tensor
    codes: Tensor
    candidates: Tensor


@dataclass(frozen=True)
class _Search:
    """What every step of one search reads; all tensors are of the outer graph."""

    spec: DecodeSpec
    controls: Controls
    rows: Rows
    width: Tensor
    """How many tokens of each beam are looked at, int64 [1]: all that may be struck out, and the candidates."""
    candidates: Tensor
    limit: Tensor
    """max_new_tokens as [B, 1]."""
    least: Tensor
    """min_new_tokens as [B, 1]."""
    early: Tensor
    """Whether a text ends as soon as all its hypotheses are finished, bool []."""
    longest: Tensor
    """Whether the best score still possible assumes the greatest length, bool []."""
    first_row: Tensor
    """Row of each text's first beam, [B, 1]."""
    may_finish: Tensor
    """Which candidates rank high enough to finish, bool [1, C]."""
    attention_width: Tensor
    """How many source columns of attention are recorded: all or none, int64 [1]."""


def search(
    g: GraphBuilder,
    model: StepModel,
    numerics: Numerics,
    memory: Memory,
    controls: Controls,
    policy: AttentionPolicy,
) -> Record:
    """Builds the whole search for the encoded texts ``memory``."""
    setting = _prepare(g, model.spec, memory, controls)
    batch, beams = setting.rows.batch, setting.rows.beams
    grid = g.shape(batch, beams)
    first = g.op("Equal", g.op("Range", g.scalar(0), g.op("Squeeze", beams), g.scalar(1)), g.scalar(0))
    start_scores = g.op("Where", first, g.scalar(0.0, np.float32), g.scalar(NOTHING, np.float32))
    start = [
        (g.op("Expand", g.scalar(model.spec.start), setting.rows.count), INT64),
        (g.op("Expand", start_scores, grid), FLOAT),
        (g.op("Expand", g.scalar(NOTHING, np.float32), grid), FLOAT),
        (g.op("Expand", g.scalar(-1), grid), INT64),
        (g.op("Expand", g.const(np.array(False)), g.shape(batch, 1)), BOOL),
    ]

    def body(b: GraphBuilder, step: Tensor, carried: Sequence[Tensor]) -> LoopBody:
        tokens, scores, finished, codes, done = carried[: len(start)]
        result = model.step(b, numerics, tokens, step, memory, carried[len(start) :], setting.rows, policy)
        looked = _candidates(b, setting, result.logits, scores, step)
        onward = _continue(b, setting, looked)
        kept = _finish(b, setting, looked, onward, finished, codes, done, step)
        state = [b.op("Gather", tensor, onward.rows, axis=0) for tensor in result.state]
        go_on = b.op(
            "Not", b.op("Cast", b.op("ReduceMin", b.op("Cast", kept.done, to=INT64), keepdims=0), to=BOOL)
        )
        scanned = [
            (looked.tokens, INT64),
            (looked.parents, INT64),
            (looked.logprobs, FLOAT),
            (onward.chosen, INT64),
            (_recorded_attention(b, setting, result.attention, policy), FLOAT),
        ]
        return LoopBody(
            go_on, [onward.tokens, onward.scores, kept.scores, kept.codes, kept.done, *state], scanned
        )

    trips = g.op("ReduceMax", controls.max_new_tokens, keepdims=0)
    carried, scanned = g.loop(trips, [*start, *model.initial_state(g, setting.rows)], body)
    tokens, parents, logprobs, chosen, attention = scanned
    return Record(tokens, parents, logprobs, chosen, attention, carried[2], carried[3], setting.candidates)


def _prepare(g: GraphBuilder, spec: DecodeSpec, memory: Memory, controls: Controls) -> _Search:
    batch = g.dim(controls.max_new_tokens, 0)
    beams = g.reshape(controls.beam_size, 1)
    per_beam = max(2, 1 + len(spec.eos))
    candidates = g.op("Mul", beams, g.ints(per_beam))
    struck = len({*spec.eos, *spec.suppressed})
    one_beam = g.op("Equal", controls.beam_size, g.scalar(1))
    never = g.op("Equal", controls.early_stopping, g.scalar(2))
    rewards_length = g.op("Greater", controls.length_penalty, g.scalar(0.0, np.float32))
    rank = g.op("Range", g.scalar(0), g.op("Squeeze", candidates), g.scalar(1))
    text = g.op("Range", g.scalar(0), g.op("Squeeze", batch), g.scalar(1))
    return _Search(
        spec=spec,
        controls=controls,
        rows=Rows(batch, beams, g.op("Mul", batch, beams)),
        width=g.op("Min", g.op("Add", candidates, g.ints(struck)), g.ints(spec.vocabulary)),
        candidates=candidates,
        limit=g.op("Unsqueeze", controls.max_new_tokens, g.ints(1)),
        least=g.op("Unsqueeze", controls.min_new_tokens, g.ints(1)),
        early=g.op("Or", one_beam, g.op("Equal", controls.early_stopping, g.scalar(1))),
        longest=g.op("And", never, rewards_length),
        first_row=g.op("Unsqueeze", g.op("Mul", text, g.op("Squeeze", beams)), g.ints(1)),
        may_finish=g.op("Unsqueeze", g.op("Less", rank, g.op("Squeeze", beams)), g.ints(0)),
        attention_width=g.op("Mul", g.dim(memory.mask, 3), g.reshape(controls.return_attention, 1)),
    )


@dataclass(frozen=True)
class _Candidates:
    """The best continuations of a text, [B, C] each, best first."""

    tokens: Tensor
    parents: Tensor
    logprobs: Tensor
    scores: Tensor
    ends: Tensor
    """Whether the candidate ends here, by EOS or by the limit, bool."""
    at_limit: Tensor
    """bool [B, 1]."""
    length: Tensor
    """Tokens of a candidate, int64 []."""


def _candidates(g: GraphBuilder, s: _Search, logits: Tensor, scores: Tensor, step: Tensor) -> _Candidates:
    """Top tokens of each beam, then of each text: far cheaper than sorting beams * vocabulary."""
    spec = s.spec
    length = g.op("Add", step, g.scalar(1))
    at_limit = g.op("GreaterOrEqual", length, s.limit)
    logprobs = g.op("LogSoftmax", logits, axis=-1)
    best, tokens = g.ops("TopK", 2, logprobs, s.width, axis=-1)
    too_early = g.op("Less", step, s.least)
    grid = g.shape(s.rows.batch, -1)
    best, tokens = g.op("Reshape", best, grid), g.op("Reshape", tokens, grid)
    is_eos = _any_of(g, tokens, spec.eos)
    struck = g.op("And", is_eos, too_early)
    if spec.suppressed:
        struck = g.op("Or", struck, _any_of(g, tokens, spec.suppressed))
    search_logprobs = g.op("Where", struck, g.scalar(-np.inf, np.float32), best)
    if spec.forced_eos is not None:
        tokens, best, search_logprobs = _force_last(g, s, logprobs, at_limit, tokens, best, search_logprobs)
        is_eos = _any_of(g, tokens, spec.eos)
    by_beam = g.reshape(search_logprobs, s.rows.batch, s.rows.beams, s.width)
    totals = g.op("Reshape", g.op("Add", by_beam, g.op("Unsqueeze", scores, g.ints(2))), grid)
    candidate_scores, place = g.ops("TopK", 2, totals, s.candidates, axis=-1)
    return _Candidates(
        tokens=g.op("GatherElements", tokens, place, axis=1),
        parents=g.op("Div", place, s.width),
        logprobs=g.op("GatherElements", best, place, axis=1),
        scores=candidate_scores,
        ends=g.op("Or", g.op("GatherElements", is_eos, place, axis=1), at_limit),
        at_limit=at_limit,
        length=length,
    )


def _force_last(
    g: GraphBuilder,
    s: _Search,
    logprobs: Tensor,
    at_limit: Tensor,
    tokens: Tensor,
    best: Tensor,
    search_logprobs: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """At the limit each beam's only choice is the forced EOS, for which the search charges nothing."""
    assert s.spec.forced_eos is not None
    eos = g.scalar(s.spec.forced_eos)
    slot = g.op(
        "Range",
        g.scalar(0),
        g.op("Mul", g.op("Squeeze", s.width), g.op("Squeeze", s.rows.beams)),
        g.scalar(1),
    )
    first = g.op("Equal", g.op("Mod", slot, s.width), g.scalar(0))
    only = g.op("Where", first, g.scalar(0.0, np.float32), g.scalar(-np.inf, np.float32))
    eos_logprob = g.op("Gather", logprobs, g.reshape(eos, 1), axis=1)
    spread = g.op("Expand", eos_logprob, g.shape(s.rows.count, s.width))
    eos_logprob = g.op("Reshape", spread, g.shape(s.rows.batch, -1))
    return (
        g.op("Where", at_limit, eos, tokens),
        g.op("Where", at_limit, eos_logprob, best),
        g.op("Where", at_limit, only, search_logprobs),
    )


def _any_of(g: GraphBuilder, tokens: Tensor, ids: Sequence[int]) -> Tensor:
    found = g.op("Equal", tokens, g.scalar(ids[0]))
    for other in ids[1:]:
        found = g.op("Or", found, g.op("Equal", tokens, g.scalar(other)))
    return found


@dataclass(frozen=True)
class _Onward:
    """The beams of the next step.

    Attributes:
        tokens: [rows] their last tokens.
        scores: [B, K] their summed log-probabilities.
        chosen: [B, K] the candidates that they were.
        rows: [rows] the rows of this step that they continue.
    """

    tokens: Tensor
    scores: Tensor
    chosen: Tensor
    rows: Tensor


def _continue(g: GraphBuilder, s: _Search, looked: _Candidates) -> _Onward:
    penalty = g.op("Mul", g.op("Cast", looked.ends, to=FLOAT), g.scalar(NOTHING, np.float32))
    scores, chosen = g.ops("TopK", 2, g.op("Add", looked.scores, penalty), s.rows.beams, axis=-1)
    rows = g.op("Add", g.op("GatherElements", looked.parents, chosen, axis=1), s.first_row)
    tokens = g.op("GatherElements", looked.tokens, chosen, axis=1)
    return _Onward(g.reshape(tokens, -1), scores, chosen, g.reshape(rows, -1))


@dataclass(frozen=True)
class _Kept:
    """The finished hypotheses after a step, [B, K] each, and whether a text is done, bool [B, 1]."""

    scores: Tensor
    codes: Tensor
    done: Tensor


def _finish(
    g: GraphBuilder,
    s: _Search,
    looked: _Candidates,
    onward: _Onward,
    finished: Tensor,
    codes: Tensor,
    done: Tensor,
    step: Tensor,
) -> _Kept:
    length = g.op("Cast", looked.length, to=FLOAT)
    divisor = g.op("Pow", length, s.controls.length_penalty)
    ends_well = g.op("And", g.op("And", looked.ends, s.may_finish), g.op("Not", done))
    nothing = g.scalar(NOTHING, np.float32)
    new_scores = g.op("Where", ends_well, g.op("Div", looked.scores, divisor), nothing)
    rank = g.op("Range", g.scalar(0), g.op("Squeeze", s.candidates), g.scalar(1))
    here = g.op("Add", g.op("Mul", step, s.candidates), rank)
    new_codes = g.op("Where", ends_well, here, g.scalar(-1))
    scores, place = g.ops("TopK", 2, g.op("Concat", finished, new_scores, axis=1), s.rows.beams, axis=-1)
    kept = g.op("GatherElements", g.op("Concat", codes, new_codes, axis=1), place, axis=1)

    worst_code = g.op("ReduceMin", kept, g.ints(1), keepdims=1)
    all_finished = g.op("GreaterOrEqual", worst_code, g.scalar(0))
    worst = g.op("Where", all_finished, g.op("ReduceMin", scores, g.ints(1), keepdims=1), nothing)
    best_running = g.slice(onward.scores, g.ints(0), g.ints(1), 1)
    possible_length = g.op("Where", s.longest, g.op("Cast", s.limit, to=FLOAT), length)
    possible = g.op("Div", best_running, g.op("Pow", possible_length, s.controls.length_penalty))
    hopeless = g.op("Not", g.op("Greater", possible, worst))
    over = g.op("Or", looked.at_limit, g.op("And", s.early, all_finished))
    return _Kept(scores, kept, g.op("Or", g.op("Or", done, over), hopeless))


def _recorded_attention(g: GraphBuilder, s: _Search, attention: Tensor, policy: AttentionPolicy) -> Tensor:
    """Mean over the policy's heads, [B, K, source]; no columns unless asked for."""
    asked = g.slice(attention, g.ints(0), s.attention_width, 3)
    heads = g.op("Gather", asked, g.ints(*policy.heads), axis=1)
    return g.op("ReduceMean", heads, g.ints(1), keepdims=0)
