# SPDX-License-Identifier: Apache-2.0
"""Holds the tokenizers of bundles against transformers on thousands of real lines, a vocabulary of every family.

Run in model-export, with corpora of ``source<TAB>target`` lines:
``PYTHONPATH=src:tests .venv/bin/python tests/compare_tokenizers.py CORPUS.tsv.xz ...``

Vocabularies are learnt from other lines of the corpora; Marian's is that of the shipped ``en-de``. Every tenth line has
emoji, CJK, right-to-left text, marks, control or special characters put in. Compared are the source ids, template
included, and the text of these ids. Exit code 1 where any differ.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from transformers import AutoTokenizer

import test_family_bundles
import test_gpt2
from bundles import ROOT
from made_tokenizers import KINDS
from milena_export import cli
from milena_export.bundle.words import Words
from milena_export.conversion.convert import Request, draft, planned
from milena_export.conversion.reference import Reference
from milena_export.corpus import read_pairs, spread
from milena_export.options import wishes_of
from test_tokenizer import HARD

LINES = 10_000
LEARNT = 20_000
PIECES = 4_000
SHOWN = 3


def lines_of(paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Lines to compare, and others to learn from, of all corpora alike."""
    texts = [
        text
        for path in paths
        for pair in spread(read_pairs(path), (LINES + LEARNT) // len(paths))
        for text in (pair.source, pair.target)
    ]
    distinct = list(dict.fromkeys(text for text in texts if len(text) < 2000))
    random.Random(0).shuffle(distinct)
    compared = distinct[:LINES]
    chooser = random.Random(1)
    for index in range(0, len(compared), 10):
        words = compared[index].split(" ")
        place, glue = chooser.randint(0, len(words)), chooser.choice([" ", ""])
        compared[index] = glue.join([" ".join(words[:place]), chooser.choice(HARD), " ".join(words[place:])])
    return compared, distinct[LINES : LINES + LEARNT]


def checkpoints(folder: Path, learnt: Sequence[str]) -> Iterator[tuple[str, Path, list[str]]]:
    """Name, checkpoint and what `convert` is told of it."""
    yield "marian", ROOT / "models" / "checkpoints" / "en-de", []
    yield "gpt2", test_gpt2.checkpoint(folder / "gpt2", learnt, PIECES), ["--source-language", "en"]
    for kind in sorted(KINDS):
        made = test_family_bundles.checkpoint(folder / kind, kind, learnt, PIECES)
        yield kind, made, test_family_bundles.ARGUMENTS[kind]


def compare(source: Path, told: list[str], texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Texts whose ids differ, and texts whose ids decode to something else."""
    wishes = wishes_of(cli.build_parser().parse_args(["convert", str(source), *told]))
    request = Request(source, None, "float", "compared", wishes=wishes)
    model = planned(request)
    described = draft(request, model)
    described["limits"]["source_tokens"] = sys.maxsize
    words, reference = Words(described, model.tokenizers), Reference(source)
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    size, unknown = reference.source_ids, described["special_ids"]["unk"]
    ids_differ, texts_differ = [], []
    for text, pair in zip(texts, words.spread(len(texts)), strict=True):
        expected = reference.encode(text, pair)
        found = words.encode(text, pair)
        if [index if index < size else unknown for index in found] != expected:
            ids_differ.append(text)
        target = theirs(text, add_special_tokens=False).input_ids
        if words.decode(target) != theirs.decode(target, skip_special_tokens=True):
            texts_differ.append(text)
    return ids_differ, texts_differ


def main(paths: Sequence[Path]) -> int:
    compared, learnt = lines_of(paths)
    failed = False
    print("| vocabulary | lines | ids differ | texts differ |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        for kind, source, told in checkpoints(Path(name), learnt):
            ids, texts = compare(source, told, compared)
            print(f"| {kind} | {len(compared):,} | {len(ids)} | {len(texts)} |", flush=True)
            for text in [*ids[:SHOWN], *texts[:SHOWN]]:
                print(f"  {kind}: {text!r}", file=sys.stderr, flush=True)
            failed = failed or bool(ids or texts)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main([Path(path) for path in sys.argv[1:]]))
