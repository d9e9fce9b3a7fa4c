# SPDX-License-Identifier: Apache-2.0
"""Tensors of a checkpoint that its model does not read: another model's, or code that transformers does not run either."""

from __future__ import annotations

import re
from collections.abc import Sequence

from milena_export.families.tensors import Tensors

DEAD = re.compile(
    r"(.*\.)?(embed_positions\.weight|embed_positions\.weights|position_ids|attn\.(masked_)?bias|final_logits_bias"
    r"|layer\.1\.EncDecAttention\.relative_attention_bias\.weight)"
)
"""What older versions of transformers saved and none reads."""
DOUBLE = re.compile(r"(.*\.)?(embed_tokens|shared|lm_head|wte)\.weight")
"""Names under which one table may be saved several times."""
SHOWN = 3


def unread(tensors: Tensors) -> Sequence[str]:
    """One note where a checkpoint has tensors that its model does not read, naming some."""
    left = sorted(
        name
        for name in tensors
        if name not in tensors.asked and not DEAD.fullmatch(name) and not DOUBLE.fullmatch(name)
    )
    if not left:
        return ()
    more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    return (
        f"{len(left)} tensors of the checkpoint are no part of such a model and were not read, as in transformers: "
        f"{', '.join(left[:SHOWN])}{more}",
    )
