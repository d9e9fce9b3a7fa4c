# SPDX-License-Identifier: Apache-2.0
"""Traits of real checkpoints, one at a time, on small ones: what is done about each, or why it is refused."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from huggingface_hub import constants
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoTokenizer

import seq2seqs
from bundles import CHECKPOINT
from fake_hub import FakeHub, running
from hub_case import TEXTS, judge
from made_checkpoint import make
from made_pieces import Facts
from made_tokenizers import sentences, t5
from milena_export import cli
from milena_export.bundle.reader import Bundle
from milena_export.conversion import convert as conversion
from milena_export.families.registry import describe, load
from milena_export.families.source import Wishes
from test_convert import edit
from test_hub import connect
from test_hub_facts import FACTS, WISHES

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 917407\n"


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CHECKPOINT, tmp_path / "checkpoint"))


def made(name: str, folder: Path) -> Path:
    make(FACTS[name], folder)
    return folder


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda c: edit(
                c / "config.json", quantization_config={"load_in_8bit": True, "quant_method": "bitsandbytes"}
            ),
            "quantized already .quantization_config: bitsandbytes, 8-bit.*model.dequantize",
        ),
        (
            lambda c: edit(c / "config.json", quantization_config={"bits": 4, "quant_method": "gptq"}),
            "quantized already .quantization_config: gptq.*take the original model",
        ),
        (lambda c: (c / "quantize_config.json").write_text('{"bits": 4}'), "quantization_config: gptq"),
        (lambda c: edit(c / "config.json", quantization_config={"quant_method": "awq"}), "awq.*original"),
        (
            lambda c: edit(c / "config.json", quantization_config={"quant_method": "fp8"}),
            "fp8.*dequantize=True",
        ),
        (
            lambda c: (c / "adapter_config.json").write_text(
                '{"peft_type": "LORA", "base_model_name_or_path": "x/y"}'
            ),
            "a LORA adapter of x/y .*merge_and_unload.. and save_pretrained, or remove adapter_config.json",
        ),
        (
            lambda c: edit(c / "config.json", architectures=["MarianForCausalLM"]),
            "of a MarianForCausalLM, which generates no",
        ),
        (
            lambda c: (c / "config.json").write_text(POINTER),
            "config.json is a Git LFS pointer.*917407.*git lfs pull",
        ),
        (lambda c: (c / "source.spm").write_text(POINTER), "source.spm is a Git LFS pointer"),
        (lambda c: (c / "vocab.json").write_text(POINTER), "vocab.json is a Git LFS pointer"),
        (
            lambda c: (c / "generation_config.json").write_text(""),
            r"generation_config.json is empty .0 bytes.",
        ),
        (lambda c: (c / "model.safetensors").write_text(POINTER), "model.safetensors is a Git LFS pointer"),
        (
            lambda c: (c / "config.json").unlink() or (c / "model.gguf").write_bytes(b"x"),
            "has model.gguf and no config.json",
        ),
        (
            lambda c: (c / "model.safetensors").rename(c / "tf_model.h5"),
            "only tf_model.h5, which is not read; load it in transformers 4 .from_tf=True. and save",
        ),
        (
            lambda c: edit(c / "generation_config.json", eos_token_id=99999),
            "eos_token_id=99999 is outside .* 0 to",
        ),
        (
            lambda c: edit(c / "generation_config.json", bad_words_ids=[[99999]]),
            "bad_words_ids=99999 is outside",
        ),
        (
            lambda c: edit(c / "generation_config.json", forced_eos_token_id=-1),
            "forced_eos_token_id=-1 is outside",
        ),
        (
            lambda c: edit(c / "generation_config.json", eos_token_id=None),
            "eos_token_id is not set.*--generation",
        ),
        (lambda c: edit(c / "generation_config.json", num_beams=0), "num_beams=0 must be 1 or more"),
        (
            lambda c: edit(c / "generation_config.json", do_sample=True),
            "do_sample=True .*--generation do_sample=false",
        ),
        (
            lambda c: edit(c / "generation_config.json", brand_new_penalty=1.5),
            "brand_new_penalty=1.5 changes answers, or may",
        ),
    ],
)
def test_should_refuse_by_name_with_the_cure(
    damage: Callable[[Path], object],
    message: str,
    checkpoint: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(checkpoint)
    assert cli.main(["convert", str(checkpoint), "--output", str(tmp_path / "bundle")]) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert re.search(message, line), line
    assert not (tmp_path / "bundle").exists()


def with_tensor(folder: Path, name: str, tensor: Any) -> None:
    path = folder / "model.safetensors"
    save_file({**load_file(path), name: tensor}, path, metadata={"format": "pt"})


def test_should_report_a_tensor_that_no_such_model_reads(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_tensor(checkpoint, "model.encoder.layers.0.adapter.weight", np.ones((2, 2), np.float32))
    assert cli.main(["describe", str(checkpoint)]) == 0
    assert "not read, as in transformers: model.encoder.layers.0.adapter.weight" in capsys.readouterr().out
    assert cli.main(["convert", str(checkpoint), "--output", str(tmp_path / "bundle")]) == 0
    report = capsys.readouterr().out
    assert report.count("model.encoder.layers.0.adapter.weight") == 1


def test_should_refuse_integers_where_weights_must_be(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tensors = load_file(checkpoint / "model.safetensors")
    name = next(name for name in tensors if name.endswith("q_proj.weight"))
    with_tensor(checkpoint, name, np.ones(tensors[name].shape, np.int8))
    assert cli.main(["describe", str(checkpoint)]) == 2
    assert f"{name} is stored as I8, which is no plain weight" in capsys.readouterr().err


def test_should_name_the_tensor_that_is_missing_before_any_is_read(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tensors = load_file(checkpoint / "model.safetensors")
    name = next(name for name in tensors if name.endswith("fc1.weight"))
    del tensors[name]
    save_file(tensors, checkpoint / "model.safetensors", metadata={"format": "pt"})
    assert cli.main(["describe", str(checkpoint)]) == 2
    assert f"the checkpoint lacks {name}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "message"),
    [("EnDe", "--name ende"), ("_x", "--name x"), ("en de", "--name en-de"), ("\u00e9", "give e.g. --name")],
)
def test_should_judge_names_before_all_else(
    name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["convert", "/no/such/folder", "--output", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert "is no name of a bundle" in error
    assert message in error
    assert cli.main(["convert", "/no/such/folder", "--output", str(tmp_path / "x"), "--version", "1"]) == 2
    assert "--version '1' is no version" in capsys.readouterr().err


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


def test_should_answer_pieces_that_only_the_other_side_has_as_transformers_does(tmp_path: Path) -> None:
    """A Marian with two SentencePiece models writes what either has; no space comes in between."""
    source = made("marian-opus-mt-en-hi_4.57", tmp_path / "marian")
    assert not judge(source, tmp_path / "bundle", Wishes()).differences
    bundle = Bundle.open(tmp_path / "bundle", threads=1)
    vocabulary = json.loads((source / "vocab.json").read_text(encoding="utf-8"))
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    every = sorted(vocabulary.values())
    for start in range(0, len(every), 7):
        ids = every[start : start + 7]
        assert bundle.words.decode(ids) == theirs.decode(ids, skip_special_tokens=True)


def test_should_download_no_weights_of_a_model_that_would_be_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(CHECKPOINT, tmp_path / "hub"))
    edit(folder / "generation_config.json", do_sample=True)
    with running(FakeHub(folder)) as hub:
        connect(monkeypatch, hub, tmp_path)
        assert cli.main(["convert", "org/model", "--output", str(tmp_path / "bundle")]) == 2
        assert "do_sample=True" in capsys.readouterr().err
        assert "config.json" in hub.served
        assert "model.safetensors" not in hub.served
        assert cli.main(["describe", "org/model", "--generation", "do_sample=false"]) == 0
        assert "weights     not here yet" in capsys.readouterr().out
        assert "model.safetensors" not in hub.served
        assert hub.url == constants.ENDPOINT


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The price was <s>10 euros</s> and is now 5 euros.", ("<s>", "</s>")),
        ("Type <pad> and <unk> here, please.", ("<pad>", "<unk>")),
        ("</s>", ("</s>",)),
        ("Ask <mask> for <extra_id_0> and en_XX.", ("<mask>", "<extra_id_0>")),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "bart-large-cnn_hub",
        "t5-small_ft-5.12",
        "nllb-600M_hub",
        "marian-opus-mt-en-hi_4.57",
        "mbart-50-m2m_hub",
        "mbart-cc25-trimmed_4.31",
        "gpt2_hub",
    ],
)
def test_should_read_control_tokens_that_a_text_spells_as_text(
    name: str, text: str, spelled: tuple[str, ...], tmp_path: Path
) -> None:
    source = describe(made(name, tmp_path / name), WISHES.get(name, Wishes()))
    ids = Tokenizer.from_str(source.tokenizers["source"]).encode(text, add_special_tokens=False).ids
    assert ids
    control = {*source.step_model.spec.eos, source.step_model.spec.pad, *source.skip_ids} - {source.unk}
    control |= {one.id for one in (*source.source_languages, *source.target_languages) if one.id is not None}
    assert not control.intersection(ids), (spelled, ids)


def test_should_make_a_checkpoint_of_a_folder_by_its_command(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    told: Facts = FACTS["bart-base_hub"]
    for name, content in told.files.items():
        (facts / name).write_text(json.dumps(content), encoding="utf-8")
    for name, content in told.summaries.items():
        (facts / f"{name}.summary.json").write_text(
            json.dumps({"version": "1.0", **content}), encoding="utf-8"
        )
    make(Facts.read(facts), tmp_path / "out")
    assert describe(tmp_path / "out").family == "bart"


def test_should_write_each_of_madlad_s_languages(tmp_path: Path) -> None:
    """Its language tokens are text that stands before the source, a template a language."""
    codes = ["de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ru", "zh", "sr_Latn", "bho"]
    folder = tmp_path / "madlad"
    folder.mkdir()
    t5(folder, sentences(), 300, user_defined_symbols=[f"<2{code}>" for code in codes])
    (folder / "config.json").write_text('{"model_type": "t5"}', encoding="utf-8")
    size = len(AutoTokenizer.from_pretrained(folder, local_files_only=True)) + 3
    seq2seqs.make(
        folder, seq2seqs.Shape("t5", width=16, heads=2, options={"vocab_size": size}, gain=2.0, embedding=2.0)
    )
    source = describe(folder, Wishes(languages=("de", "sr_Latn")))
    assert [language.tag for language in source.target_languages] == ["de", "sr"]
    assert [language.tag for language in source.source_languages] == ["und"]
    assert source.task == "translation"
    assert len(describe(folder).target_languages) == len(codes)
    for code in ("de", "sr_Latn"):
        found = judge(folder, tmp_path / f"bundle-{code}", Wishes(target_language=code), TEXTS)
        assert not found.refused
        assert not found.differences
    bundle = Bundle.open(tmp_path / "bundle-de", threads=1)
    theirs = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    assert bundle.words.encode("Tom is here.") == theirs("<2de> Tom is here.").input_ids


def test_should_read_bytes_as_byt5_does(tmp_path: Path) -> None:
    source = made("byt5-small_ft-4.28", tmp_path / "byt5")
    assert not judge(
        source, tmp_path / "bundle", Wishes(), (*TEXTS, "\u00fc\u4f60 \U0001f600\t\u200bx")
    ).differences
    bundle = Bundle.open(tmp_path / "bundle", threads=1)
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    for ids in ([3 + 0xC3, 3 + 0xBC], [3 + 0xC3, 3 + 65], [3 + 0xFF, 3 + 66, 3 + 0x80], list(range(3, 259))):
        assert bundle.words.decode(ids) == theirs.decode(ids, skip_special_tokens=True)


def test_should_want_to_know_what_int8_costs_a_large_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(conversion, "LARGE", 1000)
    corpus = tmp_path / "corpus.tsv"
    corpus.write_text(
        "".join(f"{line}\tx\n" for line in sentences()[:8] if "\t" not in line), encoding="utf-8"
    )
    command = ["convert", str(CHECKPOINT), "--output", str(tmp_path / "bundle"), "--quantization", "int8"]
    command += ["--calibration", str(corpus)]
    assert cli.main(command) == 2
    assert "give --evaluate-on TSV, which measures it, or --unmeasured" in capsys.readouterr().err
    assert cli.main([*command, "--unmeasured", "--force"]) == 0
    measured = ["--evaluate-on", str(corpus), "--max-loss", "100", "--force"]
    assert cli.main([*command, *measured]) == 0
    assert cli.main([*command[:-3], "fp16", "--force"]) == 0


def test_should_go_from_a_hub_id_to_a_proven_int8_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of the README, with the files of a real OPUS-MT in the shape that the hub has them."""
    folder = made("marian-opus-mt-en-es_4.36", tmp_path / "hub")
    lines = [line for line in sentences()[:60] if "\t" not in line]
    texts = tmp_path / "texts.txt"
    texts.write_text("\n".join(lines[::6]), encoding="utf-8")
    output = tmp_path / "opus-en-es"
    with running(FakeHub(folder)) as hub:
        connect(monkeypatch, hub, tmp_path)
        command = ["convert", "org/model", "--output", str(output), "--max-target", "24"]
        assert cli.main([*command, "--quantization", "int8"]) == 0
        assert "scales of int8 come from 300 texts in 'en'" in capsys.readouterr().out
        bundle = Bundle.open(output, threads=1)
        assert [(pair.source, pair.target) for pair in bundle.words.pairs] == [("en", "es")]
        assert next(rule for rule in bundle.manifest["inputs"] if rule["name"] == "beam_size")["default"] == 4
        capsys.readouterr()
        cli.main(["verify", str(output), "--reference", "org/model", "--texts", str(texts)])
        report = capsys.readouterr().out
        failed = [line for line in report.splitlines() if line.startswith("FAIL")]
        # Random weights are not what int8 is made for: only how near it comes may be over the limit.
        assert all("mean log-probability near" in line for line in failed), report
        assert "ok   tokenizer: ids of" in report


def test_should_read_letters_that_only_the_vocabulary_has_as_transformers_does(tmp_path: Path) -> None:
    """A run that the source's SentencePiece model does not know is what the joint vocabulary calls it, whole or not."""
    source = made("marian-opus-mt-en-hi_4.57", tmp_path / "marian")
    path = source / "vocab.json"
    vocabulary = json.loads(path.read_text(encoding="utf-8"))
    free = [token for token in vocabulary if token.startswith("zq")]
    for run, token in zip(("\u0e01", "\u0e01\u0e02", "\u0928", "\u00df\u00df"), free, strict=False):
        vocabulary[run] = vocabulary.pop(token)
    path.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    described = describe(source)
    ours = Tokenizer.from_str(described.tokenizers["source"])
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    size = described.step_model.spec.vocabulary
    found = []
    for text in (
        "\u0e01",
        "a \u0e01\u0e02a",
        "\u0e01\u0e02\u0e01",
        "a\u0928b \u0928\u0928",
        "\u00df\u00dfa",
        *sentences(),
    ):
        ids = ours.encode(text, add_special_tokens=False).ids
        found += ids
        known = [index if index < size else described.unk for index in ids]
        assert known == theirs(text).input_ids[:-1], text
        assert ours.decode(ids, skip_special_tokens=False).count("\U000ffffe") == 0
    assert {vocabulary[run] for run in ("\u0e01", "\u0e01\u0e02", "\u0928")} <= set(found)
