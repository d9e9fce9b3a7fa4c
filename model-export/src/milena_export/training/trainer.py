# SPDX-License-Identifier: Apache-2.0
"""The run: schedule over time or epochs, dev loss, early stopping, checkpoints, progress."""

from __future__ import annotations

import signal
import time
from dataclasses import asdict
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch import multiprocessing
from tqdm import tqdm

from milena_export.errors import ExportError
from milena_export.training import checkpoint
from milena_export.training.batches import EncodedPairs, Plan, plan_in_order
from milena_export.training.meeting import Follower, Leader, MeetingBrokenError
from milena_export.training.optimizer import Layout, SharedArrays, shared_zeros
from milena_export.training.seq2seq import Seq2SeqModel
from milena_export.training.worker import PLAIN, PROGRESS, STOP, Job, Position, Worker, work

LOG = "training-log.jsonl"
BAR = "{percentage:5.1f}%|{bar}| {elapsed}<{remaining} {postfix}"


class Trainer:
    """Runs a job to its end in this process and ``processes - 1`` others. Main thread only.

    ``stop_reason`` says afterwards why it ended, ``interrupted`` whether a signal did it.
    """

    def __init__(self, job: Job, dev: EncodedPairs, output: Path, show_progress: bool = True) -> None:
        self._job, self._dev, self._output = job, plan_in_order(dev, job.settings.batch_tokens), output
        processes = job.settings.processes
        layout = Layout.of(job.shape.build(), processes, job.settings.optimizer.muon)
        self._arrays = SharedArrays(layout.size, processes)
        self._control = shared_zeros(PLAIN + processes, dtype=torch.float64)
        self._context = multiprocessing.get_context("spawn")
        pipes = [self._context.Pipe() for _ in range(processes - 1)]
        self._meeting = Leader([leader for leader, _ in pipes])
        self._followers = [Follower(follower) for _, follower in pipes]
        self._layout = layout
        self._worker = Worker(job, 0, self._arrays, self._control, self._meeting)
        self._evaluated = job.shape.build()
        self._began = time.monotonic()
        self.stop_reason: str | None = None
        self.interrupted = False
        self._show_progress = show_progress
        self._helpers: list[SpawnProcess] = []

    def load(
        self, weights: dict[str, torch.Tensor], momenta: dict[str, dict[str, torch.Tensor]] | None
    ) -> None:
        """Sets the starting weights and, on a resume, the optimizer's state."""
        arrays = {"parameters": weights, "average": weights, **(momenta or {})}
        for name, values in arrays.items():
            views = self._layout.views(getattr(self._arrays, name))
            if set(views) != set(values) or any(views[key].shape != values[key].shape for key in views):
                raise ExportError(
                    "the checkpoint's tensors do not fit this shape; use the shape it was trained with"
                )
            for key, view in views.items():
                view.copy_(values[key])

    def initialize(self) -> None:
        """Draws the starting weights from the seed."""
        torch.manual_seed(self._job.settings.seed)
        fresh = dict(self._job.shape.build().named_parameters())
        self.load({name: parameter.detach() for name, parameter in fresh.items()}, None)

    def run(self) -> Position:
        """Trains until the schedule ends, dev loss stops improving or a signal comes; returns where that was.

        The state is saved in every case, so the same command with ``--resume`` goes on.
        """
        self._helpers = [
            self._context.Process(
                target=work, args=(self._job, rank, self._arrays, self._control, follower), daemon=True
            )
            for rank, follower in enumerate(self._followers, start=1)
        ]
        for helper, follower in zip(self._helpers, self._followers, strict=True):
            helper.start()
            follower.close()  # else the pipe would outlive the process
        previous = {kind: signal.signal(kind, self._on_signal) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._loop()
        except MeetingBrokenError as error:
            raise ExportError("a training process died; see its error above; go on with --resume") from error
        finally:
            self._meeting.close()
            for kind, handler in previous.items():
                signal.signal(kind, handler)
            _join(self._helpers)
        return self._worker.position

    def _loop(self) -> None:
        position, settings = self._worker.position, self._job.settings
        self._began = time.monotonic() - position.seconds
        last_evaluation, tokens, since = position.seconds, 0, time.monotonic()
        recent: list[float] = []
        with tqdm(total=100.0, unit="%", disable=not self._show_progress, bar_format=BAR) as bar:
            while True:
                progress = self._progress()
                due = position.seconds - last_evaluation >= settings.evaluate_minutes * 60
                if progress >= 1:
                    self.stop_reason = self.stop_reason or "schedule ended"
                if recent and (due or self.stop_reason):
                    speed = tokens / (time.monotonic() - since)
                    self._evaluate(progress, sum(recent) / len(recent), speed)
                    last_evaluation, recent = position.seconds, []
                    tokens, since = 0, time.monotonic()
                self._control[PROGRESS], self._control[STOP] = progress, float(self.stop_reason is not None)
                plan, begin = self._worker.plan, position.batch
                if not self._worker.step():
                    break
                tokens += sum(plan.tokens[begin : begin + settings.batches_a_step])
                loss = float(self._control[PLAIN:].sum())
                if not loss < float("inf"):
                    raise ExportError(
                        f"the loss is {loss} at step {position.step}; lower --matrix-rate or --other-rate"
                    )
                recent.append(loss)
                position.seconds = time.monotonic() - self._began
                bar.n = round(100 * progress, 2)
                bar.set_postfix_str(
                    f"epoch {position.epoch} step {position.step} loss {loss:.3f} dev {position.best:.3f}"
                )

    def _progress(self) -> float:
        position, settings = self._worker.position, self._job.settings
        if settings.minutes is not None:
            return position.seconds / (settings.minutes * 60)
        return (position.epoch + position.batch / len(self._worker.plan.batches)) / settings.epochs

    def _evaluate(self, progress: float, train_loss: float, speed: float) -> None:
        position, settings = self._worker.position, self._job.settings
        averaged = self._layout.views(self._arrays.average)
        self._evaluated.load_state_dict(averaged)
        dev = dev_loss(self._evaluated, self._dev, self._job.pad)
        if dev < position.best:
            position.best, position.waiting = dev, 0
            checkpoint.save_weights(self._output, averaged)
        else:
            position.waiting += 1
            if position.waiting >= settings.patience:
                self.stop_reason = f"dev loss did not improve in {settings.patience} evaluations"
        self._save_state()
        self._log(
            {
                "event": "evaluation",
                "step": position.step,
                "epoch": round(position.epoch + position.batch / len(self._worker.plan.batches), 3),
                "minutes": round(position.seconds / 60, 2),
                "progress": round(progress, 4),
                "train_loss": round(train_loss, 4),
                "dev_loss": round(dev, 4),
                "best_dev_loss": round(position.best, 4),
                "target_tokens_a_second": round(speed),
            }
        )

    def _save_state(self) -> None:
        tensors = {
            f"{array}/{name}": view
            for array in SharedArrays.NAMES
            for name, view in self._layout.views(getattr(self._arrays, array)).items()
        }
        checkpoint.save_state(self._output, tensors, {"position": asdict(self._worker.position)})

    def _log(self, record: dict[str, Any]) -> None:
        checkpoint.append_json_line(self._output / LOG, record)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.stop_reason, self.interrupted = f"signal {signal.Signals(number).name}", True


@torch.no_grad()
def dev_loss(model: Seq2SeqModel, plan: Plan, pad: int) -> float:
    """Returns the mean plain loss a target token (EOS included), in nats."""
    model.eval()
    total = 0.0
    for index in range(len(plan.batches)):
        batch = plan.batch(index, pad)
        total += model.loss(batch.source, batch.target, 0.0)[1]
    return total / sum(plan.tokens)


def _join(helpers: list[SpawnProcess]) -> None:
    for helper in helpers:
        helper.join(timeout=10)
        if helper.is_alive():
            helper.terminate()
