# SPDX-License-Identifier: Apache-2.0
"""From a step's logits to the continuations of each text that the search looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.controls import Setting, forced_tokens, is_untouched
from milena_export.graph.flow import branch
from milena_export.graph.processors import no_repeat_ngram, no_source_ngram, repetition, strike
from milena_export.graph.record import Bools, Floats, Ints, Record
from milena_export.graph.running import Situation
from milena_export.graph.sampling import draw
from milena_export.graph.top import top


@dataclass(frozen=True)
class Candidates:
    """The best continuations of each text, [B, C] each, best first."""

    tokens: Tensor
    parents: Tensor
    """The beam that each continues."""
    logprobs: Tensor
    """Of the token, by the raw logits."""
    scores: Tensor
    """Summed, the token included."""
    ends: Tensor
    """Whether the candidate ends here, by EOS or by the limit, bool."""


@dataclass(frozen=True)
class _Gained(Record):
    """Tokens that are looked at, [rows, width] each; ``gains`` are what the search adds for them."""

    tokens: Ints
    logprobs: Floats
    gains: Floats


@dataclass(frozen=True)
class _Looked(_Gained):
    """Tokens of each beam that are looked at, [B, K * width] each; ``ends`` says which end a hypothesis."""

    ends: Bools


def candidates(g: GraphBuilder, s: Setting, at: Situation, logits: Tensor, logprobs: Tensor) -> Candidates:
    """Top tokens of each beam, then of each text: far cheaper than sorting beams * vocabulary."""
    looked = branch(
        g,
        is_untouched(g, s, s.plain_from, at.step, at.at_limit),
        lambda b: _plain(b, s, at, logprobs),
        lambda b: _steered(b, s, at, logits, logprobs),
    )
    by_beam = g.reshape(looked.gains, at.rows.batch, at.rows.beams, s.width)
    totals = g.op("Add", by_beam, g.op("Unsqueeze", at.running.scores, g.ints(2)))
    totals = g.op("Reshape", totals, g.shape(at.rows.batch, -1))
    scores, place = g.ops("TopK", 2, totals, s.candidates, axis=-1)
    return Candidates(
        tokens=g.op("GatherElements", looked.tokens, place, axis=1),
        parents=g.op("Div", place, s.width),
        logprobs=g.op("GatherElements", looked.logprobs, place, axis=1),
        scores=scores,
        ends=g.op("Or", g.op("GatherElements", looked.ends, place, axis=1), at.at_limit),
    )


def _steered(g: GraphBuilder, s: Setting, at: Situation, logits: Tensor, logprobs: Tensor) -> _Looked:
    """The general case: processors, sampling and forced tokens, for all texts of a batch that needs any of them."""
    changed = g.op("Or", s.sampled, s.remembers)
    if s.spec.renormalizes:
        early = g.op("Less", at.step, g.op("ReduceMax", at.texts.least, keepdims=0))
        changed = g.op("Or", changed, early)
    looked = branch(
        g,
        changed,
        lambda b: _processed(b, s, at, logits, logprobs),
        lambda b: _plain(b, s, at, logprobs),
    )
    return _forced(g, s, at, logprobs, looked)


def _plain(g: GraphBuilder, s: Setting, at: Situation, logprobs: Tensor) -> _Looked:
    """No processor but suppressed tokens and the least length: only the best few tokens are looked at."""
    grid = g.shape(at.rows.batch, -1)
    best, tokens = top(g, logprobs, s.width, s.spec.vocabulary)
    best, tokens = g.op("Reshape", best, grid), g.op("Reshape", tokens, grid)
    too_early = g.op("Less", at.step, at.texts.least)
    is_eos = any_of(g, tokens, s.spec.eos)
    struck = g.op("And", is_eos, too_early)
    if s.spec.suppressed:
        struck = g.op("Or", struck, any_of(g, tokens, s.spec.suppressed))
    gains = g.op("Where", struck, g.scalar(-np.inf, np.float32), best)
    if s.spec.renormalizes and s.spec.suppressed:
        gains = g.op("Sub", gains, _allowed(g, s, at, logprobs))
    return _Looked(tokens, best, gains, is_eos)


def _allowed(g: GraphBuilder, s: Setting, at: Situation, logprobs: Tensor) -> Tensor:
    """The logarithm of what all tokens but the suppressed ones add up to, [B, K * width]; 0 where there is one beam."""
    struck = g.op("Gather", logprobs, g.ints(*s.spec.suppressed), axis=1)
    share = g.op("ReduceSum", g.op("Exp", struck), g.ints(1), keepdims=1)
    left = g.op("Log", g.op("Sub", g.scalar(1.0, np.float32), share))
    left = g.op("Where", s.greedy, g.scalar(0.0, np.float32), left)
    return g.op("Reshape", g.op("Expand", left, g.shape(at.rows.count, s.width)), g.shape(at.rows.batch, -1))


def _processed(g: GraphBuilder, s: Setting, at: Situation, logits: Tensor, logprobs: Tensor) -> _Looked:
    """As in transformers, processors change log-probabilities in beam search and raw logits otherwise."""
    grid = g.shape(at.rows.batch, -1)
    scores = g.op("Where", s.greedy, logits, logprobs)
    scores = repetition(g, scores, at.running.history, s.controls.repetition_penalty)
    scores = no_repeat_ngram(g, scores, at.running.history, s.controls.no_repeat_ngram_size)
    if at.source is not None:
        scores = no_source_ngram(
            g, scores, at.running.history, _sources(g, at, at.source), s.spec.source_ngram
        )
    too_early = _each_beam(g, at, g.op("Less", at.step, at.texts.least))
    scores = strike(g, scores, s.spec.eos, too_early)
    scores = strike(g, scores, s.spec.suppressed)
    if s.spec.renormalizes:
        scores = g.op("Where", s.greedy, scores, g.op("LogSoftmax", scores, axis=-1))
    chosen = branch(
        g,
        s.sampled,
        lambda b: _drawn(b, s, at, scores, logprobs),
        lambda b: _best(b, s, logits, logprobs, scores),
    ).each(lambda tensor: g.op("Reshape", tensor, grid))
    ends = any_of(g, chosen.tokens, s.spec.eos)
    return _Looked(chosen.tokens, chosen.logprobs, chosen.gains, ends)


def _sources(g: GraphBuilder, at: Situation, source: Tensor) -> Tensor:
    """[B, source] to [rows, source]."""
    width = g.dim(source, 1)
    wide = g.op("Expand", g.op("Unsqueeze", source, g.ints(1)), g.shape(at.rows.batch, at.rows.beams, width))
    return g.reshape(wide, at.rows.count, width)


def _best(g: GraphBuilder, s: Setting, logits: Tensor, logprobs: Tensor, scores: Tensor) -> _Gained:
    # Greedy search adds up processed logits less the raw ones' normaliser: the log-probability where nothing changes.
    normaliser = g.op(
        "Sub",
        g.op("ReduceMax", logits, g.ints(1), keepdims=1),
        g.op("ReduceMax", logprobs, g.ints(1), keepdims=1),
    )
    less = g.op("Where", s.greedy, normaliser, g.scalar(0.0, np.float32))
    gains, tokens = top(g, g.op("Sub", scores, less), s.width, s.spec.vocabulary)
    return _Gained(tokens, g.op("GatherElements", logprobs, tokens, axis=1), gains)


def _drawn(g: GraphBuilder, s: Setting, at: Situation, scores: Tensor, logprobs: Tensor) -> _Gained:
    """The drawn token is the only choice; its log-probability is what the search adds."""
    last = g.op("Sub", g.op("Squeeze", g.dim(at.texts.uniforms, 1)), g.scalar(1))
    drawn_before = g.op("Max", g.op("Sub", at.step, at.texts.given), g.scalar(0))
    uniforms = g.op("GatherElements", at.texts.uniforms, g.op("Min", drawn_before, last), axis=1)
    token = draw(g, scores, _each_beam(g, at, uniforms), s.controls, s.spec.vocabulary)
    logprob = g.op("GatherElements", logprobs, token, axis=1)
    grid = g.shape(at.rows.count, s.width)
    own = g.op("Expand", logprob, grid)
    only = g.op("Where", _first_slots(g, s.width), own, g.scalar(-np.inf, np.float32))
    return _Gained(g.op("Expand", token, grid), own, only)


def _forced(g: GraphBuilder, s: Setting, at: Situation, logprobs: Tensor, looked: _Looked) -> _Looked:
    """Where a token is forced it is each beam's only choice, for which the search charges nothing."""
    token = forced_tokens(g, s, at.texts, at.step, at.at_limit)
    is_forced = g.op("GreaterOrEqual", token, g.scalar(0))
    row_token = _each_beam(g, at, g.op("Max", token, g.scalar(0)))
    own = g.op("GatherElements", logprobs, row_token, axis=1)
    own = g.op("Reshape", g.op("Expand", own, g.shape(at.rows.count, s.width)), g.shape(at.rows.batch, -1))
    slots = g.op("Mul", g.op("Squeeze", s.width), g.op("Squeeze", at.rows.beams))
    slot = g.op("Mod", g.op("Range", g.scalar(0), slots, g.scalar(1)), s.width)
    first = g.op("Equal", slot, g.scalar(0))
    only = g.op("Where", first, g.scalar(0.0, np.float32), g.scalar(-np.inf, np.float32))
    # EOS inside a forced prefix ends nothing; what the prefix or the limit ends by does.
    reached = g.op("Add", at.step, g.scalar(1))
    ends = g.op("And", any_of(g, token, s.spec.eos), g.op("GreaterOrEqual", reached, at.texts.given))
    return _Looked(
        tokens=g.op("Where", is_forced, token, looked.tokens),
        logprobs=g.op("Where", is_forced, own, looked.logprobs),
        gains=g.op("Where", is_forced, only, looked.gains),
        ends=g.op("Or", g.op("And", is_forced, ends), g.op("And", g.op("Not", is_forced), looked.ends)),
    )


def _first_slots(g: GraphBuilder, width: Tensor) -> Tensor:
    """True, then false: bool [width]."""
    return g.op("Equal", g.op("Range", g.scalar(0), g.op("Squeeze", width), g.scalar(1)), g.scalar(0))


def _each_beam(g: GraphBuilder, at: Situation, tensor: Tensor) -> Tensor:
    """[B, 1] to [rows, 1]."""
    return g.reshape(g.op("Expand", tensor, g.shape(at.rows.batch, at.rows.beams)), -1, 1)


def any_of(g: GraphBuilder, tokens: Tensor, ids: Sequence[int]) -> Tensor:
    """Whether each token is one of ``ids``, bool."""
    found = g.op("Equal", tokens, g.scalar(ids[0]))
    for other in ids[1:]:
        found = g.op("Or", found, g.op("Equal", tokens, g.scalar(other)))
    return found
