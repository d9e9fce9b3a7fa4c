# SPDX-License-Identifier: Apache-2.0
"""A plain decoder over any step function: what the graph's search must do, written to be read and not to be fast.

It shares no code and no idea with the graph: hypotheses are lists, every token is scored at every step, and nothing is
batched. It is itself held against transformers (`test_conformance`), and then says what transformers has no word for:
ragged prefixes in one batch, scoring, drawing from given numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from milena_export.graph.model import DecodeSpec

Array = npt.NDArray[np.float64]
StepFunction = Callable[[Sequence[int], Sequence[Sequence[int]]], Array]
"""(source ids, beginnings of targets) to raw logits of each target's next token, [n, vocabulary]."""


@dataclass(frozen=True)
class Ask:
    """What a text asks for: the graph inputs of the same names, for one row."""

    max_new_tokens: int
    min_new_tokens: int = 0
    forced_bos: int = -1
    target_prefix: tuple[int, ...] = ()
    uniforms: tuple[float, ...] = ()
    beam_size: int = 1
    num_hypotheses: int = 1
    early_stopping: int = 0
    no_repeat_ngram_size: int = 0
    top_k: int = 0
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    temperature: float = 1.0
    top_p: float = 1.0


@dataclass(frozen=True)
class Told:
    """One hypothesis; the fields are those of `milena_export.bundle.session.Hypothesis`."""

    ids: list[int]
    logprobs: list[float]
    score: float
    finish_reason: int


@dataclass(frozen=True)
class _Beam:
    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    total: float

    def leads_to(self, targets: Sequence[Sequence[int]]) -> bool:
        return any(tuple(target[: len(self.ids)]) == self.ids for target in targets)


class Oracle:
    """Decodes one text at a time."""

    def __init__(self, step: StepFunction, spec: DecodeSpec) -> None:
        self._step = step
        self._spec = spec

    def decode(
        self, source: Sequence[int], ask: Ask, favoured: Sequence[Sequence[int]] = (), favour: float = 0.0
    ) -> list[Told]:
        """The best ``num_hypotheses``, best first; fewer where there are no more.

        What leads to ``favoured`` targets ranks as if its sum of log-probabilities were better by ``favour``: how the
        search goes where scores that are nearer than that fall the other way.
        """
        prefix = list(ask.target_prefix)
        beam = self._read(source, prefix)
        if prefix and prefix[-1] in self._spec.eos:
            return [Told(prefix, list(beam.logprobs), 0.0, 0)]
        limit = len(prefix) + ask.max_new_tokens
        if self._spec.positions is not None:
            prompt = len(source) if self._spec.start is None else 0
            limit = min(limit, self._spec.positions - prompt)
        running, finished = [beam], list[tuple[float, _Beam]]()
        keep = ask.beam_size
        look = max(2, 1 + len(self._spec.eos)) * keep
        for length in range(len(prefix) + 1, limit + 1):
            counted = length - len(prefix)
            found = self._candidates(source, running, ask, length, limit)
            ranked = sorted(found, key=lambda beam: -beam.total - favour * beam.leads_to(favoured))[:look]
            ended = [length == limit or beam.ids[-1] in self._spec.eos for beam in ranked]
            for beam, ends in list(zip(ranked, ended, strict=True))[:keep]:
                if ends:
                    finished.append((beam.total / counted**ask.length_penalty, beam))
            # As in transformers, later ones do not push out earlier ones of the same score.
            finished = sorted(finished, key=lambda pair: -pair[0])[:keep]
            running = [beam for beam, ends in zip(ranked, ended, strict=True) if not ends][:keep]
            if not running or self._is_done(running, finished, ask, counted, limit - len(prefix)):
                break
        return [self._told(beam, score, limit) for score, beam in finished[: ask.num_hypotheses]]

    def path(self, source: Sequence[int], ids: Sequence[int], ask: Ask) -> tuple[float, list[float]]:
        """The search's score of given tokens, and at each free step how much better the best choice was.

        Both are infinitely bad from the first token on that may not be chosen.
        """
        prefix = len(ask.target_prefix)
        limit = prefix + ask.max_new_tokens
        beam, gaps = self._read(source, list(ids[:prefix])), []
        for length in range(prefix + 1, len(ids) + 1):
            ranked = self._candidates(source, [beam], ask, length, limit)
            chosen = next((found for found in ranked if found.ids[-1] == ids[length - 1]), None)
            if chosen is None:
                return -math.inf, [*gaps, *[math.inf] * (len(ids) - length + 1)]
            gaps.append(ranked[0].total - chosen.total)
            beam = chosen
        return beam.total / max(1, len(ids) - prefix) ** ask.length_penalty, gaps

    def distribution(self, source: Sequence[int], ids: Sequence[int], ask: Ask) -> Array:
        """Probabilities of the next token after ``ids`` when tokens are drawn, [vocabulary]."""
        logits = self._step(source, [ids])[0]
        return _filtered(self._processed(source, logits, ids, ask, len(ids) + 1), ask)

    def _read(self, source: Sequence[int], prefix: list[int]) -> _Beam:
        logprobs = []
        for place, token in enumerate(prefix):
            logits = self._step(source, [prefix[:place]])[0]
            logprobs.append(_log_softmax(logits)[token])
        return _Beam(tuple(prefix), tuple(logprobs), 0.0)

    def _candidates(
        self, source: Sequence[int], running: Sequence[_Beam], ask: Ask, length: int, limit: int
    ) -> list[_Beam]:
        """All continuations that are allowed, best first."""
        found = []
        logits = self._step(source, [beam.ids for beam in running])
        for beam, row in zip(running, logits, strict=True):
            logprobs = _log_softmax(row)
            gains = self._gains(source, row, logprobs, beam, ask, length, limit)
            found += [
                _Beam((*beam.ids, token), (*beam.logprobs, logprobs[token]), beam.total + gains[token])
                for token in np.flatnonzero(gains > -math.inf).tolist()
            ]
        return sorted(found, key=lambda beam: -beam.total)

    def _gains(
        self,
        source: Sequence[int],
        logits: Array,
        logprobs: Array,
        beam: _Beam,
        ask: Ask,
        length: int,
        limit: int,
    ) -> Array:
        forced = -1
        if length == 1:
            forced = ask.forced_bos
        if length == limit and self._spec.forced_eos is not None:
            forced = self._spec.forced_eos
        if forced >= 0:
            return _only(forced, 0.0, len(logits))
        if ask.uniforms:
            token = self._drawn(source, logits, beam.ids, ask, length)
            return _only(token, logprobs[token], len(logits))
        if ask.beam_size == 1:
            return self._processed(source, logits, beam.ids, ask, length) - (logits - logprobs).mean()
        gains = self._processed(source, logprobs, beam.ids, ask, length)
        return _log_softmax(gains) if self._spec.renormalizes else gains

    def _processed(
        self, source: Sequence[int], scores: Array, ids: Sequence[int], ask: Ask, length: int
    ) -> Array:
        """What a target starts from, the prompt of a decoder-only model, counts as said already."""
        history = [*(source if self._spec.start is None else [self._spec.start]), *ids]
        scores = scores.copy()
        for token in set(history):
            factor = ask.repetition_penalty if scores[token] < 0 else 1 / ask.repetition_penalty
            scores[token] *= factor
        size = ask.no_repeat_ngram_size
        if size:
            tail = history[len(history) - size + 1 :] if size > 1 else []
            for place in range(len(history) - size + 1):
                if history[place : place + size - 1] == tail:
                    scores[history[place + size - 1]] = -math.inf
        if length - len(ask.target_prefix) <= ask.min_new_tokens:
            scores[list(self._spec.eos)] = -math.inf
        scores[list(self._spec.suppressed)] = -math.inf
        return scores

    def _drawn(self, source: Sequence[int], logits: Array, ids: Sequence[int], ask: Ask, length: int) -> int:
        """The first token, best first, at which the sum of probabilities passes the given number."""
        scores = self._processed(source, logits, ids, ask, length)
        probabilities = _filtered(scores, ask)
        reached = 0.0
        order = np.argsort(-scores, kind="stable").tolist()
        for token in order:
            reached += probabilities[token]
            if reached > ask.uniforms[length - len(ask.target_prefix) - 1]:
                return int(token)
        return int(order[0])

    @staticmethod
    def _is_done(
        running: Sequence[_Beam],
        finished: Sequence[tuple[float, _Beam]],
        ask: Ask,
        counted: int,
        longest: int,
    ) -> bool:
        if len(finished) < ask.beam_size:
            return False
        if ask.beam_size == 1 or ask.early_stopping == 1:
            return True
        never = ask.early_stopping == 2 and ask.length_penalty > 0
        best = running[0].total / (longest if never else counted) ** ask.length_penalty
        return best <= finished[-1][0]

    def _told(self, beam: _Beam, score: float, limit: int) -> Told:
        ids = list(beam.ids)
        cut = ids[-1] not in self._spec.eos or (self._spec.forced_eos is not None and len(ids) == limit)
        return Told(ids, list(beam.logprobs), score, int(cut))


def _filtered(scores: Array, ask: Ask) -> Array:
    """Temperature, then the ``top_k`` best, then the fewest best that reach ``top_p``."""
    scores = scores / ask.temperature
    order = np.argsort(-scores, kind="stable")
    if ask.top_k:
        scores[order[ask.top_k :]] = -math.inf
    probabilities = np.exp(scores - scores.max())
    probabilities /= probabilities.sum()
    if ask.top_p < 1:
        before = np.cumsum(probabilities[order]) - probabilities[order]
        probabilities[order[before >= ask.top_p]] = 0
    return np.asarray(probabilities / probabilities.sum())


def _only(token: int, gain: float, vocabulary: int) -> Array:
    gains = np.full(vocabulary, -math.inf)
    gains[token] = gain
    return gains


def _log_softmax(logits: Array) -> Array:
    shifted = logits - logits.max()
    return np.asarray(shifted - math.log(np.exp(shifted).sum()))
