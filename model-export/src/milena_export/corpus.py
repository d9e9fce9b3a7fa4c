# SPDX-License-Identifier: Apache-2.0
"""Reads tab-separated corpora: one pair a line, UTF-8, plain or xz-compressed."""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar

from milena_export.errors import ExportError

SPLITS = ("train", "dev", "test")


class Pair(NamedTuple):
    """A source text and its target text, both stripped and never empty."""

    source: str
    target: str


def read_texts(path: Path) -> list[str]:
    """Reads a file with one text a line; empty lines are left out.

    Raises:
        ExportError: the file is missing, not UTF-8 or holds no text.
    """
    if not path.is_file():
        raise ExportError(f"{path} does not exist; give a file with one text a line")
    try:
        texts = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise ExportError(f"{path} is not UTF-8 at byte {error.start}; convert it to UTF-8") from error
    if not texts:
        raise ExportError(f"{path} holds no text; give at least one line")
    return texts


class Corpus(NamedTuple):
    """Pairs to measure on, by a name for reports; ``whole`` unless they are some of a file's."""

    name: str
    pairs: Sequence[Pair]
    whole: bool = True


def split_file(folder: Path, split: str) -> Path:
    """Returns ``folder/split.tsv`` or ``folder/split.tsv.xz``, whichever exists (plain text first)."""
    if not folder.is_dir():
        raise ExportError(
            f"corpus folder {folder} does not exist; give a folder with {split}.tsv or {split}.tsv.xz"
        )
    for suffix in (".tsv", ".tsv.xz"):
        path = folder / f"{split}{suffix}"
        if path.is_file():
            return path
    raise ExportError(f"corpus folder {folder} has no {split}.tsv and no {split}.tsv.xz; add one of them")


def read_split(folder: Path, split: str) -> list[Pair]:
    """Reads one split of a corpus folder; errors as of `read_pairs`."""
    return read_pairs(split_file(folder, split))


def read_pairs(path: Path) -> list[Pair]:
    """Reads one file, plain or xz-compressed.

    Raises:
        ExportError: the file is missing, damaged, not UTF-8 or empty, or a line has not two filled columns.
    """
    if not path.is_file():
        raise ExportError(f"corpus {path} does not exist; give a .tsv or .tsv.xz file")
    try:
        pairs = list(_parse(path))
    except (lzma.LZMAError, EOFError) as error:
        raise ExportError(f"{path} is not a whole xz file ({error}); copy or compress it again") from error
    except UnicodeDecodeError as error:
        raise ExportError(f"{path} is not UTF-8 at byte {error.start}; convert it to UTF-8") from error
    if not pairs:
        raise ExportError(f"{path} holds no pair; a split needs at least one line 'source<TAB>target'")
    return pairs


def read_listed(path: Path) -> list[Pair]:
    """Reads a list of pairs made by hand: empty lines and those that begin with ``#`` are left out.

    Raises:
        ExportError: the file is missing, not UTF-8 or empty, or a line has not two filled columns.
    """
    pairs = []
    for number, line in enumerate(read_texts(path), start=1):
        columns = [column.strip() for column in line.split("\t")]
        if line.startswith("#"):
            continue
        if len(columns) != 2 or not all(columns):
            raise ExportError(
                f"{path}, filled line {number}: the rule is two filled columns (text<TAB>translation); mend the line"
            )
        pairs.append(Pair(*columns))
    if not pairs:
        raise ExportError(f"{path} holds no pair; give at least one line 'text<TAB>translation'")
    return pairs


def read_corpus(path: Path, limit: int | None = None) -> Corpus:
    """Reads one file, of which ``limit`` takes so many pairs, spread evenly; errors as of `read_pairs`."""
    pairs = read_pairs(path)
    return Corpus(path.name, spread(pairs, limit), limit is None or len(pairs) <= limit)


T = TypeVar("T")


def spread(items: Sequence[T], limit: int | None) -> Sequence[T]:
    """At most ``limit`` of the items, spread evenly; all of them for None."""
    if limit is None:
        return items
    return items[:: max(1, len(items) // max(1, limit))][:limit]


def _open(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _parse(path: Path) -> Iterator[Pair]:
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            columns = line.rstrip("\r\n").split("\t")
            if len(columns) != 2:
                raise ExportError(
                    f"{path}, line {number}: {len(columns)} columns; the rule is exactly 2 "
                    "(source<TAB>target); mend or remove the line"
                )
            source, target = (column.strip() for column in columns)
            if not source or not target:
                empty = "source" if not source else "target"
                raise ExportError(f"{path}, line {number}: the {empty} is empty; remove or fill the line")
            yield Pair(source, target)
