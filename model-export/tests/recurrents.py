# SPDX-License-Identifier: Apache-2.0
"""Random recurrent checkpoints whose outputs are alive: they vary, end by EOS, and beams differ from greedy search."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel

from made_tokenizers import sentences
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.recurrent import step_model
from milena_export.families.recurrent_reference import RecurrentForSeq2SeqLM, register
from milena_export.graph.recurrent import Recurrent
from milena_export.training import checkpoint
from milena_export.training.recurrent import RecurrentShape
from milena_export.training.tokenizer import train_tokenizer

VOCABULARY = 60


@dataclass(frozen=True)
class Random:
    """A random model: sizes and how its weights are drawn, tuned so that outputs are alive."""

    width: int = 32
    layers: tuple[int, int] = (1, 1)
    cells: tuple[str, str] = ("lstm", "lstm")
    score: str = "general"
    generation: dict[str, Any] = field(default_factory=dict)
    gain: float = 4.0
    logits: float = 1.2
    eos: float = 0.6
    seed: int = 1

    @property
    def shape(self) -> RecurrentShape:
        """The shape in training."""
        return RecurrentShape(VOCABULARY, self.width, *self.layers, *self.cells, self.score)


RANDOMS = {
    "lstm, dot": Random(score="dot", seed=4),
    "lstm, deep, general": Random(layers=(3, 2), eos=1.0),
    "gru, scaled dot": Random(cells=("gru", "gru"), score="scaled-dot", gain=3.0, seed=4),
    "gru, deep, additive": Random(layers=(1, 2), cells=("gru", "gru"), score="additive", eos=1.0, seed=2),
    "lstm reads, gru writes, cosine": Random(
        width=40, cells=("lstm", "gru"), layers=(2, 1), score="cosine", gain=3.0, seed=4
    ),
    "gru reads, lstm writes, manhattan, forced EOS": Random(
        cells=("gru", "lstm"),
        score="manhattan",
        generation={"forced_eos_token_id": 0, "bad_words_ids": [[7]]},
        gain=3.0,
    ),
}
"""Their gain is no greater than it must be: a recurrence that is chaotic makes much of the last bit of a sum."""


def make(folder: Path, random: Random) -> PreTrainedModel:
    """Writes a checkpoint (without tokenizer) and returns it in transformers."""
    torch.manual_seed(random.seed)
    model = random.shape.build()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name == "shared.weight":
                parameter.normal_(0, random.width**-0.5)
            elif parameter.dim() == 2 and name != "final_logits_bias":
                parameter.normal_(0, random.gain / parameter.shape[1] ** 0.5)
            elif name != "attention.score.strength":
                parameter.normal_(0, 0.3)
        model.combine.weight.mul_(random.logits)
        model.final_logits_bias[0, 0] += random.eos
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint.write_json(folder / "config.json", checkpoint.model_config(random.shape, 0.1))
    generation = {**checkpoint.generation_config(random.shape), "max_new_tokens": None, **random.generation}
    checkpoint.write_json(folder / "generation_config.json", generation)
    checkpoint.save_weights(folder, model.state_dict())
    register()
    return RecurrentForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()


def graph(folder: Path) -> Recurrent:
    """What the graph of a checkpoint is built from."""
    return step_model(Checkpoint(folder))


def write(folder: Path, shape: RecurrentShape) -> Path:
    """A random checkpoint with its tokenizer."""
    tokenizer = train_tokenizer(sentences(), shape.vocabulary, seed=1)
    torch.manual_seed(2)
    model = shape.build()
    for name, parameter in model.named_parameters():
        if "weight_" in name or "bridge" in name:
            parameter.data *= 4.0
    checkpoint.write_static_files(folder, shape, 0.1, tokenizer, ("en", "de"))
    checkpoint.save_weights(folder, model.state_dict())
    return folder
