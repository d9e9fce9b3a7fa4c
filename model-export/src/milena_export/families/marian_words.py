# SPDX-License-Identifier: Apache-2.0
"""Marian's vocabulary: two SentencePiece models whose pieces get their ids from ``vocab.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import target_vocabulary
from milena_export.families.folder import tokenizer_files
from milena_export.families.sentencepieces import SentencePieces

SPECIAL = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


@dataclass(frozen=True)
class MarianWords:
    """Tokenizers, special ids and languages of a Marian checkpoint.

    Attributes:
        tokenizers: ``source`` and ``target`` to the text of a ``tokenizer.json``.
        eos: what ends a source.
        unk: id of the unknown source piece.
        skip_ids: target ids that are no text.
        target_tokens: languages of a multi-target model with the ids of their ``>>tokens<<``; empty for one target.
        source_ids: number of ids that the graph must read: those of the source tokenizer, and the target's padding.
        reads_unknown: whether some of them have no embedding and mean the unknown piece.
        names: languages that the tokenizer config names, by side.
    """

    tokenizers: Mapping[str, str]
    eos: int
    unk: int
    skip_ids: tuple[int, ...]
    target_tokens: Mapping[str, int]
    source_ids: int
    reads_unknown: bool
    names: Mapping[str, str | None]

    @classmethod
    def read(cls, checkpoint: Checkpoint) -> MarianWords:
        """Reads the tokenizer files of a checkpoint."""
        tokenizer_files(checkpoint)
        config = checkpoint.json("tokenizer_config.json") if checkpoint.has("tokenizer_config.json") else {}
        special = [_text(config.get(name), default) for name, default in SPECIAL.items()]
        apart = bool(config.get("separate_vocabs"))
        ids = {
            "source": _vocabulary(checkpoint, "vocab.json", special),
            "target": _vocabulary(checkpoint, "target_vocab.json" if apart else "vocab.json", special),
        }
        sizes = {
            "source": int(checkpoint.config["vocab_size"]),
            "target": target_vocabulary(checkpoint.config),
        }
        eos, unk, _ = special
        sides = {
            side: SentencePieces.read(checkpoint.file(f"{side}.spm"), ids[side], unk, special, sizes[side])
            for side in ("source", "target")
        }
        return cls(
            tokenizers={side: pieces.tokenizer() for side, pieces in sides.items()},
            eos=ids["source"][eos],
            unk=ids["source"][unk],
            skip_ids=tuple(
                sorted(
                    {
                        *(ids["target"][piece] for piece in special),
                        *sides["target"].silent(),
                        *sides["target"].unused(),
                    }
                )
            ),
            target_tokens={} if apart else _languages(ids["source"]),
            source_ids=max(sides["source"].count, sizes["target"]),
            reads_unknown=max(sides["source"].count, sizes["target"]) > sizes["source"],
            names={
                side: config.get(f"{side}_lang") or _named(checkpoint, side) for side in ("source", "target")
            },
        )

    def named(self, side: str) -> str | None:
        """The language that the tokenizer config names, if any."""
        return self.names[side]


def _named(checkpoint: Checkpoint, side: str) -> str | None:
    """The language in the name of a model, where its tokenizer names none."""
    return languages.of_name(
        [str(checkpoint.stated.get("_name_or_path")), str(checkpoint.folder.absolute())], side
    )


def _vocabulary(checkpoint: Checkpoint, name: str, special: list[str]) -> dict[str, int]:
    vocabulary: dict[str, int] = checkpoint.json(name)
    missing = [piece for piece in special if piece not in vocabulary]
    if missing:
        raise ExportError(f"{checkpoint.folder / name} lacks {missing[0]}, which the tokenizer needs")
    return vocabulary


def _languages(vocabulary: Mapping[str, int]) -> dict[str, int]:
    """``>>fra<<`` and its like; Marian reads such a token at the start of a source as the language to write."""
    return {
        piece[2:-2]: index
        for piece, index in vocabulary.items()
        if piece.startswith(">>") and piece.endswith("<<")
    }


def _text(token: Any, default: str) -> str:
    """A token of a tokenizer config is a string or an object with its content."""
    return str(token.get("content", default) if isinstance(token, dict) else token or default)
