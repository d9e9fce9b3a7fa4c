# SPDX-License-Identifier: Apache-2.0
"""``milena-export verify``: proves a bundle against the checkpoint that it was made from."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from milena_export.options import positive


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
        "--reference",
        required=True,
        metavar="SOURCE",
        help="the checkpoint it was made from: a folder, or ORG/NAME[@REVISION] of the hub, as its manifest says",
    )
    parser.add_argument("--texts", type=Path, required=True, metavar="FILE", help="real texts, one a line")
    parser.add_argument(
        "--limit", type=positive, metavar="N", help="take N texts, spread evenly; default: all"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verifies."""
    from milena_export.bundle.reader import Bundle
    from milena_export.conversion.reference import Reference
    from milena_export.conversion.verification import verify
    from milena_export.corpus import read_texts, spread
    from milena_export.hub import located

    texts = spread(read_texts(arguments.texts), arguments.limit)
    report = verify(Bundle.open(arguments.bundle), Reference(located(arguments.reference).folder), texts)
    print("\n".join(report.lines))
    for failure in report.failures:
        print(f"first difference: {failure}", file=sys.stderr)
    return 1 if report.failures else 0
