# SPDX-License-Identifier: Apache-2.0
"""Muon for the layers' matrices and AdamW for the rest, split between processes over memory they share.

Each process owns a part of the parameters: it sums that part's gradients over all processes, keeps its
momenta and writes the new values where all processes read them. Nothing else is exchanged.

Sources: Jordan et al., "Muon" (2024); Liu et al., "Muon is scalable for LLM training" (2025) for the scale of
the update; Loshchilov & Hutter, "Decoupled weight decay regularization" (2019).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

ORTHOGONALIZE = (3.4445, -4.7750, 2.0315)
"""Coefficients of Muon's quintic iteration."""


@dataclass(frozen=True)
class OptimizerSettings:
    """Peak learning rates and momenta; both rates follow one schedule."""

    matrix_rate: float = 6e-3
    other_rate: float = 2.5e-3
    muon: bool = True
    momentum: float = 0.95
    iterations: int = 5
    weight_decay: float = 0.0
    betas: tuple[float, float] = (0.9, 0.98)
    epsilon: float = 1e-8
    precision: torch.dtype = torch.float32
    """Of Muon's matrix products; everything that adds up over steps is float32."""
    average: float = 0.998


@dataclass(frozen=True)
class Region:
    """A contiguous part of the flat parameters that one process owns; ``matrix`` is None for AdamW's part."""

    start: int
    stop: int
    owner: int
    matrix: tuple[int, int] | None


@dataclass(frozen=True)
class Layout:
    """Where every parameter lies in the flat arrays, and who owns which region."""

    offsets: dict[str, tuple[int, torch.Size]]
    regions: list[Region]
    size: int

    @staticmethod
    def of(model: nn.Module, processes: int, muon: bool) -> Layout:
        """Lays out AdamW's parameters first, then the matrices by size and owner."""
        named = dict(model.named_parameters())
        matrices = [n for n, p in named.items() if muon and p.dim() == 2 and ".layers." in n]
        offsets: dict[str, tuple[int, torch.Size]] = {}
        size = 0
        for name, parameter in named.items():
            if name not in matrices:
                offsets[name] = (size, parameter.shape)
                size += parameter.numel()
        cuts = [size * owner // processes for owner in range(processes + 1)]
        regions = [Region(cuts[owner], cuts[owner + 1], owner, None) for owner in range(processes)]
        for shape in sorted({tuple(named[name].shape) for name in matrices}):
            alike = [name for name in matrices if tuple(named[name].shape) == shape]
            for owner in range(processes):
                start = size
                for name in alike[owner::processes]:
                    offsets[name] = (size, named[name].shape)
                    size += named[name].numel()
                if size > start:
                    regions.append(Region(start, size, owner, (shape[0], shape[1])))
        return Layout(offsets, regions, size)

    def views(self, flat: Tensor) -> dict[str, Tensor]:
        """Returns the flat array as named parameters; they share its memory."""
        return {
            name: flat[start : start + shape.numel()].view(shape)
            for name, (start, shape) in self.offsets.items()
        }


def shared_zeros(*size: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Returns zeros in memory that started processes share when the tensor is passed to them."""
    return torch.zeros(size, dtype=dtype).share_memory_()  # type: ignore[no-any-return, no-untyped-call]


class SharedArrays:
    """Flat float32 arrays in memory shared by all training processes."""

    NAMES = ("parameters", "average", "first", "second")

    def __init__(self, size: int, processes: int) -> None:
        self.parameters, self.average, self.first, self.second = (shared_zeros(size) for _ in self.NAMES)
        self.gradients = shared_zeros(processes, size)


class PartitionedOptimizer:
    """Updates the regions of one process. ``update`` may run only while no process uses the parameters."""

    def __init__(self, arrays: SharedArrays, layout: Layout, rank: int, settings: OptimizerSettings) -> None:
        self._arrays = arrays
        self._regions = [region for region in layout.regions if region.owner == rank]
        self._settings = settings

    @torch.no_grad()
    def update(self, step: int, schedule: float) -> None:
        """Makes step number ``step`` (from 1) with both learning rates scaled by ``schedule``."""
        for region in self._regions:
            part = slice(region.start, region.stop)
            gradient = self._arrays.gradients[:, part].sum(dim=0)
            if region.matrix is None:
                self._adamw(part, gradient, step, schedule * self._settings.other_rate)
            else:
                self._muon(part, gradient, region.matrix, schedule * self._settings.matrix_rate)
            decay = min(self._settings.average, (1 + step) / (10 + step))
            self._arrays.average[part].lerp_(self._arrays.parameters[part], 1 - decay)

    def _adamw(self, part: slice, gradient: Tensor, step: int, rate: float) -> None:
        fast, slow = self._settings.betas
        first, second = self._arrays.first[part], self._arrays.second[part]
        first.lerp_(gradient, 1 - fast)
        second.mul_(slow).addcmul_(gradient, gradient, value=1 - slow)
        scale = (second / (1 - slow**step)).sqrt_().add_(self._settings.epsilon)
        self._arrays.parameters[part].addcdiv_(first, scale, value=-rate / (1 - fast**step))

    def _muon(self, part: slice, gradient: Tensor, matrix: tuple[int, int], rate: float) -> None:
        first = self._arrays.first[part]
        first.lerp_(gradient, 1 - self._settings.momentum)
        ahead = gradient.lerp_(first, self._settings.momentum)
        matrices = ahead.view(-1, *matrix)
        direction = orthogonalize(matrices, self._settings.iterations, self._settings.precision)
        parameters = self._arrays.parameters[part]
        parameters.mul_(1 - rate * self._settings.weight_decay)
        parameters.add_(direction.reshape(-1), alpha=-rate * 0.2 * math.sqrt(max(matrix)))


def orthogonalize(matrices: Tensor, iterations: int, precision: torch.dtype = torch.float32) -> Tensor:
    """Moves the singular values of each matrix [count, rows, columns] near 1; products are in ``precision``.

    Iterates on the matrices themselves: on their Gram matrices alone it would take fewer products where one side
    is long, but lose small singular values to rounding in bfloat16.
    """
    a, b, c = ORTHOGONALIZE
    tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.mT if tall else matrices
    wide = (wide / (wide.norm(dim=(1, 2), keepdim=True) + 1e-30)).to(precision).contiguous()
    for _ in range(iterations):
        gram = wide @ wide.mT
        wide = torch.baddbmm(wide, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), wide, beta=a)
    return (wide.mT if tall else wide).to(matrices.dtype)


def attach(model: nn.Module, layout: Layout, parameters: Tensor, gradients: Tensor) -> None:
    """Makes the model's parameters and gradients views of flat arrays; the arrays' values win."""
    values, slopes = layout.views(parameters), layout.views(gradients)
    for name, parameter in model.named_parameters():
        parameter.data = values[name]
        parameter.grad = slopes[name]


def named_copies(layout: Layout, flat: Tensor, names: Iterable[str] | None = None) -> dict[str, Tensor]:
    """Copies a flat array into tensors of their own, by parameter name."""
    views = layout.views(flat)
    return {name: views[name].clone() for name in (names or views)}
