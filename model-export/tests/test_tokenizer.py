# SPDX-License-Identifier: Apache-2.0
"""Bundled tokenizers give the ids and texts of transformers' MarianTokenizer."""

import json
import random

import pytest
from tokenizers import Tokenizer
from transformers import MarianTokenizer

from bundles import CHECKPOINT, TINY
from milena_export.bundle.manifest import read
from milena_export.bundle.words import Words
from milena_export.errors import ExportError
from milena_export.families.sentencepieces import SentencePieces

SPELLED = "a</s>b <unk> <pad>"
"""Control tokens, which are text here and tokens in transformers."""
HARD = [
    "",
    "  ",
    "\U0001f600",
    "Hi \U0001f600 there \U0001f469\u200d\U0001f469\u200d\U0001f467 ok \U0001f1e9\U0001f1ea",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "tab\there\nnew\r\nline \u200bzero\u200bwidth \ufeffbom \u00a0nbsp\u00a0 \u3000wide",
    "\x01ctrl\x7f \u2028 \u2029",
    "e\u0301 \ufb01 \u2460 \uff21 \u00bd \ufdfa \uff5e",
    "1e\u0302\u0301t",
    SPELLED,
    "\u2581 under \u2581",
    "  many   spaces  ",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0e44\u0e17\u0e22 \ud55c\uad6d\uc5b4",
    "A" * 200,
]


@pytest.fixture(scope="module")
def theirs() -> MarianTokenizer:
    return MarianTokenizer.from_pretrained(CHECKPOINT)


@pytest.fixture(scope="module")
def ours() -> Words:
    manifest = read(TINY)
    return Words(
        manifest,
        {side: (TINY / name).read_text(encoding="utf-8") for side, name in manifest["tokenizers"].items()},
    )


def lines() -> list[str]:
    real = [json.loads(line) for line in (TINY / "golden.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [entry["text"] for entry in real] + [entry["runs"]["beam4"]["output"] for entry in real]
    chooser = random.Random(0)
    words = [word for text in texts for word in text.split()] + [
        "\U0001f600",
        "\u4f60",
        "12:45",
        "x\u0301",
        "\t",
        "\u200b",
    ]
    return texts + [" ".join(chooser.choices(words, k=chooser.randint(1, 12))) for _ in range(1000)]


def test_should_give_the_same_ids_when_texts_are_real_or_hard(theirs: MarianTokenizer, ours: Words) -> None:
    for text in [*HARD, *lines()]:
        if text == SPELLED:
            assert not {0, 1999}.intersection(ours.encode(text)[:-1])
            continue
        assert ours.encode(text)[:-1] == theirs(text, add_special_tokens=False).input_ids, repr(text)


def test_should_give_the_same_texts_when_ids_are_decoded(theirs: MarianTokenizer, ours: Words) -> None:
    for text in lines():
        ids = theirs(text).input_ids
        assert ours.decode(ids) == theirs.decode(ids, skip_special_tokens=True), repr(text)


def test_should_keep_the_suffix_when_a_text_is_over_the_limit(ours: Words) -> None:
    ids = ours.encode("word " * 1000)
    assert len(ids) == 256
    assert ids[-1] == 0


def pieces(vocabulary: dict[str, int], size: int) -> SentencePieces:
    return SentencePieces.read(
        CHECKPOINT / "source.spm", vocabulary, "<unk>", ["</s>", "<unk>", "<pad>"], size
    )


@pytest.fixture
def vocabulary() -> dict[str, int]:
    return dict(json.loads((CHECKPOINT / "vocab.json").read_text(encoding="utf-8")))


def test_should_never_find_pieces_that_only_the_vocabulary_has(vocabulary: dict[str, int]) -> None:
    """Marian shares one vocabulary between two models: a text must not match the other side's pieces."""
    foreign = "\u2581zzforeign"
    content = pieces({**vocabulary, foreign: len(vocabulary)}, len(vocabulary) + 1).tokenizer()
    assert len(vocabulary) not in Tokenizer.from_str(content).encode("zzforeign a").ids


def test_should_read_a_piece_as_unknown_when_the_vocabulary_lacks_it(vocabulary: dict[str, int]) -> None:
    """The segmentation stays that of the SentencePiece model, as in transformers; only the piece's id is beyond."""
    whole = Tokenizer.from_str(pieces(vocabulary, len(vocabulary)).tokenizer())
    text = "Tom was here."
    lost = whole.encode(text).tokens[1]
    index = vocabulary.pop(lost)
    made = pieces(vocabulary, len(whole.get_vocab()))
    assert made.lost == (lost,)
    assert made.unused() == [index]
    ids = Tokenizer.from_str(made.tokenizer()).encode(text).ids
    assert ids == [made.count - 1 if i == index else i for i in whole.encode(text).ids]
    assert ids[1] == made.count - 1 >= made.size


def test_should_refuse_when_pieces_and_vocabulary_do_not_belong_together(vocabulary: dict[str, int]) -> None:
    with pytest.raises(ExportError, match=r"pieces .* have no id"):
        pieces({piece: vocabulary[piece] for piece in list(vocabulary)[:100]}, 2000)
    with pytest.raises(ExportError, match="the model has 1000"):
        pieces(vocabulary, 1000)
    with pytest.raises(ExportError, match="double ids"):
        pieces({**vocabulary, "x y": 5}, len(vocabulary))
