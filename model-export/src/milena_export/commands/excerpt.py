# SPDX-License-Identifier: Apache-2.0
"""``milena-export excerpt``: a corpus of long texts and titles in, one of their parts and the same titles out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "excerpt",
        help="make a training corpus of parts of long texts, with the titles of the whole",
        description="Writes OUT/train.tsv and OUT/dev.tsv: every pair of CORPUS as it is and, in train, parts of its text "
        "beside the same title: runs of sentences, some of them in order, some in any order. A part that has fewer than "
        "half of the title's longer words is left out. The same arguments give the same files.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="folder with the train and dev splits")
    parser.add_argument("--output", type=Path, required=True, metavar="OUT", help="folder to write")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="parts of each text")
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the corpus; returns 0."""
    from milena_export.augmentation.excerpts import excerpts
    from milena_export.corpus import read_split

    arguments.output.mkdir(parents=True, exist_ok=True)
    for split, times in (("train", arguments.times), ("dev", 0)):
        pairs = read_split(arguments.corpus, split)
        made = list(excerpts(pairs, times, arguments.seed))
        path = arguments.output / f"{split}.tsv"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(f"{pair.source}\t{pair.target}\n" for pair in made)
        print(f"{path}: {len(pairs)} pairs, {len(made) - len(pairs)} parts")
    return 0
