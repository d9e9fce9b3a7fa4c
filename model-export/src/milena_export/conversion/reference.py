# SPDX-License-Identifier: Apache-2.0
"""The reference that a bundle is held against: transformers on the checkpoint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError


@dataclass(frozen=True)
class Forced:
    """A target run through the reference by teacher forcing.

    Attributes:
        logprobs: [tokens] of the target's own tokens.
        best: [tokens] greatest log-probability of each step.
        attention: [layers, heads, tokens, source] of cross attention.
    """

    logprobs: npt.NDArray[np.float64]
    best: npt.NDArray[np.float64]
    attention: npt.NDArray[np.float32]


class Reference:
    """A checkpoint in transformers, in float32."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        try:
            self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(
                folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True
            ).eval()
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError) as error:
            raise ExportError(
                f"{folder} cannot be loaded by transformers ({error}); give the bundle's source"
            ) from error

    def encode(self, text: str) -> list[int]:
        """Source ids with special tokens."""
        return [int(i) for i in self._tokenizer(text).input_ids]

    def generate(
        self, rows: Sequence[Sequence[int]], beams: int, max_new_tokens: int
    ) -> Iterator[tuple[int, list[int], float | None]]:
        """Yields (index, the best answer with EOS, its score or None for greedy search) in any order.

        Only texts of equal length share a batch, so that no padding touches the reference.
        """
        import torch

        eos = self._ids("eos_token_id")
        for chosen in _equal_lengths(rows):
            ids = torch.tensor([list(rows[index]) for index in chosen])
            with torch.no_grad():
                out = self._model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    num_beams=beams,
                    do_sample=False,
                    max_new_tokens=max_new_tokens,
                    return_dict_in_generate=True,
                    output_scores=beams > 1,
                )
            for place, index in enumerate(chosen):
                score = float(out.sequences_scores[place]) if beams > 1 else None
                yield index, _to_end([int(i) for i in out.sequences[place, 1:]], eos), score

    def force(
        self, rows: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> Iterator[tuple[int, Forced]]:
        """Runs targets, EOS included, by teacher forcing; yields (index, result) in any order."""
        import torch

        start = self._ids("decoder_start_token_id")[0]
        for chosen in _equal_lengths(rows):
            longest = max(len(targets[index]) for index in chosen)
            inputs = [([start, *targets[i][:-1]] + [start] * longest)[:longest] for i in chosen]
            ids = torch.tensor([list(rows[index]) for index in chosen])
            with torch.no_grad():
                out = self._model(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    decoder_input_ids=torch.tensor(inputs),
                    output_attentions=True,
                )
            for place, index in enumerate(chosen):
                length = len(targets[index])
                logprobs = torch.log_softmax(out.logits[place, :length].double(), dim=-1)
                own = logprobs[torch.arange(length), torch.tensor(list(targets[index]))]
                attention = torch.stack([layer[place, :, :length] for layer in out.cross_attentions])
                yield index, Forced(own.numpy(), logprobs.max(dim=-1).values.numpy(), attention.numpy())

    def _ids(self, name: str) -> list[int]:
        value = getattr(self._model.generation_config, name)
        return [int(i) for i in (value if isinstance(value, list) else [value])]


def _equal_lengths(rows: Sequence[Sequence[int]], batch: int = 32) -> Iterator[list[int]]:
    by_length: dict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_length[len(row)].append(index)
    for indexes in by_length.values():
        for start in range(0, len(indexes), batch):
            yield indexes[start : start + batch]


def _to_end(ids: list[int], eos: Sequence[int]) -> list[int]:
    """Ids up to the first EOS; what follows is filling."""
    end = next((place for place, token in enumerate(ids) if token in eos), len(ids) - 1)
    return ids[: end + 1]
