# SPDX-License-Identifier: Apache-2.0
"""A made checkpoint, from its folder to a verdict: converted and equal to transformers, or refused and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import Hypothesis
from milena_export.bundle.words import Pair
from milena_export.conversion.convert import Request, convert
from milena_export.conversion.reference import Reference
from milena_export.conversion.verification import TIE
from milena_export.errors import ExportError
from milena_export.families.source import Wishes

TEXTS = (
    "Tom was here.",
    "I like it, and 12 more of them!",
    "Where are you going?",
)
LIMIT = 24
"""New tokens where the checkpoint says no length of its own, or a long one."""


@dataclass
class Verdict:
    """What came of a checkpoint.

    Attributes:
        refused: the reason, or empty.
        compared: texts that were compared, each once a decoding.
        ties: texts whose answers differ where the reference's own scores are nearer than a tie.
        differences: everything that is not as in transformers.
        distinct: distinct tokens of the greedy answers.
    """

    refused: str = ""
    compared: int = 0
    ties: int = 0
    differences: list[str] = field(default_factory=list)
    distinct: int = 0


def judge(folder: Path, output: Path, wishes: Wishes, texts: Sequence[str] = TEXTS) -> Verdict:
    """Converts a checkpoint and holds it against transformers: greedy, with beams, and as it decodes by itself."""
    verdict = Verdict()
    try:
        convert(Request(folder, output, "float", "made", wishes=wishes))
    except ExportError as error:
        verdict.refused = str(error)
        return verdict
    bundle, reference = Bundle.open(output, threads=1), Reference(folder)
    own = {rule["name"]: rule.get("default") for rule in bundle.manifest["inputs"]}
    pair = bundle.words.pairs[0]
    spelled = [text for text in texts if not reference.spells_control(text)]
    rows = []
    for text in spelled:
        rows.append(bundle.words.encode(text, pair))
        expected = reference.encode(text, pair)
        size, unknown = reference.source_ids, bundle.manifest["special_ids"]["unk"]
        read = [token if token < size else unknown for token in rows[-1]]
        if read != expected:
            verdict.differences.append(f"source ids {expected} {read}")
            return verdict
    short = min(LIMIT, own["max_new_tokens"])
    least = {"min_new_tokens": min(own["min_new_tokens"], short)}
    for controls in ({"beam_size": 1}, {"beam_size": 3}):
        given = {**controls, "max_new_tokens": short, **least}
        ours = bundle.session.answer(rows, forced_bos=[pair.forced_bos] * len(rows), **given)
        asked = {
            "num_beams": controls["beam_size"],
            "max_new_tokens": short,
            "min_new_tokens": least["min_new_tokens"],
        }
        _compare(verdict, bundle, reference, pair, rows, ours, asked)
        if controls["beam_size"] == 1:
            verdict.distinct = len({token for (answer, *_) in ours for token in answer.ids})
    few = rows if own["max_new_tokens"] <= 64 else rows[:1]
    ours = bundle.session.answer(few, forced_bos=[pair.forced_bos] * len(few))
    _compare(verdict, bundle, reference, pair, few, ours, {})
    return verdict


def _compare(
    verdict: Verdict,
    bundle: Bundle,
    reference: Reference,
    pair: Pair,
    rows: Sequence[list[int]],
    ours: Sequence[Sequence[Hypothesis]],
    asked: dict[str, Any],
) -> None:
    """Ids, text, score and log-probabilities; without ``asked`` as ``generate`` decodes without options."""
    unknown, size = bundle.manifest["special_ids"]["unk"], reference.source_ids
    for row, (answer, *_) in zip(rows, ours, strict=True):
        verdict.compared += 1
        known = [token if token < size else unknown for token in row]
        ids, score, text = reference.alone(known, pair, asked)
        if ids != answer.ids:
            near = score is not None and abs(score - answer.score) < TIE
            verdict.ties += near
            if not near:
                verdict.differences.append(f"{asked} ids {ids} {score}, graph {answer.ids} {answer.score}")
            continue
        if score is not None and abs(score - answer.score) > TIE:
            verdict.differences.append(f"{asked} score {score}, graph {answer.score}")
        if bundle.words.decode(answer.ids) != text:
            verdict.differences.append(f"{asked} text {text!r}, bundle {bundle.words.decode(answer.ids)!r}")
        ((_, forced),) = reference.force([known], [reference.start(pair)], [answer.ids])
        if not np.allclose(forced.logprobs, answer.logprobs, atol=1e-3):
            verdict.differences.append(f"{asked} log-probabilities {forced.logprobs} {answer.logprobs}")


torch.set_num_threads(1)
