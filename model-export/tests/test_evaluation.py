# SPDX-License-Identifier: Apache-2.0
"""The figures of ``evaluate``: on texts whose scores are known, and on a bundle's own answers."""

import json
from pathlib import Path

import numpy as np
import pytest

from bundles import TINY
from milena_export import cli, metrics
from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import Hypothesis
from milena_export.conversion.evaluation import frequent_copied_words, substituted
from milena_export.conversion.reliability import confidence, reliability
from milena_export.corpus import Pair
from milena_export.errors import ExportError


def answer(probability: float) -> Hypothesis:
    return Hypothesis([5, 0], [float(np.log(probability))] * 2, 0.0, 0, np.zeros((0, 3), np.float32))


def test_should_score_rouge_as_overlap_of_stemmed_words() -> None:
    found = {s.metric: s.value for s in metrics.rouge(["the cats sat down"], ["the cat sat on a mat"])}
    # unigrams: the, cat, sat of 4 and 6 words; bigrams: "the cat", "cat sat" of 3 and 5; the subsequence is those three
    assert found == pytest.approx({"ROUGE-1": 60.0, "ROUGE-2": 50.0, "ROUGE-L": 60.0}, abs=0.01)


def test_should_choose_the_metrics_of_the_task() -> None:
    assert metrics.of_task("translation") == ("bleu", "chrf")
    assert metrics.of_task("summarization") == ("rouge", "chrf")
    assert set(metrics.of_task("text2text")) == set(metrics.METRICS)


def test_should_give_confidence_as_the_geometric_mean_of_probabilities() -> None:
    assert confidence(
        Hypothesis([5, 0], [np.log(0.9), np.log(0.4)], 0, 0, np.zeros((0, 1)))
    ) == pytest.approx(0.6)


@pytest.mark.parametrize(("sign", "expected"), [(1, 1.0), (-1, -1.0)])
def test_should_see_whether_confidence_goes_with_quality(sign: int, expected: float) -> None:
    reference = "abcdefghijklmnopqrstuvwxyzäöü"
    outputs = [reference[: 5 + i] for i in range(24)]
    answers = [answer(0.5 + sign * i / 100) for i in range(24)]
    found = reliability(answers, outputs, [reference] * 24)
    assert found is not None
    assert found.spearman == pytest.approx(expected)
    assert np.sign(found.pearson) == sign
    assert sum(group.answers for group in found.bins) == 24
    assert [group.confidence for group in found.bins] == sorted(group.confidence for group in found.bins)
    quality = [sign * group.chrf for group in found.bins]
    assert quality == sorted(quality)
    assert found.as_text().count("\n") == len(found.bins)


def test_should_share_ranks_where_confidence_is_equal() -> None:
    reference = "abcdefghijklmnopqrstuvwxyz"
    outputs = [reference[: 5 + i % 12] for i in range(24)]
    found = reliability([answer(0.5 + (i % 12) // 6 / 10) for i in range(24)], outputs, [reference] * 24)
    assert found is not None
    # two levels of confidence against twelve of quality: sqrt of the explained share of the ranks
    assert found.spearman == pytest.approx(np.sqrt((12**2 - 6**2) / (12**2 - 1)), abs=0.01)


def test_should_say_nothing_of_confidence_when_texts_are_few_or_alike() -> None:
    assert reliability([answer(0.5)] * 5, ["a"] * 5, ["b"] * 5) is None
    assert reliability([answer(0.5)] * 30, ["abc"] * 30, ["abd"] * 30) is None


PAIRS = [
    Pair("Tom is here.", "Tom ist hier."),
    Pair("I saw Tom, not Mary.", "Ich sah Tom, nicht Mary."),
    Pair("Tom and Tom", "Tom und Tom"),
    Pair("Mary has 30 dogs.", "Mary hat 30 Hunde."),
    Pair("London calls.", "London ruft."),
]


def test_should_replace_the_most_frequent_copied_word_only() -> None:
    assert substituted(PAIRS[:2], ["Zoe", "42"]) == ["Zoe is here.", "I saw 42, not Mary."]


def test_should_rank_copied_words_without_the_most_frequent() -> None:
    words = frequent_copied_words([*PAIRS, Pair("Tom!", "Tom!")], 2)
    assert words[0] == "Mary"
    assert words[1] in {"30", "London"}


def test_should_refuse_to_replace_when_nothing_is_copied() -> None:
    with pytest.raises(ExportError, match="leave --substitutes out"):
        substituted([Pair("good day", "guten Tag")], ["Zoe"])


def test_should_measure_texts_alignment_and_confidence_of_a_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["Tom", "Mary", "Boston", "Tom", "Japan", "Tom"]
    texts = [f"{name} is a good {noun}." for noun in ("dog", "boy", "man", "day") for name in names]
    corpus = tmp_path / "corpus.tsv"
    bundle = Bundle.open(TINY, threads=1)
    answers = bundle.answer(texts, beam_size=4)
    outputs = [bundle.words.decode(one.ids) for one in answers]
    references = [f"{output[::-1]} x" if i % 3 == 0 else f"{output} x" for i, output in enumerate(outputs)]
    pairs = zip(texts, references, strict=True)
    corpus.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), encoding="utf-8")
    report, plot = tmp_path / "report.json", tmp_path / "plot.svg"
    options = [
        "--substitutes",
        str(corpus),
        "--metrics",
        "bleu,rouge",
        "--json",
        str(report),
        "--plot",
        str(plot),
    ]
    assert cli.main(["evaluate", str(TINY), "--corpus", str(corpus), *options]) == 0
    written = json.loads(report.read_text(encoding="utf-8"))
    values = {(f["metric"], f["decoding"]): f["value"] for f in written["quality"] if f["subset"] == "all"}
    for score in [*metrics.bleu(outputs, references), *metrics.rouge(outputs, references)]:
        assert values[score.metric, "int8, beam 4"] == score.value
    assert -100 <= values["confidence", "int8, beam 4"] < 100
    assert len(written["reliability"]["int8, beam 4"]["bins"]) == 10
    assert 0 <= values["copied words aligned", "int8, beam 4"] <= 100
    assert "distinct words" in next(f["signature"] for f in written["quality"] if "copied" in f["metric"])
    assert "<svg" in plot.read_text(encoding="utf-8")
    assert "ROUGE-L" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--metrics", "bleu,comet"], "'comet' is none; known are bleu, chrf, rouge"),
        (["--plot", "plot.pdf"], "the rule is .svg or .png"),
        (["--substitutes", "nowhere.tsv"], "nowhere.tsv does not exist"),
    ],
)
def test_should_refuse_what_it_does_not_know(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus.tsv"
    corpus.write_text("a\tb\n", encoding="utf-8")
    assert cli.main(["evaluate", str(TINY), "--corpus", str(corpus), *options]) == 2
    assert message in capsys.readouterr().err
