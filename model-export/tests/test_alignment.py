# SPDX-License-Identifier: Apache-2.0
"""The criterion by which an alignment policy is chosen."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bundles import CHECKPOINT, TINY
from milena_export import cli
from milena_export.bundle.manifest import read
from milena_export.bundle.session import Hypothesis
from milena_export.bundle.words import Words
from milena_export.conversion import alignment
from milena_export.conversion.alignment import choose_policy
from milena_export.conversion.copied_words import PER_WORD, copied_word_accuracy, informative, shifted
from milena_export.conversion.graphs import trial
from milena_export.corpus import Pair, read_pairs
from milena_export.families.registry import load
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float


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
    source = words.read("Tom met Mary in 1999.")
    diagonal = np.eye(len(source.ids))
    assert copied_word_accuracy(words, [source], [hypothesis(source.ids, diagonal)], 0) == (1.0, 3)
    assert copied_word_accuracy(words, [source], [hypothesis(source.ids, diagonal[::-1])], 0)[0] < 0.5


def test_should_use_the_next_row_when_shift_is_one(words: Words) -> None:
    source = words.read("Tom met Mary in 1999.")
    late = hypothesis(source.ids, np.roll(np.eye(len(source.ids)), 1, axis=0))
    assert copied_word_accuracy(words, [source], [late], 1) == (1.0, 3)
    assert copied_word_accuracy(words, [source], [late], 0)[0] < 1.0


def test_should_average_over_distinct_words_when_one_is_frequent(words: Words) -> None:
    good, bad = words.read("Tom is here."), words.read("Mary is here.")
    wrong = np.eye(len(bad.ids))[::-1]
    answers = [hypothesis(good.ids, np.eye(len(good.ids)))] * 9 + [hypothesis(bad.ids, wrong)]
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
    assert informative(pairs) == [pairs[0]] * PER_WORD + [pairs[-1]]


@pytest.fixture(scope="module")
def copying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short texts with a name that the tiny model mostly copies."""
    names = [
        "Tom",
        "Mary",
        "Boston",
        "John",
        "Australia",
        "Berlin",
        "Paris",
        "Anna",
        "Peter",
        "Maria",
        "London",
        "1999",
    ]
    templates = ("{} is here.", "I know {}.", "Where is {}?", "{} is not here.")
    lines = [template.format(name) for name in names for template in templates]
    path = tmp_path_factory.mktemp("copying") / "names.tsv"
    path.write_text("".join(f"{line}\t{line}\n" for line in lines), encoding="utf-8")
    return path


def test_should_bake_in_what_align_chose(
    copying: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "MIN_WORDS", 4)
    policy, output = tmp_path / "policy.json", tmp_path / "bundle"
    assert cli.main(["align", str(CHECKPOINT), "--corpus", str(copying), "--json", str(policy)]) == 0
    shown = capsys.readouterr().out
    choice = json.loads(policy.read_text(encoding="utf-8"))
    assert choice["words"] >= 4
    # One layer of 4 heads: all of them and each alone, with both shifts.
    assert len(choice["candidates"]) == 10
    assert shown.count("  layer 0  heads ") == 10
    best = max(choice["candidates"], key=lambda candidate: candidate["accuracy"])
    assert all(choice[key] == best[key] for key in ("layer", "heads", "shift"))
    assert f"{100 * best['accuracy']:.1f}%, mean over {choice['words']} distinct words" in choice["chosen_by"]
    assert choice["chosen_by"].endswith("texts of names.tsv")
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output), "--alignment", str(policy)]) == 0
    written = read(output)["alignment"]
    assert all(written[key] == choice[key] for key in ("layer", "heads", "shift", "chosen_by"))


@pytest.mark.parametrize("forced", [False, True])
def test_should_find_of_each_policy_what_a_graph_of_its_own_finds(
    forced: bool, copying: Path, words: Words
) -> None:
    source, pairs = load(CHECKPOINT), read_pairs(copying)[::4]

    def targets(chosen: Sequence[Pair]) -> list[list[int]]:
        return [words.encode(pair.target) for pair in chosen]

    choice = choose_policy(source, words, pairs, "names", targets if forced else None)

    chosen = informative(pairs)
    sources = [words.read(pair.source) for pair in chosen]
    controls = {"target_prefix": targets(chosen), "max_new_tokens": 1} if forced else {}
    for candidate in choice.candidates:
        policy = AttentionPolicy(candidate.layer, candidate.heads, candidate.shift, "test")
        with trial(source, Float(), policy) as tried:
            rows = [text.ids for text in sources]
            answers = tried.session.answer(rows, beam_size=1, return_attention=1, **controls)
        expected = copied_word_accuracy(words, sources, [found[0] for found in answers], candidate.shift)
        assert (candidate.accuracy, choice.words) == (pytest.approx(expected[0]), expected[1])
    assert len({candidate.accuracy for candidate in choice.candidates}) > 1


def test_should_choose_nothing_when_words_are_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "few.tsv"
    corpus.write_text("Tom is here.\tTom ist hier.\n", encoding="utf-8")
    assert cli.main(["align", str(CHECKPOINT), "--corpus", str(corpus)]) == 1
    assert "default of Marian: last layer, first head, shift 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is no alignment policy"),
        ("[]", "is no alignment policy"),
        ('{"layer": 0, "heads": [], "shift": 0, "chosen_by": "me"}', "layer and heads are counted from 0"),
        ('{"layer": 0, "heads": [0], "shift": 2, "chosen_by": "me"}', "shift is 0 or 1"),
        (
            '{"layer": 1, "heads": [0], "shift": 1, "chosen_by": "me"}',
            "the model has 1 decoder layers of 4 heads",
        ),
        (
            '{"layer": 0, "heads": [4], "shift": 1, "chosen_by": "me"}',
            "the model has 1 decoder layers of 4 heads",
        ),
    ],
)
def test_should_refuse_a_policy_when_it_does_not_fit(
    content: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.json"
    if content is not None:
        policy.write_text(content, encoding="utf-8")
    arguments = ["--output", str(tmp_path / "bundle"), "--alignment", str(policy)]
    assert cli.main(["convert", str(CHECKPOINT), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "bundle").exists()
