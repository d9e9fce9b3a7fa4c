# SPDX-License-Identifier: Apache-2.0
"""Graph inputs: what a manifest says of them, and the arrays that a run feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto

from milena_export.errors import ExportError
from milena_export.families.generation import DecodeDefaults
from milena_export.graph.assemble import INPUTS, OUTPUTS

MAX_BEAMS = 16
DTYPES = {TensorProto.INT64: "int64", TensorProto.FLOAT: "float32"}


def describe_inputs(
    source_ids: int, vocabulary: int, max_target: int, defaults: DecodeDefaults
) -> list[dict[str, Any]]:
    """The manifest's ``inputs``, with the ranges that the graph is made for.

    Args:
        source_ids: number of ids that the graph reads.
        vocabulary: number of ids that it writes.
        max_target: longest target.
        defaults: decoding that the checkpoint recommends.
    """
    free = {"width": {"default": 0, "min": 0, "max": max_target}}
    limit = min(max_target, defaults.max_new_tokens or max_target)
    beams = max(MAX_BEAMS, defaults.beam_size)
    steps = min(defaults.no_repeat_ngram_size, max_target + 1)
    rules: dict[str, dict[str, Any]] = {
        "input_ids": {"allowed": {"min": 0, "max": source_ids - 1}},
        "attention_mask": {"allowed": {"values": [0, 1]}},
        "max_new_tokens": {"default": limit, "allowed": {"min": 1, "max": max_target}},
        "min_new_tokens": {"default": defaults.min_new_tokens, "allowed": {"min": 0, "max": max_target}},
        "forced_bos": {"default": -1, "allowed": {"min": -1, "max": vocabulary - 1}},
        "target_prefix": {"default": -1, "allowed": {"min": -1, "max": vocabulary - 1}, **free},
        "uniforms": {"default": 0.0, "allowed": {"min": 0.0, "max": 1.0}, **free},
        "beam_size": {"default": defaults.beam_size, "allowed": {"min": 1, "max": beams}},
        "num_hypotheses": {"default": 1, "allowed": {"min": 1, "max": beams}},
        "early_stopping": {"default": defaults.early_stopping, "allowed": {"values": [0, 1, 2]}},
        "no_repeat_ngram_size": {
            "default": steps,
            "allowed": {"min": 0, "max": max(max_target, steps)},
        },
        "top_k": {"default": 0, "allowed": {"min": 0, "max": vocabulary}},
        "return_attention": {"default": 0, "allowed": {"values": [0, 1]}},
        "length_penalty": {
            "default": defaults.length_penalty,
            "allowed": _around(defaults.length_penalty, -10.0, 10.0),
        },
        "repetition_penalty": {
            "default": defaults.repetition_penalty,
            "allowed": _around(defaults.repetition_penalty, 0.1, 10.0),
        },
        "temperature": {"default": 1.0, "allowed": {"min": 0.01, "max": 100.0}},
        "top_p": {"default": 1.0, "allowed": {"min": 0.01, "max": 1.0}},
    }
    return [
        {"name": name, "dtype": DTYPES[dtype], "shape": list(shape), **rules[name]}
        for name, (dtype, shape) in INPUTS.items()
    ]


def _around(default: float, least: float, most: float) -> dict[str, float]:
    """The usual range, wide enough for a checkpoint's own default."""
    return {"min": min(least, default), "max": max(most, default)}


def describe_outputs() -> list[dict[str, Any]]:
    """The manifest's ``outputs``."""
    return [
        {"name": name, "dtype": DTYPES[dtype], "shape": list(shape)}
        for name, (dtype, shape) in OUTPUTS.items()
    ]


Value = float | Sequence[float] | Sequence[Sequence[float]]
"""What a run gives an input: one value for all texts, one a text, or (for an input with a width) several a text."""


def feed(
    inputs: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[int]],
    pad: int,
    controls: Mapping[str, Value],
    pad_to: int = 0,
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one run.

    Args:
        inputs: the manifest's list.
        rows: source ids, one sequence a text, template included.
        pad: id on padding.
        controls: values that differ from the defaults; several a text may be ragged, the default fills them up.
        pad_to: least width of the source.

    Raises:
        ExportError: a value or a width that the manifest does not allow.
    """
    batch, width = len(rows), max(pad_to, *(len(row) for row in rows))
    arrays = {
        "input_ids": _ragged(rows, width, pad, "int64"),
        "attention_mask": _ragged([[1] * len(row) for row in rows], width, 0, "int64"),
    }
    for rule in inputs:
        name = rule["name"]
        if name not in arrays:
            value = controls.get(name, rule["default"])
            arrays[name] = _steps(rule, value, batch) if "width" in rule else _filled(rule, value, batch)
            _check(rule, arrays[name])
    _check_together(arrays)
    return {rule["name"]: arrays[rule["name"]] for rule in inputs}


def _filled(rule: Mapping[str, Any], value: Any, batch: int) -> npt.NDArray[Any]:
    shape = (batch,) if rule["shape"] else ()
    return np.broadcast_to(np.asarray(value, dtype=rule["dtype"]), shape).copy()


def _steps(rule: Mapping[str, Any], value: Any, batch: int) -> npt.NDArray[Any]:
    """[batch, width] of an input with a width of its own: rows as they are given, or the default's width of one value."""
    widths = rule["width"]
    one_for_all = not isinstance(value, Sequence | np.ndarray)
    rows: Sequence[Sequence[float]] = [[value] * widths["default"]] * batch if one_for_all else value
    longest = max(len(row) for row in rows)
    if not widths["min"] <= longest <= widths["max"]:
        raise ExportError(
            f"{rule['name']} is {longest} wide; the bundle allows {widths['min']} to {widths['max']}: give fewer"
        )
    return _ragged(rows, max(longest, widths["default"]), rule["default"], rule["dtype"])


def _ragged(rows: Sequence[Sequence[float]], width: int, filling: float, dtype: str) -> npt.NDArray[Any]:
    array = np.full((len(rows), width), filling, dtype)
    for index, row in enumerate(rows):
        array[index, : len(row)] = row
    return array


def _check(rule: Mapping[str, Any], array: npt.NDArray[Any]) -> None:
    """Refuses what the manifest does not allow; the comparison is in the input's own type."""
    allowed = rule["allowed"]
    if "values" in allowed:
        wrong = array[~np.isin(array, np.asarray(allowed["values"], array.dtype))]
    else:
        least, most = (np.asarray(allowed[name], array.dtype) for name in ("min", "max"))
        wrong = array[~((array >= least) & (array <= most))]
    if wrong.size:
        raise ExportError(
            f"{rule['name']} is {wrong.flat[0]}; the bundle allows {allowed}: choose another value"
        )


def _check_together(arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """The rules of ADR 1 that cross inputs."""
    beams, hypotheses = arrays["beam_size"], arrays["num_hypotheses"]
    if hypotheses > beams:
        raise ExportError(
            f"num_hypotheses is {hypotheses} and beam_size {beams}; a search finds at most as many as it has beams"
        )
    if (arrays["min_new_tokens"] > arrays["max_new_tokens"]).any():
        raise ExportError("min_new_tokens is greater than max_new_tokens; lower it or raise the limit")
    draws = arrays["uniforms"].shape[1]
    if draws and (beams > 1 or draws < arrays["max_new_tokens"].max()):
        raise ExportError(
            f"uniforms is {draws} wide with beam_size {beams}; drawing needs beam_size 1 and a number for each new token"
        )
    prefix = arrays["target_prefix"]
    if prefix.shape[1] and ((prefix[:, 1:] >= 0) & (prefix[:, :-1] < 0)).any():
        raise ExportError(
            "target_prefix has -1 before an id; ids stand on the left, -1 fills up on the right"
        )
