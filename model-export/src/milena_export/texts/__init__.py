# SPDX-License-Identifier: Apache-2.0
"""Texts that come with the package, for the scales of int8 where the user gives none; `SOURCE.md` says whose they are."""

from __future__ import annotations

from importlib import resources


def languages() -> tuple[str, ...]:
    """The languages that there are texts of, as BCP-47 tags."""
    names = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".txt") for name in names if name.endswith(".txt")))


def texts_of(language: str) -> tuple[str, ...]:
    """The texts of a language that is one of `languages`."""
    return tuple(
        resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines()
    )
