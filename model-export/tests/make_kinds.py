# SPDX-License-Identifier: Apache-2.0
"""Writes a small random bundle of several kinds, for the tests of the processor, which has no Python.

Run in model-export: ``PYTHONPATH=src:tests .venv/bin/python tests/make_kinds.py ../engine/src/test/resources/bundles``,
with names of kinds behind it where not all are wanted.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from sentencepiece import sentencepiece_model_pb2
from transformers import AutoTokenizer

import gpts
import recurrents
from hub_facts import FACTS
from made_checkpoint import make as make_facts
from made_tokenizers import KINDS, gpt2, sentences
from milena_export import cli
from milena_export.training.recurrent import RecurrentShape
from seq2seq_shapes import Shape
from seq2seqs import make

PREFIX = "translate English to German: "
PROMPTED = "gpt2"
RECURRENT = "milena-rnn"
RAGGED = "marian"
"""Two SentencePiece models with pieces that the one vocabulary lacks."""
LACKING = ("\u2581Tom", "\u2581the", "ould", "\u2581die")
"""The first three are the source's, the last is the target's."""
MADE: dict[str, tuple[Shape, list[str]]] = {
    "bart": (
        Shape(
            "bart",
            width=20,
            heads=5,
            own_output=True,
            options={"max_position_embeddings": 96, "tie_word_embeddings": False},
            generation={"forced_bos_token_id": 0, "forced_eos_token_id": 2},
            gain=1.0,
            eos=-0.5,
            seed=3,
        ),
        ["--source-language", "en"],
    ),
    "nllb": (
        Shape("m2m_100", width=20, heads=2, options={"max_position_embeddings": 96}, embedding=3.0, seed=4),
        ["--languages", "en,de,zh-Hans"],
    ),
    "t5": (
        Shape(
            "t5",
            width=20,
            heads=2,
            own_output=True,
            options={
                "feed_forward_proj": "gated-gelu",
                "task_specific_params": {"translation_en_to_de": {"prefix": PREFIX}},
            },
            eos=0.0,
            seed=5,
        ),
        ["--task", "translation", "--max-source", "96"],
    ),
}
HALF = "t5-fp16"
"""T5 again, in 16 bits and with its weights in a file of their own."""
MADE[HALF] = (MADE["t5"][0], [*MADE["t5"][1], "--quantization", "fp16", "--external-data"])


def write(kind: str, output: Path) -> None:
    """Writes one bundle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / f"random-{kind}"
        if kind == RECURRENT:
            arguments = ["--max-source", "96"]
            recurrents.write(folder, RecurrentShape(280, 20, 2, 1, "lstm", "gru", "additive"))
            drop_character_map(folder)
        elif kind == RAGGED:
            arguments = ["--source-language", "en", "--target-language", "de", "--max-source", "96"]
            make_ragged(folder)
        elif kind == PROMPTED:
            arguments = ["--source-language", "en"]
            make_prompted(folder)
        else:
            shape, arguments = MADE[kind]
            make_checkpoint(folder, kind.removesuffix("-fp16"), shape)
        command = [
            "convert",
            str(folder),
            "--output",
            str(output),
            "--name",
            kind,
            "--max-target",
            "12",
            "--force",
        ]
        if cli.main([*command, *arguments]):
            raise SystemExit(f"{kind} was not written")


def drop_character_map(folder: Path) -> None:
    """Takes out what would make up most of a small bundle."""
    for side in ("source", "target"):
        path = folder / f"{side}.spm"
        model = sentencepiece_model_pb2.ModelProto.FromString(path.read_bytes())
        model.normalizer_spec.name, model.normalizer_spec.precompiled_charsmap = "identity", b""
        path.write_bytes(model.SerializeToString())


def make_checkpoint(folder: Path, kind: str, shape: Shape) -> None:
    """Writes a random checkpoint with its tokenizer."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": shape.family}), encoding="utf-8")
    options: dict[str, Any] = {} if kind == "bart" else {"normalization_rule_name": "identity"}
    KINDS[kind](folder, sentences(), 280, **options)
    words = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    shape.options["vocab_size"] = max(words.get_vocab().values()) + 3
    make(folder, shape)


def make_ragged(folder: Path) -> None:
    """Writes a small Marian of real traits whose vocabulary lacks `LACKING`."""
    make_facts(FACTS["marian-opus-mt-en-hi_4.57"], folder, seed=1)
    path = folder / "vocab.json"
    pieces = json.loads(path.read_text(encoding="utf-8"))
    for piece in LACKING:
        del pieces[piece]
    path.write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
    drop_character_map(folder)


def make_prompted(folder: Path) -> None:
    """Writes a random decoder-only checkpoint with its tokenizer."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}), encoding="utf-8")
    gpt2(folder, sentences(), 280)
    words = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    size, eos = max(words.get_vocab().values()) + 3, int(words.eos_token_id)
    options = {
        "vocab_size": size,
        "n_positions": 160,
        "n_inner": 32,
        "bos_token_id": eos,
        "eos_token_id": eos,
    }
    gpts.make(folder, gpts.Shape(20, 2, 5, options, embedding=3.0, gain=0.7, eos=0.0, seed=6))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for kind in sys.argv[2:] or [*MADE, PROMPTED, RAGGED, RECURRENT]:
        shutil.rmtree(target / kind, ignore_errors=True)
        write(kind, target / kind)
