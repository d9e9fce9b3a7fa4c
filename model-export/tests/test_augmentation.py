# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from milena_export.augmentation import variants
from milena_export.augmentation.phrases import filled
from milena_export.augmentation.words import copied_names
from milena_export.cli import main
from milena_export.corpus import Pair, read_listed, read_pairs
from milena_export.errors import ExportError
from test_protection import PATTERNS

EVERYDAY = PATTERNS.parents[7] / "models" / "everyday"
STAND_IN = re.compile("⟦[0-9]⟧")


def draw() -> random.Random:
    return random.Random(5)


def vary(vary: variants.Variant, source: str, target: str) -> Pair | None:
    return vary(Pair(source, target), draw())


@pytest.mark.parametrize(
    ("how", "source", "target", "expected"),
    [
        (variants.without_final_mark, "Go ⟦0⟧.", "Geh ⟦0⟧!", ("Go ⟦0⟧", "Geh ⟦0⟧")),
        (variants.without_final_mark, "Wait...", "Warte...", None),
        (variants.small, "I am Tom.", "Ich bin Tom.", ("i am tom.", "Ich bin Tom.")),
        (variants.small, "go", "Geh", None),
        (variants.small_without_final_mark, "I am Tom.", "Ich bin Tom.", ("i am tom", "Ich bin Tom")),
        (variants.capitals, "Go ⟦0⟧, Tom!", "Geh heiß ⟦0⟧!", ("GO ⟦0⟧, TOM!", "GEH HEISS ⟦0⟧!")),
        (variants.other_final_mark, "Go home now, Tom.", "Geh nach Hause!", None),
        (variants.other_final_mark, "Ready?", "Fertig?", None),
        (variants.other_numbers, "I have six and six", "Ich habe sechs und sechs", None),
    ],
)
def test_should_change_both_sides_or_give_nothing(
    how: variants.Variant, source: str, target: str, expected: tuple[str, str] | None
) -> None:
    assert vary(how, source, target) == (Pair(*expected) if expected else None)


def test_should_exchange_names_on_both_sides() -> None:
    made = vary(variants.other_names, "Mary's and Tom's house in Boston.", "Marias und Toms Haus in Boston.")

    assert made
    assert made.source != "Mary's and Tom's house in Boston."
    mary, tom, boston = re.fullmatch(r"(.+)'s and (.+)'s house in (.+)\.", made.source).groups()  # type: ignore[union-attr]
    assert made.target == f"{mary}s und {tom}s Haus in {boston}."
    assert vary(variants.other_names, "Tom is Tom.", "Tom ist er.") is None


def test_should_exchange_a_number_on_both_sides() -> None:
    chosen = {
        variants.other_numbers(Pair("I have six dogs.", "Ich habe sechs Hunde."), random.Random(seed))
        for seed in range(60)
    }

    assert Pair("I have nine dogs.", "Ich habe neun Hunde.") in chosen
    assert all(pair and re.search(r"\d|\b[a-zü]+ß?[a-zü]*\b", pair.target) for pair in chosen)
    digits = [pair for pair in chosen if pair and re.search(r"\d", pair.source)]
    assert digits
    assert all(re.findall(r"\d+", pair.source) == re.findall(r"\d+", pair.target) for pair in digits)


def test_should_quote_as_each_language_does() -> None:
    chosen = {variants.quoted(Pair("Tom came.", "Tom kam."), random.Random(seed)) for seed in range(40)}

    assert chosen == {
        Pair('"Tom came."', "„Tom kam.“"),
        Pair("“Tom came.”", "„Tom kam.“"),
        Pair('"Tom" came.', "„Tom“ kam."),
        Pair("“Tom” came.", "„Tom“ kam."),
    }
    assert vary(variants.quoted, 'A "b".', "Ein „b“.") is None


def test_should_put_the_same_beside_and_around_both_sides() -> None:
    pair = Pair("Tom came.", "Tom kam.")
    for seed in range(40):
        attached, tagged = (how(pair, random.Random(seed)) for how in (variants.attached, variants.tagged))
        assert attached
        assert attached.source.replace("Tom came.", "") == attached.target.replace("Tom kam.", "") != ""
        assert tagged
        assert re.sub("<[^>]+>", "", tagged.source) == "Tom came."
        assert re.findall("<[^>]+>", tagged.source) == re.findall("<[^>]+>", tagged.target) != []


def test_should_join_whole_sentences_alone() -> None:
    one, other = Pair("Go.", "Geh!"), Pair("Why?", "Warum?")

    assert variants.joined([one, other, one]) == Pair("Go. Why? Go.", "Geh! Warum? Geh!")
    assert variants.joined([one, Pair("Save", "Speichern")]) is None


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ("the-thing", {"the tent": "das Zelt", "the key": "der Schlüssel", "the bag": "die Tasche"}),
        ("to-have-the-thing", {"the tent": "das Zelt", "the key": "den Schlüssel", "the bag": "die Tasche"}),
        ("a-thing", {"a tent": "ein Zelt", "an item": "ein Artikel", "an app": "eine App"}),
        ("to-have-a-thing", {"a tent": "ein Zelt", "an item": "einen Artikel", "an app": "eine App"}),
        ("my-thing", {"my tent": "mein Zelt", "my key": "mein Schlüssel", "my bag": "meine Tasche"}),
        (
            "to-have-my-thing",
            {"my tent": "mein Zelt", "my key": "meinen Schlüssel", "my bag": "meine Tasche"},
        ),
        ("the-place", {"the old town": "die Altstadt", "the lake": "der See"}),
        ("to-find-the-place", {"the old town": "die Altstadt", "the lake": "den See"}),
        ("to-the-place", {"to the old town": "zur Altstadt", "to the lake": "zum See"}),
    ],
)
def test_should_decline_nouns_by_gender_and_case(slot: str, expected: dict[str, str]) -> None:
    random_ = draw()
    made = dict(filled(Pair(f"x {{{slot}}}", f"x {{{slot}}}"), random_) for _ in range(3_000))
    first = filled(Pair(f"{{{slot}}} x", f"{{{slot}}} x"), random_)

    assert {source: made[f"x {source}"] for source in expected} == {
        source: f"x {target}" for source, target in expected.items()
    }
    assert all(text[0].isupper() for text in first), "a text begins with a capital"


def test_should_fill_slots_alike_on_both_sides() -> None:
    made = filled(
        Pair("{name} and {name}: {city}, {day} {time}", "{name} und {name}: {city}, {day} {time}"), draw()
    )

    one, other, city, day, time = re.fullmatch(r"(.+) and (.+): (.+), (.+) (.+)", made.source).groups()  # type: ignore[union-attr]
    german = dict(variants.words.DAYS)[day]
    assert made.target == f"{one} und {other}: {city}, {german} {time}"
    with pytest.raises(ExportError, match="the same slots on both sides"):
        filled(Pair("{name}", "Hallo"), draw())


def test_should_see_names_in_words_that_no_source_writes_small() -> None:
    pairs = [
        Pair("Hand me the Arm, Tom.", "Hand mir Arm, Tom."),
        Pair("My hand hurts in Rome.", "Meine Hand tut in Rom weh."),
        Pair("My arm.", "Mein Arm."),
    ]

    assert copied_names(pairs) == {"Tom"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus in which every variant has something to do."""
    chooser = random.Random(3)
    names, things = ("Tom", "Anna", "Boston"), (("dogs", "Hunde"), ("files", "Dateien"), ("%s", "%s"))
    for split, count in (("train", 300), ("dev", 40)):
        lines = ["Hello.\tHallo!\n", "Held out\tZurückgehalten\n"]
        for _ in range(count):
            name, (thing, german), number = (
                chooser.choice(names),
                chooser.choice(things),
                chooser.randint(2, 40),
            )
            lines.append(f"{name} has {number} {thing}.\t{name} hat {number} {german}.\n")
            lines.append(f"{name} has three {thing}.\t{name} hat drei {german}.\n")
        (tmp_path / f"{split}.tsv").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def augment(corpus: Path, output: Path, *more: str) -> list[Pair]:
    assert main(["augment", str(corpus), "--output", str(output), "--protection", str(PATTERNS), *more]) == 0
    return read_pairs(output / "train.tsv")


def test_should_make_the_same_corpus_from_the_same_seed(corpus: Path, tmp_path: Path) -> None:
    one, two, other = (
        augment(corpus, tmp_path / name, "--seed", seed)
        for name, seed in (("one", "4"), ("two", "4"), ("three", "5"))
    )

    assert one == two
    assert one != other
    assert (tmp_path / "one/dev.tsv").read_bytes() == (tmp_path / "two/dev.tsv").read_bytes()


def test_should_have_the_same_stand_ins_on_both_sides_of_every_pair(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = augment(corpus, tmp_path / "made", "--phrases", str(EVERYDAY / "phrases-en-de.tsv"))

    for pair in made:
        ours, theirs = (STAND_IN.findall(text) for text in pair)
        assert sorted(ours) == sorted(theirs), pair
        assert ours == [f"⟦{number}⟧" for number in range(len(ours))], pair
    report = capsys.readouterr().out
    for kind in (
        "plain",
        *variants.STYLES,
        *variants.CONTENTS,
        "joined",
        "names masked",
        "other final mark",
        "phrases",
    ):
        assert re.search(rf"train.tsv: .*\b{kind} [1-9]", report), kind
    plain = int(re.search(r"plain (\d+)", report)[1])  # type: ignore[index]
    assert plain == 602
    assert not any(re.search(r"%s|\d\d", text) for pair in made for text in pair), "all of it is protected"


def test_should_take_a_corpus_as_often_as_asked(corpus: Path, tmp_path: Path) -> None:
    once, thrice = augment(corpus, tmp_path / "once"), augment(Path(f"{corpus}=3"), tmp_path / "thrice")

    assert (once + once + once).count(Pair("Hello.", "Hallo!")) <= thrice.count(Pair("Hello.", "Hallo!"))
    assert 2.5 * len(once) < len(thrice) < 3.5 * len(once)


def test_should_write_as_many_variants_as_asked(corpus: Path, tmp_path: Path) -> None:
    every, some, none = (
        augment(corpus, tmp_path / share, "--variants", share) for share in ("1", "0.25", "0")
    )

    assert every == augment(corpus, tmp_path / "usual")
    assert len(none) == 602
    assert 0.15 < (len(some) - len(none)) / (len(every) - len(none)) < 0.35
    assert not Counter(none) - Counter(some)
    assert not Counter(some) - Counter(every)


def test_should_make_nothing_of_held_out_texts(corpus: Path, tmp_path: Path) -> None:
    held_out, phrases = tmp_path / "held-out.tsv", tmp_path / "phrases.tsv"
    held_out.write_text("# list\nheld out\tx\nHELD OUT\tx\nGood morning.\tx\n", encoding="utf-8")
    phrases.write_text("Good morning!\tGuten Morgen!\nGood evening!\tGuten Abend!\n", encoding="utf-8")

    made = augment(
        Path(f"{corpus}=20"), tmp_path / "made", "--held-out", str(held_out), "--phrases", str(phrases)
    )

    sources = {pair.source for pair in made}
    assert "Held out" in sources, "a pair of the corpus stays"
    assert not {"held out", "HELD OUT"} & sources
    assert "Good evening!" in sources
    assert not any(source.lower().startswith("good morning") for source in sources)


def test_should_train_on_no_phrase_that_the_list_tests() -> None:
    def folded(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().casefold()

    phrases = {
        folded(re.sub(r"\{[a-z]+\}", "SLOT", one)) for one, _ in read_listed(EVERYDAY / "phrases-en-de.tsv")
    }
    tested = {folded(text) for text, _ in read_listed(EVERYDAY / "en-de.tsv")}

    assert not phrases & tested


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["CORPUS=0"], "no number of times"),
        (["CORPUS", "--phrases", "/nowhere"], "does not exist"),
        (["/nowhere"], "does not exist"),
        (["CORPUS", "--variants", "1.1"], "a share from 0 to 1"),
    ],
)
def test_should_refuse_with_one_clear_line(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    told = [argument.replace("CORPUS", str(corpus)) for argument in arguments]
    assert main(["augment", *told, "--output", str(tmp_path / "out"), "--protection", str(PATTERNS)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error


def test_should_refuse_texts_that_spell_stand_ins(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "train.tsv").write_text("a ⟦0⟧\tb ⟦0⟧\n", encoding="utf-8")

    assert main(["augment", str(corpus), "--output", str(tmp_path / "o"), "--protection", str(PATTERNS)]) == 2
    assert "bracket of the stand-ins" in capsys.readouterr().err
