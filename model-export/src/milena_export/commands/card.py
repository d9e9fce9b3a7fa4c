# SPDX-License-Identifier: Apache-2.0
"""``milena-export card``: the model card of a bundle, written anew."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "card",
        help="write a bundle's model card anew",
        description="Writes MODEL_CARD.md from what the bundle says of itself, and its hash to the manifest; no other file "
        "changes. With --examples the card shows what the bundle answers ten texts of a corpus, spread evenly over it.",
    )
    parser.add_argument("bundle", type=Path, help="bundle folder")
    parser.add_argument(
        "--examples",
        type=Path,
        metavar="TSV",
        help="source<TAB>reference, .tsv or .tsv.xz; a card repeats some, so their licence must allow that. Default: texts "
        "of the golden file",
    )
    parser.add_argument("--corpus-name", help="name of that corpus in the card; default: the file's name")
    parser.add_argument(
        "--known-limits", type=Path, metavar="FILE", help="what the model is bad at, a sentence a line"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the card."""
    from milena_export.bundle.new_card import examples_of, write_card
    from milena_export.bundle.reader import Bundle
    from milena_export.corpus import read_pairs, read_texts

    bundle = Bundle.open(arguments.bundle, threads=1)
    limits = read_texts(arguments.known_limits) if arguments.known_limits else ()
    examples = None
    if arguments.examples:
        name = arguments.corpus_name or arguments.examples.name
        examples = examples_of(bundle, read_pairs(arguments.examples), name)
    write_card(bundle, examples, limits)
    print(f"{arguments.bundle / 'MODEL_CARD.md'} is written, and its hash stands in the manifest")
    return 0
