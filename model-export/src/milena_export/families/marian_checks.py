# SPDX-License-Identifier: Apache-2.0
"""What is refused of a Marian checkpoint before a graph is built from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from milena_export.errors import ExportError
from milena_export.families.checkpoint import Array
from milena_export.graph.transformer import ACTIVATIONS

OPTIONAL = "final_logits_bias"


def refuse_unsupported(config: Mapping[str, Any]) -> None:
    """Refuses settings under which the graph would compute something else than the model."""
    function = config.get("activation_function")
    if function not in ACTIVATIONS:
        raise ExportError(
            f"activation_function {function!r} is not supported; supported are {', '.join(ACTIVATIONS)}"
        )
    for name in ("normalize_before", "normalize_embedding", "add_final_layer_norm"):
        if config.get(name):
            raise ExportError(f"{name}={config[name]!r} is not supported for Marian; only False is")
    for side in ("encoder", "decoder"):
        if int(config["d_model"]) % int(config[f"{side}_attention_heads"]):
            raise ExportError(
                f"d_model {config['d_model']} is no multiple of {side}_attention_heads; correct config.json"
            )


def check_shapes(
    config: Mapping[str, Any], weights: Mapping[str, Array], source_table: str, target_vocabulary: int
) -> None:
    """Refuses weights that do not fit the config, naming the first that does not."""
    for name, shape in _expected(config, source_table, target_vocabulary).items():
        found = weights.get(name)
        if found is None and name != OPTIONAL:
            raise ExportError(f"the checkpoint lacks {name}, which config.json asks for; save it again")
        if found is not None and found.shape != shape:
            raise ExportError(
                f"{name} has shape {found.shape}, config.json says {shape}; the two do not belong together"
            )


def _expected(
    config: Mapping[str, Any], source_table: str, target_vocabulary: int
) -> dict[str, tuple[int, ...]]:
    width = int(config["d_model"])
    expected: dict[str, tuple[int, ...]] = {
        source_table: (int(config["vocab_size"]), width),
        OPTIONAL: (1, target_vocabulary),
    }
    for side, blocks in (("encoder", ("self_attn",)), ("decoder", ("self_attn", "encoder_attn"))):
        ffn = int(config[f"{side}_ffn_dim"])
        for layer in range(int(config[f"{side}_layers"])):
            name = f"model.{side}.layers.{layer}"
            expected |= {f"{name}.fc1.weight": (ffn, width), f"{name}.fc2.weight": (width, ffn)}
            for block in blocks:
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    expected[f"{name}.{block}.{part}.weight"] = (width, width)
                    expected[f"{name}.{block}.{part}.bias"] = (width,)
    return expected
