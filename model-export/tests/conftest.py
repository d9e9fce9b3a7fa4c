# SPDX-License-Identifier: Apache-2.0
"""Options of the whole test suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--texts", type=int, default=0, help="texts a shape in the conformance tests (full size: 200)"
    )
