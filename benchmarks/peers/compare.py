# SPDX-License-Identifier: Apache-2.0
"""Milena's engine beside its peers: same weights, same texts, in turns.

Every contestant is a process (`worker.py`). Each first chooses its own batch size and threads in a printed sweep; then
all take turns, and the report gives medians, spreads, and the median of the ratios of neighbouring turns, which noise of
a shared machine hits alike. The comparison fails when the contestants did not do the same work.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contestant import Contestant, java
from shapes import SHAPES, TARGETS, TOKENS, make

SHIPPED = "en-de"
ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CHRF_APART = 0.5
TOKENS_APART = 0.02
SAME_TEXTS = 0.98
OURS = "milena"
OPTIMUM = "optimum"
TRANSFORMERS = "transformers"
KINDS = {"int8": "int8", "float": "float32", "fp16": "float16"}
"""Precisions, and what the peers call them."""


@dataclass(frozen=True)
class Work:
    """What all contestants translate."""

    texts: list[str]
    references: list[str]
    sources: list[list[int]]

    @property
    def source_tokens(self) -> int:
        """Tokens of all sources, end tokens included."""
        return sum(map(len, self.sources))


def main() -> int:
    """Runs the comparison; 1 when the work was not the same."""
    arguments = parse()
    work_folder = Path(arguments.work)
    work_folder.mkdir(parents=True, exist_ok=True)
    model = prepare(arguments, work_folder)
    work = read(arguments, model.tokenizer)
    (work_folder / "texts.json").write_text(json.dumps(work.texts))
    (work_folder / "sources.json").write_text(json.dumps(work.sources))
    print(
        f"{arguments.model}, {len(work.texts)} texts, {work.source_tokens} source tokens, {arguments.cores} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    if model.random:
        print(f"random weights: every text is given exactly {arguments.max_new_tokens} target tokens")
    report: dict[str, Any] = {
        "model": arguments.model,
        "texts": len(work.texts),
        "source_tokens": work.source_tokens,
        "cores": arguments.cores,
        "load_before": os.getloadavg()[0],
        "cases": [],
    }
    good = True
    for precision in arguments.precisions:
        for beam in arguments.beams:
            case, same = run_case(arguments, model, work, precision, beam)
            report["cases"].append(case)
            good &= same
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")
    return 0 if good else 1


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="benchmarks/compare", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--corpus", required=True, help="tab-separated pairs, .tsv or .tsv.xz")
    parser.add_argument("--model", choices=(SHIPPED, *SHAPES), default=SHIPPED)
    parser.add_argument(
        "--texts", type=int, help="default 2000, quick 400; a twentieth for the shapes, but 100 at least"
    )
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="fewer texts, 3 repetitions, a smaller sweep")
    parser.add_argument(
        "--peers", nargs="*", help="only these beside Milena, by the beginnings of their names"
    )
    parser.add_argument("--precisions", nargs="+", choices=tuple(KINDS), default=["int8", "float"])
    parser.add_argument("--beams", nargs="+", type=int, default=[1, 4])
    parser.add_argument(
        "--max-new-tokens",
        type=int,
        help=f"default 128; {TOKENS} for the shapes, {TARGETS['bart-shape']} for bart-shape",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", help="writes every figure there")
    parser.add_argument("--work", required=True, help="folder for converted models and logs; kept")
    if "--quick" in sys.argv:
        parser.set_defaults(repetitions=3)
    arguments = parser.parse_args()
    random_weights = arguments.model != SHIPPED
    texts = 400 if arguments.quick else 2000
    if random_weights:
        texts = max(100, texts // 20)  # fewer would fill one batch, which one core would run
    arguments.texts = arguments.texts or texts
    arguments.max_new_tokens = arguments.max_new_tokens or (
        TARGETS.get(arguments.model, TOKENS) if random_weights else 128
    )
    return arguments


@dataclass(frozen=True)
class Model:
    """Whose weights all contestants have."""

    checkpoint: Path
    tokenizer: Any
    random: bool
    """Whether the weights are random, so that no text ends before its limit."""
    bundles: Path
    """Folder of what Milena's exporter made of it."""
    target: int
    """Most target tokens of a text."""

    def bundle(self, precision: str, corpus: str) -> str:
        """Milena's bundle of it; converted once, but for the shipped one."""
        if not self.random and precision == "int8":
            return str(ROOT / "models" / SHIPPED)
        limit = f"-{self.target}" if self.random else ""
        output = self.bundles / f"{self.checkpoint.name}-{precision}{limit}"
        if not output.exists():
            command = [
                *(sys.executable, "-m", "milena_export.cli", "convert", str(self.checkpoint)),
                *("--quantization", precision, "--output", str(output), "--name", self.checkpoint.name),
                *(("--calibration", corpus, "--calibration-texts", "64") if precision == "int8" else ()),
                *(("--max-target", str(self.target)) if self.random else ()),
                *(("--unmeasured",) if self.random and precision == "int8" else ()),
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return str(output)


def prepare(arguments: argparse.Namespace, work: Path) -> Model:
    """The model that was asked for, made if need be."""
    from transformers import AutoTokenizer, MarianTokenizer

    shipped, target = ROOT / "models/checkpoints" / SHIPPED, arguments.max_new_tokens
    if arguments.model == SHIPPED:
        return Model(shipped, MarianTokenizer.from_pretrained(shipped), False, work / "milena", target)
    checkpoint = make(
        arguments.model, work / "checkpoints", shipped, [text for text, _ in pairs_of(arguments)]
    )
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    return Model(checkpoint, tokenizer, True, work / "milena", target)


def pairs_of(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """Distinct sources with their references, sorted."""
    opener = lzma.open if arguments.corpus.endswith(".xz") else open
    with opener(arguments.corpus, "rt", encoding="utf-8") as lines:
        return sorted(dict(line.rstrip("\n").split("\t")[:2] for line in lines).items())


def read(arguments: argparse.Namespace, tokenizer: Any) -> Work:
    """Distinct real texts in random order."""
    pairs = pairs_of(arguments)
    chosen = random.Random(arguments.seed).sample(pairs, min(arguments.texts, len(pairs)))
    texts = [source for source, _ in chosen]
    return Work(texts, [target for _, target in chosen], [tokenizer.encode(text) for text in texts])


def contestants(arguments: argparse.Namespace, model: Model, precision: str, beam: int) -> list[Contestant]:
    """Starts the processes of one case."""
    work = Path(arguments.work)
    common = [
        "--beam",
        str(beam),
        "--max-new-tokens",
        str(arguments.max_new_tokens),
        "--device",
        arguments.device,
    ]
    sources = ["--checkpoint", str(model.checkpoint), "--sources", str(work / "sources.json")]
    ours = java(
        "EngineContestant",
        *("--bundle", model.bundle(precision, arguments.corpus)),
        *("--texts", str(work / "texts.json"), *common),
    )
    quantization = KINDS[precision]
    ct2 = [
        *(sys.executable, str(HERE / "ctranslate2_peer.py"), *sources, *common),
        *("--quantization", quantization, "--work", str(work)),
    ]
    commands = {
        OURS: ours,
        f"{OURS}, no attention": [*ours, "--no-attention"],
        "ctranslate2": ct2,
        "ctranslate2, attention, scores": [*ct2, "--attention"],
    }
    optimum = [
        *(sys.executable, str(HERE / "optimum_peer.py"), *sources, *common),
        *("--quantization", quantization, "--work", str(work)),
    ]
    commands[OPTIMUM] = optimum
    if precision != "int8":
        commands[TRANSFORMERS] = [
            *(sys.executable, str(HERE / "transformers_peer.py"), *sources, *common),
            *("--precision", quantization),
        ]
    if precision == "fp16":
        commands.pop(OPTIMUM)  # its exporter leaves the conversion to others, which break on subgraphs
    if arguments.peers is not None:
        wanted = (OURS, *arguments.peers)
        commands = {name: command for name, command in commands.items() if name.startswith(wanted)}
    environment = {"CLASSPATH": os.environ["MILENA_CLASSPATH"], "OMP_NUM_THREADS": str(arguments.cores)}
    older = {"PYTHONPATH": f"{work / 'optimum'}{os.pathsep}{os.environ['PYTHONPATH']}"}
    return [
        Contestant(
            name,
            command,
            environment | (older if name == OPTIMUM else {}),
            work / f"{precision}-{beam}-{name.replace(', ', '-')}.log",
        )
        for name, command in commands.items()
    ]


def run_case(
    arguments: argparse.Namespace, model: Model, work: Work, precision: str, beam: int
) -> tuple[dict[str, Any], bool]:
    """Measures one precision and search; the report, and whether all did the same work."""
    print(f"\n== {precision}, {'greedy' if beam == 1 else f'beam {beam}'}")
    running = contestants(arguments, model, precision, beam)
    try:
        for contestant in running:
            sweep(arguments, contestant)
        for contestant in running:
            contestant.ask(op="configure", settings=contestant.settings)
        for repetition in range(arguments.repetitions):
            for contestant in running if repetition % 2 == 0 else reversed(running):
                contestant.turns.append(contestant.ask(op="run"))
        outputs = {contestant.name: texts_of(contestant, model.tokenizer) for contestant in running}
    finally:
        for contestant in running:
            contestant.close()
    rows = table(running, work, outputs)
    problems = differences(rows, outputs, precision, beam, model.random)
    for problem in problems:
        print(f"NOT THE SAME WORK: {problem}")
    return {"precision": precision, "beam": beam, "contestants": rows, "problems": problems}, not problems


def sweep(arguments: argparse.Namespace, contestant: Contestant) -> None:
    """Finds the batch size and threads that suit a contestant best."""
    on_gpu = arguments.device != "cpu"
    ways = [(arguments.cores, 1), (1, arguments.cores)] if arguments.cores > 1 and not on_gpu else [(1, 1)]
    sizes = (512, 1024, 4096) if arguments.quick else (256, 512, 1024, 2048, 4096)
    if on_gpu:
        sizes = (4096, 16_384, 65_536)
    if contestant.name in (TRANSFORMERS, OPTIMUM):
        ways, sizes = ways[:1], sizes[-3::2]  # one call at a time, and they are better off with large batches
    best = float("inf")
    print(f"   {contestant.name:30}", end="", flush=True)
    for threads, calls in ways:
        for batch_tokens in sizes:
            settings = {"batch_tokens": batch_tokens, "threads": threads, "calls": calls}
            contestant.ask(op="configure", settings=settings)
            seconds = min(contestant.ask(op="run")["seconds"] for _ in range(2))
            contestant.sweep.append({**settings, "seconds": seconds})
            print(f" {batch_tokens}/{threads}x{calls}:{seconds:.2f}s", end="", flush=True)
            if seconds < best:
                best = seconds
                contestant.settings = settings
    print()


def texts_of(contestant: Contestant, tokenizer: Any) -> list[str]:
    """What it translated last, as texts."""
    reply = contestant.ask(op="outputs")
    if "texts" in reply:
        return reply["texts"]
    return tokenizer.batch_decode(reply["ids"], skip_special_tokens=True)


def unspaced(text: str) -> str:
    """Without blanks: the decoders of tokenizers differ in them where pieces mean nothing."""
    return "".join(text.split())


def table(running: list[Contestant], work: Work, outputs: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Prints and returns a row a contestant."""
    from sacrebleu import corpus_chrf

    ours = running[0]
    rows = []
    print(
        f"   {'':30} {'batch':>6} {'threads':>7} {'source tok/s':>13} {'spread':>13} {'cpu s':>6} "
        f"{'target tok':>10} {'chrF':>6} {'same texts':>10} {'milena is':>9}"
    )
    for contestant in running:
        speeds = sorted(work.source_tokens / turn["seconds"] for turn in contestant.turns)
        ratios = [
            their["seconds"] / our["seconds"] for our, their in zip(ours.turns, contestant.turns, strict=True)
        ]
        theirs = outputs[contestant.name]
        same = [unspaced(a) == unspaced(b) for a, b in zip(outputs[OURS], theirs, strict=True)]
        row = {
            "name": contestant.name,
            "settings": contestant.settings,
            "sweep": contestant.sweep,
            "source_tokens_a_second": statistics.median(speeds),
            "least": speeds[0],
            "most": speeds[-1],
            "cpu_seconds": statistics.median(turn["cpu_seconds"] for turn in contestant.turns),
            "target_tokens": contestant.turns[-1]["target_tokens"],
            "chrf": corpus_chrf(outputs[contestant.name], [work.references]).score,
            "same_texts": sum(same) / len(same),
            "milena_is": statistics.median(ratios),
            "ratios": ratios,
        }
        rows.append(row)
        settings = contestant.settings
        print(
            f"   {row['name']:30} {settings['batch_tokens']:6} {settings['threads']:3} x {settings['calls']:1} "
            f"{row['source_tokens_a_second']:13,.0f} {row['least']:6,.0f}-{row['most']:<6,.0f} "
            f"{row['cpu_seconds']:6.2f} {row['target_tokens']:10,} {row['chrf']:6.2f} {row['same_texts']:10.1%} "
            f"{row['milena_is']:8.2f}x"
        )
    return rows


def differences(
    rows: list[dict[str, Any]], outputs: dict[str, list[str]], precision: str, beam: int, random_weights: bool
) -> list[str]:
    """Why the work was not the same, a sentence each."""
    ours = rows[0]
    problems = []
    for row in rows[1:]:
        if abs(row["target_tokens"] / ours["target_tokens"] - 1) > TOKENS_APART:
            problems.append(
                f"{row['name']} wrote {row['target_tokens']} tokens, Milena {ours['target_tokens']}"
            )
        if not random_weights and abs(row["chrf"] - ours["chrf"]) > CHRF_APART:
            problems.append(f"{row['name']} has {row['chrf']:.2f} chrF, Milena {ours['chrf']:.2f}")
        if precision == "float" and beam == 1 and row["same_texts"] < SAME_TEXTS:
            problems.append(
                f"{row['name']} gave the same text in {row['same_texts']:.1%} of {len(outputs[OURS])}"
            )
    return problems


if __name__ == "__main__":
    sys.exit(main())
