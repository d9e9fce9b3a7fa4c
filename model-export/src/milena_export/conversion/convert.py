# SPDX-License-Identifier: Apache-2.0
"""One conversion: a checkpoint in, a bundle folder out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from milena_export.bundle import golden, manifest
from milena_export.bundle.card import model_card
from milena_export.bundle.feeds import describe_inputs, describe_outputs
from milena_export.bundle.folder import refuse_existing, written_aside
from milena_export.bundle.session import GraphSession
from milena_export.bundle.words import Words
from milena_export.conversion import graphs, stand_ins
from milena_export.conversion.alignment import choose_policy
from milena_export.conversion.graphs import LARGE
from milena_export.conversion.loss import Column, Loss, measure
from milena_export.conversion.quantization import (
    SAFE_BITS,
    Arithmetic,
    arithmetic,
    refuse_too_large,
    refuse_uncalibrated,
)
from milena_export.corpus import Corpus
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import describe, load
from milena_export.families.source import SourceModel, Wishes
from milena_export.graph.builder import IR_VERSION, OPSET
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float
from milena_export.metrics import of_task

CARD = "MODEL_CARD.md"
DEFAULT_LIMIT = 256
SIDES = ("source", "target")
MAX_LOSS = 0.5
"""chrF that a smaller arithmetic may cost, unless the user says otherwise."""


@dataclass(frozen=True)
class Request:
    """What a conversion is asked for.

    Attributes:
        source: checkpoint folder.
        output: bundle folder to write; None for a plan only.
        quantization: ``float``, ``fp16`` or ``int8``.
        name: name of the bundle.
        version: version of the bundle.
        weight_bits: of int8, 7 or 8.
        calibration: texts for the scales of int8; empty for those that come with the package.
        evaluate_on: corpus on which the loss against 32-bit floats is measured; None for no such measurement.
        max_loss: greatest loss of chrF with which a bundle is written.
        unmeasured: write an int8 bundle of a large model though nobody measured what it costs.
        external_data: put the weights into a file of their own.
        align_on: corpus on which the alignment policy is chosen.
        policy: alignment policy that was chosen already; without both the family's default.
        golden: texts for the golden answers, besides the hard ones.
        wishes: languages, task and prefix, where they are not what the checkpoint says.
        max_source: limit in tokens; None for `DEFAULT_LIMIT`, or the model's if it is less.
        max_target: the same for targets.
        segment: whether texts are answered in segments; None where the task decides.
        stand_ins: what stands in for pieces that must not change; None for those the checkpoint names, else measured ones.
        origin: what the manifest names as source, or None for the folder's name.
        provenance: licence, training data and measured quality.
        force: replace an existing output.
    """

    source: Path
    output: Path | None
    quantization: str
    name: str
    version: str = "0.1.0"
    weight_bits: int = SAFE_BITS
    calibration: Sequence[str] = ()
    evaluate_on: Corpus | None = None
    max_loss: float = MAX_LOSS
    unmeasured: bool = False
    external_data: bool = False
    align_on: Corpus | None = None
    policy: AttentionPolicy | None = None
    golden: Sequence[str] = ()
    wishes: Wishes = field(default_factory=Wishes)
    max_source: int | None = None
    max_target: int | None = None
    segment: bool | None = None
    stand_ins: Sequence[str] | None = None
    origin: str | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False


class Converted(NamedTuple):
    """The manifest that was written, what its arithmetic cost, if that was measured, and what its user should know."""

    manifest: dict[str, Any]
    loss: Loss | None
    notes: tuple[str, ...] = ()


def convert(request: Request) -> Converted:
    """Writes the bundle.

    Raises:
        ExportError: bad input, or a loss above ``max_loss``; nothing is written then.
    """
    if request.output is None:
        raise ExportError("--output is missing; give the folder to write")
    refuse_existing(request.output, request.force)
    manifest.check_names(request.name, request.version)
    source = planned(request)
    refuse_too_large(source, request.quantization, request.external_data)
    _refuse_unmeasured(request, source)
    told = draft(request, source)
    words = Words(told, source.tokenizers)
    policy = _policy(request, source, words)
    chosen = arithmetic(request.quantization, request.weight_bits, source, words, request.calibration)
    with (
        written_aside(request.output, request.force) as folder,
        graphs.trial(chosen.source, chosen.numerics, policy) as made,
    ):
        told["graph"]["external_data"] = made.save(folder, request.external_data)
        for side, text in source.tokenizers.items():
            (folder / told["tokenizers"][side]).write_text(text, encoding="utf-8")
        loss = _loss(request, source, words, policy, folder, made.session)
        recorded = golden.record(made.session, words, golden.golden_texts(request.golden))
        (folder / golden.FILE_NAME).write_text(recorded, encoding="utf-8")
        told.update(
            stand_ins.chosen(request.stand_ins, request.source, request.golden, source, words, made.session)
        )
        finished = _finished(told, request, policy, chosen, loss, recorded.count("\n"))
        (folder / CARD).write_text(model_card(finished, recorded), encoding="utf-8")
        finished["files"] = [manifest.describe_file(path) for path in sorted(folder.iterdir())]
        manifest.check(finished, "the manifest to be written")
        (folder / manifest.FILE_NAME).write_text(manifest.dump(finished), encoding="utf-8")
    return Converted(finished, loss, (*source.notes, *chosen.notes))


def _refuse_unmeasured(request: Request, source: SourceModel) -> None:
    """Large models have outliers that int8 may lose, and nobody sees it in a few answers."""
    if request.quantization != "int8" or request.evaluate_on is not None or request.unmeasured:
        return
    if source.parameters > LARGE:
        raise ExportError(
            f"the model has {source.parameters:,} weights; int8 may cost such a model more than a few answers show; "
            "give --evaluate-on TSV, which measures it, or --unmeasured"
        )


def _policy(request: Request, source: SourceModel, words: Words) -> AttentionPolicy:
    if request.align_on is not None:
        return choose_policy(source, words, request.align_on.pairs, request.align_on.name).policy
    policy = request.policy or source.default_policy
    if policy.layer >= source.decoder_layers or max(policy.heads) >= source.decoder_heads:
        raise ExportError(
            f"the alignment policy names layer {policy.layer}, heads {list(policy.heads)}; the model has "
            f"{source.decoder_layers} decoder layers of {source.decoder_heads} heads: choose it on this model"
        )
    return policy


def _loss(
    request: Request,
    source: SourceModel,
    words: Words,
    policy: AttentionPolicy,
    folder: Path,
    session: GraphSession,
) -> Loss | None:
    """Measures the bundle in ``folder`` beside 32-bit floats, and refuses it where it lost too much."""
    if request.quantization == "float" or request.evaluate_on is None:
        return None
    with graphs.trial(source, Float(), policy) as plain:
        loss = measure(
            request.evaluate_on,
            words,
            of_task(source.task),
            (Column("float", plain.size), plain.session),
            (Column(request.quantization, graphs.bytes_of(folder)), session),
        )
    loss.refuse_above(request.max_loss)
    return loss


def planned(request: Request, weights: bool = True) -> SourceModel:
    """The checkpoint, read and understood, with the limits that are asked for.

    Args:
        request: what is asked for.
        weights: read them; without, they are stand-ins.
    """
    source = (load if weights else describe)(request.source, request.wishes)
    max_source, max_target = _limits(source, request)
    refuse_uncalibrated(source, request.quantization, request.calibration)
    least = min(source.defaults.min_new_tokens, source.defaults.max_new_tokens or max_target, max_target)
    return replace(
        source,
        max_source=max_source,
        max_target=max_target,
        defaults=replace(source.defaults, min_new_tokens=least),
    )


def _limits(source: SourceModel, request: Request) -> tuple[int, int]:
    """Limits of source and target. Where both share their positions, one gets what the other leaves of them.

    A target may be as long as the checkpoint's own default.
    """
    shared, wanted = source.shared_positions, (request.max_source, request.max_target)
    if shared is None:
        return (
            _limit("source", source.max_source, wanted[0]),
            _limit("target", source.max_target, wanted[1], source.defaults.max_new_tokens or 0),
        )
    given = [
        _limit(side, shared - 1, own) for side, own in zip(SIDES, wanted, strict=True) if own is not None
    ]
    if sum(given) > shared:
        raise ExportError(
            f"--max-source and --max-target: {given[0]} and {given[1]} are more than the {shared} positions that "
            "prompt and answer share; lower one of them"
        )
    left = shared - sum(given) if given else shared // 2
    max_source, max_target = (min(left, DEFAULT_LIMIT) if own is None else own for own in wanted)
    return max_source, max_target


def _limit(side: str, positions: int, wanted: int | None, own: int = 0) -> int:
    if wanted is not None and not 1 <= wanted <= positions:
        raise ExportError(
            f"--max-{side} {wanted} is not possible: the model has {positions} {side} positions; "
            f"give a number from 1 to {positions}"
        )
    return min(positions, max(DEFAULT_LIMIT, own)) if wanted is None else wanted


def draft(request: Request, source: SourceModel) -> dict[str, Any]:
    """The manifest as far as it can be told before the graph is built."""
    spec = source.step_model.spec
    same = source.tokenizers["source"] == source.tokenizers["target"]
    return {
        "format_version": manifest.FORMAT_VERSION,
        "name": request.name,
        "version": request.version,
        "task": source.task,
        **({} if request.segment is None else {"segment": request.segment}),
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
        "vocabulary_sizes": {"source": source.step_model.source_vocabulary, "target": spec.vocabulary},
        "limits": {"source_tokens": source.max_source, "target_tokens": source.max_target},
        "graph": {"file": graphs.GRAPH, "ir_version": IR_VERSION, "opset": OPSET, "external_data": []},
        "inputs": describe_inputs(source.source_ids, spec.vocabulary, source.max_target, source.defaults),
        "outputs": describe_outputs(),
    }


def _finished(
    draft: Mapping[str, Any],
    request: Request,
    policy: AttentionPolicy,
    chosen: Arithmetic,
    loss: Loss | None,
    golden_count: int,
) -> dict[str, Any]:
    """The whole manifest but its list of files."""
    templates = [rule["source_template"] for rule in draft["templates"] if "source_template" in rule]
    added = {index for one in templates for index in (*one["prefix_ids"], *one["suffix_ids"])}
    quantization = dict(chosen.described)
    if request.quantization != "float":
        lost = (
            "loss against 32-bit floats not measured"
            if loss is None
            else f"loses {loss.chrf:.2f} chrF against 32-bit floats on {loss.corpus.name}"
        )
        quantization["scheme"] += f"; {lost}"
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
        "quantization": quantization,
        "provenance": {
            "source": request.origin or request.source.resolve().name,
            "source_sha256": Checkpoint(request.source).digest(),
            "licence": request.provenance.get("licence", "unknown"),
            "training_data": request.provenance.get("training_data", []),
            "tools": manifest.tool_versions(),
            "quality": [*request.provenance.get("quality", []), *(loss.figures() if loss else [])],
        },
        "golden": {
            "file": golden.FILE_NAME,
            "texts": golden_count,
            "runs": [dict(run) for run in golden.RUNS],
            "tolerance": golden.TOLERANCE[request.quantization],
        },
    }


def read_provenance(path: Path | None, quality: Sequence[Path]) -> dict[str, Any]:
    """Joins a provenance file (licence, training_data) with reports of ``evaluate --json``.

    Raises:
        ExportError: a file is missing, is no JSON, or does not hold what a manifest wants.
    """
    provenance: dict[str, Any] = _object(path) if path else {}
    figures: list[Any] = []
    for report in quality:
        found = _object(report).get("quality")
        if not isinstance(found, list):
            raise ExportError(f"{report} has no list 'quality'; give what 'evaluate --json' wrote")
        figures += found
    manifest.check_provenance({**provenance, "quality": figures}, path or "--quality")
    return {**provenance, "quality": figures}


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} is not readable JSON ({error}); give a file that is") from error
    if not isinstance(content, dict):
        raise ExportError(f"{path} is no JSON object; give one like models/provenance/eng-deu.json")
    return content
