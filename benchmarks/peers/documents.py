# SPDX-License-Identifier: Apache-2.0
"""Translates documents made of test sentences, and the same sentences alone, and compares BLEU and work.

Every sentence of the corpus is in exactly one document of 2 to 20 sentences, joined by a space. Three runs of
``milena infer`` with the same search: the sentences alone, the documents in segments, the documents as they are. BLEU is
that of the documents, whose references are the joined references.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import sacrebleu

MOST_SENTENCES = 20


def read_pairs(corpus: Path) -> list[tuple[str, str]]:
    """Reads tab-separated pairs of source and reference."""
    raw = lzma.decompress(corpus.read_bytes()) if corpus.suffix == ".xz" else corpus.read_bytes()
    pairs = [line.split("\t")[:2] for line in raw.decode("utf-8").splitlines()]
    return [(source, reference) for source, reference in pairs]


def documents(pairs: Sequence[tuple[str, str]], seed: int) -> list[list[int]]:
    """Divides the pairs, in random order, into documents: lists of their indexes."""
    order = list(range(len(pairs)))
    chance = random.Random(seed)
    chance.shuffle(order)
    made = []
    while order:
        size = chance.randint(2, MOST_SENTENCES)
        made.append(order[:size])
        order = order[size:]
    return made


def infer(
    texts: Sequence[str], arguments: argparse.Namespace, segment: str
) -> tuple[list[dict[str, object]], float]:
    """Answers of ``milena infer``, and the seconds that it took, its start included."""
    command = [
        "./milena",
        "infer",
        "--bundle",
        arguments.bundle,
        "--beam",
        str(arguments.beam),
        "--segment",
        segment,
    ]
    started = time.monotonic()
    done = subprocess.run(
        command, input="\n".join(texts), capture_output=True, text=True, encoding="utf-8", check=True
    )
    seconds = time.monotonic() - started
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(texts):
        raise RuntimeError(f"{len(answers)} answers to {len(texts)} texts")
    return answers, seconds


def output(answer: dict[str, object]) -> str:
    """The text of an answer; nothing where the text was refused."""
    return str(answer.get("output", ""))


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpus", required=True, type=Path, help="tab-separated sentence pairs, .tsv or .tsv.xz"
    )
    parser.add_argument("--bundle", default="models/en-de")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()

    pairs = read_pairs(arguments.corpus)
    made = documents(pairs, arguments.seed)
    texts = [" ".join(pairs[i][0] for i in document) for document in made]
    references = [" ".join(pairs[i][1] for i in document) for document in made]

    infer(["Hello."], arguments, "off")  # builds what changed
    alone, alone_seconds = infer([source for source, _ in pairs], arguments, "off")
    sentences, _ = infer([source for source, _ in pairs], arguments, "auto")
    segmented, segmented_seconds = infer(texts, arguments, "auto")
    whole, _ = infer(texts, arguments, "off")

    joined = [" ".join(output(alone[i]) for i in document) for document in made]
    figures = {
        "sentences": len(pairs),
        "documents": len(made),
        "segments": sum(len(answer.get("segments", [])) for answer in segmented),  # type: ignore[arg-type, misc]
        "bleu": {
            "sentences alone, joined": sacrebleu.corpus_bleu(joined, [references]).score,
            "documents in segments": sacrebleu.corpus_bleu(
                [output(answer) for answer in segmented], [references]
            ).score,
            "documents as they are": sacrebleu.corpus_bleu(
                [output(answer) for answer in whole], [references]
            ).score,
        },
        "bleu of single lines": {
            "as they are": sacrebleu.corpus_bleu(
                [output(answer) for answer in alone], [[r for _, r in pairs]]
            ).score,
            "in segments": sacrebleu.corpus_bleu(
                [output(answer) for answer in sentences], [[r for _, r in pairs]]
            ).score,
        },
        "documents equal to their sentences": sum(
            a == output(b) for a, b in zip(joined, segmented, strict=True)
        ),
        "seconds": {"sentences alone": alone_seconds, "documents in segments": segmented_seconds},
    }
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
