# SPDX-License-Identifier: Apache-2.0
"""Writes the texts that int8 takes its scales from where the user gives none.

Run in model-export: ``PYTHONPATH=src .venv/bin/python tests/make_default_texts.py TRAIN.tsv.xz``, where TRAIN holds English
and German sentences. Half of what is taken is spread over all lengths, half is long.
"""

import sys
from pathlib import Path

from milena_export.corpus import read_pairs, spread

FOLDER = Path(__file__).parents[1] / "src" / "milena_export" / "texts"
COUNT = 300
LONG = 12
"""Words of a long text, at least."""


def chosen(texts: list[str]) -> list[str]:
    by_length = sorted(dict.fromkeys(texts), key=lambda text: (len(text), text))
    long = [text for text in by_length if len(text.split()) >= LONG]
    return list(dict.fromkeys([*spread(by_length, COUNT // 2), *spread(long, COUNT // 2)]))


if __name__ == "__main__":
    pairs = read_pairs(Path(sys.argv[1]))
    for language, texts in (("en", [pair.source for pair in pairs]), ("de", [pair.target for pair in pairs])):
        (FOLDER / f"{language}.txt").write_text("\n".join(chosen(texts)) + "\n", encoding="utf-8")
