# SPDX-License-Identifier: Apache-2.0
"""Trained Transformers made larger, so that they compute what they did before and have more to learn with.

After Chen et al. 2016, "Net2Net: accelerating learning via knowledge transfer", and Chen et al. 2022, "bert2BERT", with
layers that add nothing at first: their last products are zero. In a post-norm model a norm that follows a norm
repeats it, if the first one scales and shifts nothing; scale and shift move to the last of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import torch
from torch import Tensor

from milena_export.errors import ExportError
from milena_export.training.model import ModelShape
from milena_export.training.seq2seq import Shape

SILENT = ("self_attn.out_proj", "encoder_attn.out_proj", "fc2")
"""Products that end a part of a layer, before it is added to what came in."""
LAST_NORM = "final_layer_norm"


def refuse_unless_larger(old: ModelShape, new: ModelShape) -> None:
    """Refuses a shape that a model of the old one cannot grow to.

    Raises:
        ExportError: the width or the heads differ, or something is smaller.
    """
    for name in ("width", "heads"):
        if getattr(old, name) != getattr(new, name):
            raise ExportError(
                f"--{name} {getattr(new, name)}: the checkpoint to start from has {getattr(old, name)}, and growing "
                f"keeps it; leave --{name} out"
            )
    for name in ("feed_forward", "encoder_layers", "decoder_layers"):
        if getattr(old, name) > getattr(new, name):
            raise ExportError(
                f"--{name.replace('_', '-')} {getattr(new, name)}: the checkpoint to start from has {getattr(old, name)}, "
                "and growing only adds; give as many or more"
            )


def grown(weights: Mapping[str, Tensor], old: Shape, new: ModelShape, seed: int) -> dict[str, Tensor]:
    """Weights of the larger shape that give the same logits, to rounding.

    Layers are added behind those that there are, evenly: each is a copy of the one before it whose products into the
    sum are zero. New rows of the feed-forward are drawn; what they give is multiplied with zero.

    Args:
        weights: float tensors by name, of a model of the shape ``old`` but for its vocabulary.
        old: the shape they have.
        new: the shape they are to have, which `refuse_unless_larger` takes.
        seed: of what is drawn.
    """
    if not isinstance(old, ModelShape):
        raise ExportError("the checkpoint to start from is no Transformer; give one that is")
    if replace(old, vocabulary=new.vocabulary) == new:
        return dict(weights)
    refuse_unless_larger(old, new)
    generator = torch.Generator().manual_seed(seed)
    made = {name: tensor for name, tensor in weights.items() if ".layers." not in name}
    for side, before, after in (
        ("encoder", old.encoder_layers, new.encoder_layers),
        ("decoder", old.decoder_layers, new.decoder_layers),
    ):
        place = 0
        for index in range(before):
            start = f"model.{side}.layers.{index}."
            layer = {name[len(start) :]: tensor for name, tensor in weights.items() if name.startswith(start)}
            wide = _widened(layer, new.feed_forward, generator)
            copies = (index + 1) * after // before - index * after // before
            for one in _repeated(wide, copies):
                made |= {f"model.{side}.layers.{place}.{name}": tensor for name, tensor in one.items()}
                place += 1
    return made


def _widened(layer: Mapping[str, Tensor], feed_forward: int, generator: torch.Generator) -> dict[str, Tensor]:
    made = dict(layer)
    rows, width = layer["fc1.weight"].shape
    more = feed_forward - rows
    bound = math.sqrt(6 / (width + feed_forward))
    drawn = (torch.rand(more, width, generator=generator) * 2 - 1) * bound
    made["fc1.weight"] = torch.cat([layer["fc1.weight"], drawn])
    made["fc1.bias"] = torch.cat([layer["fc1.bias"], torch.zeros(more)])
    made["fc2.weight"] = torch.cat([layer["fc2.weight"], torch.zeros(width, more)], dim=1)
    return made


def _repeated(layer: Mapping[str, Tensor], copies: int) -> Iterator[dict[str, Tensor]]:
    """The layer and behind it such that change nothing, ``copies`` in all."""
    plain = {
        name: torch.ones_like(tensor) if name.endswith("weight") else torch.zeros_like(tensor)
        for name, tensor in layer.items()
        if "layer_norm." in name
    }
    last = {name: tensor for name, tensor in layer.items() if name.startswith(LAST_NORM)}
    silent = {
        name: torch.zeros_like(tensor) for name, tensor in layer.items() if name.rpartition(".")[0] in SILENT
    }
    for place in range(copies):
        one = {name: tensor.clone() for name, tensor in layer.items()}
        if place > 0:
            one |= silent | plain
        is_last = place == copies - 1
        one |= last if is_last else {name: plain[name] for name in last}
        yield {name: tensor.clone() for name, tensor in one.items()}
