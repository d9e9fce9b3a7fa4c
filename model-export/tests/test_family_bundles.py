# SPDX-License-Identifier: Apache-2.0
"""From a checkpoint of every family to a bundle that `verify` finds equal to transformers, tokenizer and all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from made_tokenizers import KINDS, sentences
from milena_export import cli
from milena_export.bundle.reader import Bundle
from seq2seq_shapes import Shape
from seq2seqs import make
from test_tokenizer import HARD

MODEL: dict[str, str] = {"mbart50": "mbart", "nllb": "m2m_100"}
ARGUMENTS: dict[str, list[str]] = {
    "bart": ["--source-language", "en"],
    "m2m_100": ["--languages", "en,de,fr"],
    "mbart": ["--source-language", "en", "--target-language", "de_DE"],
    "mbart50": ["--languages", "en,de_DE,fr"],
    "nllb": ["--languages", "en,de,zh-Hans"],
    "pegasus": ["--source-language", "en"],
    "t5": ["--source-language", "en", "--target-language", "de", "--task", "translation"],
}
PAIRS = {
    "bart": ["en-en"],
    "m2m_100": ["en-de", "en-fr", "de-en", "de-fr", "fr-en", "fr-de", "en-en", "de-de", "fr-fr"],
    "mbart": ["en-de"],
    "mbart50": ["en-de", "en-fr", "de-en", "de-fr", "fr-en", "fr-de", "en-en", "de-de", "fr-fr"],
    "nllb": [
        "en-de",
        "en-zh-Hans",
        "de-en",
        "de-zh-Hans",
        "zh-Hans-en",
        "zh-Hans-de",
        "en-en",
        "de-de",
        "zh-Hans-zh-Hans",
    ],
    "pegasus": ["en-en"],
    "t5": ["en-de"],
}
GENERATION: dict[str, dict[str, Any]] = {
    "bart": {
        "forced_bos_token_id": 0,
        "forced_eos_token_id": 2,
        "min_length": 6,
        "num_beams": 4,
        "no_repeat_ngram_size": 2,
    },
    "mbart": {"repetition_penalty": 1.3},
    "pegasus": {"num_beams": 2, "length_penalty": 0.8, "suppress_tokens": [7, 9]},
}
LITERAL = "A <mask> here, <s> en_XX, de_DE </s>, __fr__ eng_Latn deu_Latn <extra_id_3> <unk_5> <pad> there."
"""Names of tokens in a text, some of which are added to the vocabulary, behind which the model has more ids."""
PREFIX = "translate English to German: "


def checkpoint(folder: Path, kind: str, lines: Sequence[str] = (), pieces: int = 300, **sizes: Any) -> Path:
    """A random model whose vocabulary has a few ids more than its tokenizer, as many real ones do.

    The tokenizer has so many ``pieces``, learnt from ``lines`` (or a few real sentences); ``sizes`` are those of `Shape`.
    """
    family = MODEL.get(kind, kind)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": family}), encoding="utf-8")
    KINDS[kind](folder, lines or sentences(), pieces)
    words = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    size = max(words.get_vocab().values()) + 6
    if kind == "m2m_100":
        size += 108
    options: dict[str, Any] = {"vocab_size": size}
    if family == "t5":
        options["task_specific_params"] = {"translation_en_to_de": {"prefix": PREFIX}}
    else:
        options["max_position_embeddings"] = 128
    sizes = {"width": 16, "heads": 2, "ffn": 16, **sizes}
    make(folder, Shape(family, options=options, generation=GENERATION.get(kind, {}), **sizes))
    return folder


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_should_verify_against_transformers_when_converted(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, output = checkpoint(tmp_path / "source", kind), tmp_path / "bundle"
    assert (
        cli.main(["convert", str(source), "--output", str(output), "--max-target", "12", *ARGUMENTS[kind]])
        == 0
    )
    texts = tmp_path / "texts"
    lines = [
        LITERAL,
        *(text for text in HARD if text.strip() and len(text.splitlines()) == 1),
        *sentences()[:24:2],
    ]
    texts.write_text("\n".join(lines), encoding="utf-8")
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(texts)]) == 0
    assert "FAIL" not in capsys.readouterr().out

    bundle = Bundle.open(output, threads=1)
    assert [f"{pair.source}-{pair.target}" for pair in bundle.words.pairs] == PAIRS[kind]
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    special = {*theirs.all_special_ids, *(i for i, t in theirs.added_tokens_decoder.items() if t.special)}
    pair = bundle.words.pairs[0]
    template, spelled = pair.source_template, bundle.words.encode(LITERAL, pair)
    around = (*template["prefix_ids"], *template["suffix_ids"])
    inside = spelled[len(template["prefix_ids"]) : len(spelled) - len(template["suffix_ids"])]
    assert len(spelled) - len(inside) == len(around)
    assert special.intersection(inside) <= {bundle.manifest["special_ids"]["unk"]}
    for text in lines:
        ids = theirs(text).input_ids
        ids = [index for index in ids if index < bundle.manifest["inputs"][0]["allowed"]["max"]]
        assert bundle.words.decode(ids) == theirs.decode(ids, skip_special_tokens=True), repr(text)
    beyond = max(theirs.get_vocab().values()) + 2
    assert bundle.words.decode([beyond]) == ""


@pytest.mark.parametrize("quantization", ["fp16", "int8"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_should_stay_near_the_reference_when_quantized(
    kind: str, quantization: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, output = checkpoint(tmp_path / "source", kind), tmp_path / "bundle"
    lines = [line.replace("\t", " ") for line in sentences()[:40]]
    corpus, texts = tmp_path / "corpus.tsv", tmp_path / "texts"
    corpus.write_text("".join(f"{line}\t{line}\n" for line in lines), encoding="utf-8")
    texts.write_text("\n".join(lines[::4]), encoding="utf-8")
    arguments = ["--quantization", quantization, "--calibration", str(corpus), "--max-target", "12"]
    assert cli.main(["convert", str(source), "--output", str(output), *arguments, *ARGUMENTS[kind]]) == 0
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(texts)]) == 0
    assert "mean log-probability near" in capsys.readouterr().out
