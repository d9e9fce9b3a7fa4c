# SPDX-License-Identifier: Apache-2.0
"""How long an event takes from the moment it should have been sent until its answer is read, at fixed rates.

Arrivals are drawn beforehand and nothing slows them down: an event that is sent late counts from when it was due, so a
pause shows in every event that it delays. Two readers take the time, one that sees answers at once (read_uncommitted) and
one that sees what is committed. Rates are shares of the capacity, which is measured first: events are sent faster than
they can be answered, by the same sender and with the same readers, whose work on this machine counts, too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from broker import SCHEMAS, Broker, SingleObjectCodec
from confluent_kafka import Consumer, Producer, TopicPartition
from contestant import Contestant
from pipelines import Laboratory, contestants, job_settings, parser_of, read, source_lengths, warm_up

PATIENCE = 60
BATCHES = 3
"""Median batch times that the greatest latencies may take, with linger and poll on top."""
LINGER_AND_POLL = 0.005 + 0.005
"""Seconds, of the shipped settings."""
IDLE = 0.020
"""Seconds that a single event may take beyond the engine's own time."""


def main() -> int:
    """Measures; 1 when an answer is missing or came twice."""
    arguments = parse()
    work = Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    texts = [source for source, _ in read(arguments)]
    (work / "texts.json").write_text(json.dumps(texts))
    lengths = source_lengths(arguments.checkpoint, texts)
    broker = Broker(work, arguments.partitions)
    running: list[Contestant] = []
    try:
        broker.create("many", "milena.attention", "milena.dead-letters")
        broker.fill("many", texts)
        running = contestants(arguments, broker)
        ours = running[0]
        preloaded = warm(arguments, ours, Laboratory(broker, lengths, 1))
        print(
            f"   {'':22} {'events/s':>8} {'median batch':>12} {'texts':>5} | uncommitted {'p50':>6} {'p99':>6} {'p99.9':>6} "
            f"{'bound':>6} | committed {'p50':>6} {'p99':>6} {'p99.9':>6} ms"
        )
        too_much = None
        capacity = arguments.capacity
        if capacity is None:
            too_much = loaded(arguments, ours, broker, texts, 1.0, preloaded, "more than it can")
            capacity = too_much["answers_a_second"]
        print(f"   capacity {capacity:,.0f} events/s ({preloaded:,.0f} with nothing but the job)")
        rows = [
            loaded(arguments, ours, broker, texts, share, capacity * share, f"{share:.0%} load")
            for share in arguments.shares
        ]
        ours.ask(op="configure", settings=ours.settings | {"processing.guarantee": "at_least_once"})
        once = [
            loaded(arguments, ours, broker, texts, share, capacity * share, f"{share:.0%} load, once or more")
            for share in arguments.once_or_more
        ]
        idle = loaded(
            arguments,
            ours,
            broker,
            texts[: arguments.singles],
            None,
            arguments.idle_rate,
            "alone, once or more",
        )
        over = idle["uncommitted"]["p50"] - idle["median_call_seconds"]
        print(
            f"   an event alone, at least once: p50 {1000 * over:.1f} ms beyond the engine's "
            f"{1000 * idle['median_call_seconds']:.1f} ms ({'within' if over <= IDLE else 'MORE THAN'} {1000 * IDLE:.0f})"
        )
    finally:
        for contestant in running:
            contestant.close()
        broker.close()
    if arguments.json:
        report = {
            "preloaded_events_a_second": preloaded,
            "capacity_events_a_second": capacity,
            "too_much": too_much,
            "rows": rows,
            "at_least_once": once,
            "idle": idle,
        }
        Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")
    return 0


def parse() -> argparse.Namespace:
    """The command line."""
    parser = parser_of("latency", __doc__)
    parser.add_argument(
        "--capacity", type=float, help="events a second, where they are known: settings compare at equal rates"
    )
    parser.add_argument("--shares", type=float, nargs="+", default=[0.25, 0.5, 0.75], help="of the capacity")
    parser.add_argument(
        "--once-or-more",
        type=float,
        nargs="*",
        default=[0.5],
        help="shares measured under at_least_once, too",
    )
    parser.add_argument("--seconds", type=float, default=30, help="of each rate, those that count")
    parser.add_argument(
        "--settle",
        type=float,
        default=40,
        help="seconds before those: each rate has a new application, which starts",
    )
    parser.add_argument("--singles", type=int, default=100, help="events sent alone")
    parser.add_argument("--idle-rate", type=float, default=4, help="of those, events a second")
    parser.set_defaults(peers=[], repetitions=0, quick=False)
    return parser.parse_args()


def warm(arguments: argparse.Namespace, ours: Contestant, lab: Laboratory) -> float:
    """Warms the job up; events a second with a topic that was filled beforehand."""
    ours.settings = job_settings(arguments)
    ours.ask(op="configure", settings=ours.settings)
    warm_up(ours, lab, arguments.warm_up)
    return arguments.texts / lab.turn(ours)["seconds"]


def loaded(
    arguments: argparse.Namespace,
    ours: Contestant,
    broker: Broker,
    texts: list[str],
    share: float | None,
    rate: float,
    name: str,
) -> dict[str, Any]:
    """Sends events at a mean rate; even gaps where ``share`` is None, else at random (a Poisson process)."""
    chance = random.Random(arguments.seed)
    if share is None:
        due = [index / rate for index in range(len(texts))]
        events = texts
    else:
        gaps = (chance.expovariate(rate) for _ in itertools.count())
        last = arguments.settle + arguments.seconds
        due = list(itertools.takewhile(lambda at: at < last, itertools.accumulate(gaps)))
        events = [texts[index % len(texts)] for index in range(len(due))]
    topic = f"rate-{name.replace(' ', '-').replace('%', '').replace(',', '')}"
    broker.create(topic, f"{topic}-out")
    ours.ask(op="start", input=topic, output=f"{topic}-out", application=topic)
    readers = [
        Reader(broker, f"{topic}-out", level, len(events)) for level in ("read_uncommitted", "read_committed")
    ]
    # Kafka's own default under load; a lone event has nothing to wait for
    begin = send(broker, topic, events, due, 0 if share is None else 5)
    for reader in readers:
        reader.join()
    figures = ours.ask(op="stop")
    row: dict[str, Any] = {
        "name": name,
        "share": share,
        "events": len(events),
        "events_a_second": rate,
        "answers_a_second": steady(readers[0], begin + arguments.settle),
        **figures,
    }
    for reader in readers:
        waits = sorted(
            at - begin - due[event]
            for event, at in reader.seen().items()
            if share is None or due[event] >= arguments.settle
        )
        row[reader.level.removeprefix("read_")] = {
            label: waits[min(len(waits) - 1, int(part * len(waits)))]
            for label, part in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999))
        }
    row["bound"] = BATCHES * figures["median_call_seconds"] + LINGER_AND_POLL
    show(row)
    return row


def steady(reader: Reader, start: float) -> float:
    """Answers a second from then on; 0 where they all came before."""
    times = [at for at in reader.seen().values() if at >= start]
    return len(times) / (max(times) - start) if times else 0.0


def show(row: dict[str, Any]) -> None:
    """Prints a row, times in milliseconds."""

    def times(kind: str) -> str:
        return " ".join(f"{1000 * row[kind][label]:6.0f}" for label in ("p50", "p99", "p99.9"))

    print(
        f"   {row['name']:22} {row['events_a_second']:8.0f} {1000 * row['median_call_seconds']:12.1f} "
        f"{row['batched_texts'] / row['batches']:5.1f} | {'':11} {times('uncommitted')} {1000 * row['bound']:6.0f} "
        f"| {'':9} {times('committed')}"
    )


def send(broker: Broker, topic: str, events: list[str], due: list[float], linger: int) -> float:
    """Sends each event when it is due, ``linger`` milliseconds later at most; when that clock began."""
    codec = SingleObjectCodec(SCHEMAS, "dev.milena.schemas.TextEvent")
    values = [codec.encode({"text": text}) for text in events]
    producer = Producer({"bootstrap.servers": broker.address, "linger.ms": linger})
    begin = time.monotonic() + 0.5
    for index, (value, at) in enumerate(zip(values, due, strict=True)):
        wait = begin + at - time.monotonic()
        if wait > 0:
            producer.poll(0)
            time.sleep(max(0.0, begin + at - time.monotonic()))
        producer.produce(topic, key=str(index), value=value)
    if producer.flush(PATIENCE):
        raise SystemExit(f"not every event was acknowledged within {PATIENCE} s")
    return begin


class Reader(threading.Thread):
    """Notes when it sees each answer."""

    def __init__(self, broker: Broker, topic: str, level: str, count: int) -> None:
        super().__init__(daemon=True)
        self.level = level
        self._count = count
        self._topic = topic
        self._at: dict[int, float] = {}
        self._problem: str | None = None
        self._consumer = Consumer(
            {
                "bootstrap.servers": broker.address,
                "group.id": f"latency-{level}",
                "isolation.level": level,
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 100,
            }
        )
        self._consumer.assign([TopicPartition(topic, partition, 0) for partition in range(broker.partitions)])
        self.start()

    def run(self) -> None:
        """Reads until every answer was seen, or none came for a while."""
        last = time.monotonic()
        while len(self._at) < self._count:
            message = self._consumer.poll(0.1)
            if message is not None and not message.error():
                last = time.monotonic()
                event = int(message.key())
                if event in self._at:
                    self._problem = f"{self._topic}: event {event} was answered twice"
                self._at[event] = last
            if time.monotonic() > last + PATIENCE:
                self._problem = (
                    f"{self._topic}: {len(self._at)} of {self._count} answers, then none for {PATIENCE} s"
                )
                break
        self._consumer.close()

    def seen(self) -> dict[int, float]:
        """When each event's answer was seen."""
        if self._problem:
            raise SystemExit(self._problem)
        return self._at


if __name__ == "__main__":
    sys.exit(main())
