# SPDX-License-Identifier: Apache-2.0
"""Graphs of random models, loaded."""

from milena_export.bundle.feeds import describe_inputs
from milena_export.bundle.session import GraphSession
from milena_export.families.generation import DecodeDefaults
from milena_export.graph.assemble import assemble
from milena_export.graph.decoder_only import DecoderOnly
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.model import AttentionPolicy, AttentionView
from milena_export.graph.numerics import Float, Numerics
from milena_export.graph.recurrent import Recurrent

MAX_NEW = 14


def loaded(
    model: EncoderDecoder | DecoderOnly | Recurrent,
    view: AttentionView | None = None,
    numerics: Numerics | None = None,
) -> GraphSession:
    """The graph of a model, loaded; of its attention the last layer's mean, unless a view says otherwise."""
    proto = assemble(model, numerics or Float(), view or last_layer(model))
    inputs = describe_inputs(model.spec.vocabulary, model.spec.vocabulary, MAX_NEW, DecodeDefaults())
    return GraphSession(proto.SerializeToString(), inputs, model.spec.pad, threads=1)


def last_layer(model: EncoderDecoder | DecoderOnly | Recurrent) -> AttentionPolicy:
    """The mean of the last layer's heads."""
    if isinstance(model, Recurrent):
        return AttentionPolicy(0, (0,), 0, "test")
    return AttentionPolicy(len(model.decoder.layers) - 1, tuple(range(model.decoder.heads.count)), 0, "test")
