# SPDX-License-Identifier: Apache-2.0
"""One SentencePiece vocabulary for both sides, in Marian's ids: ``</s>`` 0, ``<unk>`` 1, ``<pad>`` last."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sentencepiece

from milena_export.errors import ExportError

EOS = 0
UNKNOWN = 1
USER_DEFINED = 4
"""SentencePiece's type of pieces that are found in a text before all others."""


class Tokenizer:
    """Encodes texts to Marian ids and back. Any thread.

    Attributes:
        stand_ins: pieces that the vocabulary was given, each a token wherever a text has it.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
        names = [self._pieces.id_to_piece(i) for i in range(self._pieces.get_piece_size())]
        special = ("</s>", "<unk>", "<pad>")
        self._names = ["</s>", "<unk>", *(name for name in names if name not in special), "<pad>"]
        self._ids = {name: number for number, name in enumerate(self._names)}
        self._to_marian = [self._ids[name] for name in names]
        self.stand_ins = tuple(piece.piece for piece in _proto(model).pieces if piece.type == USER_DEFINED)

    def __len__(self) -> int:
        """Returns the size of the vocabulary with its three special tokens."""
        return len(self._names)

    @property
    def ids(self) -> Mapping[str, int]:
        """The id of every piece, in the order of the ids."""
        return self._ids

    @property
    def pad(self) -> int:
        """The padding id, the last one."""
        return len(self._names) - 1

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Returns the ids of each text, with ``</s>`` at the end."""
        encoded = self._pieces.encode(list(texts), out_type=int)
        return [[*(self._to_marian[number] for number in ids), EOS] for ids in encoded]

    def decode(self, ids: Iterable[int]) -> str:
        """Joins ids to a text, without the special tokens."""
        wanted = [self._names[number] for number in ids if number not in (EOS, self.pad)]
        return str(self._pieces.decode_pieces(wanted))

    def save(self, folder: Path, languages: tuple[str, str]) -> None:
        """Writes the files that transformers' ``MarianTokenizer`` loads."""
        (folder / "source.spm").write_bytes(self._model)
        shutil.copyfile(folder / "source.spm", folder / "target.spm")
        _write_json(folder / "vocab.json", self._ids)
        _write_json(
            folder / "tokenizer_config.json",
            {
                "tokenizer_class": "MarianTokenizer",
                "source_lang": languages[0],
                "target_lang": languages[1],
                "eos_token": "</s>",
                "unk_token": "<unk>",
                "pad_token": "<pad>",
                "model_max_length": 512,
                "separate_vocabs": False,
                "clean_up_tokenization_spaces": False,
                **({"stand_ins": list(self.stand_ins)} if self.stand_ins else {}),
            },
        )

    @staticmethod
    def load(folder: Path) -> Tokenizer:
        """Reads what ``save`` wrote."""
        path = folder / "source.spm"
        if not path.is_file():
            raise ExportError(f"{folder} has no source.spm; give a checkpoint folder that 'train' wrote")
        return Tokenizer(path.read_bytes())


def train_tokenizer(
    texts: Iterable[str], vocabulary: int, seed: int, stand_ins: Sequence[str] = ()
) -> Tokenizer:
    """Learns a unigram vocabulary of ``vocabulary`` entries in all, the special ones and the stand-ins included.

    Every character of the texts gets a piece, so that nothing seen in training is unknown later. Each of ``stand_ins``
    is a piece of its own.
    """
    sentencepiece.set_random_generator_seed(seed)
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            vocab_size=vocabulary - 1,
            model_type="unigram",
            character_coverage=1.0,
            bos_id=-1,
            eos_id=0,
            unk_id=1,
            pad_id=-1,
            user_defined_symbols=list(stand_ins),
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise ExportError(
            f"no vocabulary of {vocabulary} pieces can be made of this corpus ({error}); "
            "choose another --vocabulary"
        ) from error
    return Tokenizer(model.getvalue())


def _proto(model: bytes) -> Any:
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model)
    return proto


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
