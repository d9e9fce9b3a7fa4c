# SPDX-License-Identifier: Apache-2.0
"""``milena-export everyday``: how a bundle answers what people and applications send."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from milena_export.options import positive


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "everyday",
        help="measure a bundle on short texts with accepted answers, on other case and punctuation, on placeholders",
        description="Answers texts as the processor does, with stand-ins for protected spans if the bundle has them. "
        "--accepted: share of the texts whose answer is accepted. --corpus: BLEU of the sources as they are, in lower "
        "case, in capitals and without their final marks, and how many of the texts with protected spans keep them.",
    )
    parser.add_argument("bundle", type=Path, help="bundle folder")
    parser.add_argument("--accepted", type=Path, metavar="TSV", help="texts and their accepted answers")
    parser.add_argument(
        "--least",
        type=float,
        metavar="PERCENT",
        help="exit with 1 if a smaller share is accepted with the last beams",
    )
    parser.add_argument("--show", action="store_true", help="print the texts whose answer is not accepted")
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], metavar="TSV", help="pairs to measure by variant"
    )
    parser.add_argument(
        "--protection", type=Path, required=True, metavar="TSV", help="patterns of protected spans"
    )
    parser.add_argument("--beams", type=positive, nargs="+", default=[1, 4], help="default: 1 4")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="default: one a core")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures; returns 1 if too few answers are accepted."""
    from milena_export.augmentation.protection import Protection
    from milena_export.bundle.folder import prepare_file
    from milena_export.bundle.reader import Bundle
    from milena_export.corpus import read_pairs
    from milena_export.everyday import accepted as lists
    from milena_export.everyday.asking import answers
    from milena_export.everyday.robustness import by_way, kept

    prepare_file(arguments.json)
    protection = Protection.read(arguments.protection)
    accepted = lists.read(arguments.accepted) if arguments.accepted else []
    corpora = {path: read_pairs(path) for path in arguments.corpus}
    bundle = Bundle.open(arguments.bundle, arguments.threads)
    report: list[dict[str, Any]] = []
    enough = True
    for beams in arguments.beams:
        if accepted:
            given = answers(bundle, [one.text for one in accepted], beams, protection)
            share = lists.share(accepted, given)
            enough = arguments.least is None or share >= arguments.least
            report.append(
                {"list": arguments.accepted.name, "beams": beams, "texts": len(accepted), "accepted": share}
            )
            print(f"{arguments.accepted.name}, {beams} beams: {share:.1f}% of {len(accepted)} accepted")
            for one, answer in zip(accepted, given, strict=True):
                if arguments.show and not one.accepts(answer):
                    print(f"  {one.text}\t{answer}")
        for path, pairs in corpora.items():
            seen: dict[tuple[str, ...], list[str]] = {}

            def ask(texts: Any, beams: int = beams, seen: Any = seen) -> list[str]:
                key = tuple(texts)
                if key not in seen:
                    seen[key] = answers(bundle, key, beams, protection)
                return list(seen[key])

            for figure in by_way(pairs, ask):
                report.append({"corpus": path.name, "beams": beams, **asdict(figure)})
                lost = "" if figure.lost is None else f", lost {figure.lost:.2f}"
                print(f"{path}, {beams} beams, {figure.name}: BLEU {figure.bleu:.2f} of {figure.texts}{lost}")
            through = kept(pairs, ask([pair.source for pair in pairs]), protection)
            if through:
                report.append(
                    {"corpus": path.name, "beams": beams, "name": "protected spans", **asdict(through)}
                )
                print(
                    f"{path}, {beams} beams, texts with protected spans: BLEU {through.bleu:.2f} of {through.texts}, "
                    f"{through.share:.1f}% keep them"
                )
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if enough else 1
