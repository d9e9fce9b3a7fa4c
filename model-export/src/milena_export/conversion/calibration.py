# SPDX-License-Identifier: Apache-2.0
"""Activation ranges of a model on real texts: for constant int8 scales, and for what 16-bit floats cannot hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tqdm import tqdm

from milena_export.conversion.graphs import trial
from milena_export.families.source import SourceModel
from milena_export.graph.numerics import IN, OUT, Numerics, Ranges, Recorder

PREFIX = "probe:"
NEAR_OVERFLOW = 65504 / 4
"""A quarter of the greatest 16-bit float: other texts may go further than those that were tried."""


@dataclass(frozen=True)
class Calibration:
    """Ranges, and which texts they come from."""

    ranges: Ranges
    texts: int
    sha256: str


def too_wide(found: Calibration) -> frozenset[str]:
    """Products whose inputs or outputs come near what 16-bit floats hold, as `Extremes` saw them."""
    return frozenset(
        name.removesuffix(IN).removesuffix(OUT)
        for name, (least, most) in found.ranges.items()
        if max(-least, most) > NEAR_OVERFLOW
    )


def calibrate(
    source: SourceModel,
    texts: Sequence[str],
    rows: Sequence[Sequence[int]],
    forced_bos: int = -1,
    recorder: Numerics | None = None,
) -> Calibration:
    """Decodes each text alone, greedily, so that neither padding nor finished neighbours widen a range."""
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    with trial(source, recorder or Recorder(), source.default_policy) as probed:
        for row in tqdm(rows, desc="calibrate", unit="text", disable=None):
            for name, values in probed.session.run([row], beam_size=1, forced_bos=forced_bos).items():
                if name.startswith(PREFIX):
                    key = name.removeprefix(PREFIX)
                    low[key] = min(low.get(key, 0.0), float(values[0]))
                    high[key] = max(high.get(key, 0.0), float(values[1]))
    digest = hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()
    return Calibration({name: (low[name], high[name]) for name in low}, len(texts), digest)
