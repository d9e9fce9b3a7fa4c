# SPDX-License-Identifier: Apache-2.0
"""``milena-export compare``: attention mechanisms trained under one budget, and a page that says what they are worth."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "compare",
        help="train attention mechanisms under one budget and write a report",
        description="Trains each mechanism on the same data with about as many weights, exports it, measures it on the "
        "test split and writes a page of Markdown with plots. What is done is skipped, so the same command goes on "
        "where it was stopped.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "corpus", type=Path, metavar="CORPUS", help="folder with the train, dev and test splits"
    )
    parser.add_argument(
        "--output", type=Path, required=True, help="folder for checkpoints, bundles and results"
    )
    parser.add_argument("--report", type=Path, required=True, metavar="FILE", help="page to write, .md")
    parser.add_argument(
        "--mechanisms",
        metavar="NAMES",
        help="joined by commas: CELL-SCORE as in lstm-general, CELL+CELL-SCORE as in lstm+gru-dot, transformer-HEADS; "
        "without it six scores of an LSTM, a GRU, and Transformers with 1 and 4 heads",
    )
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--budget-minutes", type=float, metavar="N", help="wall-clock time of each training")
    budget.add_argument(
        "--budget-epochs", type=float, metavar="N", help="the same batches for each, however long they take"
    )
    parser.add_argument("--languages", default="en-de", help="source and target language code")
    parser.add_argument("--vocabulary", type=int, default=4000, metavar="N", help="pieces, for all")
    parser.add_argument("--width", type=int, default=128, metavar="N", help="of the LSTM that sets the size")
    parser.add_argument("--batch-tokens", type=int, default=1250, metavar="N", help="padded tokens of a step")
    parser.add_argument("--warmup-steps", type=int, default=100, metavar="N", help="of the learning rate")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="of each training")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of everything that is drawn")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compares."""
    os.environ["OMP_NUM_THREADS"] = "1"
    from milena_export.comparison import measure, report
    from milena_export.comparison.mechanisms import DEFAULT
    from milena_export.comparison.run import Settings, compare
    from milena_export.corpus import read_split
    from milena_export.errors import ExportError

    budget = arguments.budget_minutes or arguments.budget_epochs
    if not budget or budget < 0:
        raise ExportError("the budget is not positive; give minutes or epochs above 0")
    if arguments.report.suffix != ".md":
        raise ExportError(f"{arguments.report} is no name of a page; the rule is .md; rename it")
    settings = Settings(
        corpus=arguments.corpus.resolve().name,
        languages=arguments.languages,
        minutes=arguments.budget_minutes,
        epochs=arguments.budget_epochs,
        vocabulary=arguments.vocabulary,
        width=arguments.width,
        batch_tokens=arguments.batch_tokens,
        warmup_steps=arguments.warmup_steps,
        processes=arguments.processes,
        seed=arguments.seed,
    )
    names = tuple(arguments.mechanisms.split(",")) if arguments.mechanisms else DEFAULT
    results = compare(settings, arguments.corpus, names, arguments.output, _train)
    test = read_split(arguments.corpus, "test")
    sentence = measure.worth_drawing(test)
    report.write(results, settings, len(test), sentence, _command(arguments), arguments.report)
    print(f"{arguments.report}: {len(results)} mechanisms")
    return 0


def _train(arguments: list[str]) -> None:
    from milena_export.cli import build_parser

    parsed = build_parser().parse_args(["train", *arguments])
    parsed.run(parsed)


def _command(arguments: argparse.Namespace) -> str:
    """The command that makes the same page, whatever folders it is given."""
    budget = (
        f"--budget-minutes {arguments.budget_minutes:g}"
        if arguments.budget_minutes
        else f"--budget-epochs {arguments.budget_epochs:g}"
    )
    chosen = f" --mechanisms {shlex.quote(arguments.mechanisms)}" if arguments.mechanisms else ""
    sizes = "".join(
        f" --{name.replace('_', '-')} {getattr(arguments, name)}"
        for name in ("vocabulary", "width", "batch_tokens", "warmup_steps", "processes", "seed")
    )
    corpus = arguments.corpus.resolve().name
    return (
        f"milena-export compare {corpus} {budget}{chosen} --languages {arguments.languages} \\\n "
        f"{sizes} \\\n  --output DIR --report {arguments.report.name}"
    )
