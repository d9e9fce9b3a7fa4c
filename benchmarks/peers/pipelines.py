# SPDX-License-Identifier: Apache-2.0
"""From topic to topic, exactly once: Milena's job beside its peers, on the same broker, in turns.

Every contestant and the broker are processes of their own. A turn lasts from its first call of the
model (the clock is the machine's) until a read_committed consumer has seen the last answer; how long an application takes
to join its group is left out. In a turn of its own, Milena's engine alone answers the same
texts, sorted by length, while the broker is idle: what the machine can do at most. The run fails when an event is answered
twice, or the peers' answers are not as good as Milena's.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import random
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from broker import ROOT, SCHEMAS, Broker, SingleObjectCodec
from contestant import Contestant, java

HERE = Path(__file__).resolve().parent
CHRF_APART = 0.5
WARM = 0.05
"""Share of the time that a warm Java process spends on compiling, at most."""
OURS, ENGINE, ONE = "milena", "engine alone", "one at a time"
PYTHON, PYTHON_ATTENTION = "python, ctranslate2", "python, ctranslate2, attention"
PEERS = [ENGINE, ONE, PYTHON, PYTHON_ATTENTION]
LENGTHS = "only texts of so many source tokens"


def main() -> int:
    """Runs the comparison; 1 when the work was not the same."""
    arguments = parse()
    work = Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    pairs = read(arguments)
    few = max(1, int(len(pairs) * arguments.few))
    texts = [source for source, _ in pairs]
    (work / "texts.json").write_text(json.dumps(texts))
    lengths = source_lengths(arguments.checkpoint, texts)
    print(
        f"{len(pairs)} events, {sum(lengths)} source tokens, {arguments.partitions} partitions, "
        f"{arguments.cores} cores, load {os.getloadavg()[0]:.1f}"
    )
    broker = Broker(work, arguments.partitions)
    running: list[Contestant] = []
    try:
        broker.create("many", "few", "milena.attention", "milena.dead-letters")
        broker.fill("many", texts)
        broker.fill("few", texts[:few])
        running = contestants(arguments, broker)
        lab = Laboratory(broker, lengths, few)
        for contestant in running:
            choose(arguments, contestant, lab)
        for repetition in range(arguments.repetitions):
            for contestant in running if repetition % 2 == 0 else reversed(running):
                contestant.turns.append(lab.turn(contestant))
        outputs = {name: values for name, values in lab.last.items() if name != ENGINE}
    finally:
        for contestant in running:
            contestant.close()
        broker.close()
    rows = table(running)
    problems = differences(outputs, [target for _, target in pairs])
    for problem in problems:
        print(f"NOT THE SAME WORK: {problem}")
    if arguments.json:
        report = {
            "events": len(pairs),
            "source_tokens": sum(lengths),
            "partitions": arguments.partitions,
            "cores": arguments.cores,
            "rows": rows,
            "problems": problems,
        }
        Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")
    return 1 if problems else 0


def parser_of(name: str, description: str | None) -> argparse.ArgumentParser:
    """What every benchmark from topic to topic is told."""
    parser = argparse.ArgumentParser(
        prog=f"benchmarks/{name}",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description=(description or "").split("\n", maxsplit=1)[0],
    )
    parser.add_argument("--corpus", required=True, help="tab-separated pairs, .tsv or .tsv.xz")
    parser.add_argument("--checkpoint", default=str(ROOT / "models/checkpoints/en-de"))
    parser.add_argument("--bundle", default=str(ROOT / "models/en-de"), help="the shipped int8 bundle of it")
    parser.add_argument("--texts", type=int, default=40_000, help="events; the corpus is taken several times")
    parser.add_argument("--lengths", type=int, nargs=2, metavar=("LEAST", "MOST"), help=LENGTHS)
    parser.add_argument(
        "--warm-up", type=int, default=12, help="turns of each that do not count, at most: Java compiles"
    )
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument(
        "--set", nargs="+", default=[], metavar="KEY=VALUE", help="settings of the job, over the shipped ones"
    )
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--max-new-tokens", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", help="writes every figure there")
    parser.add_argument(
        "--work", required=True, help="folder for converted models, logs and the broker; kept"
    )
    return parser


def parse() -> argparse.Namespace:
    """The command line."""
    parser = parser_of("pipeline", __doc__)
    parser.add_argument("--few", type=float, default=0.125, help="share of them for one event at a time")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS, help="beside milena")
    parser.add_argument("--quick", action="store_true", help="12,000 events, 3 repetitions, a smaller choice")
    if "--quick" in sys.argv:
        parser.set_defaults(texts=12_000, repetitions=3)
    return parser.parse_args()


def read(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """Real pairs in random order: corpora are often sorted by length, which no stream is."""
    opener = lzma.open if arguments.corpus.endswith(".xz") else open
    with opener(arguments.corpus, "rt", encoding="utf-8") as lines:
        pairs = sorted(dict(line.rstrip("\n").split("\t")[:2] for line in lines).items())
    if arguments.lengths:
        least, most = arguments.lengths
        tokens = source_lengths(arguments.checkpoint, [source for source, _ in pairs])
        pairs = [pair for pair, length in zip(pairs, tokens, strict=True) if least <= length <= most]
    chance = random.Random(arguments.seed)
    passes = itertools.chain.from_iterable(chance.sample(pairs, len(pairs)) for _ in itertools.count())
    return list(itertools.islice(passes, arguments.texts))


def source_lengths(checkpoint: str, texts: list[str]) -> list[int]:
    """Source tokens of each text, end token included."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(str(Path(checkpoint) / "source.spm"))
    return [len(ids) + 1 for ids in pieces.encode(texts)]


def contestants(arguments: argparse.Namespace, broker: Broker) -> list[Contestant]:
    """Starts the processes."""
    work = Path(arguments.work)
    search = ["--beam", str(arguments.beam), "--max-new-tokens", str(arguments.max_new_tokens)]
    commands = {
        OURS: job(arguments, broker, "milena"),
        ENGINE: java(
            "EngineContestant", "--bundle", arguments.bundle, "--texts", str(work / "texts.json"), *search
        ),
        ONE: [*job(arguments, broker, "one"), "--one-at-a-time"],
        PYTHON: [
            *(sys.executable, str(HERE / "pipeline_peer.py"), "--bootstrap", broker.address),
            *("--checkpoint", arguments.checkpoint, "--quantization", "int8", "--work", str(work), *search),
        ],
    }
    commands[PYTHON_ATTENTION] = [*commands[PYTHON], "--attention"]
    environment = {"CLASSPATH": os.environ["MILENA_CLASSPATH"], "OMP_NUM_THREADS": str(arguments.cores)}
    return [
        Contestant(
            name, command, environment, work / f"pipeline-{name.replace(', ', '-').replace(' ', '-')}.log"
        )
        for name, command in commands.items()
        if name == OURS or name in arguments.peers
    ]


def job(arguments: argparse.Namespace, broker: Broker, name: str) -> list[str]:
    """The command of Milena's job, with a folder of its own for its state."""
    state = Path(arguments.work) / name
    shutil.rmtree(state, ignore_errors=True)
    return java(
        "PipelineContestant",
        *("--bundle", arguments.bundle, "--bootstrap", broker.address, "--work", str(state)),
    )


class Laboratory:
    """Gives contestants their turns."""

    def __init__(self, broker: Broker, lengths: list[int], few: int) -> None:
        self._broker = broker
        self._lengths = lengths
        self._counts = {"many": len(lengths), "few": few}
        self._number = 0
        self.last: dict[str, list[bytes]] = {}

    def turn(self, contestant: Contestant) -> dict[str, Any]:
        """One turn; its figures."""
        if contestant.name == ENGINE:
            reply = contestant.ask(op="run")
            return {"tokens_a_second": sum(self._lengths) / reply["seconds"], **reply}
        self._number += 1
        topic = "few" if contestant.name == ONE else "many"
        name = f"turn-{self._number}"
        self._broker.create(name)
        broker = self._broker.cpu_seconds()
        contestant.ask(op="start", input=topic, output=name, application=name)
        answers, end = self._broker.answers(name, self._counts[topic])
        broker = self._broker.cpu_seconds() - broker
        figures = contestant.ask(op="stop")
        self.last[contestant.name] = answers
        seconds = end - figures["first_call"]
        thousands = sum(self._lengths[: self._counts[topic]]) / 1000
        return {
            "seconds": seconds,
            "tokens_a_second": 1000 * thousands / seconds,
            "cpu_seconds_a_thousand": figures["cpu_seconds"] / thousands,
            "broker_cpu_seconds_a_thousand": broker / thousands,
            **figures,
        }


def choose(arguments: argparse.Namespace, contestant: Contestant, lab: Laboratory) -> None:
    """Finds the settings that suit a peer best; Milena keeps those it ships with."""
    cores = arguments.cores
    chunks = (1024, 4096) if arguments.quick else (512, 1024, 2048, 4096)
    python = [
        {"chunk": chunk, "batch_tokens": tokens, "threads": 1, "calls": cores}
        for chunk in chunks
        for tokens in (1024, 2048)
    ]
    ways: list[dict[str, Any]] = {
        OURS: [job_settings(arguments)],
        ENGINE: [
            {"batch_tokens": tokens, "threads": threads, "calls": calls}
            for tokens in (1024, 2048)
            for threads, calls in ((cores, 1), (1, cores))
        ],
        ONE: [
            {"milena.engine.threads": str(threads), "milena.engine.calls": str(calls), **streams}
            for threads, calls in ((cores, 1), (1, cores))
            for streams in [{"num.stream.threads": str(calls), "milena.beam.size": str(arguments.beam)}]
        ],
        PYTHON: python,
        PYTHON_ATTENTION: python,
    }[contestant.name]
    print(f"   {contestant.name:30}", end="", flush=True)
    best = 0.0
    for settings in ways:
        contestant.ask(op="configure", settings=settings)
        speed = lab.turn(contestant)["tokens_a_second"]
        print(f" {'/'.join(str(value) for value in settings.values())}:{speed:,.0f}", end="", flush=True)
        if speed > best:
            best, contestant.settings = speed, settings
    print()
    contestant.ask(op="configure", settings=contestant.settings)
    warm_up(contestant, lab, arguments.warm_up)


def job_settings(arguments: argparse.Namespace) -> dict[str, str]:
    """What the job is set to over what it ships with."""
    given = dict(setting.split("=", maxsplit=1) for setting in arguments.set)
    return {"milena.beam.size": str(arguments.beam), **given}


def warm_up(contestant: Contestant, lab: Laboratory, most: int) -> None:
    """Turns that do not count, until Java's compiler takes little of them: a job lives for weeks, and this is its start."""
    for number in range(most):
        figures = lab.turn(contestant)
        share = figures.get("compiler_seconds", 0.0) / figures["seconds"]
        if share:
            speed = f"{figures['tokens_a_second']:,.0f} tokens/s"
            print(f"      warming up: {speed}, the compiler took {share:.0%} of the time")
        if share < WARM and number > 0:
            return


def table(running: list[Contestant]) -> list[dict[str, Any]]:
    """Prints and returns a row a contestant."""
    ours = running[0]
    rows = []
    print(
        f"   {'':30} {'source tok/s':>13} {'spread':>13} {'cpu s/1,000':>11} {'broker':>6} {'in a call':>9} "
        f"{'texts a batch':>13} {'padding':>7} {'full':>6} {'wasted':>6} {'milena is':>9}"
    )
    for contestant in running:
        turns = contestant.turns
        speeds = sorted(turn["tokens_a_second"] for turn in turns)
        ratios = [
            our["tokens_a_second"] / their["tokens_a_second"]
            for our, their in zip(ours.turns, turns, strict=True)
        ]
        row: dict[str, Any] = {
            "name": contestant.name,
            "settings": contestant.settings,
            "source_tokens_a_second": statistics.median(speeds),
            "least": speeds[0],
            "most": speeds[-1],
            "milena_is": statistics.median(ratios),
            "turns": turns,
        }
        line = f"   {contestant.name:30} {row['source_tokens_a_second']:13,.0f} {speeds[0]:6,.0f}-{speeds[-1]:<6,.0f} "
        if contestant.name == ENGINE:
            line += " " * 65
        else:
            row["cpu"] = statistics.median(turn["cpu_seconds_a_thousand"] for turn in turns)
            row["broker_cpu"] = statistics.median(turn["broker_cpu_seconds_a_thousand"] for turn in turns)
            line += f"{row['cpu']:11.3f} {row['broker_cpu']:6.3f} "
            if "batches" in turns[0]:
                row["in_a_call"] = statistics.median(
                    turn["seconds_in_a_call"] / turn["seconds_from_first_to_last_call"] for turn in turns
                )
                row["texts_a_batch"] = statistics.median(
                    turn["batched_texts"] / turn["batches"] for turn in turns
                )
                row["padding"] = statistics.median(
                    1 - turn["source_tokens"] / turn["padded_tokens"] for turn in turns
                )
                row["fill"] = statistics.median(turn["fill"] for turn in turns)
                row["wasted_rows"] = statistics.median(
                    1 - turn["needed_decoder_rows"] / turn["decoder_rows"] for turn in turns
                )
                line += f"{row['in_a_call']:9.1%} {row['texts_a_batch']:13.0f} {row['padding']:7.1%} "
                line += f"{row['fill']:6.0%} {row['wasted_rows']:6.1%} "
            else:
                line += " " * 46
        print(f"{line}{row['milena_is']:8.2f}x")
        rows.append(row)
    return rows


def differences(outputs: dict[str, list[bytes]], references: list[str]) -> list[str]:
    """Why the work was not the same, a sentence each."""
    from sacrebleu import corpus_chrf

    codec = SingleObjectCodec(SCHEMAS, "dev.milena.schemas.EnrichedText")
    texts = {name: [codec.decode(value)["text"] for value in values] for name, values in outputs.items()}
    problems = []
    for name, theirs in texts.items():
        same = [references[: len(theirs)]]
        ours = corpus_chrf(texts[OURS][: len(theirs)], same).score
        score = corpus_chrf(theirs, same).score
        print(f"   {name}: {score:.2f} chrF on {len(theirs)} events")
        if abs(score - ours) > CHRF_APART:
            problems.append(f"{name} has {score:.2f} chrF, Milena {ours:.2f}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
