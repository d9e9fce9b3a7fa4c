# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools

import pytest
import torch

from milena_export.training.model import ModelShape, TranslationModel
from milena_export.training.optimizer import (
    Layout,
    OptimizerSettings,
    PartitionedOptimizer,
    SharedArrays,
    orthogonalize,
)

SHAPE = ModelShape(vocabulary=30, width=16, feed_forward=24, encoder_layers=2, decoder_layers=1, heads=2)


@pytest.mark.parametrize("size", [(24, 24), (24, 60), (60, 24)])
def test_should_move_singular_values_near_one_and_keep_directions(size: tuple[int, int]) -> None:
    torch.manual_seed(1)
    matrices = torch.randn(3, *size) * 5
    result = orthogonalize(matrices, 5)
    assert result.shape == matrices.shape
    values = torch.linalg.svdvals(result)
    assert float(values.max()) < 1.3
    assert float(values.median()) > 0.6
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    core = left.mT @ result @ right.mT
    assert float((core - torch.diag_embed(core.diagonal(dim1=1, dim2=2))).abs().max()) < 1e-2


@pytest.mark.parametrize("size", [(24, 24), (24, 60), (60, 24)])
def test_should_keep_directions_of_small_singular_values_when_products_are_bfloat16(
    size: tuple[int, int],
) -> None:
    """Gradients have condition numbers of 1e5 and more; iterating on Gram matrices failed here and diverged."""
    torch.manual_seed(1)
    left, values, right = torch.linalg.svd(torch.randn(3, *size), full_matrices=False)
    matrices = left @ torch.diag(torch.logspace(0, -5, values.shape[1])) @ right
    exact = orthogonalize(matrices.double(), 5).float()
    fast = orthogonalize(matrices, 5, torch.bfloat16)
    assert fast.dtype == matrices.dtype
    assert float(torch.cosine_similarity(exact.flatten(1), fast.flatten(1)).min()) > 0.98


@pytest.mark.parametrize("muon", [True, False])
def test_should_cover_every_parameter_once_whatever_the_processes(muon: bool) -> None:
    model = TranslationModel(SHAPE)
    for processes in (1, 2, 3):
        layout = Layout.of(model, processes, muon)
        regions = sorted((region.start, region.stop) for region in layout.regions)
        assert regions[0][0] == 0
        assert regions[-1][1] == layout.size == sum(p.numel() for p in model.parameters())
        assert all(left[1] == right[0] for left, right in itertools.pairwise(regions))
        assert set(layout.views(torch.zeros(layout.size))) == {name for name, _ in model.named_parameters()}


@pytest.mark.parametrize("muon", [True, False])
def test_should_make_the_same_step_with_two_owners_as_with_one(muon: bool) -> None:
    torch.manual_seed(2)
    model = TranslationModel(SHAPE)
    gradients = {name: torch.randn_like(p) for name, p in model.named_parameters()}
    results = []
    for processes in (1, 2):
        layout = Layout.of(model, processes, muon)
        arrays = SharedArrays(layout.size, processes)
        for name, view in layout.views(arrays.parameters).items():
            view.copy_(model.get_parameter(name).data)
        for rank in range(processes):
            for name, view in layout.views(arrays.gradients[rank]).items():
                view.copy_(gradients[name] / processes)
        settings = OptimizerSettings(muon=muon, weight_decay=0.1)
        for step in (1, 2):
            for rank in range(processes):
                PartitionedOptimizer(arrays, layout, rank, settings).update(step, 1.0)
        results.append(layout.views(arrays.parameters))
    for name, one in results[0].items():
        torch.testing.assert_close(one, results[1][name], atol=1e-5, rtol=1e-4)
        assert not torch.equal(one, model.get_parameter(name).data), name


def test_should_match_torch_adamw_on_everything() -> None:
    torch.manual_seed(3)
    model = TranslationModel(SHAPE)
    settings = OptimizerSettings(muon=False, other_rate=1e-2)
    layout = Layout.of(model, 1, muon=False)
    arrays = SharedArrays(layout.size, 1)
    for name, view in layout.views(arrays.parameters).items():
        view.copy_(model.get_parameter(name).data)
    theirs = torch.optim.AdamW(model.parameters(), 1e-2, settings.betas, settings.epsilon, weight_decay=0.0)
    ours = PartitionedOptimizer(arrays, layout, 0, settings)
    for step in range(1, 4):
        arrays.gradients[0].normal_()
        for name, view in layout.views(arrays.gradients[0]).items():
            model.get_parameter(name).grad = view.clone()
        theirs.step()
        ours.update(step, 1.0)
    for name, view in layout.views(arrays.parameters).items():
        torch.testing.assert_close(view, model.get_parameter(name).data, atol=1e-6, rtol=1e-5)
