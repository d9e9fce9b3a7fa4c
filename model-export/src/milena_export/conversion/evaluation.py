# SPDX-License-Identifier: Apache-2.0
"""Translation quality of a bundle on a corpus: BLEU and chrF as sacreBLEU computes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tqdm import tqdm

from milena_export.bundle.reader import Bundle
from milena_export.corpus import Pair

LONG = 10
"""Sources of this many words or more are reported apart."""
DECODINGS: dict[str, dict[str, float]] = {"greedy": {"beam_size": 1}, "beam 4": {"beam_size": 4}}


def evaluate(
    bundle: Bundle, pairs: Sequence[Pair], corpus_name: str, batch: int = 32
) -> list[dict[str, Any]]:
    """Figures as the manifest's ``provenance.quality`` holds them."""
    figures: list[dict[str, Any]] = []
    kind = bundle.manifest["quantization"]["kind"]
    subsets = {
        "all": list(range(len(pairs))),
        f"{LONG} words or more": [i for i, pair in enumerate(pairs) if len(pair.source.split()) >= LONG],
    }
    for decoding, controls in DECODINGS.items():
        outputs = translate(bundle, [pair.source for pair in pairs], batch, f"{kind} {decoding}", **controls)
        for subset, indexes in subsets.items():
            if indexes:
                hypotheses = [outputs[i] for i in indexes]
                references = [pairs[i].target for i in indexes]
                for metric, value, signature in scores(hypotheses, references):
                    figures.append(
                        {
                            "corpus": corpus_name,
                            "subset": subset,
                            "decoding": f"{kind}, {decoding}",
                            "metric": metric,
                            "value": value,
                            "signature": signature,
                            "sentences": len(indexes),
                        }
                    )
    return figures


def translate(bundle: Bundle, texts: Sequence[str], batch: int, label: str, **controls: float) -> list[str]:
    """The best output of each text, in order, with a progress bar on a terminal."""
    rows = [bundle.words.encode(text) for text in texts]
    outputs = [""] * len(rows)
    with tqdm(total=len(rows), desc=label, unit="text", disable=None) as bar:
        for index, hypotheses in bundle.session.answer_all(rows, batch, **controls):
            outputs[index] = bundle.words.decode(hypotheses[0].ids)
            bar.update()
    return outputs


def scores(hypotheses: Sequence[str], references: Sequence[str]) -> list[tuple[str, float, str]]:
    """(metric, value, signature) of each metric."""
    from sacrebleu.metrics import BLEU, CHRF

    found = []
    for name, metric in (("BLEU", BLEU()), ("chrF", CHRF())):
        value = metric.corpus_score(list(hypotheses), [list(references)]).score
        found.append((name, round(float(value), 3), str(metric.get_signature())))
    return found
