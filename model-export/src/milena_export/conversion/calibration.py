# SPDX-License-Identifier: Apache-2.0
"""Activation ranges of a model on real texts: for constant int8 scales, and for what 16-bit floats cannot hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tqdm import tqdm

from milena_export.conversion.graphs import trial
from milena_export.families.source import SourceModel
from milena_export.graph.layers import Array
from milena_export.graph.numerics import IN, OUT, Numerics, Ranges, Recorder
from milena_export.graph.smoothing import Channels

PREFIX = "probe:"
NEAR_OVERFLOW = 65504 / 4
"""A quarter of the greatest 16-bit float: other texts may go further than those that were tried."""


@dataclass(frozen=True)
class Calibration:
    """What each channel of each product's input was at least and at most, and on which texts."""

    channels: Channels
    texts: int
    sha256: str

    @property
    def described(self) -> dict[str, Any]:
        """The manifest's ``calibration``."""
        return {"texts": self.texts, "sha256": self.sha256}


def ranges_of(channels: Channels) -> Ranges:
    """The range of all channels together."""
    return {name: (float(low.min()), float(high.max())) for name, (low, high) in channels.items()}


def too_wide(found: Calibration) -> frozenset[str]:
    """Products whose inputs or outputs come near what 16-bit floats hold, as `Extremes` saw them."""
    return frozenset(
        name.removesuffix(IN).removesuffix(OUT)
        for name, (least, most) in ranges_of(found.channels).items()
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
    low: dict[str, Array] = {}
    high: dict[str, Array] = {}
    with trial(source, recorder or Recorder(), source.default_policy) as probed:
        for row in tqdm(rows, desc="calibrate", unit="text", disable=None):
            for name, values in probed.session.run([row], beam_size=1, forced_bos=forced_bos).items():
                if name.startswith(PREFIX):
                    key = name.removeprefix(PREFIX)
                    low[key] = np.minimum(low.get(key, np.float32(0)), values[0])
                    high[key] = np.maximum(high.get(key, np.float32(0)), values[1])
    digest = hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()
    return Calibration({name: (low[name], high[name]) for name in low}, len(texts), digest)
