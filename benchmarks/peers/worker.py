# SPDX-License-Identifier: Apache-2.0
"""The protocol between the comparison and its contestants.

A contestant is a process that reads one JSON object a line and answers each with one: `configure` (load the model with
these settings and run once, unmeasured), `run` (translate all texts once and say how long it took), `outputs` (what it
translated last). While another contestant runs, it waits for a line and takes no processor time.
"""

from __future__ import annotations

import json
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Settings:
    """How a contestant runs: each is measured with the settings that suit it best."""

    batch_tokens: int
    """Most padded source tokens in a batch."""
    threads: int
    """Threads of one call."""
    calls: int
    """Calls at the same time."""


class Peer(ABC):
    """A contestant in this process."""

    @abstractmethod
    def configure(self, settings: Settings) -> None:
        """Loads the model anew."""

    @abstractmethod
    def translate(self) -> list[list[int]]:
        """Translates every text; the ids of each, in their order, without start and end."""


def serve(peer: Peer, limit: int) -> None:
    """Answers until standard input ends.

    Args:
        peer: what to measure.
        limit: most target tokens of a text, its end token included, which its ids do not hold.
    """
    replies = sys.stdout
    sys.stdout = sys.stderr
    last: list[list[int]] = []
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        reply: dict[str, Any] = {}
        if request["op"] == "configure":
            peer.configure(Settings(**request["settings"]))
            last = peer.translate()
        elif request["op"] == "run":
            begin, processor = time.perf_counter(), time.process_time()
            last = peer.translate()
            reply = {
                "seconds": time.perf_counter() - begin,
                "cpu_seconds": time.process_time() - processor,
                "target_tokens": sum(min(len(ids) + 1, limit) for ids in last),
            }
        elif request["op"] == "outputs":
            reply = {"ids": last}
        print(json.dumps(reply), file=replies, flush=True)


def read_sources(path: str) -> list[list[int]]:
    """Source ids of each text, end token included."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def batches(sources: list[list[int]], batch_tokens: int) -> list[list[int]]:
    """Indexes of texts of like length, at most so many padded tokens a batch, long texts first."""
    order = sorted(range(len(sources)), key=lambda index: -len(sources[index]))
    packed: list[list[int]] = []
    for index in order:
        if packed and (len(packed[-1]) + 1) * len(sources[packed[-1][0]]) <= batch_tokens:
            packed[-1].append(index)
        else:
            packed.append([index])
    return packed
