# SPDX-License-Identifier: Apache-2.0
"""The mechanisms that can be compared, by name, in sizes that have about as many weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from milena_export.errors import ExportError
from milena_export.training.attention import SCORES
from milena_export.training.model import ModelShape
from milena_export.training.recurrent import CELLS, RecurrentShape
from milena_export.training.seq2seq import Shape

DEFAULT = (
    "lstm-dot",
    "lstm-scaled-dot",
    "lstm-general",
    "lstm-additive",
    "lstm-cosine",
    "lstm-manhattan",
    "gru-general",
    "transformer-1",
    "transformer-4",
)
TOLERANCE = 0.1
"""Share by which the number of weights may differ from that of the yardstick."""
RATE = "5e-3"
"""Peak learning rate of AdamW: better than 2.5e-3 for both architectures in short trials."""


@dataclass(frozen=True)
class Mechanism:
    """One mechanism in its size.

    Attributes:
        name: ``CELL-SCORE``, ``CELL+CELL-SCORE`` (encoder and decoder) or ``transformer-HEADS``.
        shape: what is trained.
    """

    name: str
    shape: Shape

    @property
    def parameters(self) -> int:
        """Number of trained weights."""
        return count(self.shape)

    @property
    def title(self) -> str:
        """What a table calls it."""
        if isinstance(self.shape, RecurrentShape):
            cells = dict.fromkeys((self.shape.encoder_cell, self.shape.decoder_cell))
            return f"{'+'.join(cells).upper()}, {self.shape.score.replace('-', ' ')}"
        assert isinstance(self.shape, ModelShape)
        return f"Transformer, {self.shape.heads} head{'s' * (self.shape.heads > 1)}"

    @property
    def arguments(self) -> list[str]:
        """Options of ``milena-export train`` that say what is trained."""
        sizes = {name: value for name, value in self.shape.as_dict().items() if name != "vocabulary"}
        architecture = "recurrent" if isinstance(self.shape, RecurrentShape) else "transformer"
        options = [f"--{name.replace('_', '-')}={value}" for name, value in sizes.items()]
        return [f"--architecture={architecture}", f"--other-rate={RATE}", *options]


def mechanisms(names: Sequence[str], vocabulary: int, width: int) -> list[Mechanism]:
    """The named mechanisms, each with about as many weights as an LSTM of that width with the dot score.

    Raises:
        ExportError: a name is none, stands twice, or cannot be had with that number of weights.
    """
    if width % 8:
        raise ExportError(f"--width {width} is no multiple of 8; give one that is")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ExportError(f"--mechanisms names {twice[0]} twice; name it once")
    yardstick = count(RecurrentShape(vocabulary, width, score="dot"))
    return [_fitted(name, _plain(name, vocabulary, width), yardstick) for name in names]


def count(shape: Shape) -> int:
    """Number of trained weights of a shape; none is allocated."""
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in shape.build().parameters())


def _plain(name: str, vocabulary: int, width: int) -> Shape:
    kind, _, what = name.partition("-")
    cells = kind.split("+")
    if kind == "transformer" and what.isdigit() and int(what) > 0 and width % (2 * int(what)) == 0:
        return ModelShape(vocabulary, width, 8, 1, 1, heads=int(what))
    if what in SCORES and len(cells) <= 2 and all(cell in CELLS for cell in cells):
        return RecurrentShape(vocabulary, width, 1, 1, cells[0], cells[-1], what)
    raise ExportError(
        f"--mechanisms: {name!r} is none; give CELL-SCORE or CELL+CELL-SCORE (cells {', '.join(CELLS)}; scores "
        f"{', '.join(SCORES)}), or transformer-HEADS with heads that divide half of the width"
    )


def _fitted(name: str, plain: Shape, yardstick: int) -> Mechanism:
    """A recurrent model gets another width, a Transformer wider feed-forward layers."""
    shapes: list[Shape]
    if isinstance(plain, RecurrentShape):
        shapes = [
            replace(plain, width=plain.width + more) for more in range(-32, 33, 4) if plain.width + more > 0
        ]
    else:
        assert isinstance(plain, ModelShape)
        shapes = [replace(plain, feed_forward=size) for size in range(8, 4 * plain.width + 1, 8)]
    shape = min(shapes, key=lambda one: abs(count(one) - yardstick))
    found = Mechanism(name, shape)
    if abs(found.parameters / yardstick - 1) > TOLERANCE:
        raise ExportError(
            f"{name} has {found.parameters:,} weights at best where the yardstick has {yardstick:,}; "
            f"the rule is {TOLERANCE:.0%}; give another --width"
        )
    return found
