# SPDX-License-Identifier: Apache-2.0
"""Random GPT-2 checkpoints whose outputs are alive: they vary, end by EOS, and beams differ from greedy search."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from conformance import PromptedSubject
from made_graphs import loaded
from milena_export.bundle.session import GraphSession
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.gpt2 import step_model
from milena_export.graph.model import AttentionView
from milena_export.graph.numerics import Numerics

VOCABULARY = 60
EOS = 0


@dataclass(frozen=True)
class Shape:
    """A shape of random model; the last four values are tuned so that outputs are alive.

    Attributes:
        options: what else goes to the config.
        generation: what goes to the generation config.
        embedding: size of the embeddings.
        gain: size of the weights.
        eos: how much likelier EOS is.
        seed: of the random numbers.
    """

    width: int = 32
    layers: int = 1
    heads: int = 4
    options: dict[str, Any] = field(default_factory=dict)
    generation: dict[str, Any] = field(default_factory=dict)
    embedding: float = 1.0
    gain: float = 1.0
    eos: float = 1.0
    seed: int = 1


SHAPES = {
    "gpt2": Shape(embedding=2.0, gain=0.7, eos=0.7, seed=18),
    "gpt2, deep, odd heads, inverse layers, bad words": Shape(
        width=36,
        layers=3,
        heads=3,
        options={"scale_attn_by_inverse_layer_idx": True, "n_inner": 50, "layer_norm_epsilon": 1e-3},
        generation={"forced_eos_token_id": EOS, "bad_words_ids": [[59], [9]], "pad_token_id": 59},
        embedding=2.0,
        gain=0.7,
        eos=0.7,
        seed=18,
    ),
    "gpt2, untied, odd width, upcast, unscaled, relu": Shape(
        width=35,
        layers=2,
        heads=5,
        options={
            "tie_word_embeddings": False,
            "scale_attn_weights": False,
            "reorder_and_upcast_attn": True,
            "activation_function": "relu",
        },
        embedding=3.0,
        gain=0.7,
        seed=82,
    ),
}


def make(folder: Path, shape: Shape) -> GPT2LMHeadModel:
    """Writes a checkpoint (without tokenizer) and returns it in transformers."""
    torch.manual_seed(shape.seed)
    model = GPT2LMHeadModel(
        GPT2Config(
            **{
                "vocab_size": VOCABULARY,
                "n_positions": 64,
                "n_embd": shape.width,
                "n_layer": shape.layers,
                "n_head": shape.heads,
                "bos_token_id": EOS,
                "eos_token_id": EOS,
                **shape.options,
            }
        )
    ).eval()
    tied = model.lm_head.weight is model.transformer.wte.weight
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "wte" in name:
                parameter.normal_(0, shape.embedding * (shape.width**-0.5 if tied else 1.0))
            elif "wpe" in name:
                parameter.normal_(0, 0.5 * shape.embedding * (shape.width**-0.5 if tied else 1.0))
            elif "lm_head" in name:
                parameter.normal_(0, 0.45)
            elif "ln_f.weight" in name and tied:
                # Tied models would repeat their input; turning some features round breaks that.
                parameter.copy_(torch.sign(torch.randn_like(parameter)))
            elif "ln_" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
            elif name.endswith("bias"):
                parameter.normal_(0, 0.1)
            else:
                parameter.normal_(0, shape.gain / parameter.shape[0] ** 0.5)
        model.lm_head.weight[EOS] *= 1 + shape.eos
    for name, value in shape.generation.items():
        setattr(model.generation_config, name, value)
    model.save_pretrained(folder)
    return GPT2LMHeadModel.from_pretrained(folder).eval()


def session(
    folder: Path, view: AttentionView | None = None, numerics: Numerics | None = None
) -> GraphSession:
    """The graph of a checkpoint, loaded."""
    return loaded(step_model(Checkpoint(folder)), view, numerics)


def subject(folder: Path, shape: Shape, count: int) -> PromptedSubject:
    """A checkpoint, its graph and prompts for both."""
    model = make(folder, shape)
    return PromptedSubject(session(folder), step_model(Checkpoint(folder)).spec, model, prompts(count))


def prompts(count: int, seed: int = 0) -> list[list[int]]:
    """Ragged ids; some prompts hold EOS, as texts joined by it do."""
    random = np.random.default_rng(seed)
    return [random.integers(0, VOCABULARY - 2, random.integers(1, 10)).tolist() for _ in range(count)]
