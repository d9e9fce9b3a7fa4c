# SPDX-License-Identifier: Apache-2.0
"""Random Marian checkpoints whose outputs are alive: they vary, end by EOS, and beams differ from greedy search."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import MarianConfig, MarianMTModel

from made_graphs import loaded
from milena_export.bundle.session import GraphSession
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.marian import step_model
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.model import AttentionView
from milena_export.graph.numerics import Numerics


@dataclass(frozen=True)
class Shape:
    """A shape of random model; ``options`` go to the config, ``generation`` to its generation config."""

    width: int = 32
    encoder_layers: int = 1
    decoder_layers: int = 1
    heads: int = 4
    ffn: int = 48
    vocabulary: int = 60
    activation: str = "relu"
    tied: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    generation: dict[str, Any] = field(default_factory=dict)
    embedding: float = 1.0
    gain: float = 0.7
    eos: float = 1.0
    seed: int = 1
    """The last four are tuned so that outputs are alive."""


SHAPES = {
    "untied": Shape(decoder_layers=2, gain=0.5, seed=9),
    "deep, odd heads, forced EOS, bad words": Shape(
        width=36,
        encoder_layers=2,
        decoder_layers=3,
        heads=3,
        activation="swish",
        generation={"forced_eos_token_id": 0, "bad_words_ids": [[59], [9]]},
        embedding=2.0,
        gain=0.6,
        seed=23,
    ),
    "renormalized, blocks of the vocabulary searched": Shape(
        vocabulary=1200,
        decoder_layers=2,
        generation={"forced_eos_token_id": 0, "bad_words_ids": [[1199], [9]], "renormalize_logits": True},
        eos=3.0,
        gain=0.6,
        seed=2,
    ),
    "tied, scaled, no bias of its own": Shape(tied=True, options={"scale_embedding": True}, eos=0.0, seed=4),
}


def make(folder: Path, shape: Shape) -> MarianMTModel:
    """Writes a checkpoint (without tokenizer) and returns it in transformers."""
    torch.manual_seed(shape.seed)
    pad = shape.vocabulary - 1
    config = MarianConfig(
        vocab_size=shape.vocabulary,
        decoder_vocab_size=shape.vocabulary,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.ffn,
        decoder_ffn_dim=shape.ffn,
        activation_function=shape.activation,
        max_position_embeddings=64,
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=None,
        share_encoder_decoder_embeddings=shape.tied,
        tie_word_embeddings=shape.tied,
        **shape.options,
    )
    model = MarianMTModel(config).eval()
    last = f"decoder.layers.{shape.decoder_layers - 1}.final_layer_norm.weight"
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embed_positions" in name:
                continue
            if "embed" in name or "shared" in name or "lm_head" in name:
                parameter.normal_(0, shape.embedding * (shape.width**-0.5 if shape.tied else 1.0))
            elif name.endswith(last) and shape.tied:
                # Tied models would repeat their input; turning some features round breaks that.
                parameter.copy_(torch.sign(torch.randn_like(parameter)))
            elif name.endswith("layer_norm.weight"):
                parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
            elif name.endswith("bias"):
                parameter.normal_(0, 0.1)
            else:
                parameter.normal_(0, shape.gain / parameter.shape[1] ** 0.5)
        if not shape.tied:
            model.lm_head.weight.mul_(0.45 / shape.embedding)
        model.final_logits_bias.normal_(0, 0.3)
        model.final_logits_bias[0, 0] += shape.eos
    for name, value in shape.generation.items():
        setattr(model.generation_config, name, value)
    model.save_pretrained(folder)
    return model


def session(
    folder: Path,
    view: AttentionView | None = None,
    numerics: Numerics | None = None,
    change: Callable[[EncoderDecoder], EncoderDecoder] = lambda model: model,
) -> GraphSession:
    """The graph of a checkpoint, loaded; ``change`` may plant a mistake."""
    return loaded(change(step_model(Checkpoint(folder))), view, numerics)


def texts(count: int, vocabulary: int, seed: int = 0) -> list[list[int]]:
    """Ragged source ids that end by EOS."""
    random = np.random.default_rng(seed)
    return [[*random.integers(1, vocabulary - 2, random.integers(1, 9)).tolist(), 0] for _ in range(count)]
