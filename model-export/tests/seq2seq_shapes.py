# SPDX-License-Identifier: Apache-2.0
"""Shapes of random encoder-decoders of every family but Marian's (`marians`), tuned so that outputs are alive."""

from dataclasses import dataclass, field
from typing import Any

FAIRSEQ_IDS = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
GOOGLE_IDS = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
IDS: dict[str, dict[str, int]] = {
    "bart": FAIRSEQ_IDS,
    "blenderbot": {"bos_token_id": 1, "pad_token_id": 0, "eos_token_id": 2, "decoder_start_token_id": 1},
    "m2m_100": FAIRSEQ_IDS,
    "marian": {"pad_token_id": 59, "eos_token_id": 0, "decoder_start_token_id": 59},
    "mbart": FAIRSEQ_IDS,
    "mt5": GOOGLE_IDS,
    "pegasus": GOOGLE_IDS,
    "t5": GOOGLE_IDS,
    "umt5": GOOGLE_IDS,
}


@dataclass(frozen=True)
class Shape:
    """A shape of random model; the last four values are tuned so that outputs are alive.

    Attributes:
        options: what else goes to the config.
        generation: what goes to the generation config.
        own_output: the output layer is apart from the embedding, whatever the config says of it.
        embedding: size of the embeddings.
        gain: size of the weights.
        eos: how much likelier EOS is.
        seed: of the random numbers.
    """

    family: str
    width: int = 32
    layers: tuple[int, int] = (1, 1)
    heads: int = 4
    ffn: int = 48
    options: dict[str, Any] = field(default_factory=dict)
    generation: dict[str, Any] = field(default_factory=dict)
    own_output: bool = False
    embedding: float = 1.0
    gain: float = 0.7
    eos: float = 1.0
    seed: int = 1

    @property
    def ids(self) -> dict[str, int]:
        return IDS[self.family]


SHAPES = {
    "bart": Shape("bart", gain=1.4, eos=0.0, embedding=3.0, seed=29),
    "bart, odd heads, relu, scaled embedding": Shape(
        "bart",
        width=36,
        layers=(2, 3),
        heads=3,
        options={"activation_function": "relu", "scale_embedding": True},
        gain=0.5,
        eos=2.0,
        embedding=2.0,
        seed=30,
    ),
    "bart, untied": Shape(
        "bart",
        width=35,
        layers=(3, 1),
        heads=5,
        own_output=True,
        options={"tie_word_embeddings": False},
        embedding=3.0,
        gain=1.0,
        seed=10,
    ),
    "mbart, scaled embedding": Shape("mbart", options={"scale_embedding": True}, seed=8),
    "mbart, odd heads": Shape(
        "mbart", width=36, layers=(2, 3), heads=3, gain=1.4, eos=2.0, embedding=3.0, seed=7
    ),
    "mbart, untied, swish": Shape(
        "mbart",
        width=35,
        layers=(3, 1),
        heads=5,
        own_output=True,
        options={"tie_word_embeddings": False, "activation_function": "swish"},
        gain=1.0,
        eos=0.0,
        seed=28,
    ),
    "m2m_100, scaled embedding": Shape("m2m_100", eos=0.0, embedding=3.0, seed=14),
    "m2m_100, odd heads": Shape(
        "m2m_100",
        width=36,
        layers=(2, 3),
        heads=3,
        options={"scale_embedding": False},
        gain=0.3,
        eos=0.7,
        embedding=3.0,
        seed=20,
    ),
    "m2m_100, untied, odd width": Shape(
        "m2m_100",
        width=35,
        layers=(3, 1),
        heads=5,
        own_output=True,
        options={"tie_word_embeddings": False, "activation_function": "gelu"},
        gain=1.4,
        eos=0.7,
        embedding=3.0,
        seed=4,
    ),
    "pegasus, scaled embedding": Shape("pegasus", options={"scale_embedding": True}, gain=2.8, seed=30),
    "pegasus, odd heads, relu": Shape(
        "pegasus",
        width=36,
        layers=(2, 3),
        heads=3,
        options={"activation_function": "relu"},
        embedding=3.0,
        seed=1,
    ),
    "pegasus, untied, odd width": Shape(
        "pegasus",
        width=35,
        layers=(3, 1),
        heads=5,
        own_output=True,
        options={"tie_word_embeddings": False},
        gain=0.3,
        embedding=3.0,
        seed=31,
    ),
    "t5": Shape("t5", gain=2.0, eos=0.7, embedding=2.0, seed=11),
    "t5 1.1: gated gelu, own output, narrow heads": Shape(
        "t5",
        width=36,
        layers=(3, 2),
        heads=3,
        own_output=True,
        options={"d_kv": 8, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
        eos=0.3,
        seed=21,
    ),
    "t5, odd heads, gated silu, own output": Shape(
        "t5",
        width=30,
        layers=(3, 1),
        heads=5,
        own_output=True,
        options={"feed_forward_proj": "gated-silu"},
        eos=0.7,
        seed=24,
    ),
    "umt5, a bias a layer": Shape("umt5", layers=(3, 2), gain=1.0, eos=0.3, embedding=2.0, seed=7),
    "umt5, own output, gated": Shape(
        "umt5",
        width=30,
        layers=(3, 3),
        heads=5,
        own_output=True,
        options={"feed_forward_proj": "gated-gelu"},
        embedding=2.0,
        gain=1.0,
        eos=0.3,
        seed=1,
    ),
    "blenderbot, runs of the source struck out": Shape(
        "blenderbot",
        layers=(1, 2),
        generation={"encoder_no_repeat_ngram_size": 2},
        embedding=3.0,
        gain=2.0,
        eos=0.0,
        seed=5,
    ),
    "blenderbot, scaled embedding, odd heads": Shape(
        "blenderbot",
        width=36,
        layers=(2, 1),
        heads=3,
        options={"scale_embedding": True},
        generation={"encoder_no_repeat_ngram_size": 1, "forced_eos_token_id": 2},
        eos=0.5,
        seed=9,
    ),
    "mt5, odd heads, own output": Shape(
        "mt5", width=28, layers=(3, 3), heads=7, own_output=True, gain=0.3, eos=0.0, embedding=2.0, seed=4
    ),
}
