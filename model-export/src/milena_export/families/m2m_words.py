# SPDX-License-Identifier: Apache-2.0
"""M2M100's vocabulary: a SentencePiece model whose pieces get their ids from ``vocab.json``, and language tokens."""

from __future__ import annotations

from typing import Any

from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.sentencepieces import SentencePieces


def read_words(checkpoint: Checkpoint, size: int) -> FastTokenizer:
    """Reads the tokenizer files of a checkpoint whose model has ``size`` ids."""
    model_file = checkpoint.file("sentencepiece.bpe.model")
    vocabulary: dict[str, int] = dict(checkpoint.json("vocab.json"))
    theirs: Any = checkpoint.tokenizer
    languages = {str(token): int(index) for token, index in theirs.lang_token_to_id.items() if index < size}
    special = {str(token): int(theirs.convert_tokens_to_ids(token)) for token in theirs.all_special_tokens}
    unknown = str(theirs.unk_token)
    pieces = SentencePieces.read(
        model_file, {**vocabulary, **languages, **special}, unknown, list(special), size
    )
    return FastTokenizer(
        content=pieces.tokenizer(),
        name=type(theirs).__name__,
        ids={**vocabulary, **languages, **special},
        unk=int(theirs.unk_token_id),
        special=tuple(sorted({*special.values(), *languages.values(), *pieces.silent()})),
        unused=tuple(pieces.unused()),
        count=pieces.count,
        strip=True,
    )
