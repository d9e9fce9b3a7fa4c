# SPDX-License-Identifier: Apache-2.0
"""What overflows in 16 bits is found on real texts and kept in 32, whatever the family."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gpts
import recurrents
import seq2seqs
from bundles import CHECKPOINT
from milena_export.conversion.calibration import Calibration, calibrate, ranges_of, too_wide
from milena_export.families import recurrent
from milena_export.families.registry import FAMILIES, load
from milena_export.graph.numerics import OUT, Extremes, Float, Half
from test_smoothing import TRANSFORMERS, built, session

GREATEST = np.float32(5e4)
"""Of the weights of a product that overflows: 16 bits hold it, and not what comes of it."""


def planted(model):
    """A model whose first attention has outputs beyond 16 bits, which norms behind it make up for, and its name."""
    side = "encoder" if hasattr(model, "encoder") else "decoder"
    stack = getattr(model, side)
    first, *others = stack.layers
    output, value = first.attention.output, first.attention.value
    large = replace(output, weight=output.weight * (GREATEST / np.abs(output.weight).max()))
    bias = None if value.bias is None else value.bias * np.float32(30)
    wider = replace(value, weight=value.weight * np.float32(30), bias=bias)
    first = replace(first, attention=replace(first.attention, output=large, value=wider))
    return replace(model, **{side: replace(stack, layers=[first, *others])}), output.name


def recorded(model, rows: list[list[int]], policy=None) -> Calibration:
    """What calibration sees of a model."""
    source = load(CHECKPOINT)
    source = replace(
        source,
        step_model=model,
        source_ids=model.spec.vocabulary,
        max_target=seq2seqs.MAX_NEW,
        default_policy=policy or replace(source.default_policy, layer=0, heads=(0,)),
    )
    return calibrate(source, ["x"] * len(rows), rows, recorder=Extremes())


def found_in(model, rows: list[list[int]], policy=None) -> frozenset[str]:
    """Names of the products that calibration finds."""
    return too_wide(recorded(model, rows, policy))


def test_should_try_every_family() -> None:
    tried = {name.split(",")[0].split(" ")[0].split(":")[0] for name in TRANSFORMERS}
    assert tried | {"milena-rnn"} == set(FAMILIES)


@pytest.mark.parametrize("name", [name for name in TRANSFORMERS if not name.startswith("gpt2,")])
def test_should_find_a_product_that_overflows(name: str, tmp_path: Path) -> None:
    model, rows = built(name, tmp_path)
    assert not found_in(model, rows)
    wild, product = planted(model)
    seen = recorded(wild, rows)
    assert max(map(abs, ranges_of(seen.channels)[f"{product}{OUT}"])) > 65504
    wide = too_wide(seen)
    assert product in wide
    expected, kept = (session(wild, numerics).answer(rows) for numerics in (Float(), Half(wide)))
    for one, other in zip(expected, kept, strict=True):
        assert np.isfinite(other[0].logprobs).all()
        if one[0].ids == other[0].ids:
            np.testing.assert_allclose(one[0].logprobs, other[0].logprobs, atol=0.1)


def test_should_find_a_product_that_overflows_in_gpt2_with_layers(tmp_path: Path) -> None:
    name = next(name for name in gpts.SHAPES if "deep" in name)
    model, rows = built(name, tmp_path)
    wild, product = planted(model)
    assert not found_in(model, rows)
    assert product in found_in(wild, rows)


@pytest.mark.parametrize("name", list(recurrents.RANDOMS))
def test_should_find_a_product_that_overflows_in_recurrent_models(name: str, tmp_path: Path) -> None:
    recurrents.make(tmp_path / "source", recurrents.RANDOMS[name])
    model = recurrents.graph(tmp_path / "source")
    rows = [[5, 9, 12, 0], [7, 0], [30, 31, 32, 33, 34, 0]]
    assert not found_in(model, rows, recurrent.POLICY)
    wild = replace(model, combine=replace(model.combine, weight=model.combine.weight * np.float32(2e4)))
    assert found_in(wild, rows, recurrent.POLICY) == {"combine"}


def test_should_find_and_widen_logits_that_overflow(tmp_path: Path) -> None:
    model, rows = built("bart, untied", tmp_path)
    wild = replace(model, output=replace(model.output, scale=3e5))
    wide = found_in(wild, rows)
    assert wide == {f"{model.output.name}.project"}
    expected, kept = (session(wild, numerics).answer(rows) for numerics in (Float(), Half(wide)))
    assert [one[0].ids for one in expected] == [other[0].ids for other in kept]
