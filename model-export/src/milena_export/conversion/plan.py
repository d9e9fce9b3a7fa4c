# SPDX-License-Identifier: Apache-2.0
"""What a conversion would make, told from the small files of a checkpoint: no weight is read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from milena_export.bundle.feeds import describe_inputs
from milena_export.conversion.convert import DEFAULT_LIMIT, Request, planned
from milena_export.conversion.graphs import BYTES, PROTOBUF_LIMIT, size_of
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.generation import LIBRARY_NEW_TOKENS
from milena_export.families.languages import ANY
from milena_export.families.source import SourceModel

SHOWN = 30
"""Languages that are listed by name."""
GIVEN = ("beam_size", "length_penalty", "early_stopping", "max_new_tokens", "min_new_tokens")
PENALTIES = ("repetition_penalty", "no_repeat_ngram_size")


def plan(request: Request) -> dict[str, Any]:
    """Understands the checkpoint as a conversion would, and says what would come of it.

    Raises:
        ExportError: the conversion would be refused.
    """
    source = planned(request, weights=False)
    checkpoint = Checkpoint(request.source)
    defaults = {
        rule["name"]: rule["default"]
        for rule in describe_inputs(
            source.source_ids, source.step_model.spec.vocabulary, source.max_target, source.defaults
        )
        if rule["name"] in (*GIVEN, *PENALTIES)
    }
    spec = source.step_model.spec
    return {
        "source": request.origin or request.source.resolve().name,
        "family": source.family,
        "architecture": [str(name) for name in checkpoint.stated.get("architectures") or []],
        "saved_by": checkpoint.stated.get("transformers_version"),
        "task": source.task,
        "source_languages": [language.tag for language in source.source_languages],
        "target_languages": [language.tag for language in source.target_languages],
        "limits": {"source_tokens": source.max_source, "target_tokens": source.max_target},
        "templates": [dict(rule) for rule in source.templates],
        "decoder": {"layers": source.decoder_layers, "heads": source.decoder_heads},
        "generation": {
            **{name: defaults[name] for name in (*GIVEN, *PENALTIES)},
            "length_stated": source.defaults.length_stated,
            "renormalize_logits": spec.renormalizes,
            "suppressed_ids": list(spec.suppressed),
            "forced_eos": spec.forced_eos,
        },
        "special_ids": {
            "pad": spec.pad,
            "eos": list(spec.eos),
            "unk": source.unk,
            "decoder_start": spec.start,
        },
        "parameters": source.parameters,
        "bytes": {kind: size_of(source, kind) for kind in BYTES},
        "weights": _weights(checkpoint),
        "notes": [*source.notes, *_notes(source, checkpoint)],
    }


def as_text(told: Mapping[str, Any]) -> list[str]:
    """A plan in lines for people."""
    generation, templates = told["generation"], told["templates"]
    others = [f"{name} {generation[name]:g}" for name in PENALTIES if generation[name] not in (0, 1.0)]
    early = ("", ", stops early", ", never stops early")[generation["early_stopping"]]
    lengths = f"{generation['min_new_tokens']} to {generation['max_new_tokens']} new tokens"
    sizes = ", ".join(
        f"{kind} {size / 1e6:,.0f} MB{' (over 2 GiB)' * (size > PROTOBUF_LIMIT)}"
        for kind, size in told["bytes"].items()
    )
    architecture = ", ".join(told["architecture"]) or "no architecture named"
    return [
        f"family      {told['family']}, task {told['task']}",
        f"saved as    {architecture}, by transformers {told['saved_by'] or 'of unknown version'}",
        f"reads       {_listed(told['source_languages'])}",
        f"writes      {_listed(told['target_languages'])}",
        f"template    {_shown(templates[0])}{f', and {len(templates) - 1} more' if len(templates) > 1 else ''}",
        f"limits      {told['limits']['source_tokens']} source tokens, {told['limits']['target_tokens']} target tokens",
        f"decoder     {told['decoder']['layers']} layers, {told['decoder']['heads']} heads of attention over the source",
        f"decoding    {generation['beam_size']} beams, length penalty {generation['length_penalty']:g}{early}, {lengths}"
        + "".join(f", {other}" for other in others),
        f"size        {told['parameters']:,} weights: {sizes}",
        f"weights     {told['weights'] or 'not here yet'}",
        *(f"note        {note}" for note in told["notes"]),
    ]


def _weights(checkpoint: Checkpoint) -> str | None:
    if not checkpoint.has_weights():
        return None
    files = checkpoint.weight_files()
    return f"{files[0].name}{f' and {len(files) - 1} more' if len(files) > 1 else ''}"


def _notes(source: SourceModel, checkpoint: Checkpoint) -> list[str]:
    """What an answer's length rests on, and what the checkpoint recommends elsewhere than in its generation config."""
    notes = []
    if any(language.tag == ANY for language in (*source.source_languages, *source.target_languages)):
        notes.append(
            f"the checkpoint says no language, so the bundle says {ANY} and takes any; --source-language en says it"
        )
    if not source.defaults.length_stated:
        notes.append(
            f"the checkpoint says no length, so that answers end after {LIBRARY_NEW_TOKENS} tokens, as generate() ends them "
            f"without options; --generation max_new_tokens={DEFAULT_LIMIT - 1} makes longer ones the default"
        )
    tasks: Mapping[str, Any] = checkpoint.stated.get("task_specific_params") or {}
    for task, values in tasks.items():
        chosen = source.task == task or (source.task == "translation" and task.startswith("translation"))
        told = {name: value for name, value in (values or {}).items() if name != "prefix"}
        if chosen and told:
            given = " ".join(f"--generation {name}={json.dumps(value)}" for name, value in told.items())
            notes.append(f"for {task} the config recommends, and generate() does not heed: {given}")
    return notes


def _shown(rule: Mapping[str, Any]) -> str:
    template = rule.get("source_template") or {"text_prefix": "", "prefix_ids": [], "suffix_ids": []}
    prefix = f"{template['text_prefix']!r} + " if template["text_prefix"] else ""
    return f"{template['prefix_ids']} + {prefix}text + {template['suffix_ids']} for {rule['source']} to {rule['target']}"


def _listed(tags: Sequence[str]) -> str:
    more = f", ... ({len(tags)} in all)" if len(tags) > SHOWN else ""
    return ", ".join(tags[:SHOWN]) + more
