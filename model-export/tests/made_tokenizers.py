# SPDX-License-Identifier: Apache-2.0
"""Small tokenizers of every kind, trained on a few lines: no hub is needed."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import sentencepiece
from tokenizers import ByteLevelBPETokenizer
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

from bundles import TINY


def sentences() -> list[str]:
    """Real ones, those of the shipped bundle's golden answers in both languages."""
    entries = [json.loads(line) for line in (TINY / "golden.jsonl").read_text(encoding="utf-8").splitlines()]
    return [text for entry in entries for text in (entry["text"], entry["runs"]["beam4"]["output"]) if text]


def learn(lines: Iterable[str], size: int, kind: str, **options: object) -> bytes:
    """A SentencePiece model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=size,
        model_type=kind,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        num_threads=1,
        **options,
    )
    return model.getvalue()


def train_pieces(path: Path, lines: Sequence[str], size: int, kind: str, **options: object) -> None:
    """Writes a SentencePiece model."""
    path.write_bytes(learn(lines, size, kind, **options))


def configure(folder: Path, name: str, **values: object) -> None:
    """Writes tokenizer_config.json."""
    content = {"tokenizer_class": name, **values}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")


def bart(folder: Path, lines: Sequence[str], size: int) -> None:
    trained = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(lines, vocab_size=size, special_tokens=special, show_progress=False)
    trained.save_model(str(folder))
    configure(folder, "BartTokenizer")


def gpt2(folder: Path, lines: Sequence[str], size: int) -> None:
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(lines, vocab_size=size, special_tokens=["<|endoftext|>"], show_progress=False)
    trained.save_model(str(folder))
    configure(folder, "GPT2Tokenizer")


def t5(folder: Path, lines: Sequence[str], size: int, **options: object) -> None:
    train_pieces(
        folder / "spiece.model", lines, size, "unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, **options
    )
    configure(folder, "T5Tokenizer", extra_ids=10)


def pegasus(folder: Path, lines: Sequence[str], size: int, **options: object) -> None:
    masks = ["<mask_1>", "<mask_2>", *(f"<unk_{index}>" for index in range(2, 103))]
    train_pieces(
        folder / "spiece.model",
        lines,
        size,
        "unigram",
        pad_id=0,
        eos_id=1,
        unk_id=105,
        bos_id=-1,
        user_defined_symbols=masks,
        **options,
    )
    configure(folder, "PegasusTokenizer")


def mbart(folder: Path, lines: Sequence[str], size: int, **options: object) -> None:
    train_pieces(folder / "sentencepiece.bpe.model", lines, size, "unigram", **options)
    configure(folder, "MBartTokenizer")


def mbart50(folder: Path, lines: Sequence[str], size: int, **options: object) -> None:
    train_pieces(folder / "sentencepiece.bpe.model", lines, size, "unigram", **options)
    configure(folder, "MBart50Tokenizer")


def nllb(folder: Path, lines: Sequence[str], size: int, **options: object) -> None:
    train_pieces(folder / "sentencepiece.bpe.model", lines, size, "bpe", **options)
    codes = ["eng_Latn", "deu_Latn", "zho_Hans", "zho_Hant"]
    configure(folder, "NllbTokenizer", additional_special_tokens=codes, src_lang="eng_Latn")


def m2m_100(folder: Path, lines: Sequence[str], size: int, kind: str = "bpe") -> None:
    train_pieces(folder / "sentencepiece.bpe.model", lines, size, kind)
    pieces = sentencepiece.SentencePieceProcessor()
    pieces.Load(str(folder / "sentencepiece.bpe.model"))
    names = [pieces.IdToPiece(index) for index in range(3, pieces.GetPieceSize())]
    vocabulary = {name: index for index, name in enumerate(["<s>", "<pad>", "</s>", "<unk>", *names])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokens = [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]]
    configure(folder, "M2M100Tokenizer", additional_special_tokens=tokens)


KINDS: dict[str, Callable[..., None]] = {
    "bart": bart,
    "m2m_100": m2m_100,
    "mbart": mbart,
    "mbart50": mbart50,
    "nllb": nllb,
    "pegasus": pegasus,
    "t5": t5,
}
