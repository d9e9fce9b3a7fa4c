# SPDX-License-Identifier: Apache-2.0
"""``milena-export describe``: what a checkpoint is and what a conversion would make of it, before anything heavy."""

from __future__ import annotations

import argparse
import json
from typing import Any

from milena_export.options import add_wishes, wishes_of


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "describe",
        help="say what a Hugging Face model is and whether it can be converted",
        description="Tells family, architecture, languages, templates, limits and decoding of a model from its small files "
        "alone: of a model of the hub no weights are downloaded. Exit code 0 if it can be converted, 2 with the reason.",
    )
    parser.add_argument("source", help="Hugging Face model folder, or a model of the hub as ORG/NAME")
    parser.add_argument(
        "--revision", metavar="REV", help="of a hub model: branch, tag or commit; default: main"
    )
    add_wishes(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Describes."""
    from milena_export.conversion.convert import Request
    from milena_export.conversion.plan import as_text, plan
    from milena_export.errors import ExportError
    from milena_export.hub import located

    try:
        source = located(arguments.source, arguments.revision, weights=False)
        told = plan(
            Request(
                source=source.folder,
                output=None,
                quantization="float",
                name="described",
                wishes=wishes_of(arguments),
                origin=source.origin,
            )
        )
    except ExportError as error:
        if arguments.json:
            print(
                json.dumps({"source": arguments.source, "refused": str(error)}, ensure_ascii=False, indent=2)
            )
        raise
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_text(told)))
    return 0
