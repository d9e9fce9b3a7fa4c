# SPDX-License-Identifier: Apache-2.0
"""From a model of the hub to a bundle: what is downloaded when, and what int8 asks for."""

import shlex
import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants

from bundles import CHECKPOINT, ROOT, edit
from fake_hub import COMMIT, FakeHub, connect, running
from hub_facts import made
from made_tokenizers import sentences
from milena_export import cli
from milena_export.bundle.reader import Bundle
from milena_export.conversion import convert as conversion


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


def test_should_do_what_the_first_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exactly the commands of the README, over a hub that has the small files of a real opus-mt-en-de and small weights."""
    pytest.importorskip("milena_export.texts", reason="int8 without --calibration wants texts of the package")
    convert, verify, infer = commands_of_the_first_page()
    assert convert[:2] == ["milena-export", "convert"]
    assert verify[:2] == ["milena-export", "verify"]
    model, output = convert[2], convert[convert.index("--output") + 1]
    folder = made("marian-opus-mt-en-de_ft-4.42", tmp_path / "hub")
    edit(folder / "config.json", max_length=12)  # random weights find no end: each text would take 512 tokens
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").symlink_to(ROOT / "app")
    with running(FakeHub(folder, model)) as hub:
        connect(monkeypatch, hub, tmp_path)
        assert cli.main(convert[1:]) == 0
        capsys.readouterr()
        cli.main(verify[1:])
    report = capsys.readouterr().out
    failed = [line for line in report.splitlines() if line.startswith("FAIL")]
    # Random weights are not what int8 is made for: only how near it comes may be over the limit.
    assert all("mean log-probability near" in line for line in failed), report
    assert "ok   tokenizer: ids of" in report
    bundle = Bundle.open(tmp_path / output, threads=1)
    assert bundle.manifest["quantization"]["kind"] == "int8"
    assert bundle.manifest["provenance"]["source"] == f"{model}@{COMMIT}"
    assert [(pair.source, pair.target) for pair in bundle.words.pairs] == [("en", "de")]
    text, _, reader = " ".join(infer).partition(" | ")
    assert reader == f"./milena infer --bundle {output}"
    assert bundle.answer([text.removeprefix("echo ")])[0].ids


def commands_of_the_first_page() -> list[list[str]]:
    """The three commands that stand together in one block, as a shell splits them."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    block = page.split("## From nothing to a good model")[1].split("```")[1]
    return [shlex.split(line) for line in block.strip().splitlines()]


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
