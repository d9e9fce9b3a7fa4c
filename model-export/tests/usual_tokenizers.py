# SPDX-License-Identifier: Apache-2.0
"""The usual tokenizer of a kind of model, where that of a checkpoint was not recorded."""

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

from facts import USUAL, Facts
from landmarks import Landmarks
from made_pieces import entries, learnt, spm
from made_tokenizer_files import write_vocabulary
from made_tokenizers import sentences

PLAIN = {"model_type": "unigram", "unk_id": 0, "bos_id": 1, "eos_id": 2, "pad_id": -1}
ENDS = {"0": ["<unk>", "unknown"], "1": ["<s>", "control"], "2": ["</s>", "control"]}
FAIRSEQ = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}


def usual(facts: Facts, folder: Path, small: Landmarks) -> None:
    """Writes the usual tokenizer of a kind, if there is one."""
    if facts.kind in WRITERS:
        WRITERS[facts.kind](facts, folder, small)


def _pieces(
    path: Path,
    small: Landmarks,
    size: int,
    special: Mapping[str, Any],
    part: int = 2,
    filled: bool = True,
    **trainer: Any,
) -> None:
    """Writes a SentencePiece model."""
    told = {"pieces": size, "types": {}, "non_normal": special, "trainer": {**PLAIN, **trainer}}
    path.write_bytes(spm(told, small, part, filled).SerializeToString())


def _google(facts: Facts, folder: Path, small: Landmarks) -> None:
    """T5, mT5, Pegasus, and the GPT-2 models that have a T5 tokenizer."""
    kind, size = facts.kind, int(facts.config.get("vocab_size") or 0)
    extra = int(facts.tokenizer.get("extra_ids", 100 if kind == "t5" else 0) or 0)
    pieces = USUAL[kind][0] if USUAL[kind][0] + extra <= size else size - extra
    special = {"0": ["<pad>", "control"], "1": ["</s>", "control"], "2": ["<unk>", "unknown"]}
    trainer = {"unk_id": 2, "bos_id": -1, "eos_id": 1, "pad_id": 0}
    if facts.config.get("model_type") == "gpt2" and facts.config.get("bos_token_id") == 1:
        within = facts.files.get("added_tokens.json", {})
        added = {str(index): [token, "user_defined"] for token, index in within.items() if index < size}
        special, trainer, pieces = {**ENDS, **added}, {}, size
    if kind == "pegasus":
        special |= {str(i): [f"<unk_{i}>", "user_defined"] for i in range(4, 105)}
        special |= {"105": ["<unk>", "unknown"]}
        special |= {"2": ["<mask_1>", "user_defined"], "3": ["<mask_2>", "user_defined"]}
        trainer["unk_id"] = 105
    _pieces(folder / "spiece.model", small, pieces, special, **trainer)
    _configure(folder, "PegasusTokenizer" if kind == "pegasus" else "T5Tokenizer", extra_ids=extra)


def _mbart(facts: Facts, folder: Path, small: Landmarks) -> None:
    size = int(facts.config.get("vocab_size") or 0) - 27
    _pieces(folder / "sentencepiece.bpe.model", small, size, ENDS)
    _configure(folder, "MBartTokenizer")


def _mbart50(_: Facts, folder: Path, small: Landmarks) -> None:
    _pieces(folder / "sentencepiece.bpe.model", small, USUAL["mbart50"][0], ENDS)
    _configure(folder, "MBart50Tokenizer")


def _nllb(_: Facts, folder: Path, small: Landmarks) -> None:
    _pieces(folder / "sentencepiece.bpe.model", small, USUAL["nllb"][0], ENDS, model_type="bpe")
    _configure(folder, "NllbTokenizer")
    write_nllb(folder)


def _m2m_100(facts: Facts, folder: Path, small: Landmarks) -> None:
    path = folder / "sentencepiece.bpe.model"
    _pieces(path, small, 128_000, ENDS, filled=False, model_type="bpe")
    if not (folder / "vocab.json").exists():
        ends = {"first": ["<s>"], "last": ["zq"], "bracketed_tokens": FAIRSEQ}
        write_vocabulary(facts, {"entries": 128_004, "max_id": 128_003, **ends}, folder, small)
    _configure(folder, "M2M100Tokenizer")


def _marian(facts: Facts, folder: Path, small: Landmarks) -> None:
    for side, part in (("source", 0), ("target", 1)):
        path = folder / f"{side}.spm"
        if not path.exists():
            _pieces(path, small, 32_000, ENDS, part, filled=False)
    if not (folder / "vocab.json").exists():
        config = facts.config
        tokens = {"</s>": int(config["eos_token_id"]), "<unk>": 1, "<pad>": int(config["pad_token_id"])}
        ends = {"first": ["</s>"], "last": ["<pad>"], "bracketed_tokens": tokens}
        size = {"entries": config["vocab_size"], "max_id": config["vocab_size"] - 1}
        write_vocabulary(facts, {**size, **ends}, folder, small)
    (folder / "tokenizer.json").unlink(missing_ok=True)
    _configure(folder, "MarianTokenizer", source_lang="en", target_lang="de")


def _bert(facts: Facts, folder: Path, small: Landmarks) -> None:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = sorted({c for line in sentences() for c in line if c.strip()})
    words += [f"##{word}" for word in words]
    size = small(int(facts.config.get("vocab_size") or 0))
    written = entries(size, dict(enumerate(special)), words)
    (folder / "vocab.txt").write_text("\n".join(written) + "\n", encoding="utf-8")
    _configure(folder, "BertTokenizer")


def _albert(_: Facts, folder: Path, small: Landmarks) -> None:
    names = {"<pad>": "control", "<unk>": "unknown", "[CLS]": "control", "[SEP]": "control"}
    special = {str(place): [name, kind] for place, (name, kind) in enumerate(names.items())}
    trainer = {"unk_id": 1, "bos_id": 2, "eos_id": 3, "pad_id": 0}
    _pieces(folder / "spiece.model", small, USUAL["albert"][0], special, **trainer)
    _configure(folder, "AlbertTokenizer")


def _bartpho(_: Facts, folder: Path, small: Landmarks) -> None:
    _pieces(folder / "sentencepiece.bpe.model", small, USUAL["bartpho"][0], ENDS)
    lines = "\n".join(f"{piece} 1" for piece, _ in learnt("unigram", 2)[0])
    (folder / "dict.txt").write_text(lines, encoding="utf-8")
    _configure(folder, "BartphoTokenizer")


def _byt5(_: Facts, folder: Path, __: Landmarks) -> None:
    _configure(folder, "ByT5Tokenizer")


def _byte_level(facts: Facts, folder: Path, small: Landmarks) -> None:
    last = int(facts.config.get("vocab_size") or 0) - 1
    tokens = {"<|endoftext|>": last} if facts.kind == "gpt2" else {**FAIRSEQ, "<mask>": last}
    told = {"entries": last + 1, "max_id": last, "first": [], "last": [], "bracketed_tokens": tokens}
    write_vocabulary(facts, told, folder, small)
    _configure(folder, "BartTokenizer" if facts.kind == "bart" else "GPT2Tokenizer")


WRITERS: dict[str, Callable[[Facts, Path, Landmarks], None]] = {
    "albert": _albert,
    "bart": _byte_level,
    "bartpho": _bartpho,
    "bert": _bert,
    "byt5": _byt5,
    "gpt2": _byte_level,
    "m2m_100": _m2m_100,
    "marian": _marian,
    "mbart": _mbart,
    "mbart50": _mbart50,
    "mt5": _google,
    "nllb": _nllb,
    "pegasus": _google,
    "t5": _google,
}


def write_nllb(folder: Path) -> None:
    """The tokenizer.json that comes beside an NLLB's SentencePiece model, whose language tokens only it has."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "sentencepiece.bpe.model").write_bytes(
            (folder / "sentencepiece.bpe.model").read_bytes()
        )
        (Path(name) / "config.json").write_text('{"model_type": "m2m_100"}', encoding="utf-8")
        config = {"tokenizer_class": "NllbTokenizer", "additional_special_tokens": FAIRSEQ_LANGUAGE_CODES}
        (Path(name) / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        made = AutoTokenizer.from_pretrained(name, local_files_only=True)
        (folder / "tokenizer.json").write_text(made.backend_tokenizer.to_str(), encoding="utf-8")


def _configure(folder: Path, name: str, **values: Any) -> None:
    """A tokenizer_config.json where there is none."""
    path = folder / "tokenizer_config.json"
    if not path.exists():
        path.write_text(json.dumps({"tokenizer_class": name, **values}), encoding="utf-8")
