# SPDX-License-Identifier: Apache-2.0
"""Documents from topic to topic: their throughput a token beside the same sentences sent alone, and what a long one costs.

The same sentences are sent as events of one sentence and as documents of 1 to 2,000 of them, whose sizes are drawn evenly by
their logarithm. Turns alternate; a turn lasts from the first call of the model until the last committed answer was read.
Then short events come at a steady rate, with and without one document of 2,000 sentences among them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import sys
from pathlib import Path
from typing import Any

from broker import Broker
from contestant import Contestant
from latency import Reader, send
from pipelines import contestants, job_settings, parser_of, read

MOST_SENTENCES = 2_000
BATCHES = 2
"""Batches of the document, by their median time, by which it may delay short events."""
SETTLE = 5.0
"""Seconds of short events before those that count, and before the document."""


def main() -> int:
    """Measures, prints, and writes the figures."""
    arguments = parse()
    work = Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    sentences = [source for source, _ in read(arguments)]
    documents = in_documents(sentences, random.Random(arguments.seed))
    (work / "texts.json").write_text(json.dumps(sentences))
    print(
        f"{len(sentences)} sentences, {len(documents)} documents of 1 to {max(map(len, documents))} of them, "
        f"{arguments.cores} cores, load {os.getloadavg()[0]:.1f}"
    )
    broker = Broker(work, arguments.partitions)
    running: list[Contestant] = []
    try:
        broker.create("alone", "documents", "milena.attention", "milena.dead-letters")
        broker.fill("alone", sentences)
        broker.fill("documents", [" ".join(document) for document in documents])
        running = contestants(arguments, broker)
        job = running[0]
        job.ask(op="configure", settings=job_settings(arguments))
        flow = Flow(broker, job, {"alone": len(sentences), "documents": len(documents)})
        throughput = throughputs(arguments, flow)
        delays = delay(arguments, broker, job, sentences)
    finally:
        for contestant in running:
            contestant.close()
        broker.close()
    if arguments.json:
        Path(arguments.json).write_text(
            json.dumps({"throughput": throughput, "delay": delays}, indent=1) + "\n"
        )
    return 0


def parse() -> argparse.Namespace:
    """The command line."""
    parser = parser_of("flow", __doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="pairs of turns")
    parser.add_argument("--rate", type=float, default=300, help="short events a second beside a document")
    parser.add_argument("--seconds", type=float, default=20, help="of them")
    parser.set_defaults(peers=[], quick=False)
    return parser.parse_args()


def in_documents(sentences: list[str], chance: random.Random) -> list[list[str]]:
    """All sentences in documents."""
    made = []
    start = 0
    while start < len(sentences):
        size = int(math.exp(chance.uniform(0, math.log(MOST_SENTENCES + 1))))
        made.append(sentences[start : start + size])
        start += size
    return made


class Flow:
    """Lets the job answer a topic."""

    def __init__(self, broker: Broker, job: Contestant, counts: dict[str, int]) -> None:
        self._broker = broker
        self._job = job
        self._counts = counts
        self._turns = 0

    def turn(self, topic: str) -> dict[str, Any]:
        """One turn; its figures."""
        self._turns += 1
        name = f"turn-{self._turns}"
        self._broker.create(name)
        self._job.ask(op="start", input=topic, output=name, application=name)
        _, end = self._broker.answers(name, self._counts[topic])
        figures = self._job.ask(op="stop")
        seconds = end - figures["first_call"]
        return {**figures, "seconds": seconds, "tokens_a_second": figures["source_tokens"] / seconds}


def throughputs(arguments: argparse.Namespace, flow: Flow) -> dict[str, Any]:
    """Turns of both kinds, one after the other."""
    for number in range(arguments.warm_up):
        figures = flow.turn("alone" if number % 2 else "documents")
        share = figures["compiler_seconds"] / figures["seconds"]
        print(
            f"   warming up: {figures['tokens_a_second']:,.0f} tokens/s, the compiler took {share:.0%} of the time"
        )
        if share < 0.05 and number > 1:
            break
    turns: dict[str, list[dict[str, Any]]] = {"alone": [], "documents": []}
    for repetition in range(arguments.repetitions):
        for topic in sorted(turns, reverse=bool(repetition % 2)):
            turns[topic].append(flow.turn(topic))
    ratios = [
        ours["tokens_a_second"] / theirs["tokens_a_second"]
        for ours, theirs in zip(turns["documents"], turns["alone"], strict=True)
    ]
    for topic, all_turns in turns.items():
        speeds = sorted(turn["tokens_a_second"] for turn in all_turns)
        first = all_turns[0]
        print(
            f"   {topic:10} {statistics.median(speeds):8,.0f} source tokens/s ({speeds[0]:,.0f}-{speeds[-1]:,.0f}), "
            f"{first['source_tokens']:,} tokens, {first['batched_texts'] / first['batches']:.0f} texts a batch"
        )
    print(f"   documents are {statistics.median(ratios):.3f} times as fast a token")
    return {"turns": turns, "ratios": ratios, "median": statistics.median(ratios)}


def delay(
    arguments: argparse.Namespace, broker: Broker, job: Contestant, sentences: list[str]
) -> list[dict[str, Any]]:
    """Short events at a steady rate, without and with a document."""
    count = int(arguments.rate * (SETTLE + arguments.seconds))
    due = [index / arguments.rate for index in range(count)]
    texts = [sentences[index % len(sentences)] for index in range(count)]
    document = int(arguments.rate * SETTLE)
    rows = []
    for number in range(2 * arguments.repetitions):
        has_document = bool(number % 2)
        events = list(texts)
        if has_document:
            events[document] = " ".join(sentences[:MOST_SENTENCES])
        topic = f"short-{number}"
        broker.create(topic, f"{topic}-out")
        job.ask(op="start", input=topic, output=f"{topic}-out", application=topic)
        reader = Reader(broker, f"{topic}-out", "read_uncommitted", count)
        begin = send(broker, topic, events, due, 5)
        reader.join()
        job.ask(op="stop")
        seen = reader.seen()
        answered = seen[document] - begin
        until = answered if has_document else SETTLE + arguments.seconds
        waits = sorted(
            seen[event] - begin - due[event]
            for event in range(count)
            if event != document and SETTLE <= due[event] <= until
        )
        calls = [
            seconds
            for start, seconds in job.ask(op="calls")["calls"]
            if begin + (due[document] if has_document else SETTLE) <= start <= begin + until
        ]
        row = {
            "document": has_document,
            "document_seconds": answered - due[document] if has_document else None,
            "events": len(waits),
            "median_call_seconds": statistics.median(calls),
            **{
                name: waits[min(len(waits) - 1, int(part * len(waits)))]
                for name, part in (("p50", 0.5), ("p99", 0.99))
            },
            "most": waits[-1],
        }
        rows.append(row)
        beside = f"beside a document of {row['document_seconds']:.1f} s" if has_document else "alone"
        print(
            f"   {row['events']} short events {beside}: p50 {1000 * row['p50']:.0f} ms, p99 {1000 * row['p99']:.0f}, "
            f"most {1000 * row['most']:.0f}; a batch takes {1000 * row['median_call_seconds']:.0f}"
        )
    more = [
        (rows[i + 1]["p99"] - rows[i]["p99"]) / rows[i + 1]["median_call_seconds"]
        for i in range(0, len(rows), 2)
    ]
    print(f"   p99 beside a document is later by {statistics.median(more):.1f} batches ({BATCHES} asked)")
    return rows


if __name__ == "__main__":
    sys.exit(main())
