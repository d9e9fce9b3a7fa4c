# SPDX-License-Identifier: Apache-2.0
"""Checkpoints with outlier channels that change nothing: what makes a channel is multiplied, what reads it divided."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

Tensors = dict[str, np.ndarray]
CHANNELS = 3
"""Outliers of each place."""
LAYER = r"(?P<layer>.*layers\.\d+\.)"
BLOCK = r"(?P<layer>.*block\.\d+\.)"
AFTER_NORMS: list[tuple[str, tuple[str, ...]]] = [
    (LAYER + r"self_attn_layer_norm$", tuple(f"{{layer}}self_attn.{part}_proj" for part in "qkv")),
    (LAYER + r"encoder_attn_layer_norm$", ("{layer}encoder_attn.q_proj",)),
    (LAYER + r"final_layer_norm$", ("{layer}fc1",)),
    (BLOCK + r"layer\.0\.layer_norm$", tuple(f"{{layer}}layer.0.SelfAttention.{part}" for part in "qkv")),
    (r"(?P<layer>encoder\.block\.\d+\.)layer\.1\.layer_norm$", ("{layer}layer.1.DenseReluDense.wi",)),
    (r"(?P<layer>decoder\.block\.\d+\.)layer\.1\.layer_norm$", ("{layer}layer.1.EncDecAttention.q",)),
    (r"(?P<layer>decoder\.block\.\d+\.)layer\.2\.layer_norm$", ("{layer}layer.2.DenseReluDense.wi",)),
    (r"(?P<layer>.*h\.\d+\.)ln_1$", ("{layer}attn.c_attn",)),
    (r"(?P<layer>.*h\.\d+\.)ln_2$", ("{layer}mlp.c_fc",)),
]
"""Norms that stand before their blocks, and what reads them."""
AFTER_PRODUCTS: list[tuple[str, str]] = [
    (r"(?P<layer>.*)\.v_proj$", "{layer}.out_proj"),
    (r"(?P<layer>.*Attention)\.v$", "{layer}.o"),
]
"""Values of attentions, and the outputs that read them."""


def plant(folder: Path, pre_norm: bool, relu: bool, seed: int = 0) -> None:
    """Puts outliers of 30 to 60 times the others into a checkpoint, wherever its function stays as it is.

    Args:
        folder: checkpoint, which is changed.
        pre_norm: norms stand before their blocks.
        relu: the layer between the products of a feed-forward layer keeps factors.
        seed: of the channels.
    """
    tensors = {
        name: tensor.astype(np.float32) for name, tensor in load_file(folder / "model.safetensors").items()
    }
    random = np.random.default_rng(seed)
    count = 0
    for maker, readers in _places(tensors, pre_norm, relu):
        width = len(tensors[f"{maker}.weight"])
        factors = np.ones(width, np.float32)
        factors[random.choice(width, CHANNELS, replace=False)] = random.uniform(30, 60, CHANNELS)
        for name in (f"{maker}.weight", f"{maker}.bias"):
            if name in tensors:
                tensors[name] = (tensors[name].T * factors).T
        for reader in readers:
            weight = tensors[f"{reader}.weight"]
            # What transformers calls Conv1D has its inputs first.
            tensors[f"{reader}.weight"] = weight / factors[:, None] if ".c_" in reader else weight / factors
        count += 1
    assert count
    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    save_file(whole, folder / "model.safetensors", metadata={"format": "pt"})


def _places(tensors: Tensors, pre_norm: bool, relu: bool) -> Iterator[tuple[str, list[str]]]:
    names = [name.removesuffix(".weight") for name in tensors if name.endswith(".weight")]
    for name in names:
        for pattern, readers in AFTER_NORMS if pre_norm else []:
            if found := re.fullmatch(pattern, name):
                yield name, [reader.format(**found.groupdict()) for reader in readers]
        for pattern, reader in AFTER_PRODUCTS:
            if found := re.fullmatch(pattern, name):
                yield name, [reader.format(**found.groupdict())]
        if relu and name.endswith(("fc1", "wi")):
            yield name, [re.sub("(fc1|wi)$", lambda it: {"fc1": "fc2", "wi": "wo"}[it[0]], name)]
    last = _last_norm(names)
    if last is not None:
        yield (
            last,
            [name for name in names if re.search(r"(encoder_attn\.[kv]_proj|EncDecAttention\.[kv])$", name)],
        )


def _last_norm(names: list[str]) -> str | None:
    """The norm that makes the encoder's output."""
    own = [name for name in names if re.search(r"encoder\.(final_)?layer_norm$", name)]
    behind = [name for name in names if re.search(r"encoder\.layers\.\d+\.final_layer_norm$", name)]
    return own[0] if own else max(behind, default=None, key=lambda name: int(re.findall(r"\d+", name)[-1]))
