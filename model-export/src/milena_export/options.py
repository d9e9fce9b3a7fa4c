# SPDX-License-Identifier: Apache-2.0
"""Options that several commands take."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milena_export.families.source import Wishes


def positive(text: str) -> int:
    """The type of an option that counts something."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1; give a positive whole number")
    return number


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """Adds what is asked of a checkpoint: languages, task and prefix."""
    parser.add_argument("--source-language", metavar="TAG", help="BCP-47; default: what the checkpoint says")
    parser.add_argument("--target-language", metavar="TAG", help="BCP-47; default: what the checkpoint says")
    parser.add_argument(
        "--languages",
        metavar="TAGS",
        help="of a model of many languages only these, e.g. en,de,fr (BCP-47 or the model's own codes)",
    )
    parser.add_argument(
        "--task",
        choices=("translation", "summarization", "generation", "text2text"),
        help="default: what the family or the checkpoint says",
    )
    parser.add_argument(
        "--text-prefix", metavar="TEXT", help="what the model wants before each text, e.g. 'summarize: '"
    )


def wishes_of(arguments: argparse.Namespace) -> Wishes:
    """What `add_wishes` was given."""
    from milena_export.families.source import Wishes

    return Wishes(
        source_language=arguments.source_language,
        target_language=arguments.target_language,
        languages=tuple(tag.strip() for tag in (arguments.languages or "").split(",") if tag.strip()),
        task=arguments.task,
        text_prefix=arguments.text_prefix,
    )
