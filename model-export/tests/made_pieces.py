# SPDX-License-Identifier: Apache-2.0
"""Tokenizer files from what is known of real ones: sizes, special and first entries, kind; the rest is learnt or filled.

`Facts` holds what a folder says: its small files and summaries of its large ones.
"""

import functools
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import ByteLevelBPETokenizer
from transformers import AutoTokenizer
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

from landmarks import SIZE_FIELDS, Landmarks, ids_of
from made_tokenizers import sentences

TYPES = {"normal": 1, "unknown": 2, "control": 3, "user_defined": 4, "byte": 6}
LEARNT = 280
"""Pieces that are learnt from a few sentences."""


@dataclass
class Facts:
    """What is known of a folder: JSON files by name, and summaries of other files by those files' names."""

    name: str
    files: dict[str, Any] = field(default_factory=dict)
    summaries: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Facts":
        """From a folder."""
        facts = cls(path.name)
        for file in sorted(path.glob("*.json")):
            content = json.loads(file.read_text(encoding="utf-8"))
            if file.name.endswith(".summary.json"):
                facts.summaries[file.name.removesuffix(".summary.json")] = content
            else:
                facts.files[file.name] = content
        return facts

    @classmethod
    def all_condensed(cls, path: Path) -> dict[str, "Facts"]:
        """From a file that `condense_facts` wrote, by name: what they share comes first."""
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        shared = json.loads(first)
        return {
            facts.name: facts
            for facts in (cls.condensed(_shared(json.loads(line), shared)) for line in lines)
        }

    @classmethod
    def condensed(cls, told: Mapping[str, Any]) -> "Facts":
        """From what a line of such a file says."""
        facts = cls(told["name"], told["files"], told["summaries"])
        added = facts.tokenizer.get("added_tokens_decoder")
        if added:
            facts.files["tokenizer_config.json"]["added_tokens_decoder"] = {
                i: _long(token) for i, token in added.items()
            }
        for summary in facts.summaries.values():
            if "added_tokens" in summary:
                summary["added_tokens"] = [
                    {"id": index, **_long(token)} for index, token in summary["added_tokens"]
                ]
        return facts

    @property
    def config(self) -> dict[str, Any]:
        return dict(self.files.get("config.json", {}))

    @property
    def tokenizer(self) -> dict[str, Any]:
        return dict(self.files.get("tokenizer_config.json", {}))

    def landmarks(self) -> Landmarks:
        """Ids and sizes that matter."""
        found = {number for content in self.files.values() for number in ids_of(content)}
        found |= {int(key) for key in self.tokenizer.get("added_tokens_decoder") or {}}
        found |= {
            number for number in self.files.get("added_tokens.json", {}).values() if isinstance(number, int)
        }
        for told in self.summaries.values():
            found |= {int(told[key]) for key in ("pieces", "entries", "size_with_added") if key in told}
            found |= {int(token["id"]) for token in told.get("added_tokens", [])}
            found |= {int(place) for place in told.get("non_normal", {})}
            found |= (
                set((told.get("bracketed_tokens") or {}).values())
                if told.get("bracketed_tokens_total", 0) < 500
                else set()
            )
            model = told.get("model") or {}
            found |= {int(model[key]) for key in ("vocab_entries",) if key in model}
        found |= {int(self.config[field]) - 1 for field in SIZE_FIELDS if self.config.get(field)}
        return Landmarks({*found, *USUAL.get(self.kind, ())})

    @property
    def kind(self) -> str:
        """Which usual tokenizer stands in where none was recorded."""
        model_type, size = str(self.config.get("model_type")), int(self.config.get("vocab_size") or 0)
        if "BertTokenizer" in str(self.tokenizer.get("tokenizer_class")) or (
            "bert" in self.name.lower() and model_type == "gpt2"
        ):
            return "bert"
        if model_type == "m2m_100":
            return "m2m_100" if "vocab.json" in self.summaries else "nllb" if size > 200_000 else "m2m_100"
        if "T5Tokenizer" in str(self.tokenizer.get("tokenizer_class")) and model_type == "gpt2":
            return "t5"
        own = str(self.config.get("tokenizer_class"))
        if own in ("AlbertTokenizer", "BartphoTokenizer"):
            return own.removesuffix("Tokenizer").lower()
        if model_type == "mbart":
            return "mbart50" if size == 250_054 else "mbart"
        if model_type == "blenderbot":
            return "bart"
        if model_type in ("t5", "mt5", "umt5"):
            return (
                "byt5"
                if "ByT5" in str(self.tokenizer.get("tokenizer_class"))
                else "mt5"
                if size > 200_000
                else "t5"
            )
        return model_type


USUAL_TOKEN = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
"""Flags of most added tokens."""
USUAL = {
    "t5": (32_000,),
    "mt5": (250_100,),
    "nllb": (256_000,),
    "m2m_100": (128_000, 128_004),
    "mbart50": (250_000,),
    "mbart": (),
    "pegasus": (96_000,),
    "bart": (),
    "gpt2": (),
    "albert": (64_000,),
    "bartpho": (250_000,),
}
"""Sizes of the tokenizer files that a kind of model comes with."""


def _shared(value: Any, shared: Mapping[str, Any]) -> Any:
    """Puts what is shared in the place of its name."""
    if isinstance(value, str) and value in shared:
        return _shared(shared[value], shared)
    if isinstance(value, dict):
        return {key: _shared(part, shared) for key, part in value.items()}
    return [_shared(part, shared) for part in value] if isinstance(value, list) else value


def _long(token: Any) -> dict[str, Any]:
    """An added token with all its flags."""
    return {**USUAL_TOKEN, **({"content": token} if isinstance(token, str) else token)}


def write_tokenizer(facts: Facts, folder: Path, small: Landmarks) -> None:
    """Writes whatever tokenizer files are told of, or the usual ones of the kind."""
    told = facts.summaries
    made = False
    for name, summary in told.items():
        if "pieces" in summary:
            sides = {"source.spm": 0, "target.spm": 1}
            filled = facts.kind not in ("marian", "m2m_100")
            (folder / name).write_bytes(spm(summary, small, sides.get(name, 2), filled).SerializeToString())
            made = True
    if "vocab.json" in told:
        write_vocabulary(facts, told["vocab.json"], folder, small)
        made = True
    if "tokenizer.json" in told:
        write_fast(told["tokenizer.json"], folder, small)
        made = True
    if not made or not is_whole(facts.kind, folder):
        usual(facts, folder, small)


def is_whole(kind: str, folder: Path) -> bool:
    """Whether a tokenizer of several files is there, in either form."""
    parts = {
        "marian": {"source.spm", "target.spm", "vocab.json"},
        "m2m_100": {"sentencepiece.bpe.model", "vocab.json"},
    }
    names = {path.name for path in folder.iterdir()}
    whole = parts.get(kind, set())
    return whole <= names or ("tokenizer.json" in names and not names & whole)


@functools.cache
def learnt(kind: str, part: int) -> tuple[tuple[tuple[str, float], ...], Any]:
    """Pieces of a small SentencePiece model of one language, or of both (2), and its normalizer."""
    lines = sentences()
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines if part == 2 else lines[part::2]),
        model_writer=model,
        vocab_size=LEARNT,
        model_type=kind,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        num_threads=1,
    )
    proto = pb.ModelProto.FromString(model.getvalue())
    pieces = tuple((piece.piece, piece.score) for piece in proto.pieces if piece.type == TYPES["normal"])
    return pieces, proto.normalizer_spec


def spm(told: Mapping[str, Any], small: Landmarks, part: int, filled: bool = True) -> Any:
    """A SentencePiece model of the kind, the size (or just what is learnt) and the special pieces that are told of."""
    kind = told["trainer"].get("model_type") or "unigram"
    pieces, normalizer = learnt(kind, part)
    proto = pb.ModelProto()
    proto.normalizer_spec.CopyFrom(normalizer)
    proto.trainer_spec.model_type = 1 if kind == "unigram" else 2
    for name in ("unk_id", "bos_id", "eos_id", "pad_id"):
        if name in told["trainer"]:
            setattr(proto.trainer_spec, name, small(told["trainer"][name]))
    proto.trainer_spec.byte_fallback = bool(told["types"].get("byte"))
    special = {small(int(place)): entry for place, entry in (told.get("non_normal") or {}).items()}
    size = small(int(told["pieces"])) if filled else len(pieces) + len(special)
    proto.trainer_spec.vocab_size = size
    rest = iter(pieces)
    named = {entry[0] for entry in special.values()}
    for place in range(size):
        entry = proto.pieces.add()
        if place in special:
            entry.piece, entry.type = special[place][0], TYPES[special[place][1]]
            continue
        piece, score = next(
            ((p, s) for p, s in rest if p not in named), (f"\u2581zq{place}", -30.0 - place / 1e4)
        )
        entry.piece, entry.score, entry.type = piece, score, TYPES["normal"]
    proto.trainer_spec.unk_surface = " \u2047 "
    return proto


@functools.cache
def byte_level() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Entries and merges of a small byte-level BPE."""
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(sentences(), vocab_size=600, show_progress=False)
    content = json.loads(trained.to_str())["model"]
    merges = tuple(tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in content["merges"])
    return tuple(sorted(content["vocab"], key=content["vocab"].get)), merges  # type: ignore[return-value]


def entries(size: int, named: Mapping[int, str], pieces: list[str]) -> list[str]:
    """A vocabulary: named entries at their ids, then pieces, then what no text holds."""
    taken = set(named.values())
    rest = iter([piece for piece in pieces if piece not in taken])
    return [named[place] if place in named else next(rest, f"zq{place}zq") for place in range(size)]


def write_vocabulary(facts: Facts, told: Mapping[str, Any], folder: Path, small: Landmarks) -> None:
    """Writes vocab.json, and merges.txt where it is a byte-level BPE's."""
    size = small(int(told["entries"]))
    ends = (
        {"<s>": "bos_token_id", "<pad>": "pad_token_id", "</s>": "eos_token_id"}
        if facts.kind in ("bart", "t5")
        else {}
    )
    usual_ends = {
        small(facts.config[field]): token
        for token, field in ends.items()
        if facts.config.get(field) is not None
    }
    unknown = {3: "<unk>", 4: "<mask>"} if facts.kind == "t5" else {}
    named = (
        unknown
        | usual_ends
        | {
            small(index): token
            for token, index in (told.get("bracketed_tokens") or {}).items()
            if index <= told["max_id"]
        }
    )
    if facts.kind in ("marian", "m2m_100"):
        source = [
            piece
            for piece, _ in learnt(
                "bpe" if facts.kind == "m2m_100" else "unigram", 2 if facts.kind == "m2m_100" else 0
            )[0]
        ]
        target = [] if facts.kind == "m2m_100" else [piece for piece, _ in learnt("unigram", 1)[0]]
        named |= {
            index: token
            for index, token in ((0, told["first"][0]), (size - 1, told["last"][-1]))
            if index not in named
        }
        written = entries(size, named, list(dict.fromkeys([*source, *target])))
    else:
        pieces, merges = byte_level()
        written = entries(size, named, list(pieces))
        lines = ["#version: 0.2", *(f"{one} {other}" for one, other in merges)]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    content = {token: index for index, token in enumerate(written)}
    (folder / "vocab.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def write_fast(told: Mapping[str, Any], folder: Path, small: Landmarks) -> None:
    """Writes tokenizer.json with the steps that are told of."""
    model = dict(told["model"])
    size = small(int(model.pop("vocab_entries")))
    added = [{**token, "id": small(int(token["id"]))} for token in told["added_tokens"]]
    first = dict(enumerate(model.pop("vocab_first", [])))
    named = {**first, **{token["id"]: token["content"] for token in added if token["id"] < size}}
    kind = model.get("type") or ("BPE" if "merges_entries" in model else "Unigram")
    content = {
        key: told[key]
        for key in (
            "version",
            "truncation",
            "padding",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
        )
    }
    content = _with_charsmap(json.loads(json.dumps(content)))
    _small_template(content["post_processor"], small)
    if kind == "Unigram":
        pieces, scores = zip(*learnt("unigram", 2)[0], strict=True)
        known = dict(zip(pieces, scores, strict=True))
        written = entries(size, named, list(pieces))
        vocab: Any = [
            [token, known.get(token, 0.0 if place < 3 else -30.0)] for place, token in enumerate(written)
        ]
        whole = {
            "type": "Unigram",
            "unk_id": model["unk_id"],
            "vocab": vocab,
            "byte_fallback": bool(model.get("byte_fallback")),
        }
        if whole["byte_fallback"]:
            whole["byte_fallback"] = False
    else:
        metaspace = (told["pre_tokenizer"] or {}).get("type") == "Metaspace"
        if metaspace:
            texts = [piece for piece, _ in learnt("bpe", 2)[0]]
            merges = _merges(texts)
            named = {0: "<pad>", 1: "</s>", 2: "<unk>", **named}
        else:
            texts, merges = list(byte_level()[0]), [list(pair) for pair in byte_level()[1]]
        vocab = {token: place for place, token in enumerate(entries(size, named, texts))}
        keep = ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk")
        whole = {
            "type": "BPE",
            **{key: model.get(key) for key in keep},
            "byte_fallback": False,
            "vocab": vocab,
            "merges": merges,
        }
    content |= {"added_tokens": added, "model": whole}
    (folder / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _merges(pieces: list[str]) -> list[list[str]]:
    rank = {piece: place for place, piece in enumerate(pieces)}
    found = [
        (rank[whole], [whole[:cut], whole[cut:]])
        for whole in rank
        for cut in range(1, len(whole))
        if whole[:cut] in rank and whole[cut:] in rank
    ]
    return [pair for _, pair in sorted(found, key=lambda merge: merge[0])]


def _with_charsmap(value: Any) -> Any:
    """Puts a real character map where one was left out of what is told."""
    import base64

    if isinstance(value, dict):
        if isinstance(value.get("precompiled_charsmap"), str):
            charsmap = learnt("unigram", 2)[1].precompiled_charsmap
            return {**value, "precompiled_charsmap": base64.b64encode(charsmap).decode("ascii")}
        return {key: _with_charsmap(one) for key, one in value.items()}
    return [_with_charsmap(one) for one in value] if isinstance(value, list) else value


def _small_template(processor: dict[str, Any] | None, small: Landmarks) -> None:
    for key in ("sep", "cls"):
        if processor and key in processor:
            processor[key] = [processor[key][0], small(int(processor[key][1]))]
    for token in ((processor or {}).get("special_tokens") or {}).values():
        token["ids"] = [small(int(index)) for index in token["ids"]]


def usual(facts: Facts, folder: Path, small: Landmarks) -> None:
    """The usual tokenizer of a kind of model whose own was not recorded."""
    kind, size = facts.kind, int(facts.config.get("vocab_size") or 0)
    plain = {
        "types": {},
        "trainer": {"model_type": "unigram", "unk_id": 0, "bos_id": 1, "eos_id": 2, "pad_id": -1},
    }
    ends = {"0": ["<unk>", "unknown"], "1": ["<s>", "control"], "2": ["</s>", "control"]}
    google = {"0": ["<pad>", "control"], "1": ["</s>", "control"], "2": ["<unk>", "unknown"]}
    if kind in ("t5", "mt5", "pegasus"):
        old = facts.config.get("model_type") == "gpt2" and facts.config.get("bos_token_id") == 1
        extra = int(facts.tokenizer.get("extra_ids", 100 if kind == "t5" else 0) or 0)
        pieces = USUAL[kind][0] if USUAL[kind][0] + extra <= size else size - extra
        trainer = {"model_type": "unigram", "unk_id": 2, "bos_id": -1, "eos_id": 1, "pad_id": 0}
        if old:
            within = facts.files.get("added_tokens.json", {})
            google = {
                **ends,
                **{str(index): [token, "user_defined"] for token, index in within.items() if index < size},
            }
            trainer, pieces = plain["trainer"], size
        if kind == "pegasus":
            google = {
                **google,
                **{str(i): [f"<unk_{i}>", "user_defined"] for i in range(4, 105)},
                "105": ["<unk>", "unknown"],
            }
            google |= {"2": ["<mask_1>", "user_defined"], "3": ["<mask_2>", "user_defined"]}
            trainer["unk_id"] = 105
        told = {"pieces": pieces, "types": {}, "non_normal": google, "trainer": trainer}
        (folder / "spiece.model").write_bytes(spm(told, small, 2).SerializeToString())
        name = "PegasusTokenizer" if kind == "pegasus" else "T5Tokenizer"
        _configure(folder, name, extra_ids=extra)
    elif kind in ("mbart", "mbart50", "nllb"):
        pieces = USUAL[kind][0] if USUAL[kind] else size - 27
        trainer = {**plain["trainer"], "model_type": "bpe" if kind == "nllb" else "unigram"}
        told = {"pieces": pieces, "types": {}, "non_normal": ends, "trainer": trainer}
        (folder / "sentencepiece.bpe.model").write_bytes(spm(told, small, 2).SerializeToString())
        _configure(
            folder,
            {"mbart": "MBartTokenizer", "mbart50": "MBart50Tokenizer", "nllb": "NllbTokenizer"}[kind],
        )
        if kind == "nllb":
            write_nllb(folder)
    elif kind == "m2m_100":
        told = {
            "pieces": 128_000,
            "types": {},
            "non_normal": ends,
            "trainer": {**plain["trainer"], "model_type": "bpe"},
        }
        (folder / "sentencepiece.bpe.model").write_bytes(
            spm(told, small, 2, filled=False).SerializeToString()
        )
        tokens = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
        if not (folder / "vocab.json").exists():
            write_vocabulary(
                facts,
                {
                    "entries": 128_004,
                    "max_id": 128_003,
                    "first": ["<s>"],
                    "last": ["zq"],
                    "bracketed_tokens": tokens,
                },
                folder,
                small,
            )
        _configure(folder, "M2M100Tokenizer")
    elif kind == "marian":
        for side, part in (("source", 0), ("target", 1)):
            told = {"pieces": 32_000, "types": {}, "non_normal": ends, "trainer": plain["trainer"]}
            path = folder / f"{side}.spm"
            if not path.exists():
                path.write_bytes(spm(told, small, part, filled=False).SerializeToString())
        if not (folder / "vocab.json").exists():
            config = facts.config
            tokens = {"</s>": int(config["eos_token_id"]), "<unk>": 1, "<pad>": int(config["pad_token_id"])}
            told = {
                "entries": config["vocab_size"],
                "max_id": config["vocab_size"] - 1,
                "first": ["</s>"],
                "last": ["<pad>"],
            }
            write_vocabulary(facts, {**told, "bracketed_tokens": tokens}, folder, small)
        (folder / "tokenizer.json").unlink(missing_ok=True)
        _configure(folder, "MarianTokenizer", source_lang="en", target_lang="de")
    elif kind == "bert":
        words = [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            *sorted({c for line in sentences() for c in line if c.strip()}),
        ]
        words += [f"##{word}" for word in words[5:]]
        written = entries(small(size), dict(enumerate(words[:5])), words[5:])
        (folder / "vocab.txt").write_text("\n".join(written) + "\n", encoding="utf-8")
        _configure(folder, "BertTokenizer")
    elif kind == "albert":
        ends = {
            "0": ["<pad>", "control"],
            "1": ["<unk>", "unknown"],
            "2": ["[CLS]", "control"],
            "3": ["[SEP]", "control"],
        }
        trainer = {"model_type": "unigram", "unk_id": 1, "bos_id": 2, "eos_id": 3, "pad_id": 0}
        told = {"pieces": 64_000, "types": {}, "non_normal": ends, "trainer": trainer}
        (folder / "spiece.model").write_bytes(spm(told, small, 2).SerializeToString())
        _configure(folder, "AlbertTokenizer")
    elif kind == "bartpho":
        told = {"pieces": 250_000, "types": {}, "non_normal": ends, "trainer": plain["trainer"]}
        (folder / "sentencepiece.bpe.model").write_bytes(spm(told, small, 2).SerializeToString())
        (folder / "dict.txt").write_text(
            "\n".join(f"{p} 1" for p, _ in learnt("unigram", 2)[0]), encoding="utf-8"
        )
        _configure(folder, "BartphoTokenizer")
    elif kind == "byt5":
        _configure(folder, "ByT5Tokenizer")
    elif kind in ("bart", "gpt2"):
        tokens = (
            {"<|endoftext|>": size - 1}
            if kind == "gpt2"
            else {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": size - 1}
        )
        write_vocabulary(
            facts,
            {"entries": size, "max_id": size - 1, "first": [], "last": [], "bracketed_tokens": tokens},
            folder,
            small,
        )
        _configure(folder, "BartTokenizer" if kind == "bart" else "GPT2Tokenizer")


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
