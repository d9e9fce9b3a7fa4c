# SPDX-License-Identifier: Apache-2.0
"""Summaries of texts that are longer than their bundle reads: ROUGE of each way of milena.text.overflow beside cutting.

CORPUS is a file of tab-separated texts and summaries (.tsv or .tsv.xz). Texts count that have at least so many times the
bundle's budget of tokens. Each way is compared with cutting on the same texts: the mean difference, and its 95% confidence
interval by a paired bootstrap over the texts.
"""

import argparse
import json
import lzma
import subprocess
import sys
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from tokenizers import Tokenizer

WAYS = ("cut", "salience", "map-reduce")
KINDS = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
SAMPLES = 10_000


def read(corpus: Path) -> list[tuple[str, str]]:
    """Texts and their summaries."""
    opener = lzma.open if corpus.suffix == ".xz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        return [tuple(line.rstrip("\n").split("\t")[:2]) for line in lines]


def answers(texts: list[str], way: str, arguments: argparse.Namespace) -> list[dict]:
    """What Milena makes of the texts in one way, in their order."""
    command = [
        *arguments.milena.split(),
        "infer",
        "--bundle",
        arguments.bundle,
        "--beam",
        str(arguments.beam),
        "--overflow",
        way,
    ]
    done = subprocess.run(command, input="\n".join(texts) + "\n", capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(texts):
        sys.exit(f"milena infer ended with {done.returncode}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in lines]


def scores(outputs: list[str], references: list[str]) -> np.ndarray:
    """F1 in percent with Porter's stemmer, as milena-export evaluate has it, [texts][kinds]."""
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    found = [scorer.score(reference, output) for output, reference in zip(outputs, references, strict=True)]
    return 100 * np.array([[score[kind].fmeasure for kind in KINDS] for score in found])


def interval(differences: np.ndarray) -> tuple[float, float]:
    """The 95% confidence interval of a mean, by a bootstrap over the texts."""
    rng = np.random.default_rng(1)
    means = [differences[rng.integers(0, len(differences), len(differences))].mean() for _ in range(SAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    """Compares the ways on one corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--bundle", default="models/headline")
    parser.add_argument("--times", type=float, default=2, help="texts of at least so many times the budget")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--ways", nargs="+", choices=WAYS[1:], default=WAYS[1:], help="compared with cutting")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="the first N of them only")
    parser.add_argument("--milena", default="./milena", help="the command that starts Milena")
    arguments = parser.parse_args()

    manifest = json.loads((Path(arguments.bundle) / "manifest.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(Path(arguments.bundle) / manifest["tokenizers"]["source"]))
    budget = manifest["limits"]["source_tokens"]
    pairs = [
        pair
        for pair in read(arguments.corpus)
        if len(tokenizer.encode(pair[0]).ids) >= arguments.times * budget
    ]
    pairs = pairs[: arguments.limit or None]
    texts, references = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    print(f"{len(texts)} texts of at least {arguments.times:g} x {budget} tokens, {arguments.beam} beams")
    print(
        f"{'':12}{''.join(f'{kind:>10}' for kind in KINDS.values())}{'left out':>10}   difference of ROUGE-1, -2, -L (95%)"
    )
    base = None
    for way in (WAYS[0], *arguments.ways):
        found = answers(texts, way, arguments)
        refused = [answer["error"] for answer in found if "error" in answer]
        if refused:
            sys.exit(f"{way}: {len(refused)} of {len(found)} texts were refused, the first for {refused[0]}")
        values = scores([answer["output"] for answer in found], references)
        base = values if base is None else base
        left = [
            len(text) - answer["sourceCut"]
            if "sourceCut" in answer
            else sum(end - start for start, end in answer.get("leftOut", []))
            for text, answer in zip(texts, found, strict=True)
        ]
        share = 100 * sum(left) / sum(map(len, texts))
        line = f"{way:12}{''.join(f'{value:10.2f}' for value in values.mean(axis=0))}{share:9.0f}%"
        for kind in range(len(KINDS) if way != WAYS[0] else 0):
            differences = values[:, kind] - base[:, kind]
            low, high = interval(differences)
            line += f"   {differences.mean():+.2f} [{low:+.2f}, {high:+.2f}]"
        print(line, flush=True)


if __name__ == "__main__":
    main()
