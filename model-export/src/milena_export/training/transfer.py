# SPDX-License-Identifier: Apache-2.0
"""Trained weights under another vocabulary: what a model knows of its old pieces is where the new ones begin."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from milena_export.training.tokenizer import UNKNOWN, Tokenizer

ROWS = "shared.weight"
"""A row a piece: the embedding, which is the output's projection, too."""
COLUMNS = "final_logits_bias"
"""A column a piece: [1, vocabulary]."""


def split(piece: str, known: Mapping[str, int]) -> list[int]:
    """Ids of the longest known pieces that make up a piece, from its start; ``UNKNOWN`` for a character of none."""
    ids: list[int] = []
    begin = 0
    while begin < len(piece):
        end = next((e for e in range(len(piece), begin, -1) if piece[begin:e] in known), begin + 1)
        ids.append(known.get(piece[begin:end], UNKNOWN))
        begin = end
    return ids


def with_vocabulary(weights: Mapping[str, Tensor], old: Tokenizer, new: Tokenizer) -> dict[str, Tensor]:
    """Weights of the same model for another vocabulary.

    A piece that both have keeps its row of every table; another begins as the mean of the old pieces it is made of.

    Args:
        weights: float tensors by name.
        old: the vocabulary they were trained with.
        new: the vocabulary they are to have.

    Returns:
        Tables for as many pieces as the new vocabulary has; everything else as it is.
    """
    parts = [[old.ids[name]] if name in old.ids else split(name, old.ids) for name in new.ids]
    ids = torch.tensor([number for part in parts for number in part])
    begins = torch.tensor([0, *(len(part) for part in parts[:-1])]).cumsum(0)

    def taken(table: Tensor) -> Tensor:
        return F.embedding_bag(ids, table, begins, mode="mean")

    moved = dict(weights)
    for name, tensor in weights.items():
        if name.endswith(ROWS):
            moved[name] = taken(tensor)
        elif name.endswith(COLUMNS):
            moved[name] = taken(tensor.T).T.contiguous()
    return moved
