# SPDX-License-Identifier: Apache-2.0
"""Chooses which attention aligns words best: copied words (numbers, names) must find themselves."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from milena_export.bundle.session import Hypothesis
from milena_export.bundle.words import Words
from milena_export.conversion.graphs import trial
from milena_export.corpus import Pair
from milena_export.errors import ExportError
from milena_export.families.source import SourceModel
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float

CRITERION = "copied words find themselves"
"""Name of the criterion in manifests and reports; `choose_policy` says what it means."""
MIN_WORDS = 10
"""Fewer distinct copied words than this say nothing."""
PER_WORD = 2
"""Texts looked at for one word: the average is over distinct words, more of one teach little."""
MAX_TEXTS = 300
"""Each trial decodes them all."""


@dataclass(frozen=True)
class _Word:
    text: str
    tokens: tuple[int, ...]
    """Places of its tokens in the sequence."""


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
        candidates: in the order in which they were tried.
        words: distinct words that the accuracies are means over.
        texts: in which they were found.
    """

    policy: AttentionPolicy
    candidates: tuple[Candidate, ...]
    words: int
    texts: int


def choose_policy(source: SourceModel, words: Words, pairs: Sequence[Pair], corpus: str) -> Choice:
    """Tries each layer with all heads and with each head alone, shifts 0 and 1, and keeps the most accurate.

    Every trial decodes the texts anew, since a graph gives out one attention only.

    Accuracy: of the words that stand once in the source and once in the output, the share whose attention is
    greatest on themselves, averaged over distinct words (one frequent name would decide alone otherwise).

    Args:
        source: the model.
        words: its tokenizers.
        pairs: of which those that copy a word are used.
        corpus: name of the pairs, for the record.
    """
    chosen_pairs = informative(pairs)
    rows = [words.encode(pair.source) for pair in chosen_pairs]
    candidates: list[Candidate] = []
    distinct = 0
    heads = range(source.decoder_heads)
    trials = [
        (layer, chosen)
        for layer in range(source.decoder_layers)
        for chosen in [tuple(heads), *((head,) for head in heads)]
    ]
    for layer, chosen in tqdm(trials, desc="align", unit="trial", disable=None):
        answers = _answers(
            source, AttentionPolicy(layer, chosen, 0, "trial"), rows, words.pairs[0].forced_bos
        )
        for shift in (0, 1):
            accuracy, distinct = copied_word_accuracy(words, rows, answers, shift)
            candidates.append(Candidate(layer, chosen, shift, accuracy))
    policy = source.default_policy
    if distinct >= MIN_WORDS:
        best = max(candidates, key=lambda candidate: round(candidate.accuracy, 9))
        note = (
            f"{CRITERION}: {100 * best.accuracy:.1f}%, mean over {distinct} distinct words "
            f"in {len(rows)} texts of {corpus}"
        )
        policy = AttentionPolicy(best.layer, best.heads, best.shift, note)
    return Choice(policy, tuple(candidates), distinct, len(rows))


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
    if layer < 0 or not heads or min(heads) < 0 or shift not in (0, 1):
        raise ExportError(
            f"{path} is no alignment policy: layer and heads are counted from 0, shift is 0 or 1; make it again"
        )
    return AttentionPolicy(layer, tuple(heads), shift, chosen_by)


def informative(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs whose reference copies a word, at most `PER_WORD` for each word and `MAX_TEXTS` in all."""
    seen: Counter[str] = Counter()
    chosen: list[Pair] = []
    for pair in pairs:
        fresh = [word for word in copied_words(pair) if seen[word] < PER_WORD]
        if fresh:
            seen.update(fresh)
            chosen.append(pair)
    return chosen[:: max(1, len(chosen) // MAX_TEXTS)][:MAX_TEXTS]


def copied_words(pair: Pair) -> set[str]:
    """Names and numbers that stand exactly once in the source and once in the target of a pair."""
    source, target = (Counter(_bare(word) for word in text.split()) for text in pair)
    return {word for word, count in source.items() if count == target[word] == 1 and _copies(word)}


def copied_word_accuracy(
    words: Words, rows: Sequence[Sequence[int]], answers: Sequence[Hypothesis], shift: int
) -> tuple[float, int]:
    """The criterion of `choose_policy`, and over how many distinct words."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for row, answer in zip(rows, answers, strict=True):
        source_words = _split(words.source_pieces(row))
        target_words = _split(words.target_pieces(answer.ids))
        matrix = shifted(answer.attention, shift)
        for word, origin in _copied(source_words, target_words):
            mass = [float(matrix[np.ix_(word.tokens, other.tokens)].sum()) for other in source_words]
            hits[word.text].append(max(mass) > 0 and source_words[int(np.argmax(mass))] is origin)
    if not hits:
        return 0.0, 0
    return float(np.mean([np.mean(found) for found in hits.values()])), len(hits)


def shifted(attention: npt.NDArray[np.float32], shift: int) -> npt.NDArray[np.float32]:
    """Row t of the result aligns token t (ADR 1: with shift 1 it is row t+1, the last token keeps its own)."""
    if shift == 0 or len(attention) == 0:
        return attention
    return np.concatenate([attention[1:], attention[-1:]])


def _answers(
    source: SourceModel, policy: AttentionPolicy, rows: Sequence[Sequence[int]], forced_bos: int
) -> list[Hypothesis]:
    with trial(source, Float(), policy) as tried:
        found = dict(tried.session.answer_all(rows, beam_size=1, return_attention=1, forced_bos=forced_bos))
    return [found[index][0] for index in range(len(rows))]


def _split(pieces: Sequence[str | None]) -> list[_Word]:
    """Groups pieces into words; special ids (None) belong to none."""
    groups: list[list[int]] = []
    for place, piece in enumerate(pieces):
        if piece is None:
            continue
        if piece.startswith("\u2581") or not groups:
            groups.append([])
        groups[-1].append(place)
    return [_Word(_bare("".join(pieces[place] or "" for place in group)), tuple(group)) for group in groups]


def _bare(text: str) -> str:
    """A word without its space and the punctuation around it."""
    return text.replace("\u2581", "").strip(
        "".join(c for c in set(text) if unicodedata.category(c)[0] in "PS")
    )


def _copied(source_words: Sequence[_Word], target_words: Sequence[_Word]) -> list[tuple[_Word, _Word]]:
    source_count = Counter(word.text for word in source_words)
    target_count = Counter(word.text for word in target_words)
    by_text = {word.text: word for word in source_words}
    return [
        (word, by_text[word.text])
        for word in target_words
        if _copies(word.text)
        and source_count[word.text] == target_count[word.text] == 1
        and len(source_words) > 1
    ]


def _copies(word: str) -> bool:
    """Whether a word is one that languages share: a name or a number."""
    return bool(word) and (word[0].isupper() or word[0].isdigit())
