# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from milena_export.corpus import Pair, read_split
from milena_export.errors import ExportError


def test_should_read_plain_and_compressed_splits_alike(tmp_path: Path) -> None:
    text = b"Hi.\tHallo!\r\n It helps. \tDas hilft: sehr.\n"
    (tmp_path / "train.tsv").write_bytes(text)
    (tmp_path / "dev.tsv.xz").write_bytes(lzma.compress(text))
    expected = [Pair("Hi.", "Hallo!"), Pair("It helps.", "Das hilft: sehr.")]
    assert read_split(tmp_path, "train") == expected
    assert read_split(tmp_path, "dev") == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"holds no pair"),
        (b"Hi.\tHallo!\nHi.\n", r"line 2: 1 columns; the rule is exactly 2"),
        (b"a\tb\tc\n", r"line 1: 3 columns"),
        (b"a\t \n", r"line 1: the target is empty"),
        (b"\tb\n", r"line 1: the source is empty"),
        (b"caf\xe9\tb\n", r"not UTF-8 at byte 3"),
    ],
)
def test_should_name_file_and_line_when_a_split_is_malformed(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "train.tsv").write_bytes(content)
    with pytest.raises(ExportError, match=message):
        read_split(tmp_path, "train")


def test_should_refuse_a_cut_xz_file(tmp_path: Path) -> None:
    whole = lzma.compress(b"a\tb\n" * 1000)
    (tmp_path / "train.tsv.xz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ExportError, match="not a whole xz file"):
        read_split(tmp_path, "train")


def test_should_say_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"has no dev\.tsv and no dev\.tsv\.xz"):
        read_split(tmp_path, "dev")
    with pytest.raises(ExportError, match="does not exist"):
        read_split(tmp_path / "nowhere", "dev")
