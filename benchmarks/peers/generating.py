# SPDX-License-Identifier: Apache-2.0
"""Peers whose decode loop is transformers' `generate`, in batches of like length, one call at a time."""

from __future__ import annotations

import argparse
from abc import abstractmethod
from typing import Any

import torch
from worker import Peer, Settings, batches, read_sources


class Generating(Peer):
    """Whatever has a `generate`."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self._sources = read_sources(arguments.sources)
        self._settings = Settings(1024, 1, 1)
        self._model: Any = None

    @abstractmethod
    def load(self, threads: int) -> Any:
        """The model, on so many threads."""

    def configure(self, settings: Settings) -> None:
        """Loads the model anew."""
        self._settings = settings
        torch.set_num_threads(settings.threads)
        self._model = self.load(settings.threads)

    @torch.inference_mode()
    def translate(self) -> list[list[int]]:
        """Translates every text."""
        config = self._model.config
        outputs: list[list[int]] = [[] for _ in self._sources]
        for batch in batches(self._sources, self._settings.batch_tokens):
            width = max(len(self._sources[i]) for i in batch)
            ids = torch.full((len(batch), width), config.pad_token_id)
            for row, i in enumerate(batch):
                ids[row, : len(self._sources[i])] = torch.tensor(self._sources[i])
            ids = ids.to(self.arguments.device)
            generated = self._model.generate(
                input_ids=ids,
                attention_mask=(ids != config.pad_token_id).long(),
                num_beams=self.arguments.beam,
                length_penalty=1.0,
                do_sample=False,
                max_new_tokens=self.arguments.max_new_tokens,
            )
            for i, row in zip(batch, generated[:, 1:].tolist(), strict=True):
                end = row.index(config.eos_token_id) if config.eos_token_id in row else len(row)
                outputs[i] = row[:end]
        return outputs


def options() -> argparse.ArgumentParser:
    """What every such peer is told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--sources", required=True)
    parser.add_argument("--beam", type=int, required=True)
    parser.add_argument("--max-new-tokens", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    return parser
