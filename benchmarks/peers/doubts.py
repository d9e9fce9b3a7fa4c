# SPDX-License-Identifier: Apache-2.0
"""Counts the doubts of answers to the sentences of a corpus, of the same with a second try, and of the references.

Each distinct source is answered by ``milena infer`` as it is set up by default, then with ``--retry``; each reference is
judged with ``--score``. A table says how many are in doubt and why.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def read_pairs(corpus: Path) -> list[list[str]]:
    """Reads tab-separated pairs of source and reference."""
    raw = lzma.decompress(corpus.read_bytes()) if corpus.suffix == ".xz" else corpus.read_bytes()
    return [line.split("\t")[:2] for line in raw.decode("utf-8").splitlines()]


def infer(texts: Sequence[str], bundle: Path, options: Sequence[str]) -> list[dict[str, Any]]:
    """The answers to some texts, those that have none left out."""
    run = subprocess.run(
        ["./milena", "infer", "--bundle", str(bundle), *options],
        input="\n".join(texts).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return [answer for answer in answers if "error" not in answer]


def judged(pairs: Sequence[Sequence[str]], bundle: Path) -> list[dict[str, Any]]:
    """The references as if they were answers."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as targets:
        targets.write("\n".join(pair[1] for pair in pairs))
        targets.flush()
        return infer([pair[0] for pair in pairs], bundle, ["--beam", "1", "--score", targets.name])


def row(name: str, answers: Sequence[dict[str, Any]]) -> str:
    """A line of the table."""
    doubted = [answer for answer in answers if "doubts" in answer]
    kinds = Counter(kind for answer in doubted for kind in {doubt["kind"] for doubt in answer["doubts"]})
    share = 100 * len(doubted) / len(answers)
    why = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"| {name} | {len(answers)} | {len(doubted)} | {share:.2f} % | {why} |"


def spans(text: str, words: Iterable[str]) -> str:
    """Where words stand in a text, in UTF-16 units."""
    placed, position = [], 0
    for word in words:
        position = text.index(word, position)
        start = len(text[:position].encode("utf-16-le")) // 2
        placed.append(f"{start}-{start + len(word.encode('utf-16-le')) // 2}")
        position += len(word)
    return " ".join(placed)


def line(answer: dict[str, Any]) -> str:
    """An answer as PlantedDoubtsTest reads it."""
    return "\t".join(
        [
            answer["source"],
            answer["output"],
            f"{answer['logProbMean']:.4f}",
            str(answer["outputTokens"]),
            answer["finishReason"],
            spans(answer["source"], answer["sourceWords"]),
            spans(answer["output"], answer["outputWords"]),
            answer["alignment"],
        ]
    )


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpus", required=True, type=Path, help="pairs of source and reference, .tsv or .tsv.xz"
    )
    parser.add_argument("--bundle", type=Path, default=Path("models/en-de"))
    parser.add_argument("--beams", type=int, nargs="+", default=[4, 1])
    parser.add_argument("--answers", type=Path, help="write the answers of the first beam here")
    arguments = parser.parse_args()

    pairs = read_pairs(arguments.corpus)
    texts = list(dict.fromkeys(pair[0] for pair in pairs))
    print("| answers | number | in doubt | share | kinds |\n| --- | --- | --- | --- | --- |")
    for beam in arguments.beams:
        answers = infer(texts, arguments.bundle, ["--beam", str(beam)])
        if arguments.answers and beam == arguments.beams[0]:
            usable = [answer for answer in answers if "\t" not in answer["source"] + answer["output"]]
            arguments.answers.write_text("".join(line(answer) + "\n" for answer in usable), encoding="utf-8")
        print(row(f"beam {beam}", answers))
        again = infer(texts, arguments.bundle, ["--beam", str(beam), "--retry", "--retry-beam", "8"])
        print(row(f"beam {beam}, second try with 8", again))
    print(row("references", judged(pairs, arguments.bundle)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
