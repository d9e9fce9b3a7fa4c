# SPDX-License-Identifier: Apache-2.0
"""Which characters each token spells and which words it is of, wherever a character is several tokens."""

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoTokenizer, ByT5Tokenizer

import made_tokenizers
from bundles import TINY
from milena_export.bundle.session import Hypothesis
from milena_export.bundle.spelling import Spelled, Speller, source_spans
from milena_export.bundle.text_words import words_of
from milena_export.bundle.words import Words
from milena_export.conversion.copied_words import copied_word_accuracy
from milena_export.families import byte_words

TEXTS = [
    "Zoë met Łukasz in Świnoujście, not in Århus.",
    "Привет, мир! Tom живёт в Нью-Йорке.",
    "Tom は東京に住んでいます。",
    "한국어 문장입니다 😀 👩‍👩‍👧 ok 🇩🇪.",
    "नमस्ते राम, e\u0301a.",
    "Tom is here.",
]
PROCESSOR = Path(__file__).parent / "data" / "processor_words.jsonl"
"""Texts in many scripts, and the words that the processor's `dev.milena.text.Words` finds in them."""


def byte_level(folder: Path) -> Tokenizer:
    made_tokenizers.gpt2(folder, made_tokenizers.sentences(), 400)
    return AutoTokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer


def byt5(_: Path) -> Tokenizer:
    return Tokenizer.from_str(json.dumps(byte_words.content(ByT5Tokenizer())))


def byte_fallback(_: Path) -> Tokenizer:
    """Pieces of a few letters; every other character is as many tokens as it has bytes."""
    pieces = ["<unk>", "\u2581", *"Tomisher.", *(f"<0x{byte:02X}>" for byte in range(256))]
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    made = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", byte_fallback=True))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    steps = [
        decoders.Replace("\u2581", " "),
        decoders.ByteFallback(),
        decoders.Fuse(),
        decoders.Strip(" ", 1, 0),
    ]
    made.decoder = decoders.Sequence(steps)
    return made


Make = Callable[[Path], Tokenizer]
KINDS = pytest.mark.parametrize("make", [byte_level, byt5, byte_fallback])


def check(tokenizer: Tokenizer, spelled: Spelled) -> None:
    """The tokens that have a share in a word spell that word."""
    words = words_of(spelled.text)
    shares = spelled.shares(words)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    for place, (start, end) in enumerate(words):
        ids = [spelled.ids[token] for token in np.flatnonzero(shares[:, place])]
        assert tokenizer.decode(ids).strip() == spelled.text[start:end]


@KINDS
@pytest.mark.parametrize("text", TEXTS)
def test_should_give_a_source_s_tokens_to_the_words_that_they_spell(
    make: Make, text: str, tmp_path: Path
) -> None:
    tokenizer = make(tmp_path)
    found = tokenizer.encode(text, add_special_tokens=False)
    spans = source_spans(found.offsets, 0)
    assert len(spans) > len(words_of(text))
    check(tokenizer, Spelled(text, found.ids, spans))


@KINDS
@pytest.mark.parametrize("text", TEXTS)
def test_should_give_an_output_s_tokens_to_the_words_that_they_spell(
    make: Make, text: str, tmp_path: Path
) -> None:
    tokenizer = make(tmp_path)
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    spelled = Speller(tokenizer, [], False, True).spell(ids)
    assert spelled.text == text
    spans = [span for span in spelled.spans if span is not None]
    assert "".join(text[start:end] for start, end in spans) == text
    check(tokenizer, spelled)


def words(tokenizer: Tokenizer, prefix: Sequence[int] = (), text_prefix: str = "", limit: int = 99) -> Words:
    language = {"tag": "en", "code": "en", "id": None}
    template = {"text_prefix": text_prefix, "prefix_ids": list(prefix), "suffix_ids": [0]}
    target = {"forced_bos": None, "prefix_ids": []}
    manifest = {
        "tokenizers": {"source": "tokenizer.json", "target": "tokenizer.json"},
        "languages": {"source": [language], "target": [language]},
        "templates": [{"source": "*", "target": "*", "source_template": template, "target_template": target}],
        "decode": {"skip_ids": [0], "clean_up_spaces": True, "strip": True},
        "limits": {"source_tokens": limit},
    }
    return Words(manifest, dict.fromkeys(("source", "target"), tokenizer.to_str()))


@pytest.mark.parametrize("make", [byte_level, byt5])
def test_should_find_copied_words_when_their_characters_are_several_tokens(
    make: Make, tmp_path: Path
) -> None:
    bundle = words(make(tmp_path))
    source = bundle.read(TEXTS[0])
    diagonal = np.eye(len(source.ids), dtype=np.float32)
    answer = Hypothesis(source.ids, [0.0] * len(source.ids), 0.0, 0, diagonal)
    assert copied_word_accuracy(bundle, [source], [answer], 0) == (1.0, 4)


def test_should_leave_the_template_out_of_the_text(tmp_path: Path) -> None:
    tokenizer = byte_level(tmp_path)
    plain = words(tokenizer).read("Zoë is here.")
    framed = words(tokenizer, prefix=[7, 8], text_prefix="answer: ").read("Zoë is here.")
    assert framed.text == plain.text
    spelling = [span for span in framed.spans if span is not None]
    assert spelling[0][0] == 0
    assert spelling[1:] == plain.spans[-len(spelling) : -1]
    assert framed.spans[:3] == [None] * 3
    assert framed.spans[-1] is plain.spans[-1] is None
    cut = words(tokenizer, limit=5).read("Zoë is here.")
    assert (cut.ids, cut.spans) == ([*plain.ids[:4], 0], [*plain.spans[:4], None])


def test_should_follow_the_text_when_spaces_are_taken_out(tmp_path: Path) -> None:
    bundle = words(byte_level(tmp_path))
    text = "  Zoë does n't know , he 's here .  "
    ids = bundle.read(text).ids
    spelled = bundle.spell(ids)
    assert spelled.text == bundle.decode(ids) == "Zoë doesn't know, he's here."
    assert spelled.spans[-1] is None, "the id that is no text"
    spans = [span for span in spelled.spans if span is not None]
    assert "".join(spelled.text[start:end] for start, end in spans) == spelled.text


class Counting:
    """A tokenizer that counts what it decodes."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer, self.decoded = tokenizer, 0

    def decode(self, ids: Sequence[int], **options: bool) -> str:
        self.decoded += 1
        return self.tokenizer.decode(ids, **options)


def test_should_decode_once_when_tokens_spell_the_same_wherever_they_stand() -> None:
    tokenizer = Tokenizer.from_file(str(TINY / "tokenizer.json"))
    counting = Counting(tokenizer)
    speller = Speller(counting, [], False, True)
    for text in made_tokenizers.sentences():
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        speller.spell(ids)
        before = counting.decoded
        spelled = speller.spell(ids)
        assert counting.decoded == before + 1, text
        assert "".join(spelled.text[start:end] for start, end in spelled.spans) == spelled.text


def test_should_share_a_token_that_is_of_several_words() -> None:
    spelled = Spelled("ab cd ", [1, 2, 3, 4], [(0, 4), (4, 5), None, (5, 6)])
    np.testing.assert_allclose(
        spelled.shares([(0, 2), (3, 5)]), [[2 / 3, 1 / 3], [0, 1], [0, 0], [0, 1]], rtol=1e-6
    )
    assert spelled.shares([]).shape == (4, 0)


@pytest.mark.parametrize("line", PROCESSOR.read_text(encoding="utf-8").splitlines())
def test_should_find_the_words_that_the_processor_finds(line: str) -> None:
    told = json.loads(line)
    spans = words_of(told["text"])
    assert [told["text"][start:end] for start, end in spans] == told["words"]
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
