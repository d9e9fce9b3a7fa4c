# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from milena_export.augmentation.excerpts import excerpts, sentences
from milena_export.cli import main
from milena_export.corpus import Pair, read_pairs
from milena_export.errors import ExportError

FIRST, SECOND, THIRD, FOURTH = (
    "Streams of events grow fast.",
    "We summarize windows of streams (cf. Sec. 2) with a small model.",
    "Does it work?",
    "Windows are told apart by their streams, e.g. Kafka's, at 2.5 GHz.",
)
ABSTRACT = Pair(f"{FIRST} {SECOND} {THIRD} {FOURTH}", "Windows of Streams")


def parts(*pairs: Pair, times: int = 40, seed: int = 1) -> list[Pair]:
    return list(excerpts(pairs, times, seed))


def test_should_find_sentences_in_spite_of_abbreviations_and_decimals() -> None:
    assert sentences(f" {ABSTRACT.source} ") == [FIRST, SECOND, THIRD, FOURTH]
    assert sentences('J. Smith et al. Said "so." Then (2) more') == [
        'J. Smith et al. Said "so."',
        "Then (2) more",
    ]


def test_should_keep_the_pair_and_add_parts_in_and_out_of_order() -> None:
    whole, *made = parts(ABSTRACT)

    assert whole == ABSTRACT
    assert {pair.target for pair in made} == {"Windows of Streams"}
    texts = [pair.source for pair in made]
    assert len(texts) == len(set(texts))
    assert all(set(sentences(text)) < {FIRST, SECOND, THIRD, FOURTH} for text in texts)
    assert f"{FIRST} {SECOND}" in texts
    assert f"{SECOND} {FOURTH}" in texts
    assert f"{FOURTH} {SECOND}" in texts


def test_should_leave_out_parts_that_do_not_say_what_the_title_says() -> None:
    texts = {pair.source for pair in parts(ABSTRACT)}

    assert FIRST in texts  # one of two words
    assert THIRD not in texts


def test_should_give_a_single_sentence_once() -> None:
    alone = Pair(FIRST, "Streams")

    assert parts(alone, ABSTRACT, times=0) == [alone, ABSTRACT]
    assert parts(alone) == [alone]
    with pytest.raises(ExportError, match="-1 parts of each text: the rule is 0 or more"):
        parts(alone, times=-1)


def test_should_write_the_same_files_for_the_same_arguments(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for split in ("train", "dev"):
        (corpus / f"{split}.tsv").write_text("\t".join(ABSTRACT) + "\n", encoding="utf-8")
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        arguments = ["excerpt", str(corpus), "--output", str(tmp_path / name), "--times", "3", "--seed", seed]
        assert main(arguments) == 0

    a, b, c = (read_pairs(tmp_path / name / "train.tsv") for name in "abc")
    assert a == b != c
    assert a[0] == ABSTRACT
    assert 2 <= len(a) <= 4
    assert read_pairs(tmp_path / "a" / "dev.tsv") == [ABSTRACT]
    assert main(["excerpt", str(corpus), "--output", str(tmp_path / "d"), "--times", "-1"]) == 2
