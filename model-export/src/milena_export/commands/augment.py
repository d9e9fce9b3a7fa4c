# SPDX-License-Identifier: Apache-2.0
"""``milena-export augment``: corpora in, a corpus of their pairs and variants out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

SPLITS = ("train", "dev")


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "augment",
        help="make a training corpus of English and German pairs and of variants of them",
        description="Writes OUT/train.tsv and OUT/dev.tsv: every pair of the corpora with stand-ins for what is protected, "
        "and variants of a share of them (case, final marks, names, numbers, quotes, markup, emoji, several sentences, "
        "names as stand-ins). The same arguments give the same files.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "corpora",
        nargs="+",
        metavar="CORPUS[=TIMES]",
        help="folder with the train and dev splits, and how often train's pairs are taken",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="OUT", help="folder to write")
    parser.add_argument(
        "--protection",
        type=Path,
        required=True,
        metavar="TSV",
        help="patterns of what a stand-in takes the place of",
    )
    parser.add_argument("--phrases", type=Path, metavar="TSV", help="short texts with slots to add to train")
    parser.add_argument("--held-out", type=Path, metavar="TSV", help="texts of which no pair is made")
    parser.add_argument(
        "--variants",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="share of the corpora's variants that is written",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the corpus; returns 0."""
    from milena_export.augmentation.protection import Protection
    from milena_export.augmentation.recipe import Recipe
    from milena_export.corpus import read_listed, read_split
    from milena_export.errors import ExportError

    if not 0 <= arguments.variants <= 1:
        raise ExportError(f"--variants {arguments.variants}: the rule is a share from 0 to 1; give another")
    corpora = [_corpus(text) for text in arguments.corpora]
    protection = Protection.read(arguments.protection)
    held_out = [pair.source for pair in read_listed(arguments.held_out)] if arguments.held_out else []
    arguments.output.mkdir(parents=True, exist_ok=True)
    for split in SPLITS:
        recipe = Recipe(protection, held_out, arguments.seed, arguments.variants if split == "train" else 1.0)
        path = arguments.output / f"{split}.tsv"
        with path.open("w", encoding="utf-8") as out:
            for folder, times in corpora:
                made = recipe.of_corpus(
                    folder.name, read_split(folder, split), times if split == "train" else 1
                )
                out.writelines(f"{pair.source}\t{pair.target}\n" for pair in made)
            if arguments.phrases and split == "train":
                made = recipe.of_phrases(read_listed(arguments.phrases))
                out.writelines(f"{pair.source}\t{pair.target}\n" for pair in made)
        counts = ", ".join(f"{kind} {count}" for kind, count in recipe.counts.items())
        print(f"{path}: {sum(recipe.counts.values())} pairs: {counts}")
    return 0


def _corpus(text: str) -> tuple[Path, int]:
    from milena_export.errors import ExportError

    folder, _, times = text.partition("=")
    if times and (not times.isdigit() or int(times) < 1):
        raise ExportError(f"{text}: {times!r} is no number of times; give CORPUS=N with N of 1 or more")
    return Path(folder), int(times or 1)
