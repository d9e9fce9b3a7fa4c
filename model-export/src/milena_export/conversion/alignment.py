# SPDX-License-Identifier: Apache-2.0
"""Chooses which attention of a model aligns words best, and keeps the choice in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from milena_export.bundle.feeds import Value
from milena_export.bundle.words import Words
from milena_export.conversion.copied_words import CopiedWords, informative, shifted
from milena_export.conversion.graphs import trial
from milena_export.corpus import Pair
from milena_export.errors import ExportError
from milena_export.families.source import SourceModel
from milena_export.graph.every_head import EveryHead
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float

CRITERION = "copied words find themselves"
"""Name of the criterion in manifests and reports; `CopiedWords` says what it means."""
OF_REFERENCES = "copied words of references find themselves"
"""The same where references are forced on the model."""
MIN_WORDS = 10
"""Fewer distinct copied words than this say nothing."""
SHIFTS = (0, 1)
BATCH = 32
ATTENTION_BYTES = 2**28
"""Most that the attention of one batch may take: all heads of all layers."""

Targets = Callable[[Sequence[Pair]], Sequence[Sequence[int]]]
"""Gives the ids of the references of pairs, EOS included."""


@dataclass(frozen=True)
class Candidate:
    """A policy with its accuracy: the share of copied words that find themselves."""

    layer: int
    heads: tuple[int, ...]
    shift: int
    accuracy: float


@dataclass(frozen=True)
class Choice:
    """All candidates of a model, and the policy that is taken.

    Attributes:
        policy: the most accurate candidate's, or the family's default where too few words tell.
        candidates: layer by layer, all heads first and each alone then, shift 0 before shift 1.
        words: distinct words that the accuracies are means over.
        texts: in which they were found.
    """

    policy: AttentionPolicy
    candidates: tuple[Candidate, ...]
    words: int
    texts: int


def choose_policy(
    source: SourceModel, words: Words, pairs: Sequence[Pair], corpus: str, targets: Targets | None = None
) -> Choice:
    """Tries each layer with all heads and with each head alone, shifts 0 and 1, and keeps the most accurate.

    The texts are decoded once, by a graph that gives out all attention (`EveryHead`).

    Args:
        source: the model.
        words: its tokenizers.
        pairs: of which those that copy a word are used.
        corpus: name of the pairs, for the record.
        targets: of references that are forced on the model, so that different models are asked about the same
            words; None for the model's own answers.
    """
    chosen = informative(pairs)
    sources = [words.read(pair.source) for pair in chosen]
    view = EveryHead(source.decoder_layers, source.decoder_heads)
    controls: dict[str, Value] = (
        {"forced_bos": words.pairs[0].forced_bos}
        if targets is None
        else {"target_prefix": targets(chosen), "max_new_tokens": 1, "min_new_tokens": 0}
    )
    found = [CopiedWords() for _ in SHIFTS]
    rows = [text.ids for text in sources]
    batch = _batch(source, view, rows)
    with trial(source, Float(), view) as tried:
        answers = tried.session.answer_all(rows, batch, beam_size=1, return_attention=1, **controls)
        for index, hypotheses in tqdm(answers, total=len(rows), desc="align", unit="text", disable=None):
            answer = hypotheses[0]
            output = words.spell(answer.ids)
            for shift, one in zip(SHIFTS, found, strict=True):
                one.add(sources[index], output, shifted(answer.attention, shift))
    accuracies = [np.broadcast_to(one.accuracy, view.between) for one in found]
    candidates = tuple(
        Candidate(layer, heads, shift, float(accuracies[place][matrix]))
        for matrix, (layer, heads) in enumerate(view.shown)
        for place, shift in enumerate(SHIFTS)
    )
    policy, distinct = source.default_policy, found[0].distinct
    if distinct >= MIN_WORDS:
        best = max(candidates, key=lambda candidate: round(candidate.accuracy, 9))
        note = (
            f"{CRITERION if targets is None else OF_REFERENCES}: {100 * best.accuracy:.1f}%, mean over {distinct} "
            f"distinct words in {len(rows)} texts of {corpus}"
        )
        policy = AttentionPolicy(best.layer, best.heads, best.shift, note)
    return Choice(policy, candidates, distinct, len(rows))


def _batch(source: SourceModel, view: EveryHead, rows: Sequence[Sequence[int]]) -> int:
    """How many texts are decoded at once, so that their attention fits in `ATTENTION_BYTES`."""
    longest = max((len(row) for row in rows), default=1)
    of_text = np.float32().nbytes * len(view.shown) * longest * source.max_target
    return max(1, min(BATCH, ATTENTION_BYTES // of_text))


def dump(choice: Choice, corpus: str) -> str:
    """A choice as JSON, for `read_policy`."""
    policy = choice.policy
    content = {
        "layer": policy.layer,
        "heads": list(policy.heads),
        "shift": policy.shift,
        "chosen_by": policy.chosen_by,
        "criterion": CRITERION,
        "corpus": corpus,
        "words": choice.words,
        "texts": choice.texts,
        "candidates": [asdict(candidate) for candidate in choice.candidates],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_policy(path: Path) -> AttentionPolicy:
    """The policy of a file that `milena-export align --json` wrote.

    Raises:
        ExportError: the file is missing or holds no policy.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        layer, heads, shift = int(content["layer"]), [int(h) for h in content["heads"]], int(content["shift"])
        chosen_by = str(content["chosen_by"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExportError(
            f"{path} is no alignment policy ({error!r}); make one with 'milena-export align --json'"
        ) from error
    if layer < 0 or not heads or min(heads) < 0 or shift not in SHIFTS:
        raise ExportError(
            f"{path} is no alignment policy: layer and heads are counted from 0, shift is 0 or 1; make it again"
        )
    return AttentionPolicy(layer, tuple(heads), shift, chosen_by)
