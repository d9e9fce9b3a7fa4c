# SPDX-License-Identifier: Apache-2.0
"""Each mechanism from training to figures. What is done is not done again, so a stopped comparison goes on."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from milena_export.bundle.reader import Bundle
from milena_export.comparison import measure
from milena_export.comparison.mechanisms import Mechanism, mechanisms
from milena_export.conversion.alignment import choose_policy
from milena_export.conversion.convert import Request, convert
from milena_export.conversion.copied_words import copied_words
from milena_export.conversion.evaluation import evaluate
from milena_export.corpus import Pair, read_split
from milena_export.errors import ExportError
from milena_export.families.registry import load
from milena_export.training import checkpoint
from milena_export.training.batches import EncodedPairs
from milena_export.training.tokenizer import Tokenizer, train_tokenizer
from milena_export.training.trainer import LOG

RESULT = "result.json"
TIMES = "times.json"
ROUNDS = 2
MAX_TOKENS = 128
DROPOUT = 0.1
FINISHED = "schedule ended"


@dataclass(frozen=True)
class Settings:
    """What is the same for all mechanisms.

    Attributes:
        corpus: name of the corpus.
        languages: codes of both, as in ``en-de``.
        minutes: wall-clock budget of each training, or None.
        epochs: budget in passes over the corpus, or None.
        vocabulary: number of ids.
        width: of the yardstick (see `mechanisms`).
        batch_tokens: padded tokens of a batch, which is a step.
        warmup_steps: of the learning rate.
        processes: of each training.
        seed: of everything that is drawn.
    """

    corpus: str
    languages: str
    minutes: float | None
    epochs: float | None
    vocabulary: int
    width: int
    batch_tokens: int
    warmup_steps: int
    processes: int
    seed: int


Results = list[tuple[Mechanism, dict[str, Any]]]
Train = Callable[[list[str]], object]
"""Runs ``milena-export train`` with these arguments."""


def compare(settings: Settings, corpus: Path, names: Sequence[str], output: Path, train: Train) -> Results:
    """Trains, exports and measures; returns what was found of each mechanism, in their order.

    Raises:
        ExportError: the output holds results of other settings, or a training was stopped.
    """
    # A wrong name is refused before anything is written.
    mechanisms(names, settings.vocabulary, settings.width)
    splits = {name: read_split(corpus, name) for name in ("train", "dev", "test")}
    output.mkdir(parents=True, exist_ok=True)
    _same_settings(output, settings)
    tokenizer = _vocabulary(output / "vocabulary", settings, splits["train"])
    chosen = mechanisms(names, len(tokenizer), settings.width)
    results = [
        (mechanism, _result(mechanism, settings, corpus, splits, tokenizer, output, train))
        for mechanism in chosen
    ]
    times = _times(chosen, settings, splits, tokenizer, output)
    return [(mechanism, {**result, **times[mechanism.name]}) for mechanism, result in results]


def _times(
    chosen: Sequence[Mechanism],
    settings: Settings,
    splits: Mapping[str, Sequence[Pair]],
    tokenizer: Tokenizer,
    output: Path,
) -> dict[str, dict[str, Any]]:
    """The times of all mechanisms, in turns, so that what else the machine does meets all of them; the best of each."""
    path = output / TIMES
    names = [mechanism.name for mechanism in chosen]
    if path.exists():
        found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        if list(found) == names:
            return found
    sample = splits["train"][:20_000]
    sources = tokenizer.encode([pair.source for pair in sample])
    encoded = EncodedPairs.of(sources, _targets(tokenizer, sample), MAX_TOKENS)
    texts = [pair.source for pair in splits["test"]]
    best: dict[str, dict[str, Any]] = {}
    for mechanism in tqdm(list(chosen) * ROUNDS, desc="times", unit="measurement", disable=None):
        step = measure.step_seconds(mechanism.shape, encoded, settings.batch_tokens, DROPOUT, settings.seed)
        bundle = Bundle.open(output / mechanism.name / "bundle", threads=1)
        decoded = {
            name: measure.decoded_tokens_a_second(bundle, texts, beams)
            for name, beams in (("greedy", 1), ("beam 4", 4))
        }
        before = best.get(mechanism.name, {"step_seconds": step, "decoded_tokens_a_second": decoded})
        best[mechanism.name] = {
            "step_seconds": min(step, before["step_seconds"]),
            "decoded_tokens_a_second": {
                name: max(speed, before["decoded_tokens_a_second"][name]) for name, speed in decoded.items()
            },
        }
    _write(path, best)
    return best


def _write(path: Path, content: object) -> None:
    partial = path.with_name(f"{path.name}.partial")
    checkpoint.write_json(partial, content)
    partial.replace(path)


def _result(
    mechanism: Mechanism,
    settings: Settings,
    corpus: Path,
    splits: Mapping[str, Sequence[Pair]],
    tokenizer: Tokenizer,
    output: Path,
    train: Train,
) -> dict[str, Any]:
    folder = output / mechanism.name
    if (folder / RESULT).exists():
        found: dict[str, Any] = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        return found
    print(f"{mechanism.title}: {mechanism.parameters:,} weights")
    training = _trained(mechanism, settings, corpus, folder / "checkpoint", output / "vocabulary", train)
    bundle = _exported(mechanism, settings, splits, tokenizer, folder)
    copying = [pair for pair in splits["test"] if copied_words(pair)]
    accuracy, distinct = measure.aligned(
        bundle.session,
        bundle.words,
        copying,
        _targets(tokenizer, copying),
        bundle.manifest["alignment"]["shift"],
    )
    result = {
        "mechanism": mechanism.name,
        "shape": mechanism.shape.as_dict(),
        "parameters": mechanism.parameters,
        "training": training,
        "alignment": bundle.manifest["alignment"],
        "aligned": {"accuracy": accuracy, "words": distinct, "texts": len(copying)},
        "quality": evaluate(bundle, splits["test"], f"{settings.corpus} test", ("bleu", "chrf")).figures,
        "attention": measure.attention_of(bundle, measure.worth_drawing(splits["test"])),
    }
    _write(folder / RESULT, result)
    return result


def _exported(
    mechanism: Mechanism,
    settings: Settings,
    splits: Mapping[str, Sequence[Pair]],
    tokenizer: Tokenizer,
    folder: Path,
) -> Bundle:
    """Writes the bundle, with the attention that aligns words best on training pairs."""
    request = Request(
        source=folder / "checkpoint",
        output=folder / "bundle",
        quantization="float",
        name=mechanism.name.replace("+", "-"),
        golden=[pair.source for pair in splits["dev"]],
        force=True,
    )
    convert(request)
    choice = choose_policy(
        load(folder / "checkpoint"),
        Bundle.open(folder / "bundle", threads=1).words,
        splits["train"],
        f"{settings.corpus} train",
        partial(_targets, tokenizer),
    )
    convert(replace(request, policy=choice.policy))
    return Bundle.open(folder / "bundle", threads=1)


def _targets(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[list[int]]:
    return tokenizer.encode([pair.target for pair in pairs])


def _trained(
    mechanism: Mechanism, settings: Settings, corpus: Path, folder: Path, vocabulary: Path, train: Train
) -> dict[str, Any]:
    """Trains to the end of the budget, from where an earlier run stopped if there is one."""
    if _end(folder) != FINISHED:
        resumed = (folder / checkpoint.STATE).exists()
        budget = f"--minutes={settings.minutes}" if settings.minutes else f"--epochs={settings.epochs}"
        fresh = [f"--vocabulary-from={vocabulary}", *mechanism.arguments]
        load, begin = os.getloadavg()[0], time.monotonic()
        train(
            [
                str(corpus),
                f"--output={folder}",
                *(["--resume", *mechanism.arguments[1:2]] if resumed else fresh),
                budget,
                f"--languages={settings.languages}",
                f"--processes={settings.processes}",
                f"--batch-tokens={settings.batch_tokens}",
                "--batches-a-step=1",
                "--optimizer=adamw",
                f"--warmup-steps={settings.warmup_steps}",
                f"--dropout={DROPOUT}",
                f"--max-tokens={MAX_TOKENS}",
                f"--seed={settings.seed}",
                "--patience=1000",  # all get the whole budget
                *([] if sys.stderr.isatty() else ["--quiet"]),
            ]
        )
        record = {"event": "load", "before": load, "after": os.getloadavg()[0]}
        checkpoint.append_json_line(
            folder / LOG, {**record, "minutes": round((time.monotonic() - begin) / 60, 2)}
        )
        if _end(folder) != FINISHED:
            raise ExportError(
                f"the training of {mechanism.name} was stopped; the same command goes on with it"
            )
    log = _log(folder)
    loads = [
        value for record in log if record["event"] == "load" for value in (record["before"], record["after"])
    ]
    last = [record for record in log if record["event"] == "evaluation"][-1]
    return {
        "steps": last["step"],
        "epochs": last["epoch"],
        "minutes": last["minutes"],
        "dev_loss": last["best_dev_loss"],
        "load": round(sum(loads) / len(loads), 1) if loads else None,
    }


def _end(folder: Path) -> str | None:
    """Why the last run in a folder ended, if it did."""
    ends = [record["reason"] for record in _log(folder) if record["event"] == "end"]
    return str(ends[-1]) if ends else None


def _log(folder: Path) -> list[dict[str, Any]]:
    path = folder / LOG
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _same_settings(output: Path, settings: Settings) -> None:
    path, wanted = output / "settings.json", asdict(settings)
    if not path.exists():
        checkpoint.write_json(path, wanted)
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    differing = [name for name in wanted if found.get(name) != wanted[name]]
    if differing:
        name = differing[0]
        raise ExportError(
            f"{output} holds results of another comparison ({name} {found.get(name)}, now {wanted[name]}); "
            "repeat its settings, or choose another --output"
        )


def _vocabulary(folder: Path, settings: Settings, pairs: Sequence[Pair]) -> Tokenizer:
    """One for all, learned once."""
    if not (folder / "source.spm").exists():
        folder.mkdir(exist_ok=True)
        learned = train_tokenizer(
            (text for pair in pairs for text in pair), settings.vocabulary, settings.seed
        )
        source, _, target = settings.languages.partition("-")
        learned.save(folder, (source, target))
    return Tokenizer.load(folder)
