# SPDX-License-Identifier: Apache-2.0
"""One training process: its share of every step, in lockstep with the others by shared memory and pipes."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace

import torch

from milena_export.training.batches import EncodedPairs, Plan, plan_epoch
from milena_export.training.meeting import Follower, Meeting, MeetingBrokenError
from milena_export.training.optimizer import (
    Layout,
    OptimizerSettings,
    PartitionedOptimizer,
    SharedArrays,
    attach,
)
from milena_export.training.seq2seq import Shape

PROGRESS, STOP, PLAIN = range(3)
"""Slots of the shared control vector: schedule position in 0..1, whether to stop, each process's loss."""

MASK_STEPS = 50
"""Steps after which the pool of dropout masks is drawn anew."""


@dataclass(frozen=True)
class TrainingSettings:
    """How to train; with ``minutes`` the schedule follows the clock, otherwise it follows ``epochs``."""

    minutes: float | None
    epochs: float
    seed: int
    processes: int
    batch_tokens: int
    batches_a_step: int
    warmup_steps: int
    dropout: float
    precision: torch.dtype
    smoothing: float
    joined: float
    copied: float
    evaluate_minutes: float
    patience: int
    optimizer: OptimizerSettings


@dataclass
class Position:
    """Where a run stands; all of it is saved, so that a resumed run repeats and leaves out nothing."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    best: float = float("inf")
    waiting: int = 0


@dataclass(frozen=True)
class Job:
    """What every process needs."""

    shape: Shape
    settings: TrainingSettings
    train: EncodedPairs
    pad: int
    start: Position


class Worker:
    """Computes this process's share of each step. Used by one process, one thread."""

    def __init__(
        self, job: Job, rank: int, arrays: SharedArrays, control: torch.Tensor, meeting: Meeting
    ) -> None:
        torch.set_num_threads(1)
        self._job, self._rank, self._arrays, self._control, self._meeting = (
            job,
            rank,
            arrays,
            control,
            meeting,
        )
        self.model = job.shape.build(job.settings.dropout, job.settings.precision)
        self.layout = Layout.of(self.model, job.settings.processes, job.settings.optimizer.muon)
        attach(self.model, self.layout, arrays.parameters, arrays.gradients[rank])
        self._optimizer = PartitionedOptimizer(arrays, self.layout, rank, job.settings.optimizer)
        self.position = replace(job.start)
        self._plan: Plan | None = None

    @property
    def plan(self) -> Plan:
        """The batches of the epoch at hand."""
        if self._plan is None:
            settings = self._job.settings
            self._plan = plan_epoch(
                self._job.train,
                settings.batch_tokens,
                settings.seed,
                self.position.epoch,
                settings.joined,
                settings.copied,
            )
        return self._plan

    def step(self) -> bool:
        """Makes one step together with the others; false when the first process asked to stop instead."""
        settings, position = self._job.settings, self.position
        indexes = range(position.batch, min(position.batch + settings.batches_a_step, len(self.plan.batches)))
        tokens = sum(self.plan.tokens[index] for index in indexes)
        self._arrays.gradients[self._rank].zero_()
        self.model.train()
        plain = 0.0
        for place, index in enumerate(indexes):
            if place % settings.processes == self._rank:
                seed = settings.seed * 1_000_003 + position.step
                self.model.dropout.reseed(seed * 64 + place, pool_seed=seed - position.step % MASK_STEPS)
                batch = self.plan.batch(index, self._job.pad)
                smoothed, nll = self.model.loss(batch.source, batch.target, settings.smoothing)
                (smoothed / tokens).backward()  # type: ignore[no-untyped-call]
                plain += nll / tokens
        self._control[PLAIN + self._rank] = plain
        self._meeting.wait()
        progress, stop = self._control[PROGRESS].item(), self._control[STOP].item()
        if stop:
            return False
        warm = min(1.0, (position.step + 1) / settings.warmup_steps)
        self._optimizer.update(position.step + 1, warm * max(0.0, 1 - progress))
        self._meeting.wait()
        position.step += 1
        position.batch = indexes.stop
        if position.batch >= len(self.plan.batches):
            position.epoch, position.batch, self._plan = position.epoch + 1, 0, None
        return True


def work(job: Job, rank: int, arrays: SharedArrays, control: torch.Tensor, meeting: Follower) -> None:
    """Main function of every process but the first; ends when the first one says so or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker(job, rank, arrays, control, meeting)
    try:
        while worker.step():
            pass
    except MeetingBrokenError:
        return
