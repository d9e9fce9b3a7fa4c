# SPDX-License-Identifier: Apache-2.0
"""Which ids a bundle's model has, and whether those that its manifest names are among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def vocabulary_sizes(manifest: Mapping[str, Any]) -> Mapping[str, int]:
    """How many ids the model reads (``source``) and writes (``target``).

    Source ids beyond, which the tokenizer gives for pieces that the vocabulary lacks, are read as the unknown token. A
    manifest of format version 1 does not say: all that ``input_ids`` allows counts as read and written.
    """
    everything = _greatest(manifest, "input_ids") + 1
    sizes: Mapping[str, int] = manifest.get("vocabulary_sizes", {"source": everything, "target": everything})
    return sizes


def is_unknown(manifest: Mapping[str, Any], index: int) -> bool:
    """Whether the model reads a source id as unknown; where that token is another one as well, it is not."""
    special = manifest["special_ids"]
    shared = special["unk"] in (*special["eos"], special["pad"])
    return (index == special["unk"] and not shared) or index >= vocabulary_sizes(manifest)["source"]


def problems(manifest: Mapping[str, Any]) -> list[str]:
    """What is wrong with the ids of a manifest that the schema accepts; empty where nothing is."""
    sizes = vocabulary_sizes(manifest)
    allowed = _greatest(manifest, "input_ids") + 1
    found = []
    if sizes["source"] > allowed:
        found.append(
            f"vocabulary_sizes.source is {sizes['source']}, but input_ids allows less than {allowed}"
        )
    elif sizes["source"] < allowed and manifest["special_ids"]["unk"] is None:
        found.append(
            f"input_ids allows ids from {sizes['source']} on, which are read as special_ids.unk, and that is null"
        )
    limits = {"input_ids": allowed, **{f"vocabulary_sizes.{side}": size for side, size in sizes.items()}}
    found += [
        f"{field} has id {index}, but must be less than {limits[limit]}, as {limit} says"
        for field, limit, index in _named(manifest)
        if index is not None and index >= limits[limit]
    ]
    return found


def _named(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, int | None]]:
    """Field, limit and id of every id that a manifest names."""
    reads, writes, gets = "vocabulary_sizes.source", "vocabulary_sizes.target", "input_ids"
    special = manifest["special_ids"]
    yield "special_ids.pad", gets, special["pad"]
    yield "special_ids.unk", reads, special["unk"]
    yield "special_ids.decoder_start", writes, special["decoder_start"]
    yield from (("special_ids.eos", writes, index) for index in special["eos"])
    yield from (("decode.skip_ids", writes, index) for index in manifest["decode"]["skip_ids"])
    yield from (("alignment.drop_ids", gets, index) for index in manifest["alignment"]["drop_ids"])
    for rule in manifest["templates"]:
        source, target = rule.get("source_template"), rule.get("target_template")
        if source is not None:
            yield from (("source_template", reads, index) for index in source["prefix_ids"])
            yield from (("source_template", reads, index) for index in source["suffix_ids"])
        if target is not None:
            yield "target_template", writes, target["forced_bos"]
            yield from (("target_template", writes, index) for index in target["prefix_ids"])
    sizes = vocabulary_sizes(manifest)
    larger = reads if sizes["source"] > sizes["target"] else writes
    for side in ("source", "target"):
        yield from (("languages", larger, language["id"]) for language in manifest["languages"][side])
    for name in ("forced_bos", "target_prefix"):
        yield f"input {name}", writes, _greatest(manifest, name)


def _greatest(manifest: Mapping[str, Any], name: str) -> Any:
    """The greatest value that an input allows."""
    allowed = next(rule["allowed"] for rule in manifest["inputs"] if rule["name"] == name)
    return max(allowed["values"]) if "values" in allowed else allowed["max"]
