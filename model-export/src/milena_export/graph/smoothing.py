# SPDX-License-Identifier: Apache-2.0
"""Outliers of activations, shared with the weights that they are multiplied with (SmoothQuant, Xiao et al. 2023).

A channel that is far larger than others takes the steps of a byte from them. Dividing it by a factor, and multiplying the
row of the weight that it meets by the same, changes no product. The division is folded into what makes the channel, so
that the graph has no node more: into the norm before a product, where nothing else reads that norm; into the values of an
attention, which its weights only average; into the layer before a relu, or beside a gate. Factors are powers of two, so that
in floats every bit of every answer stays.

What is read elsewhere too is left as it is: norms behind their blocks (Marian, BART), whose output goes on as residual; what
a gelu makes; tables that input and output share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from milena_export.graph.decoder_only import DecoderOnly
from milena_export.graph.encoder_decoder import MEMORY, EncoderDecoder
from milena_export.graph.layers import Array, Attention, FeedForward, Layer, Linear, Norm, Stack
from milena_export.graph.model import StepModel

STRENGTH = 0.5
"""How much of an outlier goes to the weights: 0 is nothing, 1 makes all channels equal."""
LEAST = 2
"""Factors begin with this power of two: without outliers a model is as it was."""

Channels = Mapping[str, tuple[Array, Array]]
"""Least and greatest value of each channel, [in] each, of each multiplication's input, by the multiplication's name."""


def smoothed(
    model: StepModel[Any], channels: Channels, strength: float = STRENGTH, least: float = LEAST
) -> tuple[StepModel[Any], Channels]:
    """The same model with its outliers folded away, and the channels that it has then.

    Args:
        model: Transformers are changed, others are as they were.
        channels: recorded on real texts.
        strength: see `STRENGTH`.
        least: see `LEAST`.
    """
    smoother = _Smoother(channels, strength, least)
    if isinstance(model, EncoderDecoder):
        return smoother.encoder_decoder(model), smoother.channels
    if isinstance(model, DecoderOnly):
        layers = [smoother.layer(layer, pre_norm=True) for layer in model.decoder.layers]
        return replace(model, decoder=replace(model.decoder, layers=layers)), smoother.channels
    return model, channels


def factors_of(
    channels: tuple[Array, Array], weights: Sequence[Array], strength: float = STRENGTH, least: float = LEAST
) -> Array:
    """A power of two for each channel: what its values are divided by, and its rows of the weights multiplied with."""
    low, high = channels
    seen = np.maximum(-low, high).astype(np.float64)
    met = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0).astype(np.float64)
    alive = (seen > 0) & (met > 0)
    if not alive.any():
        return np.ones(len(seen), np.float32)
    wanted = strength * np.log2(seen, where=alive, out=np.zeros_like(seen))
    wanted -= (1 - strength) * np.log2(met, where=alive, out=np.zeros_like(met))
    # Only the differences between channels count.
    powers = np.rint(wanted - np.median(wanted[alive]))
    return np.exp2(np.where(alive & (powers >= least), powers, 0)).astype(np.float32)


class _Smoother:
    """Goes through a model once; ``channels`` are what is left of those it was given."""

    def __init__(self, channels: Channels, strength: float, least: float) -> None:
        self.channels = dict(channels)
        self._how = strength, least

    def encoder_decoder(self, model: EncoderDecoder) -> EncoderDecoder:
        encoder = self._stack(model.encoder, model.pre_norm)
        decoder = self._stack(model.decoder, model.pre_norm)
        model = replace(model, encoder=encoder, decoder=decoder)
        if model.pre_norm and encoder.final_norm is None:
            return model
        blocks = [layer.cross for layer in decoder.layers if layer.cross is not None]
        read = [part for block in blocks for part in (block.key, block.value)]
        factors = self._factors([MEMORY], read)
        layers = [
            replace(layer, cross=replace(layer.cross, key=key, value=value))
            for layer, key, value in zip(
                (layer for layer in decoder.layers if layer.cross is not None),
                *(_times_rows(read[start::2], factors) for start in (0, 1)),
                strict=True,
            )
        ]
        return replace(
            model, encoder=_with_last_norm(encoder, factors), decoder=replace(decoder, layers=layers)
        )

    def _stack(self, stack: Stack, pre_norm: bool) -> Stack:
        return replace(stack, layers=[self.layer(layer, pre_norm) for layer in stack.layers])

    def layer(self, layer: Layer, pre_norm: bool) -> Layer:
        """One layer; norms that stand behind their blocks are not touched."""
        attention = self._values(layer.attention)
        cross = None if layer.cross is None else self._values(layer.cross)
        feed_forward = self._inner(layer.feed_forward)
        changed = replace(layer, attention=attention, cross=cross, feed_forward=feed_forward)
        return self._norms(changed) if pre_norm else changed

    def _norms(self, layer: Layer) -> Layer:
        attention, feed_forward = layer.attention, layer.feed_forward
        own = (attention.query, attention.key, attention.value)
        factors = self._factors([f"{attention.name}.qkv"], own)
        query, key, value = _times_rows(own, factors)
        layer = replace(
            layer,
            attention=replace(attention, query=query, key=key, value=value),
            attention_norm=_divided_norm(layer.attention_norm, factors),
        )
        if layer.cross is not None and layer.cross_norm is not None:
            factors = self._factors([layer.cross.query.name], [layer.cross.query])
            (query,) = _times_rows([layer.cross.query], factors)
            layer = replace(
                layer,
                cross=replace(layer.cross, query=query),
                cross_norm=_divided_norm(layer.cross_norm, factors),
            )
        readers = [feed_forward.up, *([] if feed_forward.gate is None else [feed_forward.gate])]
        factors = self._factors([reader.name for reader in readers], readers)
        up, *gate = _times_rows(readers, factors)
        return replace(
            layer,
            feed_forward=replace(feed_forward, up=up, gate=gate[0] if gate else None),
            feed_forward_norm=_divided_norm(layer.feed_forward_norm, factors),
        )

    def _values(self, block: Attention) -> Attention:
        """From the values to the output of an attention, whose weights only average between them."""
        factors = self._factors([block.output.name], [block.output])
        (output,) = _times_rows([block.output], factors)
        return replace(block, value=_divided_columns(block.value, factors), output=output)

    def _inner(self, layer: FeedForward) -> FeedForward:
        """From the first to the second product, where what is between keeps factors: a relu, or the part beside a gate."""
        if layer.gate is None and layer.activation != "relu":
            return layer
        factors = self._factors([layer.down.name], [layer.down])
        (down,) = _times_rows([layer.down], factors)
        return replace(layer, up=_divided_columns(layer.up, factors), down=down)

    def _factors(self, names: Sequence[str], readers: Sequence[Linear]) -> Array:
        """Those of an input, which products of these names read; its channels are divided by them."""
        low, high = self.channels[names[0]]
        factors = factors_of((low, high), [reader.folded().weight for reader in readers], *self._how)
        for name in names:
            self.channels[name] = low / factors, high / factors
        return factors


def _times_rows(layers: Sequence[Linear], factors: Array) -> list[Linear]:
    return [replace(layer, rows=_product(layer.rows, factors)) for layer in layers]


def _divided_columns(layer: Linear, factors: Array) -> Linear:
    return replace(layer, columns=_product(layer.columns, np.reciprocal(factors)))


def _divided_norm(norm: Norm, factors: Array) -> Norm:
    bias = None if norm.bias is None else norm.bias / factors
    return replace(norm, scale=norm.scale / factors, bias=bias)


def _product(known: Array | None, factors: Array) -> Array | None:
    if (factors == 1).all():
        return known
    return factors if known is None else known * factors


def _with_last_norm(stack: Stack, factors: Array) -> Stack:
    """The encoder with its output divided: only the decoder's cross attention reads it."""
    if stack.final_norm is not None:
        return replace(stack, final_norm=_divided_norm(stack.final_norm, factors))
    *others, last = stack.layers
    last = replace(last, feed_forward_norm=_divided_norm(last.feed_forward_norm, factors))
    return replace(stack, layers=[*others, last])
