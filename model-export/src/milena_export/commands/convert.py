# SPDX-License-Identifier: Apache-2.0
"""``milena-export convert``: a checkpoint becomes a bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from milena_export.options import add_wishes, positive, wishes_of


def register(subparsers: Any) -> None:
    """Adds the subcommand."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "convert",
        help="write a bundle from a Hugging Face model",
        description="Writes a bundle: one ONNX graph with the whole decode loop, tokenizers, golden answers, manifest.",
    )
    parser.add_argument(
        "source",
        help="Hugging Face model folder (config.json, model.safetensors, ...), or a model of the hub as ORG/NAME",
    )
    parser.add_argument(
        "--revision", metavar="REV", help="of a hub model: branch, tag or commit; default: main"
    )
    parser.add_argument("--output", type=Path, help="bundle folder to write")
    parser.add_argument(
        "--quantization",
        choices=("float", "fp16", "int8"),
        default="float",
        help="32-bit floats (default); fp16, half the size, for GPUs (a CPU runs it, but slowly); int8, a quarter, for CPUs",
    )
    parser.add_argument(
        "--int8-bits",
        type=int,
        choices=(7, 8),
        default=7,
        help="of int8 weights: 7 (default) is exact on every processor, 8 is finer but right only with VNNI",
    )
    parser.add_argument(
        "--evaluate-on",
        type=Path,
        metavar="TSV",
        help="pairs on which fp16 or int8 is measured beside 32-bit floats: scores, size, speed",
    )
    parser.add_argument(
        "--evaluate-texts",
        type=positive,
        metavar="N",
        help="take N of these pairs, evenly spread; default: all",
    )
    parser.add_argument(
        "--max-loss",
        type=float,
        default=0.5,
        metavar="CHRF",
        help="write no bundle that loses more chrF than this on --evaluate-on; default: 0.5",
    )
    parser.add_argument(
        "--unmeasured",
        action="store_true",
        help="convert a model of more than 100 million weights to int8 without --evaluate-on",
    )
    parser.add_argument(
        "--external-data",
        action="store_true",
        help="put the weights in a file beside the graph, listed with its hash: for more than 2 GiB",
    )
    parser.add_argument("--name", help="name of the bundle; default: the output folder's name")
    parser.add_argument("--version", default="0.1.0", help="version of the bundle; default: 0.1.0")
    add_wishes(parser)
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
        "--segment",
        choices=("on", "off"),
        help="whether texts are answered in segments, such as sentences; default: for translation and no other task",
    )
    parser.add_argument(
        "--stand-ins",
        metavar="LIST",
        help="what the model copies reliably, with commas between, to stand in for URLs, placeholders and other pieces that "
        "must not change; none: such pieces are asked as they are; default: what the checkpoint was trained with, else, for "
        "translation between two languages, candidates that are tried on --golden or texts of ours",
    )
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="TSV",
        help="training pairs for int8 scales, and to find what overflows in fp16 (.tsv, .tsv.xz); default for int8: texts "
        "of ours, where there are some in the source language",
    )
    parser.add_argument(
        "--calibration-texts", type=positive, default=1000, metavar="N", help="how many; default: 1000"
    )
    alignment = parser.add_mutually_exclusive_group()
    alignment.add_argument(
        "--align-on",
        type=Path,
        metavar="TSV",
        help="pairs with copied names and numbers, to choose the alignment policy on (as 'align' does)",
    )
    alignment.add_argument(
        "--alignment",
        type=Path,
        metavar="JSON",
        help="the policy that 'align --json' wrote; default: the family's",
    )
    parser.add_argument("--golden", type=Path, metavar="TSV", help="held-out pairs for golden answers")
    parser.add_argument(
        "--origin", help="what the manifest names as source; default: hub id and commit, or the folder's name"
    )
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


def _stand_ins(given: str | None) -> list[str] | None:
    if given is None:
        return None
    return [] if given == "none" else [one.strip() for one in given.split(",")]


def run(arguments: argparse.Namespace) -> int:
    """Converts."""
    from milena_export.bundle.folder import refuse_existing
    from milena_export.bundle.manifest import check_names
    from milena_export.conversion.alignment import read_policy
    from milena_export.conversion.convert import Request, convert, read_provenance
    from milena_export.conversion.plan import as_text, plan
    from milena_export.corpus import Corpus, read_corpus, read_pairs, spread
    from milena_export.hub import located, with_weights

    def sources(path: Path | None) -> list[str]:
        return [pair.source for pair in read_pairs(path)] if path else []

    def corpus(path: Path | None, limit: int | None = None) -> Corpus | None:
        return read_corpus(path, limit) if path else None

    output = arguments.output
    name = arguments.name or (output.resolve().name if output else "bundle")
    check_names(name, arguments.version)
    if output is not None:
        refuse_existing(output, arguments.force)
    source = located(arguments.source, arguments.revision, weights=False)
    request = Request(
        source=source.folder,
        output=output,
        quantization=arguments.quantization,
        name=name,
        version=arguments.version,
        weight_bits=arguments.int8_bits,
        calibration=spread(sources(arguments.calibration), arguments.calibration_texts),
        evaluate_on=corpus(arguments.evaluate_on, arguments.evaluate_texts),
        max_loss=arguments.max_loss,
        unmeasured=arguments.unmeasured,
        external_data=arguments.external_data,
        align_on=corpus(arguments.align_on),
        policy=read_policy(arguments.alignment) if arguments.alignment else None,
        golden=sources(arguments.golden),
        wishes=wishes_of(arguments),
        max_source=arguments.max_source,
        segment=None if arguments.segment is None else arguments.segment == "on",
        stand_ins=_stand_ins(arguments.stand_ins),
        max_target=arguments.max_target,
        origin=arguments.origin or source.origin,
        provenance=read_provenance(arguments.provenance, arguments.quality),
        force=arguments.force,
    )
    if arguments.dry_run:
        print("\n".join(as_text(plan(request))))
        return 0
    if source.lead is not None or source.lacks_weights:
        # Nothing large is downloaded for a model that would be refused.
        plan(request)
        with_weights(source)
    manifest, loss, notes = convert(request)
    size = sum(entry["size"] for entry in manifest["files"])
    alignment, kind = manifest["alignment"], manifest["quantization"]["kind"]
    print(
        f"{arguments.output}: {kind}, {size / 1e6:.1f} MB, alignment layer "
        f"{alignment['layer']} heads {alignment['heads']} shift {alignment['shift']} ({alignment['chosen_by']})"
    )
    for note in notes:
        print(f"note: {note}")
    if loss is not None:
        print(loss.as_text())
    elif kind != "float":
        print(f"what {kind} costs was not measured; --evaluate-on TSV measures it beside 32-bit floats")
    return 0
