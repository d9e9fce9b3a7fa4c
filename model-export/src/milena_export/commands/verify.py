# SPDX-License-Identifier: Apache-2.0
"""``milena-export verify``: proves a bundle against the checkpoint that it was made from."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "verify",
        help="prove a bundle against its checkpoint",
        description="Checks files, tokenizer ids, tokens (greedy and 4 beams), log-probabilities, attention, independence "
        "of the batch and golden answers. Exit code 1 with the first difference of each failed check.",
    )
    parser.add_argument("bundle", type=Path, help="bundle folder")
    parser.add_argument(
        "--reference", type=Path, required=True, metavar="DIR", help="the checkpoint it was made from"
    )
    parser.add_argument("--texts", type=Path, required=True, metavar="FILE", help="real texts, one a line")
    parser.add_argument("--limit", type=int, metavar="N", help="take N texts, spread evenly; default: all")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verifies."""
    from milena_export.bundle.reader import Bundle
    from milena_export.conversion.reference import Reference
    from milena_export.conversion.verification import verify
    from milena_export.errors import ExportError

    if not arguments.texts.is_file():
        raise ExportError(f"{arguments.texts} does not exist; give a file with one text a line")
    texts = [line for line in arguments.texts.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not texts:
        raise ExportError(f"{arguments.texts} holds no text; give at least one line")
    step = max(1, len(texts) // arguments.limit) if arguments.limit else 1
    report = verify(
        Bundle.open(arguments.bundle), Reference(arguments.reference), texts[::step][: arguments.limit]
    )
    print("\n".join(report.lines))
    for failure in report.failures:
        print(f"first difference: {failure}", file=sys.stderr)
    return 1 if report.failures else 0
