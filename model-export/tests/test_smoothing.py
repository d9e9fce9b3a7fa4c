# SPDX-License-Identifier: Apache-2.0
"""Outliers are folded away without a bit of change in floats, and int8 does not lose what they took from it."""

from pathlib import Path

import numpy as np
import pytest

import gpts
import marians
import seq2seq_shapes
import seq2seqs
from bundles import CHECKPOINT
from compare_int8 import Subject, Way, copied
from made_tokenizers import sentences
from milena_export.bundle.session import GraphSession
from milena_export.conversion.calibration import PREFIX
from milena_export.corpus import Pair
from milena_export.families import gpt2, marian
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import FAMILIES
from milena_export.families.source import Wishes
from milena_export.graph.assemble import assemble
from milena_export.graph.numerics import Float, Numerics, Recorder, activation_grid
from milena_export.graph.smoothing import Channels, factors_of, smoothed
from planted import plant
from test_family_bundles import checkpoint

TRANSFORMERS = [*seq2seq_shapes.SHAPES, *(f"marian: {name}" for name in marians.SHAPES), *gpts.SHAPES]


def built(name: str, folder: Path):
    """A model, and ids for it."""
    if name in gpts.SHAPES:
        gpts.make(folder, gpts.SHAPES[name])
        return gpt2.step_model(Checkpoint(folder)), gpts.prompts(12)
    if name.startswith("marian: "):
        shape = marians.SHAPES[name.removeprefix("marian: ")]
        marians.make(folder, shape)
        return marian.step_model(Checkpoint(folder)), marians.texts(12, shape.vocabulary)
    shape = seq2seq_shapes.SHAPES[name]
    seq2seqs.make(folder, shape)
    return FAMILIES[shape.family].step_model(Checkpoint(folder)), seq2seqs.texts(shape, 12)


def session(model, numerics: Numerics) -> GraphSession:
    from milena_export.bundle.feeds import describe_inputs
    from milena_export.families.generation import DecodeDefaults
    from milena_export.graph.model import AttentionPolicy

    proto = assemble(model, numerics, AttentionPolicy(0, (0,), 0, "test"))
    inputs = describe_inputs(model.spec.vocabulary, model.spec.vocabulary, seq2seqs.MAX_NEW, DecodeDefaults())
    return GraphSession(proto.SerializeToString(), inputs, model.spec.pad, threads=1)


def wild(model, rows: list[list[int]]) -> Channels:
    """What was recorded, with some channels of each product made a hundred times as large."""
    random = np.random.default_rng(0)
    found = {}
    for name, values in session(model, Recorder()).run(rows, beam_size=1).items():
        if name.startswith(PREFIX):
            factor = np.where(random.random(values.shape[1]) < 0.2, 100, 1).astype(np.float32)
            low, high = np.minimum(values[0], -0.01) * factor, np.maximum(values[1], 0.01) * factor
            found[name.removeprefix(PREFIX)] = low, high
    return found


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_should_change_no_bit_in_floats_when_outliers_are_folded(name: str, tmp_path: Path) -> None:
    model, rows = built(name, tmp_path)
    channels = wild(model, rows)
    folded, left = smoothed(model, channels)
    lessened = [
        product for product in left if np.abs(left[product][0]).max() < np.abs(channels[product][0]).max()
    ]
    assert len(lessened) > 0.2 * len(left)
    before, after = (session(each, Float()) for each in (model, folded))
    for beams in (1, 3):
        for one, other in zip(
            before.answer(rows, beam_size=beams), after.answer(rows, beam_size=beams), strict=True
        ):
            assert [hypothesis.ids for hypothesis in one] == [hypothesis.ids for hypothesis in other]
            assert [hypothesis.logprobs for hypothesis in one] == [
                hypothesis.logprobs for hypothesis in other
            ]


def test_should_leave_a_model_as_it_is_when_there_are_no_outliers() -> None:
    random = np.random.default_rng(0)
    channels = -random.uniform(1, 3, 64).astype(np.float32), random.uniform(1, 3, 64).astype(np.float32)
    weight = random.normal(size=(64, 48)).astype(np.float32)
    assert (factors_of(channels, [weight]) == 1).all()
    channels[1][5] = 200.0
    factors = factors_of(channels, [weight])
    assert np.flatnonzero(factors != 1).tolist() == [5]
    assert factors[5] in (4.0, 8.0, 16.0)


def test_should_use_all_steps_of_a_byte_when_a_range_is_lopsided() -> None:
    """As a gelu makes them."""
    scale, zero = activation_grid(-0.17, 5.0)
    assert scale == pytest.approx(5.17 / 255)
    assert zero == 8
    assert activation_grid(0.0, 5.0) == (5.0 / 255, 0)
    assert activation_grid(-5.0, 0.0) == (5.0 / 255, 255)


@pytest.mark.parametrize("kind", ["marian", "t5", "mbart50"])
def test_should_lose_no_more_with_planted_outliers_than_without(kind: str, tmp_path: Path) -> None:
    pairs = [Pair(line, line) for line in sentences()[26:66] if "\t" not in line]
    folder, wishes = CHECKPOINT, Wishes()
    if kind != "marian":
        sizes = {"width": 48, "heads": 4, "ffn": 96, "layers": (2, 2)}
        folder = checkpoint(tmp_path / kind, kind, **sizes)
        wishes = Wishes(source_language="en") if kind == "t5" else Wishes(languages=("en", "de"))
    planted = copied(
        folder, tmp_path / "planted", lambda it: plant(it, pre_norm=kind != "marian", relu=kind != "mbart50")
    )
    plain, wilder = (Subject.read(each, wishes, pairs, pairs) for each in (folder, planted))
    np.testing.assert_allclose(wilder.expected, plain.expected, atol=1e-4)
    own, bare, folded = plain.measure(Way(0.5, 2)), wilder.measure(Way()), wilder.measure(Way(0.5, 2))
    assert bare.mean > 3 * own.mean
    assert folded.mean < 1.5 * own.mean
