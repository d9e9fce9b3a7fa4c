# SPDX-License-Identifier: Apache-2.0
"""transformers' `generate` with the same checkpoint, in batches of like length."""

from __future__ import annotations

import argparse

import torch
from transformers import AutoModelForSeq2SeqLM
from worker import Peer, Settings, batches, read_sources, serve


class Transformers(Peer):
    """One model, one call at a time."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._sources = read_sources(arguments.sources)
        model = AutoModelForSeq2SeqLM.from_pretrained(arguments.checkpoint, dtype=torch.float32)
        self._model = model.eval().to(arguments.device)
        self._settings = Settings(1024, 1, 1)

    def configure(self, settings: Settings) -> None:
        """Sets the number of threads."""
        self._settings = settings
        torch.set_num_threads(settings.threads)

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
            ids = ids.to(self._arguments.device)
            generated = self._model.generate(
                input_ids=ids,
                attention_mask=(ids != config.pad_token_id).long(),
                num_beams=self._arguments.beam,
                length_penalty=1.0,
                do_sample=False,
                max_new_tokens=self._arguments.max_new_tokens,
            )
            for i, row in zip(batch, generated[:, 1:].tolist(), strict=True):
                end = row.index(config.eos_token_id) if config.eos_token_id in row else len(row)
                outputs[i] = row[:end]
        return outputs


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--sources", required=True)
    parser.add_argument("--beam", type=int, required=True)
    parser.add_argument("--max-new-tokens", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    serve(Transformers(parser.parse_args()))
