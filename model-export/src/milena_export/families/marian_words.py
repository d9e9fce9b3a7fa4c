# SPDX-License-Identifier: Apache-2.0
"""Marian's vocabulary: two SentencePiece models whose pieces get their ids from ``vocab.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.sentencepieces import unigram_tokenizer
from milena_export.families.source import Language

SPECIAL = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


@dataclass(frozen=True)
class MarianWords:
    """Tokenizers, special ids and languages of a Marian checkpoint."""

    tokenizers: Mapping[str, str]
    eos: int
    unk: int
    skip_ids: tuple[int, ...]
    tokenizer_config: Mapping[str, Any]

    @classmethod
    def read(cls, checkpoint: Checkpoint) -> MarianWords:
        """Reads the tokenizer files of a checkpoint."""
        config = checkpoint.json("tokenizer_config.json")
        if config.get("separate_vocabs"):
            raise ExportError(
                f"{checkpoint.folder}: separate_vocabs is not supported; merge the vocabularies"
            )
        vocabulary: dict[str, int] = checkpoint.json("vocab.json")
        tags = [piece for piece in vocabulary if piece.startswith(">>") and piece.endswith("<<")]
        if tags:
            raise ExportError(
                f"{checkpoint.folder} is a multi-target model ({len(tags)} language tags, e.g. {tags[0]}); "
                "only models with one target language are supported"
            )
        special = [_text(config.get(name), default) for name, default in SPECIAL.items()]
        missing = [piece for piece in special if piece not in vocabulary]
        if missing:
            raise ExportError(
                f"{checkpoint.folder / 'vocab.json'} lacks {missing[0]}, which the tokenizer needs"
            )
        eos, unk, _ = special
        tokenizers = {
            side: unigram_tokenizer(checkpoint.file(f"{side}.spm"), vocabulary, unk, special)
            for side in ("source", "target")
        }
        ids = tuple(sorted(vocabulary[piece] for piece in special))
        return cls(tokenizers, vocabulary[eos], vocabulary[unk], ids, config)

    def language(self, side: str, given: str | None) -> Language:
        """The language of one side: as given, or as the tokenizer config says."""
        name = given or self.tokenizer_config.get(f"{side}_lang")
        if not name:
            raise ExportError(
                f"the checkpoint does not say its {side} language; give --{side}-language, e.g. en"
            )
        return Language(tag=str(name), code=str(self.tokenizer_config.get(f"{side}_lang") or name))


def _text(token: Any, default: str) -> str:
    """A token of a tokenizer config is a string or an object with its content."""
    return str(token.get("content", default) if isinstance(token, dict) else token or default)
