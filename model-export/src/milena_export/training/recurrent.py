# SPDX-License-Identifier: Apache-2.0
"""Recurrent encoder-decoders with attention, as they were before the Transformer.

A bidirectional LSTM or GRU reads the source. An LSTM or GRU writes the target; each of its states asks the attention,
and context and state, side by side, make what is projected to the vocabulary (Luong et al. 2015, "Effective approaches
to attention-based NMT", equation 5, without input feeding). As in Bahdanau et al. 2015 the decoder starts from the
encoder's last states.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from milena_export.training.attention import SCORES, ScoredAttention
from milena_export.training.seq2seq import Encoded, Seq2SeqModel

CELLS: dict[str, type[nn.LSTM] | type[nn.GRU]] = {"lstm": nn.LSTM, "gru": nn.GRU}
STATES = {"lstm": 2, "gru": 1}
"""Vectors that a cell carries from step to step."""


@dataclass(frozen=True)
class RecurrentShape:
    """Cells, score and sizes of a model; ``vocabulary`` counts the padding token, which is the last id.

    ``width`` is that of the embedding and of the decoder's states; each direction of the encoder has half of it.
    """

    vocabulary: int
    width: int = 256
    encoder_layers: int = 1
    decoder_layers: int = 1
    encoder_cell: str = "lstm"
    decoder_cell: str = "lstm"
    score: str = "general"

    def as_dict(self) -> dict[str, int | str]:
        """Returns the sizes by name."""
        return asdict(self)

    def for_vocabulary(self, vocabulary: int) -> RecurrentShape:
        """The same with another number of ids."""
        return replace(self, vocabulary=vocabulary)

    def build(self, dropout: float = 0.0, precision: torch.dtype = torch.float32) -> RecurrentModel:
        """Returns a fresh model; ``precision`` is that of the output's products while training."""
        return RecurrentModel(self, dropout, precision)


class RecurrentModel(Seq2SeqModel):
    """Encoder-decoder of LSTM or GRU layers with attention and tied embeddings."""

    def __init__(
        self, shape: RecurrentShape, dropout: float = 0.0, precision: torch.dtype = torch.float32
    ) -> None:
        super().__init__(shape.vocabulary, dropout, precision)
        self.shape = shape
        width = shape.width
        encoder, decoder = CELLS[shape.encoder_cell], CELLS[shape.decoder_cell]
        self.shared = nn.Embedding(shape.vocabulary, width)
        self.encoder = nn.ModuleList(
            [
                encoder(width, width // 2, batch_first=True, bidirectional=True)
                for _ in range(shape.encoder_layers)
            ]
        )
        self.bridge = nn.Linear(width, shape.decoder_layers * STATES[shape.decoder_cell] * width)
        self.decoder = nn.ModuleList(
            [decoder(width, width, batch_first=True) for _ in range(shape.decoder_layers)]
        )
        self.attention = ScoredAttention(SCORES[shape.score](width))
        self.combine = nn.Linear(2 * width, width)
        self.final_logits_bias = nn.Parameter(torch.zeros(1, shape.vocabulary))
        self._initialize()

    def _initialize(self) -> None:
        nn.init.normal_(self.shared.weight, std=self.shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    @property
    def embedding(self) -> nn.Embedding:
        """See `Seq2SeqModel`."""
        return self.shared

    def _embed(self, ids: Tensor) -> Tensor:
        return self._drop(self.shared(ids) * math.sqrt(self.shape.width))

    def encode(self, source: Tensor) -> Encoded:
        """See `Seq2SeqModel`: padding changes nothing, and its states are zero."""
        seen = source != self.pad
        padded = not bool(seen.all())
        hidden = self._embed(source)
        for place, layer in enumerate(self.encoder):
            if place > 0:
                hidden = self._drop(hidden)
            if padded:
                packed = pack_padded_sequence(hidden, seen.sum(dim=1), batch_first=True, enforce_sorted=False)
                hidden, _ = pad_packed_sequence(
                    layer(packed)[0], batch_first=True, total_length=source.shape[1]
                )
            else:
                hidden, _ = layer(hidden)
        return Encoded(hidden, seen if padded else None)

    def decode(self, target: Tensor, encoded: Encoded) -> Tensor:
        """See `Seq2SeqModel`."""
        return self.attend(target, encoded)[0]

    def attend(self, target: Tensor, encoded: Encoded) -> tuple[Tensor, Tensor]:
        """Runs the decoder over its inputs [batch, target].

        Returns:
            The states [batch, target, width], and the attention weights [batch, target, source] of each step.
        """
        hidden = self._embed(target)
        count = STATES[self.shape.decoder_cell]
        start = torch.tanh(self.bridge(last_states(encoded))).chunk(count * len(self.decoder), dim=-1)
        for place, layer in enumerate(self.decoder):
            if place > 0:
                hidden = self._drop(hidden)
            hidden, _ = layer(hidden, _carried(start[count * place : count * (place + 1)]))
        context, weights = self.attention(hidden, encoded.states, encoded.states, encoded.mask)
        return self._drop(torch.tanh(self.combine(torch.cat([context, hidden], dim=-1)))), weights


def last_states(encoded: Encoded) -> Tensor:
    """What each direction of the encoder ended with, [batch, width]: after the last token, and after the first."""
    forward, backward = encoded.states.chunk(2, dim=-1)
    if encoded.mask is None:
        return torch.cat([forward[:, -1], backward[:, 0]], dim=-1)
    last = encoded.mask.sum(dim=1) - 1
    return torch.cat([forward[torch.arange(len(last)), last], backward[:, 0]], dim=-1)


def _carried(states: Sequence[Tensor]) -> Tensor | tuple[Tensor, ...]:
    """The starting states of one layer as PyTorch's cells take them: [1, batch, width] each."""
    carried = tuple(state.unsqueeze(0).contiguous() for state in states)
    return carried if len(carried) > 1 else carried[0]
