# SPDX-License-Identifier: Apache-2.0
"""Tells a fault from rounding, where a bundle and its reference lie apart.

A model with large activations turns the rounding of one addition into a difference that anybody can see: the same
checkpoint in 32-bit and in 64-bit floats answers with other log-probabilities. No graph can be nearer to such a
reference than the reference is to itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from milena_export.bundle.session import Hypothesis
from milena_export.conversion.reference import Forced, Reference, Start

ROUNDING = 4.0
"""How many times the reference's own rounding a bundle may be off, in the furthest text and on average."""


@dataclass(frozen=True)
class Gap:
    """How far two runs over one target lie apart: largest differences over its tokens."""

    logprobs: float
    attention: float

    @property
    def furthest(self) -> float:
        """The larger of both."""
        return max(self.logprobs, self.attention)


def apart(forced: Forced, other: Hypothesis | Forced, policy: Mapping[str, Any]) -> Gap:
    """How far a run of the reference is from a bundle's answer or from another run, by the bundle's alignment policy."""
    theirs = _attention(other, policy) if isinstance(other, Forced) else other.attention
    return Gap(
        float(np.abs(forced.logprobs - other.logprobs).max()),
        float(np.abs(_attention(forced, policy) - theirs).max()),
    )


def _attention(forced: Forced, policy: Mapping[str, Any]) -> Any:
    own = forced.attention[policy["layer"]][policy["heads"]].mean(axis=0)
    return own / own.sum(axis=1, keepdims=True)  # a prompt's part only, where an answer goes on from it


@dataclass(frozen=True)
class Rounding:
    """What the 64-bit reference says of texts for which bundle and 32-bit reference lie apart.

    Attributes:
        bundle: how far the bundle is from it, a text each.
        reference: how far the 32-bit reference is from it, a text each.
    """

    bundle: list[Gap]
    reference: list[Gap]

    @classmethod
    def of(
        cls,
        reference: Reference,
        rows: Sequence[Sequence[int]],
        starts: Sequence[Start],
        answers: Sequence[Hypothesis],
        chosen: Sequence[int],
        policy: Mapping[str, Any],
    ) -> Rounding:
        """Runs the chosen texts' answers through the reference in both widths."""
        asked = (
            [rows[i] for i in chosen],
            [starts[i] for i in chosen],
            [answers[i].ids for i in chosen],
        )
        usual, exact = dict(reference.force(*asked)), dict(reference.exact.force(*asked))
        places = range(len(chosen))
        return cls(
            [apart(exact[place], answers[chosen[place]], policy) for place in places],
            [apart(exact[place], usual[place], policy) for place in places],
        )

    def explains(self, kind: str) -> bool:
        """Whether the bundle is about as far from the exact values as the reference in 32 bits."""
        bundle, reference = self._of(kind)
        return bool(
            bundle.max() <= ROUNDING * reference.max() and bundle.mean() <= ROUNDING * reference.mean()
        )

    def explained(self, kind: str) -> str:
        """Both distances, for a person."""
        bundle, reference = self._of(kind)
        return (
            f"over {len(bundle)} texts the bundle is up to {bundle.max():.1e} from the reference in 64 bits, "
            f"on average {bundle.mean():.1e}; the reference in 32 bits {reference.max():.1e}, {reference.mean():.1e}"
        )

    def _of(self, kind: str) -> tuple[Any, Any]:
        return (
            np.array([getattr(each, kind) for each in self.bundle]),
            np.array([getattr(each, kind) for each in self.reference]),
        )
