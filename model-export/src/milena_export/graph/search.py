# SPDX-License-Identifier: Apache-2.0
"""The decode loop of any `StepModel`: beam search as transformers defines it, greedy search as its beam of one.

The loop records, step by step, the candidates it looked at and which of them went on; finished hypotheses are just
(step, candidate) codes. What they say is traced back afterwards (`trace`), so nothing of the size of a sequence is
copied in the loop.

Two loops are nested. The inner one steps a fixed set of texts until at most half of them still run. The outer one
gathers what belongs to those (cross attention's keys and values too) and lets the inner one go on with them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from milena_export.graph.builder import FLOAT, INT64, GraphBuilder, LoopBody, Tensor
from milena_export.graph.choice import choose
from milena_export.graph.controls import NOTHING, Controls, Setting, Texts, all_texts, setting
from milena_export.graph.model import AttentionPolicy, Memory, Rows, StepModel
from milena_export.graph.numerics import Numerics
from milena_export.graph.opening import Opening
from milena_export.graph.running import RUNNING, Places, Running, Situation
from milena_export.graph.transformer import whole_columns

Typed = tuple[Tensor, int]
"""A tensor and its element type."""


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
        codes: [B, K] step * C + candidate of their last tokens, or -1 where there is no such hypothesis.
        candidates: C as an int64 vector of one element.
        texts: what each text asked for.
    """

    tokens: Tensor
    parents: Tensor
    logprobs: Tensor
    chosen: Tensor
    attention: Tensor
    scores: Tensor
    codes: Tensor
    candidates: Tensor
    texts: Texts


SCANNED = (INT64, INT64, FLOAT, INT64, FLOAT)
"""Element types of what each step records, in the order of `Record`."""


def search(
    g: GraphBuilder,
    model: StepModel,
    numerics: Numerics,
    memory: Memory,
    opening: Opening,
    controls: Controls,
    policy: AttentionPolicy,
) -> Record:
    """Builds the whole search for the encoded texts ``memory``."""
    source = g.dim(memory.mask, 3)
    memory = whole_columns(g, memory)
    texts = all_texts(g, model.spec, controls, opening)
    s = setting(g, model.spec, controls, texts, source)
    batch = g.dim(controls.max_new_tokens, 0)
    rows = Rows(batch, s.beams, g.op("Mul", batch, s.beams))
    running = _start(g, s, rows, opening)
    remembered = memory.tensors()
    carried: list[Typed] = [
        (g.ints(0), INT64),
        (running.finished, FLOAT),
        (running.codes, INT64),
        *_empty_record(g, s, batch),
        *texts.tensors(),
        *remembered,
        *running.tensors(),
        *model.initial_state(g, memory, rows),
    ]

    def segment(o: GraphBuilder, _: Tensor, now: Sequence[Tensor]) -> LoopBody:
        step, finished, codes, *rest = now
        record, rest = rest[: len(SCANNED)], rest[len(SCANNED) :]
        count = len(fields(Texts))
        these, rest = Texts.of(rest[:count]), rest[count:]
        memory_now, rest = rest[: len(remembered)], rest[len(remembered) :]
        after, scanned = _run(
            o,
            s,
            model,
            numerics,
            policy,
            step,
            these,
            memory.with_tensors(memory_now),
            carried[-len(rest) :],
            rest,
        )
        result = Running(*after[:RUNNING])
        place = o.op("Unsqueeze", these.number, o.ints(1))
        alive = _alive(o, result.done)
        state = [
            o.op("Add", step, o.dim(scanned[0], 0)),
            o.op("ScatterND", finished, place, result.finished),
            o.op("ScatterND", codes, place, result.codes),
            *_recorded(o, record, scanned, these.number, batch),
            *(o.op("Gather", tensor, alive, axis=0) for tensor, _ in these.tensors()),
            *(o.op("Gather", tensor, alive, axis=0) for tensor in memory_now),
            *_gather_running(o, s, result, after[RUNNING:], alive),
        ]
        return LoopBody(_any(o, o.dim(alive, 0)), state, [])

    trips = g.op("ReduceMax", texts.limit, keepdims=0)
    ended, _ = g.loop(trips, carried, segment)
    tokens, parents, logprobs, chosen, attention = ended[3 : 3 + len(SCANNED)]
    return Record(tokens, parents, logprobs, chosen, attention, ended[1], ended[2], s.candidates, texts)


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


def _empty_record(g: GraphBuilder, s: Setting, batch: Tensor) -> list[Typed]:
    shapes = [
        g.shape(0, batch, s.candidates),
        g.shape(0, batch, s.candidates),
        g.shape(0, batch, s.candidates),
        g.shape(0, batch, s.beams),
        g.shape(0, batch, s.beams, s.attention_width),
    ]
    zeros = {INT64: g.scalar(0), FLOAT: g.scalar(0.0, np.float32)}
    return [
        (g.op("Expand", zeros[dtype], shape), dtype) for shape, dtype in zip(shapes, SCANNED, strict=True)
    ]


def _run(
    g: GraphBuilder,
    s: Setting,
    model: StepModel,
    numerics: Numerics,
    policy: AttentionPolicy,
    first_step: Tensor,
    texts: Texts,
    memory: Memory,
    types: Sequence[Typed],
    carried: Sequence[Tensor],
) -> tuple[list[Tensor], list[Tensor]]:
    """Steps a fixed set of texts until at most half of them still run."""
    count = g.dim(texts.number, 0)
    rows = Rows(count, s.beams, g.op("Mul", count, s.beams))
    places = Places.of(g, s, count)
    half = g.op("Squeeze", g.op("Div", g.op("Add", count, g.ints(1)), g.ints(2)))

    def body(b: GraphBuilder, number: Tensor, now: Sequence[Tensor]) -> LoopBody:
        running = Running(*now[:RUNNING])
        step = b.op("Add", first_step, number)
        position = b.op("Squeeze", step)
        result = model.step(b, numerics, running.tokens, position, memory, now[RUNNING:], rows, policy)
        at_limit = b.op("GreaterOrEqual", b.op("Add", step, b.scalar(1)), texts.limit)
        choice = choose(
            b, s, Situation(texts, rows, places, step, at_limit, running, memory.source), result.logits
        )
        newest = b.slice(b.op("Unsqueeze", choice.next_tokens, b.ints(1)), b.ints(0), s.history, 1)
        history = b.op("Concat", b.op("Gather", running.history, choice.rows, axis=0), newest, axis=1)
        after = Running(
            choice.next_tokens, history, choice.scores, choice.finished, choice.codes, choice.done
        )
        state = [b.op("Gather", tensor, choice.rows, axis=0) for tensor in result.state]
        done = b.op("ReduceSum", b.op("Cast", choice.done, to=INT64), keepdims=0)
        go_on = b.op("Less", done, half)
        attention = _recorded_attention(b, s, result.attention, policy)
        record = [choice.tokens, choice.parents, choice.logprobs, choice.chosen, attention]
        return LoopBody(
            go_on,
            [*(tensor for tensor, _ in after.tensors()), *state],
            list(zip(record, SCANNED, strict=True)),
        )

    start = [(tensor, dtype) for tensor, (_, dtype) in zip(carried, types, strict=True)]
    return g.loop(g.op("ReduceMax", texts.limit, keepdims=0), start, body)


def _alive(g: GraphBuilder, done: Tensor) -> Tensor:
    """Places of the texts that still run, int64 [alive]."""
    return g.reshape(g.op("NonZero", g.op("Not", g.reshape(done, -1))), -1)


def _any(g: GraphBuilder, count: Tensor) -> Tensor:
    return g.op("Greater", g.op("Squeeze", count), g.scalar(0))


def _recorded(
    g: GraphBuilder, record: Sequence[Tensor], scanned: Sequence[Tensor], numbers: Tensor, batch: Tensor
) -> list[Tensor]:
    """Adds a segment's record, [steps, texts, ...], to that of the whole batch.

    Texts that are done already get another text's entries, which nothing reads: a hypothesis is traced back from
    its last token.
    """
    nobody = g.op("Expand", g.scalar(0), batch)
    own = g.op("Range", g.scalar(0), g.op("Squeeze", g.dim(numbers, 0)), g.scalar(1))
    place = g.op("ScatterElements", nobody, numbers, own, axis=0)
    return [
        g.op("Concat", before, g.op("Gather", new, place, axis=1), axis=0)
        for before, new in zip(record, scanned, strict=True)
    ]


def _gather_running(
    g: GraphBuilder, s: Setting, running: Running, state: Sequence[Tensor], alive: Tensor
) -> list[Tensor]:
    beam = g.op("Range", g.scalar(0), g.op("Squeeze", s.beams), g.scalar(1))
    first = g.op("Unsqueeze", g.op("Mul", alive, g.op("Squeeze", s.beams)), g.ints(1))
    rows = g.reshape(g.op("Add", first, beam), -1)
    by_row = {running.tokens, running.history}
    own = (g.op("Gather", t, rows if t in by_row else alive, axis=0) for t, _ in running.tensors())
    return [*own, *(g.op("Gather", tensor, rows, axis=0) for tensor in state)]


def _recorded_attention(g: GraphBuilder, s: Setting, attention: Tensor, policy: AttentionPolicy) -> Tensor:
    """Mean over the policy's heads, [B, K, source]; no columns unless asked for."""
    asked = g.slice(attention, g.ints(0), s.attention_width, 3)
    heads = g.op("Gather", asked, g.ints(*policy.heads), axis=1)
    return g.op("ReduceMean", heads, g.ints(1), keepdims=0)
