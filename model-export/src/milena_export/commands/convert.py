# SPDX-License-Identifier: Apache-2.0
"""``milena-export convert``: a checkpoint becomes a bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "convert",
        help="write a bundle from a Hugging Face model folder",
        description="Writes a bundle: one ONNX graph with the whole decode loop, tokenizers, golden answers, manifest.",
    )
    parser.add_argument(
        "source", type=Path, help="Hugging Face model folder (config.json, model.safetensors, ...)"
    )
    parser.add_argument("--output", type=Path, help="bundle folder to write")
    parser.add_argument("--quantization", choices=("float", "int8"), default="float", help="default: float")
    parser.add_argument("--name", help="name of the bundle; default: the output folder's name")
    parser.add_argument("--version", default="0.1.0", help="version of the bundle; default: 0.1.0")
    parser.add_argument("--source-language", metavar="TAG", help="BCP-47; default: what the checkpoint says")
    parser.add_argument("--target-language", metavar="TAG", help="BCP-47; default: what the checkpoint says")
    parser.add_argument(
        "--languages",
        metavar="TAGS",
        help="of a model of many languages only these, e.g. en,de,fr (BCP-47 or the model's own codes)",
    )
    parser.add_argument(
        "--task",
        choices=("translation", "summarization", "text2text"),
        help="default: what the family or the checkpoint says",
    )
    parser.add_argument(
        "--text-prefix", metavar="TEXT", help="what the model wants before each text, e.g. 'summarize: '"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="only say family, languages, limits and size; write nothing"
    )
    parser.add_argument(
        "--max-source", type=int, metavar="N", help="source limit in tokens; default: 256, or the model's"
    )
    parser.add_argument(
        "--max-target", type=int, metavar="N", help="target limit in tokens; default: 256, or the model's"
    )
    parser.add_argument(
        "--calibration", type=Path, metavar="TSV", help="training pairs for int8 scales (.tsv, .tsv.xz)"
    )
    parser.add_argument(
        "--calibration-texts", type=int, default=1000, metavar="N", help="how many; default: 1000"
    )
    parser.add_argument(
        "--align-on",
        type=Path,
        metavar="TSV",
        help="pairs with copied names and numbers, to choose the alignment policy on",
    )
    parser.add_argument("--golden", type=Path, metavar="TSV", help="held-out pairs for golden answers")
    parser.add_argument("--origin", help="what the manifest names as source; default: the folder's name")
    parser.add_argument(
        "--provenance", type=Path, metavar="JSON", help="licence and training_data for the card"
    )
    parser.add_argument(
        "--quality",
        type=Path,
        action="append",
        default=[],
        metavar="JSON",
        help="a report of 'evaluate --json'; repeatable",
    )
    parser.add_argument("--force", action="store_true", help="replace an existing output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Converts."""
    from milena_export.conversion.convert import Request, convert, read_provenance
    from milena_export.conversion.plan import plan
    from milena_export.corpus import read_pairs
    from milena_export.families.source import Wishes

    def sources(path: Path | None) -> list[str]:
        return [pair.source for pair in read_pairs(path)] if path else []

    texts = sources(arguments.calibration)
    step = max(1, len(texts) // max(1, arguments.calibration_texts))
    output = arguments.output
    request = Request(
        source=arguments.source,
        output=output,
        quantization=arguments.quantization,
        name=arguments.name or (output.resolve().name if output else ""),
        version=arguments.version,
        calibration=texts[::step][: arguments.calibration_texts],
        align_on=read_pairs(arguments.align_on) if arguments.align_on else (),
        golden=sources(arguments.golden),
        wishes=Wishes(
            source_language=arguments.source_language,
            target_language=arguments.target_language,
            languages=tuple(tag.strip() for tag in (arguments.languages or "").split(",") if tag.strip()),
            task=arguments.task,
            text_prefix=arguments.text_prefix,
        ),
        max_source=arguments.max_source,
        max_target=arguments.max_target,
        origin=arguments.origin,
        provenance=read_provenance(arguments.provenance, arguments.quality),
        force=arguments.force,
    )
    if arguments.dry_run:
        print("\n".join(plan(request)))
        return 0
    manifest = convert(request)
    size = sum(entry["size"] for entry in manifest["files"])
    alignment = manifest["alignment"]
    print(
        f"{arguments.output}: {manifest['quantization']['kind']}, {size / 1e6:.1f} MB, alignment layer "
        f"{alignment['layer']} heads {alignment['heads']} shift {alignment['shift']} ({alignment['chosen_by']})"
    )
    return 0
