# SPDX-License-Identifier: Apache-2.0
"""Which candidates of a step go on, and which hypotheses are finished."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import FLOAT, GraphBuilder, Tensor
from milena_export.graph.candidates import Candidates, any_of, candidates
from milena_export.graph.controls import NOTHING, Setting, is_untouched
from milena_export.graph.flow import branch
from milena_export.graph.running import Choice, Situation
from milena_export.graph.top import top


def choose(g: GraphBuilder, s: Setting, at: Situation, logits: Tensor) -> Choice:
    """One beam that nothing steers, which is what most steps of most users are, takes a quarter of the operators."""
    logprobs = g.op("LogSoftmax", logits, axis=-1)
    return branch(
        g,
        is_untouched(g, s, s.single_from, at.step, at.at_limit),
        lambda b: _single(b, s, at, logprobs),
        lambda b: _among_beams(b, s, at, logits, logprobs),
    )


def _single(g: GraphBuilder, s: Setting, at: Situation, logprobs: Tensor) -> Choice:
    """The best token of each text's one beam; no candidate but that."""
    best, token = _best_allowed(g, s, logprobs)
    now = at.running
    scores = g.op("Add", now.scores, best)
    ends = g.op("Or", any_of(g, token, s.spec.eos), at.at_limit)
    ends_now = g.op("And", ends, g.op("Not", now.done))
    divided = g.op("Div", scores, g.op("Gather", at.texts.divisors, at.step, axis=1))
    return Choice(
        tokens=token,
        parents=at.places.zero,
        logprobs=best,
        chosen=at.places.zero,
        next_tokens=g.reshape(token, -1),
        rows=at.places.own,
        beams=at.places.zero,
        scores=scores,
        finished=g.op("Where", ends_now, divided, now.finished),
        codes=g.op("Where", ends_now, at.step, now.codes),
        done=g.op("Or", now.done, ends),
    )


def _best_allowed(g: GraphBuilder, s: Setting, logprobs: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probability and id of each row's best token that is not suppressed, [rows, 1] each."""
    suppressed = s.spec.suppressed
    best, tokens = top(g, logprobs, min(1 + len(suppressed), s.spec.vocabulary), s.spec.vocabulary)
    if not suppressed:
        return best, tokens
    nothing = g.scalar(-np.inf, np.float32)
    allowed = g.op("Where", any_of(g, tokens, suppressed), nothing, best)
    best, place = g.ops("TopK", 2, allowed, g.ints(1), axis=-1)
    return best, g.op("GatherElements", tokens, place, axis=1)


def _among_beams(g: GraphBuilder, s: Setting, at: Situation, logits: Tensor, logprobs: Tensor) -> Choice:
    looked = candidates(g, s, at, logits, logprobs)
    onward = _continue(g, s, looked, at.places.first)
    kept = _finish(g, s, at, looked, onward)
    return Choice(
        tokens=looked.tokens,
        parents=looked.parents,
        logprobs=looked.logprobs,
        chosen=onward.chosen,
        next_tokens=onward.tokens,
        rows=onward.rows,
        beams=onward.beams,
        scores=onward.scores,
        finished=kept.scores,
        codes=kept.codes,
        done=kept.done,
    )


@dataclass(frozen=True)
class _Onward:
    """The beams of the next step.

    Attributes:
        tokens: [rows] their last tokens.
        scores: [B, K] their summed scores.
        chosen: [B, K] the candidates that they were.
        rows: [rows] the rows of this step that they continue.
        beams: [B, K] the same as beams of their text.
    """

    tokens: Tensor
    scores: Tensor
    chosen: Tensor
    rows: Tensor
    beams: Tensor


def _continue(g: GraphBuilder, s: Setting, looked: Candidates, first_row: Tensor) -> _Onward:
    penalty = g.op("Mul", g.op("Cast", looked.ends, to=FLOAT), g.scalar(NOTHING, np.float32))
    scores, chosen = g.ops("TopK", 2, g.op("Add", looked.scores, penalty), s.beams, axis=-1)
    beams = g.op("GatherElements", looked.parents, chosen, axis=1)
    rows = g.op("Add", beams, first_row)
    tokens = g.op("GatherElements", looked.tokens, chosen, axis=1)
    return _Onward(g.reshape(tokens, -1), scores, chosen, g.reshape(rows, -1), beams)


@dataclass(frozen=True)
class _Kept:
    """The finished hypotheses after a step, [B, K] each, and whether a text is done, bool [B, 1]."""

    scores: Tensor
    codes: Tensor
    done: Tensor


def _finish(g: GraphBuilder, s: Setting, at: Situation, looked: Candidates, onward: _Onward) -> _Kept:
    running, texts, step = at.running, at.texts, at.step
    nothing = g.scalar(NOTHING, np.float32)
    can = g.op("And", g.op("Greater", looked.scores, s.finishing), g.op("Not", running.done))
    ends_well = g.op("And", looked.ends, can)
    divided = g.op("Div", looked.scores, g.op("Gather", texts.divisors, step, axis=1))
    new_scores = g.op("Where", ends_well, divided, nothing)
    here = g.op("Add", g.op("Mul", step, s.candidates), s.rank)
    new_codes = g.op("Where", ends_well, here, g.scalar(-1))
    scores, place = g.ops("TopK", 2, g.op("Concat", running.finished, new_scores, axis=1), s.beams, axis=-1)
    kept = g.op("GatherElements", g.op("Concat", running.codes, new_codes, axis=1), place, axis=1)

    worst_code = g.op("ReduceMin", kept, g.ints(1), keepdims=1)
    all_finished = g.op("GreaterOrEqual", worst_code, g.scalar(0))
    worst = g.op("Where", all_finished, g.op("ReduceMin", scores, g.ints(1), keepdims=1), nothing)
    best_running = g.slice(onward.scores, g.ints(0), g.ints(1), 1)
    possible = g.op("Div", best_running, g.op("Gather", texts.hopes, step, axis=1))
    hopeless = g.op("Not", g.op("Greater", possible, worst))
    over = g.op("Or", at.at_limit, g.op("And", s.early, all_finished))
    return _Kept(scores, kept, g.op("Or", g.op("Or", running.done, over), hopeless))
