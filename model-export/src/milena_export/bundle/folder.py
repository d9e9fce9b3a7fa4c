# SPDX-License-Identifier: Apache-2.0
"""Writing a folder so that it is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from milena_export.errors import ExportError


def refuse_existing(output: Path, force: bool) -> None:
    """Refuses to overwrite, before any work is done."""
    if output.exists() and not force:
        raise ExportError(f"{output} exists; give another --output, or --force to replace it")
    refuse_unwritable(output)


def prepare_file(path: Path | None) -> None:
    """Refuses a file that could not be written, before any work is done, and makes the folders that it needs."""
    if path is None:
        return
    if path.is_dir():
        raise ExportError(f"{path} is a folder; give the name of a file")
    refuse_unwritable(path)
    path.parent.mkdir(parents=True, exist_ok=True)


def refuse_unwritable(path: Path) -> None:
    """Refuses a file or folder that could not be made, before any work is done; missing folders would be made."""
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        what = "cannot be written to" if above.is_dir() else "is no folder"
        raise ExportError(f"{path} cannot be made: {above} {what}; give a path in a folder of yours")


@contextmanager
def written_aside(output: Path, force: bool) -> Iterator[Path]:
    """Gives a folder beside ``output`` to fill; it takes the name when the block ends well, and vanishes otherwise."""
    refuse_existing(output, force)
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    try:
        yield aside
        aside.chmod(0o755)
        refuse_existing(output, force)
        if output.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{output.name}.old.", dir=output.parent))
            output.rename(old / "bundle")
            aside.rename(output)
            shutil.rmtree(old)
        else:
            aside.rename(output)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
