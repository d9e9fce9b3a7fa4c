# SPDX-License-Identifier: Apache-2.0
"""Greedy decoding of the model in training: enough to see BLEU move. Bundles have a decoder of their own."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from milena_export.training.batches import EncodedPairs, plan_in_order
from milena_export.training.seq2seq import Seq2SeqModel
from milena_export.training.tokenizer import EOS, Tokenizer


@torch.no_grad()
def greedy(model: Seq2SeqModel, source: torch.Tensor, max_new_tokens: int) -> torch.Tensor:
    """Decodes ids [batch, source]; returns ids [batch, target], filled with padding after EOS."""
    model.eval()
    encoded = model.encode(source)
    target = torch.full((len(source), 1), model.pad)
    open_rows = torch.ones(len(source), dtype=torch.bool)
    while target.shape[1] <= max_new_tokens and bool(open_rows.any()):
        best = model.logits(model.decode(target, encoded)[:, -1]).argmax(dim=-1)
        best[~open_rows] = model.pad
        open_rows &= best != EOS
        target = torch.cat([target, best[:, None]], dim=1)
    return target[:, 1:]


def translate(
    model: Seq2SeqModel,
    tokenizer: Tokenizer,
    sources: Sequence[str],
    cut_source: int | None = None,
    budget: int = 1250,
    max_new_tokens: int = 128,
) -> list[str]:
    """Translates texts greedily, in batches of like length; the outputs keep the order of the sources.

    An output ends at the latest at twice its source's length and ten tokens more: without a cache, one that repeats
    itself to the limit would cost as much as all others together.
    """
    encoded = tokenizer.encode(sources)
    plan = plan_in_order(EncodedPairs.of(encoded, encoded, 1 << 30, cut_source), budget)
    outputs = [""] * len(sources)
    for index, rows in enumerate(plan.batches):
        source = plan.batch(index, tokenizer.pad).source
        decoded = greedy(model, source, min(max_new_tokens, 2 * source.shape[1] + 10))
        for row, ids in zip(rows, decoded.tolist(), strict=True):
            outputs[row] = tokenizer.decode(ids)
    return outputs
