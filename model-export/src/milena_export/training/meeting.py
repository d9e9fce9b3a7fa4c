# SPDX-License-Identifier: Apache-2.0
"""Where training processes wait for each other, over pipes.

A barrier of ``multiprocessing`` waits for ever when a process is killed inside it, since its lock dies locked; the
kernel closes a dead process's pipes, so here everybody else hears of it at once.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Protocol


class MeetingBrokenError(Exception):
    """One of the processes is gone."""


class Meeting(Protocol):
    """A point that all processes reach before any goes on."""

    def wait(self) -> None:
        """Waits for the others; raises ``MeetingBrokenError`` when one of them is gone."""


class Leader:
    """The first process's side: hears everybody, then lets everybody go on."""

    def __init__(self, others: list[Connection]) -> None:
        self._others = others

    def wait(self) -> None:
        """Waits for the others; raises ``MeetingBrokenError`` when one of them is gone."""
        try:
            for other in self._others:
                other.recv_bytes()
            for other in self._others:
                other.send_bytes(b"go")
        except (EOFError, OSError) as error:
            raise MeetingBrokenError("another process is gone") from error

    def close(self) -> None:
        """Ends the meeting: whoever waits or will wait hears that it is broken."""
        for other in self._others:
            other.close()


class Follower:
    """The side of every other process."""

    def __init__(self, leader: Connection) -> None:
        self._leader = leader

    def wait(self) -> None:
        """Waits for the others; raises ``MeetingBrokenError`` when the first process is gone."""
        try:
            self._leader.send_bytes(b"here")
            self._leader.recv_bytes()
        except (EOFError, OSError) as error:
            raise MeetingBrokenError("the first process is gone") from error

    def close(self) -> None:
        """Drops this side, in a process that only handed it on."""
        self._leader.close()
