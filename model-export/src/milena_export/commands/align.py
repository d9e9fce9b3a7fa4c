# SPDX-License-Identifier: Apache-2.0
"""``milena-export align``: which attention of a model aligns words best."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from milena_export.options import add_wishes, wishes_of


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "align",
        help="choose the alignment policy of a model on a corpus",
        description="Tries every decoder layer with all heads and with each head alone, shifts 0 and 1, on texts that "
        "copy names and numbers. Criterion: of the words that stand once in the source and once in the model's own "
        "output, the share whose attention is greatest on themselves, averaged over distinct words. "
        "'convert --alignment JSON' bakes the choice in and records it; 'convert --align-on TSV' does both at once.",
    )
    parser.add_argument("source", help="Hugging Face model folder, or ORG/NAME[@REVISION] of the hub")
    parser.add_argument(
        "--corpus", type=Path, required=True, metavar="TSV", help="source<TAB>reference, .tsv or .tsv.xz"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the choice, for 'convert --alignment'"
    )
    add_wishes(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Chooses; exit code 1 where the corpus has too few copied words to tell."""
    from milena_export.bundle.folder import prepare_file
    from milena_export.bundle.words import Words
    from milena_export.conversion.alignment import CRITERION, MIN_WORDS, choose_policy, dump
    from milena_export.conversion.convert import Request, draft, planned
    from milena_export.corpus import read_pairs
    from milena_export.hub import located

    prepare_file(arguments.json)
    request = Request(located(arguments.source).folder, None, "float", "align", wishes=wishes_of(arguments))
    source = planned(request)
    words = Words(draft(request, source), source.tokenizers)
    choice = choose_policy(source, words, read_pairs(arguments.corpus), arguments.corpus.name)
    print(f"{CRITERION}, mean over {choice.words} distinct words in {choice.texts} texts:")
    for candidate in sorted(choice.candidates, key=lambda found: -found.accuracy):
        heads = "all" if len(candidate.heads) > 1 else candidate.heads[0]
        print(
            f"  layer {candidate.layer}  heads {heads:<4} shift {candidate.shift}  {100 * candidate.accuracy:5.1f}%"
        )
    policy = choice.policy
    print(f"layer {policy.layer}, heads {list(policy.heads)}, shift {policy.shift}: {policy.chosen_by}")
    if arguments.json:
        arguments.json.write_text(dump(choice, arguments.corpus.name), encoding="utf-8")
    if choice.words < MIN_WORDS:
        print(f"fewer than {MIN_WORDS} words tell nothing; give a larger --corpus with names and numbers")
        return 1
    return 0
