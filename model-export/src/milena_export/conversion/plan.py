# SPDX-License-Identifier: Apache-2.0
"""What a conversion would make, without making it."""

from __future__ import annotations

from collections.abc import Sequence

from milena_export.bundle.folder import refuse_existing
from milena_export.conversion.convert import Request, planned
from milena_export.conversion.graphs import BYTES, size_of, too_large
from milena_export.families.source import Language

SHOWN = 30
"""Languages that are listed by name."""


def plan(request: Request) -> list[str]:
    """Reads the checkpoint as a conversion would, and says what would come of it.

    Raises:
        ExportError: the conversion would be refused.
    """
    source = planned(request)
    if request.output is not None:
        refuse_existing(request.output, request.force)
    defaults = source.defaults
    sizes = ", ".join(
        f"{kind} {size_of(source, kind) / 1e6:,.0f} MB{' (over 2 GiB)' * too_large(source, kind)}"
        for kind in BYTES
    )
    return [
        f"family      {source.family}, task {source.task}",
        f"reads       {_listed(source.source_languages)}",
        f"writes      {_listed(source.target_languages)}",
        f"limits      {source.max_source} source tokens, {source.max_target} target tokens",
        f"decoder     {source.decoder_layers} layers, {source.decoder_heads} heads of attention over the source",
        f"decoding    {defaults.beam_size} beams, length penalty {defaults.length_penalty:g}",
        f"size        {source.parameters:,} weights: {sizes}",
    ]


def _listed(languages: Sequence[Language]) -> str:
    tags = [language.tag for language in languages]
    more = f", ... ({len(tags)} in all)" if len(tags) > SHOWN else ""
    return ", ".join(tags[:SHOWN]) + more
