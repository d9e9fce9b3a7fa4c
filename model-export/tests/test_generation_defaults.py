# SPDX-License-Identifier: Apache-2.0
"""A checkpoint's own decoding becomes the bundle's, and single fields of it are taken otherwise for one conversion."""

import re
from pathlib import Path

import pytest

from bundles import CHECKPOINT, edit
from hub_facts import made
from milena_export import cli
from milena_export.bundle.reader import Bundle
from milena_export.families.registry import describe, load
from milena_export.families.source import Wishes


def test_should_make_ranges_wide_enough_for_the_checkpoint_s_own_defaults(
    checkpoint: Path, tmp_path: Path
) -> None:
    edit(checkpoint / "generation_config.json", num_beams=20, length_penalty=12.5, no_repeat_ngram_size=900)
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(checkpoint), "--output", str(output), "--max-target", "16"]) == 0
    bundle = Bundle.open(output, threads=1)
    rules = {rule["name"]: rule for rule in bundle.manifest["inputs"]}
    assert rules["beam_size"]["default"] == 20 == rules["beam_size"]["allowed"]["max"]
    assert rules["length_penalty"]["allowed"]["max"] == 12.5
    assert rules["no_repeat_ngram_size"]["default"] <= rules["no_repeat_ngram_size"]["allowed"]["max"]
    ids = bundle.words.encode("Tom is here.")
    assert bundle.session.answer([ids])[0][0].ids


def test_should_take_other_generation_fields_for_one_conversion(checkpoint: Path, tmp_path: Path) -> None:
    output = tmp_path / "bundle"
    given = [
        "num_beams=3",
        "length_penalty=0.4",
        "early_stopping=true",
        "max_new_tokens=9",
        "bad_words_ids=null",
    ]
    options = [part for one in given for part in ("--generation", one)]
    assert cli.main(["convert", str(checkpoint), "--output", str(output), *options]) == 0
    defaults = {
        rule["name"]: rule.get("default") for rule in Bundle.open(output, threads=1).manifest["inputs"]
    }
    assert (defaults["beam_size"], defaults["length_penalty"], defaults["early_stopping"]) == (3, 0.4, 1)
    assert defaults["max_new_tokens"] == 9
    assert load(checkpoint, Wishes(generation={"bad_words_ids": None})).step_model.spec.suppressed == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("num_beans=3", "--generation num_beans=3: give KEY=VALUE with one of .*num_beams"),
        ("num_beams", "give KEY=VALUE"),
        ("num_beams=many", "num_beams='many' must be a number"),
        ("temperature=0.5", "give KEY=VALUE with one of"),
    ],
)
def test_should_refuse_generation_fields_that_nobody_would_heed(
    given: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["describe", str(CHECKPOINT), "--generation", given]) == 2
    assert re.search(message, capsys.readouterr().err)


def test_should_say_the_library_s_length_where_the_checkpoint_says_none(tmp_path: Path) -> None:
    source = made("t5-small_hub", tmp_path / "t5")
    assert describe(source).defaults.max_new_tokens == 20
    assert not describe(source).defaults.length_stated
    assert describe(source, Wishes(generation={"max_length": 41})).defaults.max_new_tokens == 40
