# SPDX-License-Identifier: Apache-2.0
"""Graph inputs: what a manifest says of them, and the arrays that a run feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto

from milena_export.families.generation import DecodeDefaults
from milena_export.graph.assemble import INPUTS, OUTPUTS

MAX_BEAMS = 16
DTYPES = {TensorProto.INT64: "int64", TensorProto.FLOAT: "float32"}


def describe_inputs(vocabulary: int, max_target: int, defaults: DecodeDefaults) -> list[dict[str, Any]]:
    """The manifest's ``inputs``: what is not supported yet is listed with its single allowed value."""
    closed = {"width": {"default": 0, "min": 0, "max": 0}}
    limit = min(max_target, defaults.max_new_tokens or max_target)
    rules: dict[str, dict[str, Any]] = {
        "input_ids": {"allowed": {"min": 0, "max": vocabulary - 1}},
        "attention_mask": {"allowed": {"values": [0, 1]}},
        "max_new_tokens": {"default": limit, "allowed": {"min": 1, "max": max_target}},
        "min_new_tokens": {"default": defaults.min_new_tokens, "allowed": {"min": 0, "max": max_target}},
        "forced_bos": {"default": -1, "allowed": {"values": [-1]}},
        "target_prefix": {"default": -1, "allowed": {"values": [-1]}, **closed},
        "uniforms": {"default": 0.0, "allowed": {"min": 0.0, "max": 1.0}, **closed},
        "beam_size": {"default": defaults.beam_size, "allowed": {"min": 1, "max": MAX_BEAMS}},
        "num_hypotheses": {"default": 1, "allowed": {"min": 1, "max": MAX_BEAMS}},
        "early_stopping": {"default": defaults.early_stopping, "allowed": {"values": [0, 1, 2]}},
        "no_repeat_ngram_size": {"default": 0, "allowed": {"values": [0]}},
        "top_k": {"default": 0, "allowed": {"values": [0]}},
        "return_attention": {"default": 0, "allowed": {"values": [0, 1]}},
        "length_penalty": {"default": defaults.length_penalty, "allowed": {"min": -10.0, "max": 10.0}},
        "repetition_penalty": {"default": 1.0, "allowed": {"values": [1.0]}},
        "temperature": {"default": 1.0, "allowed": {"values": [1.0]}},
        "top_p": {"default": 1.0, "allowed": {"values": [1.0]}},
    }
    return [
        {"name": name, "dtype": DTYPES[dtype], "shape": list(shape), **rules[name]}
        for name, (dtype, shape) in INPUTS.items()
    ]


def describe_outputs() -> list[dict[str, Any]]:
    """The manifest's ``outputs``."""
    return [
        {"name": name, "dtype": DTYPES[dtype], "shape": list(shape)}
        for name, (dtype, shape) in OUTPUTS.items()
    ]


def feed(
    inputs: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[int]],
    pad: int,
    controls: Mapping[str, float | Sequence[float]],
    pad_to: int = 0,
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one run.

    Args:
        inputs: the manifest's list.
        rows: source ids, one sequence a text, template included.
        pad: id on padding.
        controls: values that differ from the defaults: one for all, or one a row.
        pad_to: least width of the source.
    """
    batch, width = len(rows), max(pad_to, *(len(row) for row in rows))
    ids = np.full((batch, width), pad, np.int64)
    mask = np.zeros((batch, width), np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    given = {"input_ids": ids, "attention_mask": mask}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for rule in inputs:
        name = rule["name"]
        if name in given:
            arrays[name] = given[name]
            continue
        sizes = {
            "batch": batch,
            rule["shape"][-1] if rule["shape"] else "": rule.get("width", {}).get("default", batch),
        }
        shape = tuple(sizes[axis] for axis in rule["shape"])
        value = np.asarray(controls.get(name, rule["default"]), dtype=rule["dtype"])
        arrays[name] = np.broadcast_to(value, shape).copy()
    return arrays
