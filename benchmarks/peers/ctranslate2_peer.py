# SPDX-License-Identifier: Apache-2.0
"""CTranslate2 with the same weights: converts a Marian-layout checkpoint, and translates as its own documentation advises.

Source: https://opennmt.net/CTranslate2/performance.html (batches by tokens, sorted; one thread a call and as many calls
as cores where there are many batches).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.converters import TransformersConverter
from ctranslate2.converters import transformers as loaders
from worker import Peer, Settings, read_sources, serve

NEVER = -1e4  # finite: it is added to logits


class TrainedPadLoader(loaders.MarianMTLoader):
    """Keeps the start embedding. CTranslate2 takes Marian's to be zero, as OPUS-MT's is; a trained one is not."""

    def get_model_spec(self, model):  # noqa: ANN001, ANN201, D102
        model.config.normalize_before = False
        model.config.normalize_embedding = False
        spec = loaders.BartLoader.get_model_spec(self, model)
        pad = model.config.pad_token_id
        bias = np.array(model.final_logits_bias.reshape(-1).float().numpy())
        bias[pad] = NEVER
        spec.decoder.projection.bias = bias
        return spec

    def set_config(self, config, model, tokenizer):  # noqa: ANN001, ANN201, ARG002, D102
        config.eos_token = tokenizer.eos_token
        config.unk_token = tokenizer.unk_token
        config.decoder_start_token = tokenizer.pad_token

    def set_decoder(self, spec, decoder):  # noqa: ANN001, ANN201, D102
        loaders.BartLoader.set_decoder(self, spec, decoder)

    def get_vocabulary(self, model, tokenizer):  # noqa: ANN001, ANN201, D102
        return loaders.ModelLoader.get_vocabulary(self, model, tokenizer)


def convert(checkpoint: str, quantization: str, folder: Path) -> Path:
    """Converts once; the folder of the result."""
    output = folder / f"{Path(checkpoint).name}-ctranslate2-{quantization}"
    if not output.exists():
        loaders._MODEL_LOADERS["MarianConfig"] = TrainedPadLoader()
        TransformersConverter(checkpoint).convert(str(output), quantization=quantization)
    return output


class CTranslate2(Peer):
    """Its translator, with or without attention and scores."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._model = convert(arguments.checkpoint, arguments.quantization, Path(arguments.work))
        tokens = (self._model / "shared_vocabulary.json").read_text(encoding="utf-8")
        self._tokens: list[str] = json.loads(tokens)
        self._ids = {token: index for index, token in enumerate(self._tokens)}
        self._sources = [[self._tokens[i] for i in source] for source in read_sources(arguments.sources)]
        self._translator: ctranslate2.Translator | None = None
        self._settings = Settings(1024, 1, 1)

    def configure(self, settings: Settings) -> None:
        """Loads the model anew."""
        self._translator = None
        self._settings = settings
        self._translator = ctranslate2.Translator(
            str(self._model),
            device=self._arguments.device,
            compute_type=self._arguments.quantization,
            intra_threads=settings.threads,
            inter_threads=settings.calls,
        )

    def translate(self) -> list[list[int]]:
        """Translates every text in one call of its own batching."""
        assert self._translator is not None
        results = self._translator.translate_batch(
            self._sources,
            beam_size=self._arguments.beam,
            max_batch_size=self._settings.batch_tokens,
            batch_type="tokens",
            max_decoding_length=self._arguments.max_new_tokens,
            length_penalty=1.0,
            return_attention=self._arguments.attention,
            return_scores=self._arguments.attention,
        )
        return [[self._ids[token] for token in result.hypotheses[0]] for result in results]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--quantization", choices=("float32", "float16", "int8"), required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--sources", required=True)
    parser.add_argument("--beam", type=int, required=True)
    parser.add_argument("--max-new-tokens", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--attention", action="store_true")
    given = parser.parse_args()
    serve(CTranslate2(given), given.max_new_tokens)
