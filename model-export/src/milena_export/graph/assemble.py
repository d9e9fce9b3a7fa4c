# SPDX-License-Identifier: Apache-2.0
"""The whole graph of a bundle: its inputs, the model, the search and its outputs, in the order of ADR 1."""

from __future__ import annotations

from typing import Any

import onnx

from milena_export.graph.builder import FLOAT, INT64, GraphBuilder, Tensor, WeightStore
from milena_export.graph.controls import Controls
from milena_export.graph.model import AttentionView, StepModel
from milena_export.graph.numerics import Numerics
from milena_export.graph.opening import opening
from milena_export.graph.platform import CPU, Platform
from milena_export.graph.search import search
from milena_export.graph.trace import trace

INPUTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "input_ids": (INT64, ("batch", "source")),
    "attention_mask": (INT64, ("batch", "source")),
    "max_new_tokens": (INT64, ("batch",)),
    "min_new_tokens": (INT64, ("batch",)),
    "forced_bos": (INT64, ("batch",)),
    "target_prefix": (INT64, ("batch", "prefix")),
    "uniforms": (FLOAT, ("batch", "steps")),
    "beam_size": (INT64, ()),
    "num_hypotheses": (INT64, ()),
    "early_stopping": (INT64, ()),
    "no_repeat_ngram_size": (INT64, ()),
    "top_k": (INT64, ()),
    "return_attention": (INT64, ()),
    "length_penalty": (FLOAT, ()),
    "repetition_penalty": (FLOAT, ()),
    "temperature": (FLOAT, ()),
    "top_p": (FLOAT, ()),
}
"""Every input of every bundle: type and shape."""

SOURCE = ("input_ids", "attention_mask")
"""The inputs that the encoder, or a prompt, is made of; all others steer the search."""

OUTPUTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "sequences": (INT64, ("batch", "hypotheses", "target")),
    "lengths": (INT64, ("batch", "hypotheses")),
    "finish_reason": (INT64, ("batch", "hypotheses")),
    "scores": (FLOAT, ("batch", "hypotheses")),
    "token_logprobs": (FLOAT, ("batch", "hypotheses", "target")),
    "attention": (FLOAT, ("batch", "hypotheses", "rows", "source")),
}
"""Every output of every bundle: type and shape."""


def assemble(
    model: StepModel[Any],
    numerics: Numerics,
    view: AttentionView,
    store: WeightStore | None = None,
    platform: Platform = CPU,
) -> onnx.ModelProto:
    """Builds the graph of a bundle.

    Args:
        model: the model.
        numerics: its arithmetic.
        view: the attention that it gives out; an `AttentionPolicy` for a bundle.
        store: takes the weights, where they are not to be in the model.
        platform: where it is to run; a bundle's graph, made for the CPU, runs everywhere.

    Returns:
        A model with `INPUTS` and `OUTPUTS` (the attention with more dimensions where the view has them), and one more
        output for each probe of ``numerics``.
    """
    g = GraphBuilder(store=store, platform=platform)
    inputs: dict[str, Tensor] = {name: g.input(name, dtype, shape) for name, (dtype, shape) in INPUTS.items()}
    controls = Controls(**{name: tensor for name, tensor in inputs.items() if name not in SOURCE})
    texts = inputs["input_ids"], inputs["attention_mask"]
    memory = model.encode(g, numerics, *texts)
    found = search(g, model, numerics, memory, opening(g, model.spec, *texts), controls, view)
    answers = trace(g, found, model.spec, controls, view)
    attention = g.op(
        "Reshape",
        answers.attention,
        g.op(
            "Concat",
            g.op("Shape", answers.sequences, end=2),
            g.op("Mul", g.dim(answers.sequences, 2), g.reshape(controls.return_attention, 1)),
            *(g.ints(size) for size in view.between),
            g.dim(inputs["input_ids"], 1),
            axis=0,
        ),
        allowzero=1,
    )
    outputs = {**vars(answers), "attention": attention}
    for name, (dtype, shape) in OUTPUTS.items():
        sizes: list[str | int] = [*shape]
        if name == "attention":
            sizes[-1:-1] = view.between
        g.output(outputs[name], dtype, sizes, name=name)
    for name, probe in g.probes.items():
        g.output(probe.tensor, FLOAT, [2, probe.width], name=f"probe:{name}")
    proto = g.build_model("milena")
    if store is None:
        onnx.checker.check_model(proto)
    return proto
