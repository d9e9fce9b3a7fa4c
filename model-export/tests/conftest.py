# SPDX-License-Identifier: Apache-2.0
"""Options and fixtures of the whole test suite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundles import CHECKPOINT
from milena_export.graph import caches


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--texts", type=int, default=0, help="texts a shape in the conformance tests (full size: 200)"
    )


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of the shipped checkpoint, to be damaged."""
    return Path(shutil.copytree(CHECKPOINT, tmp_path / "checkpoint"))


@pytest.fixture(scope="session", autouse=True)
def _tokens_grow_old_soon() -> Iterator[None]:
    """Texts of tests are short: with the usual chunk none of them would have old tokens."""
    usual, caches.CHUNK = caches.CHUNK, 5
    yield
    caches.CHUNK = usual
