# SPDX-License-Identifier: Apache-2.0
"""The commands on the shipped tiny checkpoint: what they write, prove and refuse."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bundles import CHECKPOINT, TINY, TINY_FLOAT, edit
from milena_export import cli, texts
from milena_export.bundle import manifest
from milena_export.texts import languages, texts_of


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = (TINY / "golden.jsonl").read_text(encoding="utf-8").splitlines()[13:25]
    pairs = [(entry["text"], entry["runs"]["beam4"]["output"]) for entry in map(json.loads, lines)]
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv"
    path.write_text("".join(f"{source}\t{target or 'x'}\n" for source, target in pairs), encoding="utf-8")
    return path


@pytest.mark.parametrize("quantization", ["float", "fp16", "int8"])
def test_should_write_a_bundle_that_verifies_when_converted(
    quantization: str, tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bundle"
    arguments = ["--output", str(output), "--quantization", quantization, "--calibration", str(corpus)]
    assert (
        cli.main(["convert", str(CHECKPOINT), *arguments, "--golden", str(corpus), "--align-on", str(corpus)])
        == 0
    )
    written = manifest.read(output)
    assert written["quantization"]["kind"] == quantization
    assert {entry["path"] for entry in written["files"]} == {
        "MODEL_CARD.md",
        "golden.jsonl",
        "model.onnx",
        "tokenizer.json",
    }
    assert not list(tmp_path.glob(".bundle*"))
    texts = tmp_path / "texts"
    texts.write_text(
        "\n".join(line.split("\t")[0] for line in corpus.read_text(encoding="utf-8").splitlines())
    )
    assert cli.main(["verify", str(output), "--reference", str(CHECKPOINT), "--texts", str(texts)]) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_should_give_the_same_bytes_when_converted_twice(tmp_path: Path, corpus: Path) -> None:
    for name in ("one", "two"):
        arguments = ["--output", str(tmp_path / name), "--name", "same", "--quantization", "int8"]
        assert cli.main(["convert", str(CHECKPOINT), *arguments, "--calibration", str(corpus)]) == 0
    assert (tmp_path / "one" / "manifest.json").read_bytes() == (
        tmp_path / "two" / "manifest.json"
    ).read_bytes()


def test_should_say_whether_texts_are_answered_in_segments_when_told(tmp_path: Path, corpus: Path) -> None:
    for name, told in (("silent", []), ("whole", ["--segment", "off"])):
        arguments = ["--output", str(tmp_path / name), "--quantization", "float", "--golden", str(corpus)]
        assert cli.main(["convert", str(CHECKPOINT), *arguments, *told]) == 0

    assert "segment" not in manifest.read(tmp_path / "silent")
    assert manifest.read(tmp_path / "whole")["segment"] is False


def test_should_fail_verification_when_the_reference_is_another_model(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(checkpoint / "model.safetensors")
    weights["final_logits_bias"] += 4 * (weights["final_logits_bias"].argsort() % 2)
    save_file(weights, checkpoint / "model.safetensors", metadata={"format": "pt"})
    texts = tmp_path / "texts"
    texts.write_text("Tom is here.\nI like it.\nWhere are you?\n")
    assert cli.main(["verify", str(TINY_FLOAT), "--reference", str(checkpoint), "--texts", str(texts)]) == 1
    captured = capsys.readouterr()
    assert "FAIL greedy: tokens of" in captured.out
    assert "first difference: greedy: tokens" in captured.err
    assert "reference [" in captured.err


def test_should_report_scores_when_evaluated(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    assert cli.main(["evaluate", str(TINY), "--corpus", str(corpus), "--json", str(report)]) == 0
    figures = json.loads(report.read_text(encoding="utf-8"))["quality"]
    assert {(f["metric"], f["decoding"]) for f in figures if f["subset"] == "all"} >= {
        (metric, decoding) for metric in ("BLEU", "chrF") for decoding in ("int8, greedy", "int8, beam 4")
    }
    # The corpus is what the bundle itself answered with 4 beams.
    beam = next(
        f
        for f in figures
        if f["metric"] == "BLEU" and f["decoding"] == "int8, beam 4" and f["subset"] == "all"
    )
    assert beam["value"] > 99
    assert "version:" in beam["signature"]
    assert "BLEU" in capsys.readouterr().out


def truncated(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda c: (c / "config.json").unlink(), "has no config.json"),
        (lambda c: (c / "source.spm").unlink(), "has no source.spm"),
        (lambda c: (c / "source.spm").write_bytes(b"junk"), "is not a SentencePiece model"),
        (lambda c: (c / "model.safetensors").unlink(), "has no model.safetensors"),
        (truncated, "is not a readable safetensors file"),
        (
            lambda c: edit(c / "config.json", model_type="opt"),
            "'opt' model .MarianMTModel.; supported families: ",
        ),
        (
            lambda c: edit(c / "config.json", activation_function="tanh"),
            "activation_function 'tanh' is not supported",
        ),
        (
            lambda c: edit(c / "config.json", decoder_ffn_dim=99),
            "has shape .* the two do not belong together",
        ),
        (lambda c: edit(c / "config.json", decoder_layers=2), "lacks model.decoder.layers.1"),
        (
            lambda c: edit(c / "generation_config.json", encoder_repetition_penalty=1.2),
            "encoder_repetition_penalty=1.2 changes answers",
        ),
        (
            lambda c: edit(c / "generation_config.json", bad_words_ids=[[1, 2]]),
            "bad_words_ids of several tokens",
        ),
        (
            lambda c: edit(c / "tokenizer_config.json", separate_vocabs=True),
            "has no target_vocab.json",
        ),
        (lambda c: edit(c / "config.json", normalize_before=True), "normalize_before=True is not supported"),
        (lambda c: (c / "config.json").write_text("[]"), "config.json is no JSON object"),
        (
            lambda c: edit(c / "config.json", vocab_size="many"),
            "config.json is not a model config .*vocab_size",
        ),
        (lambda c: edit(c / "config.json", vocab_size=77), "the two do not belong together"),
        (lambda c: (c / "generation_config.json").write_text("{"), "generation_config.json is not JSON"),
        (lambda c: (c / "generation_config.json").write_bytes(b"\xff"), "generation_config.json is not JSON"),
        (lambda c: edit(c / "generation_config.json", num_beams="four"), "num_beams='four' must be a number"),
        (
            lambda c: edit(c / "generation_config.json", new_penalty=3),
            "new_penalty=3 changes answers, or may",
        ),
        (lambda c: (c / "tokenizer_config.json").write_text("[]"), "tokenizer_config.json is no JSON object"),
        (
            lambda c: (c / "model.safetensors.index.json").write_text("{}"),
            "index.json names no file in weight_map",
        ),
        (lambda c: edit(c / "tokenizer_config.json", source_lang=None), "give --source-language"),
    ],
)
def test_should_say_what_is_wrong_when_a_checkpoint_is_bad(
    damage: Callable[[Path], object],
    message: str,
    checkpoint: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(checkpoint)
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(checkpoint), "--output", str(output)]) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    import re

    assert line.startswith("milena-export: ")
    assert re.search(message, line)
    assert not output.exists()


def test_should_refuse_to_overwrite_when_not_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bundle"
    output.mkdir()
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output)]) == 2
    assert "--force" in capsys.readouterr().err
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output), "--force"]) == 0
    assert manifest.read(output)["name"] == "bundle"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is not readable JSON"),
        (b"\xff", "is not readable JSON"),
        (b"[1]", "is no JSON object"),
        (b'{"licence": 5}', "licence: 5 is not of type 'string'"),
    ],
)
def test_should_refuse_a_provenance_that_a_manifest_could_not_hold(
    content: bytes | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provenance = tmp_path / "provenance.json"
    if content is not None:
        provenance.write_bytes(content)
    arguments = ["--output", str(tmp_path / "bundle"), "--provenance", str(provenance)]
    assert cli.main(["convert", str(CHECKPOINT), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_should_refuse_outputs_that_cannot_be_made_before_any_work(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    below = str(tmp_path / "file" / "report")
    for command in (
        ["convert", str(CHECKPOINT), "--output", below],
        ["evaluate", str(TINY), "--corpus", str(corpus), "--json", below],
        ["evaluate", str(TINY), "--corpus", str(corpus), "--plot", f"{below}.svg"],
        ["align", str(CHECKPOINT), "--corpus", str(corpus), "--json", below],
    ):
        assert cli.main(command) == 2
        captured = capsys.readouterr()
        assert "file is no folder; give a path in a folder of yours" in captured.err
        assert captured.out == ""


def test_should_say_so_when_a_text_is_over_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "I like Tom and Mary. " * 100
    (tmp_path / "long.tsv").write_text(f"{long}\tx\nTom.\tTom.\n", encoding="utf-8")
    (tmp_path / "long").write_text(f"{long}\nTom.\n", encoding="utf-8")
    assert cli.main(["evaluate", str(TINY), "--corpus", str(tmp_path / "long.tsv")]) == 0
    note = "1 of 2 texts have more than"
    assert note in capsys.readouterr().out
    texts = ["--texts", str(tmp_path / "long")]
    assert cli.main(["verify", str(TINY_FLOAT), "--reference", str(CHECKPOINT), *texts]) == 0
    assert note in capsys.readouterr().out


def test_should_refuse_a_limit_when_the_model_has_fewer_positions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--output", str(tmp_path / "bundle"), "--max-source", "513"]
    assert cli.main(["convert", str(CHECKPOINT), *arguments]) == 2
    assert "the model has 512 source positions" in capsys.readouterr().err


def test_should_take_texts_of_its_own_for_int8_when_none_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["convert", str(CHECKPOINT), "--quantization", "int8"]
    assert cli.main([*command, "--output", str(tmp_path / "own")]) == 0
    assert (
        "scales of int8 come from 300 texts in 'en' that are part of milena-export" in capsys.readouterr().out
    )
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("".join(f"{text}\tx\n" for text in texts_of("en")), encoding="utf-8")
    given = ["--calibration", str(pairs), "--output", str(tmp_path / "given")]
    assert cli.main([*command, *given]) == 0
    assert "part of milena-export" not in capsys.readouterr().out
    assert (tmp_path / "own" / "model.onnx").read_bytes() == (tmp_path / "given" / "model.onnx").read_bytes()


def test_should_have_few_and_small_texts_of_its_own() -> None:
    assert languages() == ("de", "en")
    for language in languages():
        found = texts_of(language)
        assert len(set(found)) == len(found) > 250
        assert all(text == text.strip() != "" and "\t" not in text for text in found)
    folder = Path(texts.__file__).parent
    assert sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) < 150_000
    assert "CC BY 2.0" in (folder / "SOURCE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "fi",
            "none of fi here, only of de and en; give --calibration TSV: a few hundred lines text<TAB>anything",
        ),
        (
            "und",
            r"which the checkpoint does not say; give --source-language TAG .there are texts of de and en here., "
            "or --calibration TSV",
        ),
    ],
)
def test_should_refuse_int8_at_once_when_there_are_no_texts_of_the_language(
    language: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["convert", str(CHECKPOINT), "--source-language", language, "--quantization", "int8"]
    for more in (["--dry-run"], ["--output", str(tmp_path / "bundle")]):
        assert cli.main([*command, *more]) == 2
        assert re.search(message, capsys.readouterr().err)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda b: (b / "manifest.json").unlink(), "has no manifest.json"),
        (lambda b: (b / "extra").write_text("x"), "extra is not listed"),
        (lambda b: (b / "golden.jsonl").write_text("x"), "golden.jsonl was changed"),
        (
            lambda b: (b / "golden.jsonl").unlink(),
            "golden.jsonl is listed in manifest.json but is no plain file",
        ),
        (lambda b: edit(b / "manifest.json", format_version=9), "format_version"),
    ],
)
def test_should_refuse_a_bundle_when_it_is_not_as_listed(
    damage: Callable[[Path], object],
    message: str,
    tmp_path: Path,
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = Path(shutil.copytree(TINY, tmp_path / "bundle"))
    damage(bundle)
    assert cli.main(["evaluate", str(bundle), "--corpus", str(corpus)]) == 2
    assert message in capsys.readouterr().err
