# SPDX-License-Identifier: Apache-2.0
"""Options that several commands take."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from milena_export.errors import ExportError

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
    add_generation(parser)


def add_generation(parser: argparse.ArgumentParser) -> None:
    """Adds fields of the generation config that are wanted otherwise."""
    parser.add_argument(
        "--generation",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a field of the generation config, as transformers names it, otherwise than the checkpoint says; repeatable, "
        "e.g. num_beams=1, max_length=64, bad_words_ids=null",
    )


def generation_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What `add_generation` was given: values are JSON, or text where they are none.

    Raises:
        ExportError: no KEY=VALUE, or a field that would not be heeded.
    """
    from milena_export.families.generation import NEUTRAL, USED

    found: dict[str, Any] = {}
    for given in arguments.generation:
        name, equals, value = given.partition("=")
        if not equals or name not in USED | set(NEUTRAL):
            raise ExportError(
                f"--generation {given}: give KEY=VALUE with one of {', '.join(sorted(USED | set(NEUTRAL)))}"
            )
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            found[name] = {"True": True, "False": False, "None": None}.get(value, value)
    return found


def wishes_of(arguments: argparse.Namespace) -> Wishes:
    """What `add_wishes` was given."""
    from milena_export.families.source import Wishes

    return Wishes(
        source_language=arguments.source_language,
        target_language=arguments.target_language,
        languages=tuple(tag.strip() for tag in (arguments.languages or "").split(",") if tag.strip()),
        task=arguments.task,
        text_prefix=arguments.text_prefix,
        generation=generation_of(arguments),
    )
