# SPDX-License-Identifier: Apache-2.0
"""``milena-export evaluate``: BLEU and chrF of a bundle on a corpus."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "evaluate",
        help="measure BLEU and chrF of a bundle",
        description="Translates a whole corpus greedily and with 4 beams, and scores it with sacreBLEU.",
    )
    parser.add_argument("bundle", type=Path, help="bundle folder")
    parser.add_argument(
        "--corpus", type=Path, required=True, metavar="TSV", help="source<TAB>reference, .tsv or .tsv.xz"
    )
    parser.add_argument("--corpus-name", help="name of the corpus in the report; default: the file's name")
    parser.add_argument("--batch", type=int, default=32, metavar="N", help="texts a batch; default: 32")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="default: one a core")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluates."""
    from milena_export.bundle.reader import Bundle
    from milena_export.conversion.evaluation import evaluate
    from milena_export.corpus import read_pairs

    pairs = read_pairs(arguments.corpus)
    bundle = Bundle.open(arguments.bundle, arguments.threads)
    name = arguments.corpus_name or arguments.corpus.name
    figures = evaluate(bundle, pairs, name, arguments.batch)
    width = max(len(figure["subset"]) for figure in figures)
    print(f"{bundle.manifest['name']} {bundle.manifest['version']} on {name}")
    for figure in figures:
        print(
            f"  {figure['decoding']:<14} {figure['subset']:<{width}} {figure['sentences']:>6} sentences  "
            f"{figure['metric']:<4} {figure['value']:6.2f}"
        )
    for signature in dict.fromkeys(f"  {figure['metric']}: {figure['signature']}" for figure in figures):
        print(signature)
    if arguments.json:
        report = {
            "bundle": bundle.manifest["name"],
            "version": bundle.manifest["version"],
            "quality": figures,
        }
        arguments.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0
