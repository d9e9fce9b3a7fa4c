# SPDX-License-Identifier: Apache-2.0
"""Options and fixtures of the whole test suite."""

import shutil
from pathlib import Path

import pytest

from bundles import CHECKPOINT


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--texts", type=int, default=0, help="texts a shape in the conformance tests (full size: 200)"
    )


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of the shipped checkpoint, to be damaged."""
    return Path(shutil.copytree(CHECKPOINT, tmp_path / "checkpoint"))
