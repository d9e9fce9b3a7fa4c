# SPDX-License-Identifier: Apache-2.0
"""What a bundle is worth on a corpus: its texts, its word alignment, its confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import Hypothesis
from milena_export.bundle.spelling import Spelled
from milena_export.conversion.copied_words import copied_word_accuracy, copied_words
from milena_export.conversion.reliability import Reliability, reliability
from milena_export.corpus import Pair
from milena_export.errors import ExportError
from milena_export.metrics import METRICS, Score

LONG = 10
"""Sources of this many words or more are reported apart."""
DECODINGS: dict[str, dict[str, float]] = {"greedy": {"beam_size": 1}, "beam 4": {"beam_size": 4}}


@dataclass(frozen=True)
class Evaluation:
    """Figures as the manifest's ``provenance.quality`` holds them, and the reliability of each decoding."""

    figures: list[dict[str, Any]] = field(default_factory=list)
    reliabilities: dict[str, Reliability] = field(default_factory=dict)


@dataclass(frozen=True)
class _Answered:
    """Answers to a corpus, in its order."""

    sources: list[Spelled]
    answers: list[Hypothesis]
    outputs: list[str]


def evaluate(
    bundle: Bundle,
    pairs: Sequence[Pair],
    corpus_name: str,
    metrics: Sequence[str],
    batch: int = 32,
    substitutes: Sequence[str] = (),
) -> Evaluation:
    """Decodes a corpus greedily and with 4 beams, and measures the answers.

    Args:
        bundle: what to measure.
        pairs: the corpus.
        corpus_name: in the figures.
        metrics: names in `METRICS`.
        batch: texts a batch.
        substitutes: names and numbers to put in the place of the corpus's most frequent copied word, for an
            alignment figure that does not hang on that one word; none, no such figure.
    """
    evaluation = Evaluation()
    kind = bundle.manifest["quantization"]["kind"]
    for name, controls in DECODINGS.items():
        decoding = f"{kind}, {name}"

        def add(subset: str, sentences: int, score: Score, decoding: str = decoding) -> None:
            evaluation.figures.append(
                {
                    "corpus": corpus_name,
                    "subset": subset,
                    "decoding": decoding,
                    "metric": score.metric,
                    "value": score.value,
                    "signature": score.signature,
                    "sentences": sentences,
                }
            )

        answered = _answer(bundle, [pair.source for pair in pairs], batch, decoding, **controls)
        for subset, indexes in _subsets(pairs):
            outputs = [answered.outputs[i] for i in indexes]
            references = [pairs[i].target for i in indexes]
            for score in (score for metric in metrics for score in METRICS[metric](outputs, references)):
                add(subset, len(indexes), score)
        for score in _alignment(bundle, answered, "copied words aligned"):
            add("all", len(pairs), score)
        if substitutes:
            texts = substituted(pairs, substitutes)
            others = _answer(bundle, texts, batch, f"{decoding}, other names", **controls)
            for score in _alignment(bundle, others, "substituted words aligned"):
                add("all", len(texts), score)
        found = reliability(answered.answers, answered.outputs, [pair.target for pair in pairs])
        if found:
            evaluation.reliabilities[decoding] = found
            signature = "exp(mean token log-probability) against sentence chrF|Spearman, x 100"
            add("all", len(pairs), Score("confidence", round(100 * found.spearman, 3), signature))
    return evaluation


def substituted(pairs: Sequence[Pair], substitutes: Sequence[str]) -> list[str]:
    """Sources with the most frequent copied word of ``pairs``, each with another substitute in its place.

    Raises:
        ExportError: no word stands once on both sides of a pair.
    """
    counts = Counter(word for pair in pairs for word in copied_words(pair))
    if not counts:
        raise ExportError(
            "no name or number of the corpus stands once on both sides of a pair, so none can be replaced; "
            "leave --substitutes out"
        )
    frequent = counts.most_common(1)[0][0]
    texts = [pair.source for pair in pairs if frequent in copied_words(pair)]
    return [text.replace(frequent, substitutes[i % len(substitutes)]) for i, text in enumerate(texts)]


def frequent_copied_words(pairs: Sequence[Pair], count: int) -> list[str]:
    """The names and numbers that most pairs hold once on both sides, without the most frequent of all."""
    counts = Counter(word for pair in pairs for word in sorted(copied_words(pair)))
    return [word for word, _ in counts.most_common(count + 1)[1:]]


def _subsets(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[int]]]:
    yield "all", list(range(len(pairs)))
    long = [i for i, pair in enumerate(pairs) if len(pair.source.split()) >= LONG]
    if long:
        yield f"{LONG} words or more", long


def _alignment(bundle: Bundle, answered: _Answered, metric: str) -> list[Score]:
    shift = bundle.manifest["alignment"]["shift"]
    accuracy, distinct = copied_word_accuracy(bundle.words, answered.sources, answered.answers, shift)
    if distinct == 0:
        return []
    signature = f"mean over {distinct} distinct words that stand once in source and output"
    return [Score(metric, round(100 * accuracy, 3), signature)]


def _answer(bundle: Bundle, texts: Sequence[str], batch: int, label: str, **controls: float) -> _Answered:
    sources = [bundle.words.read(text) for text in texts]
    rows = [source.ids for source in sources]
    found: dict[int, Hypothesis] = {}
    with tqdm(total=len(rows), desc=label, unit="text", disable=None) as bar:
        forced_bos = bundle.words.pairs[0].forced_bos
        for index, hypotheses in bundle.session.answer_all(
            rows, batch, return_attention=1, forced_bos=forced_bos, **controls
        ):
            found[index] = hypotheses[0]
            bar.update()
    answers = [found[index] for index in range(len(rows))]
    return _Answered(sources, answers, [bundle.words.decode(answer.ids) for answer in answers])
