# SPDX-License-Identifier: Apache-2.0
"""One conversion: a checkpoint in, a bundle folder out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from milena_export.bundle import golden, manifest
from milena_export.bundle.card import model_card
from milena_export.bundle.feeds import describe_inputs, describe_outputs
from milena_export.bundle.folder import refuse_existing, written_aside
from milena_export.bundle.session import GraphSession
from milena_export.bundle.words import Words
from milena_export.conversion.alignment import choose_policy
from milena_export.conversion.calibration import Calibration, calibrate
from milena_export.corpus import Pair
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import load
from milena_export.families.source import SourceModel, Wishes
from milena_export.graph.assemble import assemble
from milena_export.graph.builder import IR_VERSION, OPSET
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float, Int8, Numerics

GRAPH = "model.onnx"
CARD = "MODEL_CARD.md"
BYTES = {"float": 4, "int8": 1}
"""Of one weight."""
DEFAULT_LIMIT = 256
PROTOBUF_LIMIT = 2**31 - 2**24
"""ONNX's 2 GiB, less what a graph holds besides its weights."""


@dataclass(frozen=True)
class Request:
    """What a conversion is asked for.

    Attributes:
        source: checkpoint folder.
        output: bundle folder to write; None for a plan only.
        quantization: ``float`` or ``int8``.
        name: name of the bundle.
        version: version of the bundle.
        calibration: texts for the scales of int8.
        align_on: pairs on which the alignment policy is chosen; none for the family's default.
        golden: texts for the golden answers, besides the hard ones.
        wishes: languages, task and prefix, where they are not what the checkpoint says.
        max_source: limit in tokens; None for `DEFAULT_LIMIT`, or the model's if it is less.
        max_target: the same for targets.
        origin: what the manifest names as source, or None for the folder's name.
        provenance: licence, training data and measured quality.
        force: replace an existing output.
    """

    source: Path
    output: Path | None
    quantization: str
    name: str
    version: str = "0.1.0"
    calibration: Sequence[str] = ()
    align_on: Sequence[Pair] = ()
    golden: Sequence[str] = ()
    wishes: Wishes = field(default_factory=Wishes)
    max_source: int | None = None
    max_target: int | None = None
    origin: str | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False


def convert(request: Request) -> dict[str, Any]:
    """Writes the bundle and returns its manifest."""
    if request.output is None:
        raise ExportError("--output is missing; give the folder to write")
    refuse_existing(request.output, request.force)
    source = planned(request)
    refuse_too_large(source, request.quantization)
    draft = _draft(request, source)
    words = Words(draft, source.tokenizers)
    policy = choose_policy(source, words, request.align_on) if request.align_on else source.default_policy
    numerics, calibration = _numerics(request, source, words)
    model = assemble(source.step_model, numerics, policy)
    with written_aside(request.output, request.force) as folder:
        (folder / GRAPH).write_bytes(model.SerializeToString(deterministic=True))
        for side, text in source.tokenizers.items():
            (folder / draft["tokenizers"][side]).write_text(text, encoding="utf-8")
        session = GraphSession(folder / GRAPH, draft["inputs"], draft["special_ids"]["pad"])
        recorded = golden.record(session, words, golden.golden_texts(request.golden))
        (folder / golden.FILE_NAME).write_text(recorded, encoding="utf-8")
        finished = _finished(draft, request, policy, calibration, recorded.count("\n"))
        (folder / CARD).write_text(model_card(finished), encoding="utf-8")
        finished["files"] = [manifest.describe_file(path) for path in sorted(folder.iterdir())]
        manifest.check(finished, "the manifest to be written")
        (folder / manifest.FILE_NAME).write_text(manifest.dump(finished), encoding="utf-8")
    return finished


def planned(request: Request) -> SourceModel:
    """The checkpoint, read and understood, with the limits that are asked for."""
    source = load(request.source, request.wishes)
    max_target = _limit("target", source.max_target, request.max_target)
    least = min(source.defaults.min_new_tokens, source.defaults.max_new_tokens or max_target, max_target)
    return replace(
        source,
        max_source=_limit("source", source.max_source, request.max_source),
        max_target=max_target,
        defaults=replace(source.defaults, min_new_tokens=least),
    )


def size_of(source: SourceModel, quantization: str) -> int:
    """Bytes of the weights, of which a graph holds little else."""
    return source.parameters * BYTES[quantization]


def refuse_too_large(source: SourceModel, quantization: str) -> None:
    """Refuses what ONNX's file format cannot hold, before any work is done."""
    size, least = size_of(source, quantization), size_of(source, "int8")
    if size > PROTOBUF_LIMIT:
        cure = (
            f"--quantization int8 makes it {least / 2**30:.1f} GiB"
            if least <= PROTOBUF_LIMIT
            else "int8 is too large as well: take a smaller model of the family"
        )
        raise ExportError(f"the graph would take {size / 2**30:.1f} GiB, over ONNX's 2 GiB; {cure}")


def _limit(side: str, positions: int, wanted: int | None) -> int:
    if wanted is not None and not 1 <= wanted <= positions:
        raise ExportError(
            f"--max-{side} {wanted} is not possible: the model has {positions} {side} positions; "
            f"give a number from 1 to {positions}"
        )
    return min(positions, DEFAULT_LIMIT) if wanted is None else wanted


def _numerics(request: Request, source: SourceModel, words: Words) -> tuple[Numerics, Calibration | None]:
    if request.quantization != "int8":
        return Float(), None
    if not request.calibration:
        raise ExportError(
            "int8 needs --calibration TSV: its scales come from real texts of the training data"
        )
    rows = [words.encode(text) for text in request.calibration]
    forced_bos = words.pairs[0].forced_bos
    calibration = calibrate(source, request.calibration, rows, source.max_target, forced_bos)
    return Int8(calibration.ranges), calibration


def _draft(request: Request, source: SourceModel) -> dict[str, Any]:
    """What can be said before the graph is built."""
    spec = source.step_model.spec
    same = source.tokenizers["source"] == source.tokenizers["target"]
    return {
        "format_version": manifest.FORMAT_VERSION,
        "name": request.name,
        "version": request.version,
        "task": source.task,
        "family": source.family,
        "languages": {
            "source": [vars(language) for language in source.source_languages],
            "target": [vars(language) for language in source.target_languages],
        },
        "templates": [dict(rule) for rule in source.templates],
        "tokenizers": {
            "source": "tokenizer.json",
            "target": "tokenizer.json" if same else "target-tokenizer.json",
        },
        "decode": {
            "skip_ids": list(source.skip_ids),
            "clean_up_spaces": source.clean_up_spaces,
            "strip": source.strip,
        },
        "special_ids": {
            "pad": spec.pad,
            "eos": list(spec.eos),
            "unk": source.unk,
            "decoder_start": spec.start,
        },
        "limits": {"source_tokens": source.max_source, "target_tokens": source.max_target},
        "graph": {"file": GRAPH, "ir_version": IR_VERSION, "opset": OPSET, "external_data": []},
        "inputs": describe_inputs(source.source_ids, source.max_target, source.defaults),
        "outputs": describe_outputs(),
    }


def _finished(
    draft: Mapping[str, Any],
    request: Request,
    policy: AttentionPolicy,
    calibration: Calibration | None,
    golden_count: int,
) -> dict[str, Any]:
    """The whole manifest but its list of files."""
    templates = [rule["source_template"] for rule in draft["templates"] if "source_template" in rule]
    added = {index for one in templates for index in (*one["prefix_ids"], *one["suffix_ids"])}
    kind = request.quantization
    scheme = (
        "32-bit floats"
        if calibration is None
        else (
            "constant calibrated activation scales, symmetric weights per column; exact with and without VNNI"
        )
    )
    return {
        **draft,
        "alignment": {
            "layer": policy.layer,
            "heads": list(policy.heads),
            "shift": policy.shift,
            "drop_ids": sorted({*draft["special_ids"]["eos"], *added, draft["special_ids"]["pad"]}),
            "drop_template": True,
            "chosen_by": policy.chosen_by,
        },
        "quantization": {
            "kind": kind,
            "scheme": scheme,
            "weight_bits": 32 if calibration is None else 7,
            "calibration": None
            if calibration is None
            else {"texts": calibration.texts, "sha256": calibration.sha256},
        },
        "provenance": {
            "source": request.origin or request.source.resolve().name,
            "source_sha256": Checkpoint(request.source).digest(),
            "licence": request.provenance.get("licence", "unknown"),
            "training_data": request.provenance.get("training_data", []),
            "tools": manifest.tool_versions(),
            "quality": request.provenance.get("quality", []),
        },
        "golden": {
            "file": golden.FILE_NAME,
            "texts": golden_count,
            "runs": [dict(run) for run in golden.RUNS],
            "tolerance": golden.TOLERANCE[kind],
        },
    }


def read_provenance(path: Path | None, quality: Sequence[Path]) -> dict[str, Any]:
    """Joins a provenance file (licence, training_data) with reports of ``evaluate --json``."""
    provenance: dict[str, Any] = {}
    figures: list[Any] = []
    try:
        if path is not None:
            provenance = json.loads(path.read_text(encoding="utf-8"))
        for report in quality:
            figures += json.loads(report.read_text(encoding="utf-8"))["quality"]
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise ExportError(f"provenance or quality file is not readable: {error}") from error
    return {**provenance, "quality": figures}
