# SPDX-License-Identifier: Apache-2.0
"""The criterion by which an alignment policy is chosen."""

import numpy as np
import pytest

from bundles import TINY
from milena_export.bundle.manifest import read
from milena_export.bundle.session import Hypothesis
from milena_export.bundle.words import Words
from milena_export.conversion.alignment import PER_WORD, _informative, copied_word_accuracy, shifted
from milena_export.corpus import Pair


@pytest.fixture(scope="module")
def words() -> Words:
    manifest = read(TINY)
    return Words(
        manifest,
        {side: (TINY / name).read_text(encoding="utf-8") for side, name in manifest["tokenizers"].items()},
    )


def hypothesis(ids: list[int], attention: np.ndarray) -> Hypothesis:
    return Hypothesis(ids, [0.0] * len(ids), 0.0, 0, attention.astype(np.float32))


def test_should_count_a_word_as_found_when_its_attention_is_on_itself(words: Words) -> None:
    row = words.encode("Tom met Mary in 1999.")
    diagonal = hypothesis(row, np.eye(len(row)))
    assert copied_word_accuracy(words, [row], [diagonal], 0) == (1.0, 3)
    assert copied_word_accuracy(words, [row], [hypothesis(row, np.eye(len(row))[::-1])], 0)[0] < 0.5


def test_should_use_the_next_row_when_shift_is_one(words: Words) -> None:
    row = words.encode("Tom met Mary in 1999.")
    late = hypothesis(row, np.roll(np.eye(len(row)), 1, axis=0))
    assert copied_word_accuracy(words, [row], [late], 1) == (1.0, 3)
    assert copied_word_accuracy(words, [row], [late], 0)[0] < 1.0


def test_should_average_over_distinct_words_when_one_is_frequent(words: Words) -> None:
    good, bad = words.encode("Tom is here."), words.encode("Mary is here.")
    answers = [hypothesis(good, np.eye(len(good)))] * 9 + [hypothesis(bad, np.eye(len(bad))[::-1])]
    assert copied_word_accuracy(words, [good] * 9 + [bad], answers, 0) == (0.5, 2)


def test_should_keep_the_last_row_when_shifting() -> None:
    matrix = np.arange(6, dtype=np.float32).reshape(3, 2)
    np.testing.assert_array_equal(shifted(matrix, 1), matrix[[1, 2, 2]])
    np.testing.assert_array_equal(shifted(matrix, 0), matrix)
    assert shifted(matrix[:0], 1).shape == (0, 2)


def test_should_choose_pairs_with_copied_words_when_texts_are_many() -> None:
    pairs = [Pair("Tom sleeps.", "Tom schläft.")] * 9 + [
        Pair("I sleep.", "Ich schlafe."),
        Pair("It is 12:45.", "Es ist 12:45."),
    ]
    assert _informative(pairs) == [pairs[0]] * PER_WORD + [pairs[-1]]
