# SPDX-License-Identifier: Apache-2.0
"""Small checkpoints with the traits of 144 real ones: converted and equal to transformers, or refused for the true reason.

Every one is described in a run of the whole suite, and one of each kind converted. ``--texts N`` converts them all and
compares N sentences of many scripts with each (up to 200):

    .venv/bin/pytest tests/test_hub_facts.py --texts 200
"""

import json
import re
from pathlib import Path

import pytest

from hub_case import TEXTS, Verdict, hold, judge, more_texts
from hub_facts import FACTS, WISHES
from made_checkpoint import make
from milena_export import cli
from milena_export.families.source import Wishes

ADAPTER = r"holds a LORA adapter of .*merge_and_unload"
REFUSED = {
    "bart-large-mnli_hub": "of a BartForSequenceClassification, which generates no text as a bart does",
    "bart-large_lora": ADAPTER,
    "bartpho-syllable_ft-4.47": "BartphoTokenizer is written in Python",
    "bert2gpt2-kogpt2": "'encoder-decoder' model .*no graph",
    "codet5-base_lora": ADAPTER,
    "codet5-base_lora-and-config": ADAPTER,
    "cpt-large_ft-4.4": "of a CPTForConditionalGeneration",
    "ct2-nllb-3.3B_already-converted": "no model config of transformers .CTranslate2 wrote it",
    "distilgpt2_no-model-type": 'has no model_type.*add "model_type": "gpt2"',
    "flan-t5-base_lora-a": ADAPTER,
    "flan-t5-base_lora-and-config": ADAPTER,
    "flan-t5-large_lora": ADAPTER,
    "flan-t5-small_lora": ADAPTER,
    "gpt2-chinese-bert-vocab": "eos_token_id is not set.*--generation eos_token_id=ID",
    "gpt2-classifier_4.40": "of a GPT2ForSequenceClassification",
    "gpt2_lora": ADAPTER,
    "indicbart_ft-4.53": "no language tokens such as en_XX",
    "indictrans2-indic-en-dist_lora": ADAPTER,
    "indictrans2-indic-indic-dist-320M_hub": "'IndicTrans' model .*code of its own folder",
    "led-base-16384_ft-4.31": "'led' model .*windows with global tokens",
    "mt5-encoder_hunyuan": "of a T5EncoderModel, which generates no text",
    "mt5-small_lora": ADAPTER,
    "nllb-600M_qlora": ADAPTER,
    "pegasus-x-base_ft-4.37": "'pegasus_x' model .*blocks with global tokens",
    "roberta2roberta-gigaword_4.47": "'encoder-decoder' model",
    "t5-base_lora-script-config": ADAPTER,
    "t5-encoder_bnb": "of a T5EncoderModel",
    "t5-incomplete-config": "says nothing of vocab_size",
    "vit-gpt2-captioning_hub": "'vision-encoder-decoder' model .*reads images",
}
"""Folders that cannot be converted, and why."""
"""What a checkpoint does not say itself."""
SEEDS = (3, 5, 0, 1)
"""Of random weights, until answers are worth comparing."""
NAMELESS = Wishes(source_language="en", target_language="de")
ROUTINE = (
    "bart-base_hub",
    "bart-large-cnn_hub",
    "bart_ft-5.9",
    "blenderbot-400M_4.49",
    "bart_resized-50273_4.51",
    "byt5-small_ft-4.28",
    "codet5-base_4.40",
    "codet5-base_ft-4.30",
    "distilbart-cnn-12-6_4.44",
    "envit5_hub",
    "et5-korean_4.6",
    "gpt2-swedish-flax",
    "kobart-summarization_4.32",
    "m2m100-418M_ft-4.9",
    "marian-opus-mt-en-hi_4.57",
    "marian-opus-mt-fr-nnh_4.57",
    "marian-opus-mt-tc-big-en-pt_hub",
    "mbart-50-many-to-one_4.46",
    "mt5-crossSum_4.34",
    "mt5-small_ft-4.52",
    "nllb-600M_resized-256204",
    "pegasus-xsum_ft-4.29",
    "rut5-summarizer_4.53",
    "t5-fp16_4.48",
    "t5-small_ft-5.12",
    "t5-v1_1-base_hub",
    "umt5-xxl_comfy",
)
"""One of each kind; the others differ from one of these in nothing but a few ids."""


def wishes(name: str) -> Wishes:
    usual = NAMELESS if name.startswith("marian") else Wishes()
    return WISHES.get(name, usual)


def options(name: str) -> list[str]:
    asked = wishes(name)
    given = {"--source-language": asked.source_language, "--target-language": asked.target_language}
    multi = name.startswith("marian") and FACTS[name].summaries.get("vocab.json", {}).get(
        "target_language_tokens"
    )
    if multi:
        given["--target-language"] = None
    return [part for option, value in given.items() if value for part in (option, value)]


def test_should_know_144_folders_of_which_29_cannot_be_converted() -> None:
    assert len(FACTS) == 144
    assert set(REFUSED) <= set(FACTS)
    assert len(REFUSED) == 29
    assert set(ROUTINE) <= set(FACTS) - set(REFUSED)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_should_describe_or_refuse_from_the_small_files_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / name
    make(FACTS[name], source)
    (source / "model.safetensors").unlink(missing_ok=True)
    capsys.readouterr()
    code = cli.main(["describe", str(source), "--json", *options(name)])
    told = json.loads(capsys.readouterr().out)
    if name in REFUSED:
        assert code == 2
        assert re.search(REFUSED[name], told["refused"])
    else:
        assert code == 0, told
        assert told["family"] == FACTS[name].config["model_type"]
        assert told["parameters"] > 0
        assert told["weights"] is None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "converted" in metafunc.fixturenames:
        every = int(metafunc.config.getoption("--texts"))
        metafunc.parametrize("converted", sorted(set(FACTS) - set(REFUSED) if every else ROUTINE))


def test_should_equal_transformers_when_converted(
    converted: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    found = converted_and_held(converted, tmp_path, int(pytestconfig.getoption("--texts")))
    assert not found.differences, "\n".join(found.differences[:3])
    assert found.ties <= max(1, found.compared // 200)


def converted_and_held(name: str, folder: Path, count: int = 0) -> Verdict:
    """Makes a checkpoint whose answers are worth comparing, converts it, and holds it against transformers.

    Args:
        name: of the real one whose traits it has.
        folder: a place for both.
        count: sentences of many scripts that are compared beside the few usual ones.
    """
    for seed in SEEDS:
        source, output = folder / f"{name} {seed}", folder / f"bundle {seed}"
        make(FACTS[name], source, seed)
        found = verdict(name, source, output)
        assert not found.refused
        if found.differences:
            return found
        assert found.compared >= 2 * len(TEXTS) + 1
        assert found.ties <= 1
        if found.distinct >= 3:
            return hold(source, output, more_texts(count)) if count else found
    raise AssertionError("all answers are alike")


def verdict(name: str, source: Path, output: Path) -> Verdict:
    asked = wishes(name)
    if name.startswith("marian") and "--target-language" not in options(name):
        asked = Wishes(source_language="en")
    return judge(source, output, asked)
