# SPDX-License-Identifier: Apache-2.0
"""Traits of real tokenizers, one at a time, on small ones made of what is known: ids and texts as in transformers."""

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer

import seq2seqs
from facts import Facts
from hub_case import TEXTS, judge
from hub_facts import FACTS, WISHES, made
from made_checkpoint import make
from made_tokenizers import sentences, t5
from milena_export.bundle.reader import Bundle
from milena_export.families.registry import describe
from milena_export.families.source import Wishes
from seq2seq_shapes import Shape


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


def test_should_write_each_of_madlad_s_languages(tmp_path: Path) -> None:
    """Its language tokens are text that stands before the source, a template a language."""
    codes = ["de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ru", "zh", "sr_Latn", "bho"]
    folder = tmp_path / "madlad"
    folder.mkdir()
    t5(folder, sentences(), 300, user_defined_symbols=[f"<2{code}>" for code in codes])
    (folder / "config.json").write_text('{"model_type": "t5"}', encoding="utf-8")
    size = len(AutoTokenizer.from_pretrained(folder, local_files_only=True)) + 3
    seq2seqs.make(
        folder, Shape("t5", width=16, heads=2, options={"vocab_size": size}, gain=2.0, embedding=2.0)
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
