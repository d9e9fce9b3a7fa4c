# SPDX-License-Identifier: Apache-2.0
"""The small bundles and the checkpoint that the repository ships."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECKPOINT = ROOT / "models" / "checkpoints" / "tiny"
TINY = ROOT / "models" / "tiny"
TINY_FLOAT = ROOT / "models" / "tiny-float"
