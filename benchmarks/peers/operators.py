# SPDX-License-Identifier: Apache-2.0
"""Where the time of Milena's graph goes: ONNX Runtime's own profile, by operator, one thread, real sentences.

For the int8 products it also tells how many multiplications and additions a second they do, which a processor bounds.
Times under the profiler; each operator's own work, without what lies between operators.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from compare import ROOT, read
from memory import Onnx
from transformers import MarianTokenizer
from worker import batches

PRODUCT = "MatMulIntegerToFloat"
AROUND = ("Loop", "If")
"""Operators whose time is that of those inside."""
SHOWN = 0.02
"""Share below which operators are summed up."""


def main() -> int:
    """Prints a row an operator."""
    parser = argparse.ArgumentParser(
        prog="operators", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--corpus", required=True, help="tab-separated pairs, .tsv or .tsv.xz")
    parser.add_argument("--bundle", default=str(ROOT / "models/en-de"))
    parser.add_argument("--checkpoint", default=str(ROOT / "models/checkpoints/en-de"))
    parser.add_argument("--texts", type=int, default=800)
    parser.add_argument("--batch-tokens", type=int, default=1024)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", help="writes every figure there")
    parser.add_argument("--work", required=True, help="not used; all benchmarks are told one")
    arguments = parser.parse_args()
    tokenizer = MarianTokenizer.from_pretrained(arguments.checkpoint)
    sources = read(arguments, tokenizer).sources
    packed = [[sources[i] for i in batch] for batch in batches(sources, arguments.batch_tokens)]
    events = profile(arguments, packed)
    times: collections.Counter[str] = collections.Counter()
    calls: collections.Counter[str] = collections.Counter()
    additions = 0
    for event in events:
        operator = event["args"]["op_name"]
        times[operator] += event["dur"]
        calls[operator] += 1
        if operator == PRODUCT:
            rows, width = shape(event, "input_type_shape")[-2:]
            additions += rows * width * shape(event, "output_type_shape")[-1]
    total = sum(times.values())
    rows_ = [
        {"operator": name, "share": time / total, "calls": calls[name], "microseconds": time / calls[name]}
        for name, time in times.most_common()
    ]
    for row in rows_:
        if row["share"] >= SHOWN:
            print(f"   {row['operator']:26} {row['share']:6.1%} {row['calls']:7} x {row['microseconds']:7.1f} us")
    speed = additions / times[PRODUCT] / 1000 if times[PRODUCT] else None
    if speed is not None:
        print(f"   the products: {speed:.0f} billion multiplications and additions a second on one core")
    if arguments.json:
        report = {"texts": len(sources), "beam": arguments.beam, "rows": rows_, "product_gmac_a_second": speed}
        Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")
    return 0


def profile(arguments: argparse.Namespace, packed: list[list[list[int]]]) -> list[dict[str, Any]]:
    """What each operator took, after the texts were answered once without being watched."""
    engine = Onnx(arguments, beam=arguments.beam)
    for batch in packed:
        engine.answer(batch)
    with tempfile.TemporaryDirectory() as folder:
        watched = Onnx(arguments, beam=arguments.beam, profile=os.path.join(folder, "profile"))
        for batch in packed:
            watched.answer(batch)
        events = json.loads(Path(watched.end_profiling()).read_text(encoding="utf-8"))
    return [
        event
        for event in events
        if event.get("cat") == "Node"
        and event["name"].endswith("_kernel_time")
        and event["args"]["op_name"] not in AROUND
    ]


def shape(event: dict[str, Any], which: str) -> list[int]:
    """Of an operator's first input or output."""
    return next(iter(event["args"][which][0].values()))


if __name__ == "__main__":
    sys.exit(main())
