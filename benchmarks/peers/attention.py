# SPDX-License-Identifier: Apache-2.0
"""Words, their alignment and attention maps from what CTranslate2 tells, as Milena's contracts have them.

What an engineer who needs them in Python has to write; numpy does the sums. Words are what stands between spaces.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

WORD = re.compile(r"\S+")
MARK = "\u2581"


def aligned(source: str, pieces: list[str], text: str, result: Any) -> dict[str, Any]:
    """The fields of an `EnrichedText` that attention makes: for each output word the source word it looked at most."""
    source_words, output_words = spans(source), spans(text)
    weights = weights_of(pieces, result)
    links = []
    if source_words and output_words and weights.size:
        of_source = word_of(pieces[:-1], len(source_words))
        of_output = word_of(result.hypotheses[0], len(output_words))
        sums = np.zeros((len(output_words), len(source_words)), np.float32)
        np.add.at(sums, (of_output[:, None], of_source[None, :]), weights)
        counts = np.bincount(of_output, minlength=len(output_words))
        best = sums.argmax(axis=1)
        links = [
            {"source": int(word), "output": index, "weight": float(sums[index, word] / counts[index])}
            for index, word in enumerate(best)
            if counts[index]
        ]
    return {"source_words": source_words, "output_words": output_words, "alignment": links}


def attention_map(
    answer: dict[str, Any], source: str, pieces: list[str], text: str, result: Any
) -> dict[str, Any]:
    """An `AttentionMap` without log-probabilities, which CTranslate2 gives for whole texts only."""
    output = result.hypotheses[0]
    return {
        "source": answer["source"],
        "model": answer["model"],
        "source_tokens": tokens(pieces[:-1], source),
        "output_tokens": tokens(output, text),
        "log_probs": [],
        "weights": weights_of(pieces, result).ravel().tolist(),
        "dropped_mass": [float(row[-1]) for row in result.attention[0][: len(output)]],
        "last_row_unshifted": False,
    }


def weights_of(pieces: list[str], result: Any) -> npt.NDArray[np.float32]:
    """Rows of output tokens over source tokens, the end token's column left out and the rest scaled to 1."""
    rows = np.asarray(result.attention[0], np.float32)[: len(result.hypotheses[0]), : len(pieces) - 1]
    return rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-9)


def spans(text: str) -> list[dict[str, int]]:
    """Where the words stand."""
    return [{"start": found.start(), "end": found.end()} for found in WORD.finditer(text)]


def word_of(pieces: list[str], words: int) -> npt.NDArray[np.int64]:
    """The word that each piece belongs to."""
    starts = np.array([piece.startswith(MARK) for piece in pieces], np.int64)
    return np.clip(starts.cumsum() - 1, 0, words - 1)


def tokens(pieces: list[str], text: str) -> list[dict[str, Any]]:
    """Pieces with where they stand in the text; without ids, which CTranslate2 does not give."""
    found = []
    at = 0
    for piece in pieces:
        bare = piece.removeprefix(MARK)
        start = text.find(bare, at) if bare else -1
        if start < 0:
            found.append({"piece": piece, "id": 0, "span": None})
        else:
            at = start + len(bare)
            found.append({"piece": piece, "id": 0, "span": {"start": start, "end": at}})
    return found
