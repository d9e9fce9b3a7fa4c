# SPDX-License-Identifier: Apache-2.0
"""A bundle's model card, written anew: every other file stays as it is, and the manifest has the new hash."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from milena_export.bundle import golden, manifest
from milena_export.bundle.card import EXAMPLES, Example, Examples, model_card
from milena_export.bundle.folder import written_aside
from milena_export.bundle.reader import Bundle
from milena_export.corpus import Pair, spread

CARD = "MODEL_CARD.md"


def examples_of(bundle: Bundle, pairs: Sequence[Pair], corpus: str) -> Examples:
    """What the bundle answers texts that are spread evenly over a corpus; of a long text it reads the beginning."""
    distinct = list({pair.source: pair for pair in pairs}.values())
    chosen = spread(distinct, EXAMPLES)
    found = bundle.answer([pair.source for pair in chosen], beam_size=4)
    answers = [
        Example(pair.source, bundle.words.decode(answer.ids), pair.target)
        for pair, answer in zip(chosen, found, strict=True)
    ]
    rule = (
        f"{len(answers)} of the {len(distinct)} different texts of {corpus}, spread evenly over the file and not chosen by "
        "anybody"
    )
    return Examples(corpus, rule, answers)


def write_card(bundle: Bundle, examples: Examples | None, known_limits: Sequence[str]) -> None:
    """Replaces the folder by one with the same files, another card and its hash."""
    recorded = (bundle.folder / golden.FILE_NAME).read_text(encoding="utf-8")
    card = model_card(bundle.manifest, recorded, examples, known_limits)
    with written_aside(bundle.folder, force=True) as folder:
        shutil.copytree(bundle.folder, folder, dirs_exist_ok=True, copy_function=_same_file)
        for name in (CARD, manifest.FILE_NAME):
            (folder / name).unlink()
        (folder / CARD).write_text(card, encoding="utf-8")
        told = dict(bundle.manifest)
        told["files"] = [manifest.describe_file(path) for path in sorted(folder.iterdir())]
        (folder / manifest.FILE_NAME).write_text(manifest.dump(told), encoding="utf-8")


def _same_file(source: str, target: str) -> str:
    """A large graph is not copied where the disk can give the same file a second name."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return str(Path(target))
