# SPDX-License-Identifier: Apache-2.0
"""A rival in a process of its own, which waits for its turn without taking processor time."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any


class Contestant:
    """A process that translates when it is told to."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name = name
        self.settings: dict[str, Any] = {}
        self.sweep: list[dict[str, Any]] = []
        self.turns: list[dict[str, Any]] = []
        self._log = log
        self._process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Sends a request and waits for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        if not reply:
            raise SystemExit(f"{self.name} ended; its log: {self._log.read_text()[-2000:]}")
        return json.loads(reply)

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


def java(main_class: str, *arguments: str) -> list[str]:
    """The command of a class of the benchmarks; its class path comes by the environment."""
    home = os.environ.get("JAVA_HOME")
    return [
        str(Path(home) / "bin/java") if home else "java",
        "-Dlogback.configurationFile=benchmark-logback.xml",
        f"dev.milena.benchmarks.{main_class}",
        *arguments,
    ]
