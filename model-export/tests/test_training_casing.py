# SPDX-License-Identifier: Apache-2.0
import pytest

from milena_export.corpus import Pair
from milena_export.training.batches import EncodedPairs
from milena_export.training.casing import Casing

SOURCES = [
    "We study wireless sensor networks. Wireless links of NASA are slow.",
    "Here a sensor of Bayesian kind is shown, with PCA.",
]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("A Study of Wireless Sensor Networks", "A study of wireless sensor networks"),
        ("wireless Bayesian Sensors and PCA at Nasa", "Wireless Bayesian Sensors and PCA at NASA"),
        ("Slow Links", "Slow links"),
        ('"Links" Are Slow', '"Links" are slow'),
        ("3-D Sensor", "3-D sensor"),
        ("42", "42"),
    ],
)
def test_should_write_targets_as_sources_do(target: str, expected: str) -> None:
    assert Casing(SOURCES).of(Pair(SOURCES[0], target)) == Pair(SOURCES[0], expected)


def test_should_follow_the_own_source_before_the_corpus() -> None:
    casing = Casing([*SOURCES, "It is the SENSOR that counts."])

    assert casing.of(Pair("It is the SENSOR that counts.", "Two Sensor Nets")).target == "Two SENSOR Nets"


def test_should_leave_out_pairs_whose_targets_say_something_else() -> None:
    sources = [[5, 6, 7, 8, 9, 0], [5, 6, 0], [5, 6, 7, 0]]
    targets = [[5, 6, 0], [7, 8, 5, 0], [7, 9, 0]]

    kept = EncodedPairs.of(sources, targets, 128, cut_source=4, shared=0.5)

    assert [source.tolist() for source in kept.sources] == [[5, 6, 7, 0], [5, 6, 7, 0]]
    assert [target.tolist() for target in kept.targets] == [[5, 6, 0], [7, 9, 0]]
