# SPDX-License-Identifier: Apache-2.0
"""The small bundles and the checkpoint that the repository ships."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CHECKPOINT = ROOT / "models" / "checkpoints" / "tiny"
TINY = ROOT / "models" / "tiny"
TINY_FLOAT = ROOT / "models" / "tiny-float"


def edit(path: Path, **values: Any) -> None:
    """Changes fields of a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")
