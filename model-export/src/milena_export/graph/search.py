# SPDX-License-Identifier: Apache-2.0
"""The decode loop of any `StepModel`: beam search as transformers defines it, greedy search as its beam of one.

The loop records, step by step, the candidates it looked at and which of them went on (`Steps`); finished hypotheses are
just (step, candidate) codes. What they say is traced back afterwards (`trace`), so nothing of the size of a sequence is
copied in the loop.

Two loops are nested. The inner one steps a fixed set of texts until at most half of them still run, or a chunk of steps is
full (`caches`). The outer one gathers what belongs to those that run (cross attention's keys and values too) and lets the
inner one go on with them alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

import numpy as np

from milena_export.graph.builder import INT64, GraphBuilder, Tensor
from milena_export.graph.caches import steps_left
from milena_export.graph.choice import choose
from milena_export.graph.controls import NOTHING, Controls, Setting, Texts, all_texts, setting
from milena_export.graph.flow import LoopBody, loop
from milena_export.graph.model import AttentionView, Memory, Rows, State, StepModel
from milena_export.graph.numerics import Numerics
from milena_export.graph.opening import Opening
from milena_export.graph.record import Floats, Ints, Nothing, Record
from milena_export.graph.running import Places, Running, Situation
from milena_export.graph.steps import Steps
from milena_export.graph.transformer import whole_columns


@dataclass(frozen=True)
class Found:
    """What the search leaves behind, ``B`` texts of ``K`` beams.

    Attributes:
        steps: what each step looked at and decided.
        scores: [B, K] of the finished hypotheses, best first.
        codes: [B, K] step * C + candidate of their last tokens, or -1 where there is no such hypothesis.
        candidates: C as an int64 vector of one element.
        texts: what each text asked for.
    """

    steps: Steps
    scores: Tensor
    codes: Tensor
    candidates: Tensor
    texts: Texts


@dataclass(frozen=True)
class _Beams(Record, Generic[State]):
    """What the inner loop carries: the search's part and the model's."""

    running: Running
    state: State


@dataclass(frozen=True)
class _Search(Record, Generic[State]):
    """What the outer loop carries.

    Attributes:
        step: number of the next step, int64 [1].
        finished: scores of the finished hypotheses of the whole batch, [B, K].
        codes: their codes, [B, K].
        steps: of the whole batch so far.
        texts: those that still run.
        memory: of those.
        beams: of those.
    """

    step: Ints
    finished: Floats
    codes: Ints
    steps: Steps
    texts: Texts
    memory: Memory
    beams: _Beams[State]


@dataclass(frozen=True)
class _Stepper(Generic[State]):
    """What every step of a search needs."""

    setting: Setting
    model: StepModel[State]
    numerics: Numerics
    view: AttentionView


def search(
    g: GraphBuilder,
    model: StepModel[State],
    numerics: Numerics,
    memory: Memory,
    opening: Opening,
    controls: Controls,
    view: AttentionView,
) -> Found:
    """Builds the whole search for the encoded texts ``memory``."""
    source = g.dim(memory.mask, 3)
    memory = whole_columns(g, memory)
    texts = all_texts(g, model.spec, controls, opening)
    s = setting(g, model.spec, controls, texts, source)
    batch = g.dim(controls.max_new_tokens, 0)
    rows = Rows.of(g, batch, s.beams)
    running = _start(g, s, rows, opening)
    memory, state = model.begin(g, memory, rows)
    stepper = _Stepper(s, model, numerics, view)
    start = _Search(
        step=g.ints(0),
        finished=running.finished,
        codes=running.codes,
        steps=Steps.none(g, s, batch, view),
        texts=texts,
        memory=memory,
        beams=_Beams(running, state),
    )

    def segment(o: GraphBuilder, _: Tensor, now: _Search[State]) -> LoopBody[_Search[State], Nothing]:
        beams, steps = _run(o, stepper, now)
        place = o.op("Unsqueeze", now.texts.number, o.ints(1))
        alive = _alive(o, beams.running.done)

        def left(tensor: Tensor) -> Tensor:
            return o.op("Gather", tensor, alive, axis=0)

        finished = o.op("ScatterND", now.finished, place, beams.running.finished)
        codes = o.op("ScatterND", now.codes, place, beams.running.codes)
        step = o.op("Add", now.step, o.dim(steps.tokens, 0))
        beams = _left(o, s, beams, alive)
        memory, state = model.settled(
            o, step, now.memory.each(left), beams.state, Rows.of(o, o.dim(alive, 0), s.beams)
        )
        after = _Search(
            step=step,
            finished=finished,
            codes=codes,
            steps=now.steps.followed(o, steps, now.texts.number, batch),
            texts=now.texts.each(left),
            memory=memory,
            beams=_Beams(beams.running, state),
        )
        return LoopBody(_any(o, o.dim(alive, 0)), after, Nothing())

    trips = g.op("ReduceMax", texts.limit, keepdims=0)
    ended, _ = loop(g, trips, start, segment)
    return Found(ended.steps, ended.finished, ended.codes, s.candidates, texts)


def _start(g: GraphBuilder, s: Setting, rows: Rows, opening: Opening) -> Running:
    grid = g.shape(rows.batch, rows.beams)
    first = g.op("Equal", g.op("Range", g.scalar(0), g.op("Squeeze", s.beams), g.scalar(1)), g.scalar(0))
    start_scores = g.op("Where", first, g.scalar(0.0, np.float32), g.scalar(NOTHING, np.float32))
    length = g.dim(opening.tokens, 1)
    before = g.op(
        "Expand", g.op("Unsqueeze", opening.tokens, g.ints(1)), g.shape(rows.batch, rows.beams, length)
    )
    before = g.reshape(before, rows.count, length)
    last = g.slice(before, g.ints(-1), g.ints(np.iinfo(np.int64).max), 1)
    return Running(
        tokens=g.reshape(last, -1),
        history=g.slice(before, g.ints(0), g.op("Mul", length, s.history), 1),
        scores=g.op("Expand", start_scores, grid),
        finished=g.op("Expand", g.scalar(NOTHING, np.float32), grid),
        codes=g.op("Expand", g.scalar(-1), grid),
        done=g.op("Expand", g.const(np.array(False)), g.shape(rows.batch, 1)),
    )


def _run(g: GraphBuilder, stepper: _Stepper[State], at: _Search[State]) -> tuple[_Beams[State], Steps]:
    """Steps a fixed set of texts until at most half of them still run, or a chunk of steps is full."""
    s, texts, memory = stepper.setting, at.texts, at.memory
    count = g.dim(texts.number, 0)
    rows = Rows.of(g, count, s.beams)
    places = Places.of(g, s, count)
    half = g.op("Squeeze", g.op("Div", g.op("Add", count, g.ints(1)), g.ints(2)))

    def body(b: GraphBuilder, number: Tensor, now: _Beams[State]) -> LoopBody[_Beams[State], Steps]:
        running = now.running
        step = b.op("Add", at.step, number)
        position = b.op("Squeeze", step)
        result = stepper.model.step(b, stepper.numerics, running.tokens, position, memory, now.state, rows)
        at_limit = b.op("GreaterOrEqual", b.op("Add", step, b.scalar(1)), texts.limit)
        situation = Situation(texts, rows, places, step, at_limit, running, memory.source)
        choice = choose(b, s, situation, result.logits)
        newest = b.slice(b.op("Unsqueeze", choice.next_tokens, b.ints(1)), b.ints(0), s.history, 1)
        history = b.op("Concat", b.op("Gather", running.history, choice.rows, axis=0), newest, axis=1)
        after = Running(
            choice.next_tokens, history, choice.scores, choice.finished, choice.codes, choice.done
        )
        state = result.state.onward(b, choice.rows, choice.beams)
        done = b.op("ReduceSum", b.op("Cast", choice.done, to=INT64), keepdims=0)
        go_on = b.op("Less", done, half)
        attention = stepper.view.of_step(b, result.attention, s.attention_width)
        return LoopBody(go_on, _Beams(after, state), Steps.one(choice, attention))

    trips = g.op("Min", g.op("ReduceMax", texts.limit, keepdims=0), steps_left(g, at.step))
    return loop(g, trips, at.beams, body)


def _alive(g: GraphBuilder, done: Tensor) -> Tensor:
    """Places of the texts that still run, int64 [alive]."""
    return g.reshape(g.op("NonZero", g.op("Not", g.reshape(done, -1))), -1)


def _any(g: GraphBuilder, count: Tensor) -> Tensor:
    return g.op("Greater", g.op("Squeeze", count), g.scalar(0))


def _left(g: GraphBuilder, s: Setting, beams: _Beams[State], alive: Tensor) -> _Beams[State]:
    """What belongs to the texts at the places ``alive``."""
    running = beams.running
    beam = g.op("Range", g.scalar(0), g.op("Squeeze", s.beams), g.scalar(1))
    first = g.op("Unsqueeze", g.op("Mul", alive, g.op("Squeeze", s.beams)), g.ints(1))
    rows = g.reshape(g.op("Add", first, beam), -1)
    by_row = {running.tokens, running.history}
    return _Beams(
        running.each(lambda tensor: g.op("Gather", tensor, rows if tensor in by_row else alive, axis=0)),
        beams.state.left(g, rows, alive),
    )
