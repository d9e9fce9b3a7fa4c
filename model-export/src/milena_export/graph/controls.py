# SPDX-License-Identifier: Apache-2.0
"""What steers a search: the graph's inputs, what follows from them for a whole run, and what each text asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import BOOL, FLOAT, INT64, GraphBuilder, Tensor
from milena_export.graph.model import DecodeSpec
from milena_export.graph.opening import Opening
from milena_export.graph.record import Floats, Ints, Record

NOTHING = -1e9
"""Score of a hypothesis that does not exist, as in transformers."""
ALWAYS = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Controls:
    """Graph inputs that steer the search; sizes and types as in ADR 1."""

    max_new_tokens: Tensor
    min_new_tokens: Tensor
    forced_bos: Tensor
    target_prefix: Tensor
    uniforms: Tensor
    beam_size: Tensor
    num_hypotheses: Tensor
    early_stopping: Tensor
    no_repeat_ngram_size: Tensor
    top_k: Tensor
    return_attention: Tensor
    length_penalty: Tensor
    repetition_penalty: Tensor
    temperature: Tensor
    top_p: Tensor


@dataclass(frozen=True)
class Setting:
    """What holds for all texts of a run; all tensors are of the outermost graph."""

    spec: DecodeSpec
    controls: Controls
    beams: Tensor
    """``K``, int64 [1]."""
    candidates: Tensor
    """``C``, how many continuations of a text are looked at, int64 [1]."""
    rank: Tensor
    """0 to C - 1, int64 [C]."""
    finishing: Tensor
    """What a candidate's score must exceed to finish: its rank must be among the first K, it must exist; [1, C]."""
    width: Tensor
    """How many tokens of each beam are looked at, int64 [1]: all that may be struck out, and the candidates."""
    greedy: Tensor
    """Whether there is one beam, bool []."""
    early: Tensor
    """Whether a text ends as soon as all its hypotheses are finished, bool []."""
    sampled: Tensor
    """Whether tokens are drawn, bool []."""
    remembers: Tensor
    """Whether a processor looks at the tokens so far, bool []."""
    plain_from: Tensor
    """First step from which no text has its logits changed or its token forced, int64 []."""
    single_from: Tensor
    """The same where there is one beam, and every text is long enough to end, int64 []."""
    history: Tensor
    """1 where the tokens so far are kept for the processors, else 0, int64 [1]."""
    attention_width: Tensor
    """How many source columns of attention are recorded: all or none, int64 [1]."""


@dataclass(frozen=True)
class Texts(Record):
    """What each text asks for, ``B`` texts first.

    Attributes:
        number: [B] place in the whole batch.
        given: [B, 1] length of the forced prefix.
        limit: [B, 1] greatest length, forced prefix included; that of the prefix alone where it ends by EOS.
        least: [B, 1] length below which EOS is struck out, forced prefix included.
        forced: [B, steps] the token that a step must choose, or -1; the last column is -1.
        uniforms: [B, draws].
        divisors: [B, steps] what a step's scores are divided by: (counted length) ** length_penalty.
        hopes: [B, steps] what running scores are divided by when they are compared with finished ones.
    """

    number: Ints
    given: Ints
    limit: Ints
    least: Ints
    forced: Ints
    uniforms: Floats
    divisors: Floats
    hopes: Floats


def setting(g: GraphBuilder, spec: DecodeSpec, controls: Controls, texts: Texts, source: Tensor) -> Setting:
    """Builds what follows from the inputs for all ``texts``; ``source`` is the width of the source, int64 [1]."""
    beams = g.reshape(controls.beam_size, 1)
    greedy = g.op("Equal", controls.beam_size, g.scalar(1))
    # One beam ends where its best token is an end. Of several, each may end and all must find one to go on with.
    several = g.op("Mul", beams, g.ints(max(2, 1 + len(spec.eos))))
    candidates = g.op("Where", greedy, beams, several)
    rank = g.op("Range", g.scalar(0), g.op("Squeeze", candidates), g.scalar(1))
    one = g.scalar(1.0, np.float32)
    # Below half of "nothing" a candidate continues a beam that is none: it only fills up the ranks.
    finishing = g.op(
        "Where",
        g.op("Less", rank, g.op("Squeeze", beams)),
        g.scalar(NOTHING / 2, np.float32),
        g.scalar(np.inf, np.float32),
    )
    sampled = g.op("Greater", g.op("Squeeze", g.dim(controls.uniforms, 1)), g.scalar(0))
    remembers = g.op(
        "Or",
        g.op("Not", g.op("Equal", controls.repetition_penalty, one)),
        g.op("Greater", controls.no_repeat_ngram_size, g.scalar(0)),
    )
    if spec.source_ngram:
        remembers = g.const(np.array(True))
    struck = len({*spec.eos, *spec.suppressed})
    plain_from = g.op("Where", g.op("Or", sampled, remembers), g.scalar(ALWAYS), _last_forced(g, texts))
    free_from = g.op("Max", plain_from, g.op("ReduceMax", texts.least, keepdims=0))
    if spec.renormalizes:
        # Where EOS is struck out, what is left adds up to less than one.
        plain_from = free_from
    return Setting(
        spec=spec,
        controls=controls,
        beams=beams,
        candidates=candidates,
        rank=rank,
        finishing=g.op("Unsqueeze", finishing, g.ints(0)),
        width=g.op("Min", g.op("Add", candidates, g.ints(struck)), g.ints(spec.vocabulary)),
        greedy=greedy,
        early=g.op("Or", greedy, g.op("Equal", controls.early_stopping, g.scalar(1))),
        sampled=sampled,
        remembers=remembers,
        plain_from=plain_from,
        single_from=g.op("Where", greedy, free_from, g.scalar(ALWAYS)),
        history=g.reshape(g.op("Cast", remembers, to=INT64), 1),
        attention_width=g.op("Mul", source, g.reshape(controls.return_attention, 1)),
    )


def all_texts(g: GraphBuilder, spec: DecodeSpec, controls: Controls, opening: Opening) -> Texts:
    """Builds what each text of the whole batch asks for."""
    batch = g.op("Squeeze", g.dim(controls.max_new_tokens, 0))
    prefix = controls.target_prefix
    is_given = g.op("Cast", g.op("GreaterOrEqual", prefix, g.scalar(0)), to=INT64)
    given = g.op("ReduceSum", is_given, g.ints(1), keepdims=1)
    nothing = g.op("Expand", g.scalar(-1), g.shape(g.dim(prefix, 0), 1))
    padded = g.op("Concat", prefix, nothing, axis=1)
    limit = g.op("Add", given, g.op("Unsqueeze", controls.max_new_tokens, g.ints(1)))
    limit = g.op("Where", _ends_by_eos(g, spec, padded, given), given, limit)
    if opening.room is not None:
        limit = g.op("Min", limit, opening.room)
    divisors, hopes = _divisors(g, controls, given, limit)
    # As in transformers, a prefix stands in place of the forced BOS.
    first = g.slice(padded, g.ints(0), g.ints(1), 1)
    bos = g.op("Unsqueeze", controls.forced_bos, g.ints(1))
    first = g.op("Where", g.op("Less", first, g.scalar(0)), bos, first)
    rest = g.slice(padded, g.ints(1), g.ints(np.iinfo(np.int64).max), 1)
    return Texts(
        number=g.op("Range", g.scalar(0), batch, g.scalar(1)),
        given=given,
        limit=limit,
        least=g.op("Add", given, g.op("Unsqueeze", controls.min_new_tokens, g.ints(1))),
        forced=g.op("Concat", first, rest, nothing, axis=1),
        uniforms=controls.uniforms,
        divisors=divisors,
        hopes=hopes,
    )


def _ends_by_eos(g: GraphBuilder, spec: DecodeSpec, prefix: Tensor, given: Tensor) -> Tensor:
    """Whether a forced prefix is a whole target, which is to be scored and not continued; bool [B, 1]."""
    place = g.op("Max", g.op("Sub", given, g.scalar(1)), g.scalar(0))
    last = g.op("GatherElements", prefix, place, axis=1)
    found = g.op("Equal", last, g.scalar(spec.eos[0]))
    for other in spec.eos[1:]:
        found = g.op("Or", found, g.op("Equal", last, g.scalar(other)))
    return found


def _divisors(g: GraphBuilder, controls: Controls, given: Tensor, limit: Tensor) -> tuple[Tensor, Tensor]:
    """See `Texts`: powers of all lengths at once, so that a step only looks them up."""
    one = g.scalar(1)
    steps = g.op("Range", one, g.op("Add", g.op("ReduceMax", limit, keepdims=0), one), one)
    counted = g.op("Cast", g.op("Max", g.op("Sub", steps, given), one), to=FLOAT)
    # A whole given target leaves nothing to hope for, and no zero to divide by.
    greatest = g.op("Cast", g.op("Max", g.op("Sub", limit, given), one), to=FLOAT)
    never = g.op("Equal", controls.early_stopping, g.scalar(2))
    longest = g.op("And", never, g.op("Greater", controls.length_penalty, g.scalar(0.0, np.float32)))
    possible = g.op("Where", longest, greatest, counted)
    return g.op("Pow", counted, controls.length_penalty), g.op("Pow", possible, controls.length_penalty)


def _last_forced(g: GraphBuilder, texts: Texts) -> Tensor:
    """Number of the last step at which a text's token is forced from the start, plus one; int64 []."""
    given = g.op("GreaterOrEqual", g.op("ReduceMax", texts.forced, g.ints(0), keepdims=0), g.scalar(0))
    return g.op("ReduceSum", g.op("Cast", given, to=INT64), keepdims=0)


def is_untouched(g: GraphBuilder, s: Setting, first: Tensor, step: Tensor, at_limit: Tensor) -> Tensor:
    """Whether ``step`` is not before ``first``, and no text must end at it by a forced token, bool [1]."""
    plain = g.op("GreaterOrEqual", step, first)
    if s.spec.forced_eos is None:
        return plain
    ends = g.op("Cast", g.op("ReduceMax", g.op("Cast", at_limit, to=INT64), keepdims=0), to=BOOL)
    return g.op("And", plain, g.op("Not", ends))


def forced_tokens(g: GraphBuilder, s: Setting, texts: Texts, step: Tensor, at_limit: Tensor) -> Tensor:
    """The token that each text must choose at ``step``, or -1, int64 [B, 1]."""
    last = g.op("Sub", g.op("Squeeze", g.dim(texts.forced, 1)), g.scalar(1))
    column = g.op("Gather", texts.forced, g.op("Min", step, last), axis=1)
    if s.spec.forced_eos is None:
        return column
    free = g.op("Less", column, g.scalar(0))
    return g.op("Where", g.op("And", free, at_limit), g.scalar(s.spec.forced_eos), column)
