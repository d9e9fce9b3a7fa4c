# SPDX-License-Identifier: Apache-2.0
"""What it costs to divide a job among processes: the same events and cores, one instance and several, in turns.

The instances of a job share the engine's threads, divide the partitions among them, and wait until all of that is settled;
then the topic is filled. On one machine this shows the price of an instance; what a second machine adds it cannot show.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from broker import Broker
from contestant import Contestant
from pipelines import job, job_settings, parser_of, read, source_lengths

SETTLED = 5
"""Seconds in which a group divides its partitions."""


def main() -> int:
    """Prints a row for each number of instances."""
    parser = parser_of("instances", __doc__)
    parser.add_argument("--instances", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    work = Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    texts = [source for source, _ in read(arguments)]
    tokens = sum(source_lengths(arguments.checkpoint, texts))
    broker = Broker(work, arguments.partitions)
    groups: dict[int, list[Contestant]] = {}
    turns: dict[int, list[dict[str, float]]] = {count: [] for count in arguments.instances}
    try:
        broker.create("milena.attention", "milena.dead-letters")
        for count in arguments.instances:
            groups[count] = [start(arguments, broker, count, index) for index in range(count)]
        for repetition in range(arguments.warm_up + arguments.repetitions):
            for count, group in groups.items():
                figures = turn(group, broker, f"{count}-{repetition}", texts, tokens)
                if repetition >= arguments.warm_up:
                    turns[count].append(figures)
    finally:
        for group in groups.values():
            for instance in group:
                instance.close()
        broker.close()
    rows: list[dict[str, Any]] = []
    print(f"   {'instances':>9} {'source tok/s':>13} {'cpu s/1,000':>11} {'broker':>6}")
    for count, measured in turns.items():
        row = {name: statistics.median(figures[name] for figures in measured) for name in measured[0]}
        rows.append({"instances": count, **row})
        print(f"   {count:9} {row['tokens_a_second']:13,.0f} {row['cpu']:11.3f} {row['broker_cpu']:6.3f}")
    if arguments.json:
        report = {"events": len(texts), "source_tokens": tokens, "cores": arguments.cores, "rows": rows}
        Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")
    return 0


def start(arguments: Any, broker: Broker, count: int, index: int) -> Contestant:
    """One of ``count`` processes, with its share of the engine's threads."""
    name = f"instance-{count}-{index}"
    environment = {"CLASSPATH": os.environ["MILENA_CLASSPATH"]}
    log = Path(arguments.work) / f"{name}.log"
    instance = Contestant(name, job(arguments, broker, name), environment, log)
    threads = str(max(1, arguments.cores // count))
    instance.ask(op="configure", settings=job_settings(arguments) | {"milena.engine.threads": threads})
    return instance


def turn(
    group: list[Contestant], broker: Broker, name: str, texts: list[str], tokens: int
) -> dict[str, float]:
    """All instances answer all events together."""
    topic = f"instances-{name}"
    broker.create(topic, f"{topic}-out")
    request = {"op": "start", "input": topic, "output": f"{topic}-out", "application": topic}
    with ThreadPoolExecutor(len(group)) as together:
        list(together.map(lambda instance: instance.ask(**request), group))
    time.sleep(SETTLED)
    before = broker.cpu_seconds()
    broker.fill(topic, texts)
    _, end = broker.answers(f"{topic}-out", len(texts))
    spent = broker.cpu_seconds() - before
    figures = [instance.ask(op="stop") for instance in group]
    seconds = end - min(figure["first_call"] for figure in figures)
    return {
        "tokens_a_second": tokens / seconds,
        "cpu": 1000 * sum(figure["cpu_seconds"] for figure in figures) / tokens,
        "broker_cpu": 1000 * spent / tokens,
    }


if __name__ == "__main__":
    sys.exit(main())
