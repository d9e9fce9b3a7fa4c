# SPDX-License-Identifier: Apache-2.0
"""One graph with all attention gives what a graph of each policy gives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gpts
import marians
import recurrents
from made_graphs import loaded
from milena_export.bundle.session import GraphSession
from milena_export.graph.every_head import EveryHead
from milena_export.graph.model import AttentionPolicy

Make = Callable[[Any], GraphSession]


def marian(folder: Path) -> tuple[Make, list[list[int]], EveryHead]:
    marians.make(folder, marians.SHAPES["deep, odd heads, forced EOS, bad words"])
    return lambda view: marians.session(folder, view), marians.texts(6, 60), EveryHead(3, 3)


def gpt(folder: Path) -> tuple[Make, list[list[int]], EveryHead]:
    shape = gpts.SHAPES["gpt2, deep, odd heads, inverse layers, bad words"]
    gpts.make(folder, shape)
    return lambda view: gpts.session(folder, view), gpts.prompts(6), EveryHead(shape.layers, shape.heads)


def recurrent(folder: Path) -> tuple[Make, list[list[int]], EveryHead]:
    recurrents.make(folder, recurrents.RANDOMS["lstm, dot"])
    model = recurrents.graph(folder)
    return lambda view: loaded(model, view), marians.texts(6, 60), EveryHead(1, 1)


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("kind", [marian, gpt, recurrent])
def test_should_give_what_the_graph_of_each_policy_gives(
    kind: Callable[[Path], tuple[Make, list[list[int]], EveryHead]], beams: int, tmp_path: Path
) -> None:
    session, rows, view = kind(tmp_path)
    all_of_them = session(view).answer(rows, beam_size=beams, num_hypotheses=beams, return_attention=1)
    for place, (layer, heads) in enumerate(view.shown):
        single = session(AttentionPolicy(layer, heads, 0, "test"))
        answers = single.answer(rows, beam_size=beams, num_hypotheses=beams, return_attention=1)
        for mine, theirs in zip(all_of_them, answers, strict=True):
            for one, other in zip(mine, theirs, strict=True):
                assert one.ids == other.ids
                np.testing.assert_allclose(one.attention[:, place], other.attention, atol=1e-7)


def test_should_show_the_mean_of_a_layer_and_each_head_of_it() -> None:
    assert EveryHead(2, 2).shown == ((0, (0, 1)), (0, (0,)), (0, (1,)), (1, (0, 1)), (1, (0,)), (1, (1,)))
    assert EveryHead(1, 1).shown == ((0, (0,)),), "one head is its own mean"
