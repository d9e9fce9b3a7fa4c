# SPDX-License-Identifier: Apache-2.0
"""A made checkpoint, from its folder to a verdict: converted and equal to transformers, or refused and why."""

from collections.abc import Mapping, Sequence
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
MORE = Path(__file__).parent / "data" / "texts.tsv"
"""Language and text: English and German ones from Tatoeba (see NOTICE), the others written for this project."""
LIMIT = 24
"""New tokens where the checkpoint says no length of its own, or a long one."""


@dataclass
class Verdict:
    """What came of a checkpoint.

    Attributes:
        refused: the reason, or empty.
        compared: texts that were compared, each once a decoding.
        ties: texts whose answers differ where two are equally good: their scores are nearer than a tie for their size,
            or the reference itself answers as the graph in 64-bit floats.
        differences: everything that is not as in transformers.
        distinct: distinct tokens of the greedy answers.
    """

    refused: str = ""
    compared: int = 0
    ties: int = 0
    differences: list[str] = field(default_factory=list)
    distinct: int = 0


def more_texts(count: int) -> list[str]:
    """So many sentences of many languages and scripts, English and German ones between them."""
    rows = (line.split("\t") for line in MORE.read_text(encoding="utf-8").splitlines())
    return [text for _, text in rows][:count]


def judge(folder: Path, output: Path, wishes: Wishes, texts: Sequence[str] = TEXTS) -> Verdict:
    """Converts a checkpoint and holds it against transformers: greedy, with beams, and as it decodes by itself."""
    try:
        convert(Request(folder, output, "float", "made", wishes=wishes))
    except ExportError as error:
        return Verdict(refused=str(error))
    return hold(folder, output, texts)


def hold(folder: Path, output: Path, texts: Sequence[str]) -> Verdict:
    """Holds a converted checkpoint against transformers on texts, those out that it reads otherwise on purpose."""
    verdict = Verdict()
    bundle, reference = Bundle.open(output, threads=1), Reference(folder)
    pair = bundle.words.pairs[0]
    rows = [
        _row(text, bundle, reference, pair, verdict)
        for text in texts
        if not reference.spells_control(text) and bundle.words.fits(text, pair)
    ]
    if verdict.differences:
        return verdict
    own = {rule["name"]: rule.get("default") for rule in bundle.manifest["inputs"]}
    short = min(LIMIT, own["max_new_tokens"])
    lengths = {"max_new_tokens": short, "min_new_tokens": min(own["min_new_tokens"], short)}
    for beams in (1, 3):
        ours = _answers(bundle, pair, rows, {"beam_size": beams, **lengths})
        _compare(verdict, folder, bundle, reference, rows, ours, {"num_beams": beams, **lengths})
        if beams == 1:
            verdict.distinct = len({token for answer in ours for token in answer.ids})
    few = rows if own["max_new_tokens"] <= 64 else rows[: max(1, len(rows) * 16 // own["max_new_tokens"])]
    _compare(verdict, folder, bundle, reference, few, _answers(bundle, pair, few, {}), {})
    return verdict


def _row(text: str, bundle: Bundle, reference: Reference, pair: Pair, verdict: Verdict) -> list[int]:
    """Source ids of the bundle, which must be transformers' own."""
    row = bundle.words.encode(text, pair)
    expected = reference.encode(text, pair)
    read = _known(row, bundle, reference)
    if read != expected:
        verdict.differences.append(f"source ids of {text!r} {expected} {read}")
    return row


def _known(row: Sequence[int], bundle: Bundle, reference: Reference) -> list[int]:
    """Ids as the reference has them: what is beyond its embedding is the unknown token."""
    unknown, size = bundle.manifest["special_ids"]["unk"], reference.source_ids
    return [token if token < size else unknown for token in row]


def _answers(
    bundle: Bundle, pair: Pair, rows: Sequence[list[int]], controls: Mapping[str, Any]
) -> list[Hypothesis]:
    found = bundle.session.answer(rows, forced_bos=[pair.forced_bos] * len(rows), **controls)
    return [best for (best, *_) in found]


def _compare(
    verdict: Verdict,
    folder: Path,
    bundle: Bundle,
    reference: Reference,
    rows: Sequence[list[int]],
    ours: Sequence[Hypothesis],
    asked: dict[str, Any],
) -> None:
    """Ids, text, score and log-probabilities; without ``asked`` as ``generate`` decodes without options.

    Behind a padding token inside an answer M2M100's log-probabilities are not compared: ``generate`` counts its position,
    and transformers' pass over a whole target does not.
    """
    pair, pad = bundle.words.pairs[0], bundle.manifest["special_ids"]["pad"]
    skips = bundle.manifest["family"] == "m2m_100"
    known = [_known(row, bundle, reference) for row in rows]
    equal = []
    for index, theirs in reference.answers(known, pair, asked):
        verdict.compared += 1
        answer = ours[index]
        apart = None if theirs.score is None else abs(theirs.score - answer.score)
        if theirs.ids != answer.ids:
            near = (apart is not None and apart < TIE * max(1, abs(answer.score))) or _rounded(
                folder, known[index], pair, asked, answer
            )
            verdict.ties += near
            if not near:
                verdict.differences.append(
                    f"{asked} ids {theirs.ids} {theirs.score}, graph {answer.ids} {answer.score}"
                )
            continue
        equal.append(index)
        if apart is not None and apart > TIE:
            verdict.differences.append(f"{asked} score {theirs.score}, graph {answer.score}")
        if bundle.words.decode(answer.ids) != theirs.text:
            verdict.differences.append(
                f"{asked} text {theirs.text!r}, bundle {bundle.words.decode(answer.ids)!r}"
            )
    starts = [reference.start(pair)] * len(equal)
    for place, forced in reference.force([known[i] for i in equal], starts, [ours[i].ids for i in equal]):
        answer = ours[equal[place]]
        counted = answer.ids.index(pad) + 1 if skips and pad in answer.ids else len(answer.ids)
        logprobs = answer.logprobs
        if not np.allclose(forced.logprobs[:counted], logprobs[:counted], atol=1e-3):
            verdict.differences.append(f"{asked} log-probabilities {forced.logprobs} {logprobs}")


def _rounded(
    folder: Path, row: Sequence[int], pair: Pair, asked: Mapping[str, Any], answer: Hypothesis
) -> bool:
    """Whether the reference answers as the graph once it rounds less."""
    ((_, exact),) = Reference(folder, exact=True).answers([row], pair, asked)
    return exact.ids == answer.ids


torch.set_num_threads(1)
