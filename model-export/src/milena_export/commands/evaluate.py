# SPDX-License-Identifier: Apache-2.0
"""``milena-export evaluate``: what a bundle is worth on a corpus."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from milena_export.options import positive

SUBSTITUTES = 200


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "evaluate",
        help="measure the texts, the word alignment and the confidence of a bundle",
        description="Decodes a whole corpus greedily and with 4 beams. Scores the texts (BLEU and chrF by sacreBLEU, "
        "ROUGE by rouge-score); counts how many names and numbers that stand once on both sides align with "
        "themselves; correlates confidence with sentence chrF.",
    )
    parser.add_argument("bundle", type=Path, help="bundle folder")
    parser.add_argument(
        "--corpus", type=Path, required=True, metavar="TSV", help="source<TAB>reference, .tsv or .tsv.xz"
    )
    parser.add_argument("--corpus-name", help="name of the corpus in the report; default: the file's name")
    parser.add_argument(
        "--metrics",
        metavar="NAMES",
        help="of bleu, chrf and rouge, joined by commas; default: bleu,chrf for translation, rouge,chrf for "
        "summarization, else all",
    )
    parser.add_argument(
        "--substitutes",
        type=Path,
        metavar="TSV",
        help=f"also measure alignment with the corpus's most frequent name replaced by the {SUBSTITUTES} next "
        "frequent names and numbers of these pairs",
    )
    parser.add_argument("--source-language", metavar="TAG", help="needed where the bundle reads several")
    parser.add_argument("--target-language", metavar="TAG", help="needed where the bundle writes several")
    parser.add_argument("--batch", type=positive, default=32, metavar="N", help="texts a batch; default: 32")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="default: one a core")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="also draw how confidence goes with quality, .svg or .png"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluates."""
    from milena_export.bundle.folder import prepare_file
    from milena_export.bundle.reader import Bundle
    from milena_export.conversion.evaluation import Evaluation, evaluate, frequent_copied_words
    from milena_export.conversion.reliability import check_plot_name, draw
    from milena_export.corpus import read_pairs

    if arguments.plot:
        check_plot_name(arguments.plot)
    for output in (arguments.plot, arguments.json):
        prepare_file(output)
    pairs = read_pairs(arguments.corpus)
    substitutes: list[str] = []
    if arguments.substitutes:
        substitutes = frequent_copied_words(read_pairs(arguments.substitutes), SUBSTITUTES)
    bundle = Bundle.open(arguments.bundle, arguments.threads)
    bundle = bundle.of(arguments.source_language, arguments.target_language)
    metrics = _metrics(arguments.metrics, bundle.manifest["task"])
    name = arguments.corpus_name or arguments.corpus.name
    found: Evaluation = evaluate(bundle, pairs, name, metrics, arguments.batch, substitutes)
    print(f"{bundle.manifest['name']} {bundle.manifest['version']} on {name}")
    cut = sum(not bundle.words.fits(pair.source, bundle.words.pairs[0]) for pair in pairs)
    if cut:
        limit = bundle.manifest["limits"]["source_tokens"]
        print(
            f"  {cut} of {len(pairs)} texts have more than the bundle's {limit} source tokens and were cut there"
        )
    _print_figures(found.figures)
    for decoding, reliability in found.reliabilities.items():
        print(f"{decoding}: confidence against quality (Pearson {reliability.pearson:.2f})")
        print(reliability.as_text())
    if not found.reliabilities:
        print("confidence: too few answers, or all alike, to say anything of it")
    elif arguments.plot:
        draw(found.reliabilities, arguments.plot)
    if arguments.json:
        report = {
            "bundle": bundle.manifest["name"],
            "version": bundle.manifest["version"],
            "quality": found.figures,
            "reliability": {name: value.as_dict() for name, value in found.reliabilities.items()},
        }
        arguments.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _metrics(asked: str | None, task: str) -> tuple[str, ...]:
    from milena_export.errors import ExportError
    from milena_export.metrics import METRICS, of_task

    if asked is None:
        return of_task(task)
    names = tuple(asked.split(","))
    unknown = [name for name in names if name not in METRICS]
    if unknown:
        raise ExportError(f"--metrics {asked}: {unknown[0]!r} is none; known are {', '.join(METRICS)}")
    return names


def _print_figures(figures: list[dict[str, Any]]) -> None:
    widths = {key: max(len(figure[key]) for figure in figures) for key in ("decoding", "subset", "metric")}
    for figure in figures:
        print(
            f"  {figure['decoding']:<{widths['decoding']}} {figure['subset']:<{widths['subset']}} "
            f"{figure['sentences']:>6} texts  {figure['metric']:<{widths['metric']}} {figure['value']:6.2f}"
        )
    for signature in dict.fromkeys(f"  {figure['metric']}: {figure['signature']}" for figure in figures):
        print(signature)
