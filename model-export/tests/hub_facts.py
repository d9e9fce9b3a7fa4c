# SPDX-License-Identifier: Apache-2.0
"""The traits of 144 real checkpoints, and small checkpoints with them."""

from pathlib import Path

from facts import Facts
from made_checkpoint import make
from milena_export.families.source import Wishes

FACTS = Facts.all_condensed(Path(__file__).parent / "data" / "hub_facts.jsonl")
WISHES = {
    "marian-59811_ft-4.57": Wishes(source_language="en", target_language="de"),
    "mbart-cc25-trimmed_4.21": Wishes(target_language="de_DE"),
    "mbart-cc25-trimmed_4.31": Wishes(target_language="de_DE"),
    "mbart-small-vocab": Wishes(target_language="en_XX"),
}
"""What must be said of some of them, as a user would."""


def made(name: str, folder: Path) -> Path:
    """Makes one of them, by its name."""
    make(FACTS[name], folder)
    return folder
