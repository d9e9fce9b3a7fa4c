# SPDX-License-Identifier: Apache-2.0
"""Makes a small checkpoint with the traits of a real one.

A folder of facts holds a real checkpoint's small files as they were published, and ``NAME.summary.json`` for what is
large (vocabularies, tokenizer.json, SentencePiece models). What comes of it has the same fields and values, ids in the same
order and places relative to each other, tokenizers of the same kind, and random weights of a few thousand numbers.

    PYTHONPATH=src:tests .venv/bin/python tests/made_checkpoint.py FOLDER OUT
"""

import json
import sys
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

from facts import Facts
from landmarks import Landmarks
from made_pieces import spm
from made_tokenizer_files import write_fast, write_vocabulary
from usual_tokenizers import usual

SMALL = {
    "d_model": 16,
    "n_embd": 16,
    "hidden_size": 16,
    "d_kv": 8,
    "d_ff": 24,
    "encoder_ffn_dim": 24,
    "decoder_ffn_dim": 24,
    "n_inner": 24,
    "num_heads": 2,
    "n_head": 2,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
}
"""Sizes of the small model, where a config has such a field."""
LAYERS = (
    "num_layers",
    "num_decoder_layers",
    "encoder_layers",
    "decoder_layers",
    "n_layer",
    "num_hidden_layers",
)


def make(facts: Facts, out: Path, seed: int = 3) -> None:
    """Writes the small files, and weights where transformers makes a model of them.

    Args:
        facts: what is known of a real checkpoint.
        out: folder to write, which must not exist.
        seed: of the random weights.
    """
    out.mkdir(parents=True)
    small = facts.landmarks()
    for name, content in facts.files.items():
        (out / name).write_text(
            json.dumps(_small_file(name, content, small), ensure_ascii=False), encoding="utf-8"
        )
    write_tokenizer(facts, out, small)
    if generates(facts.config):
        write_weights(out, facts.config, seed)


def write_tokenizer(facts: Facts, folder: Path, small: Landmarks) -> None:
    """Writes whatever tokenizer files are told of, or the usual ones of the kind."""
    told = facts.summaries
    made = False
    for name, summary in told.items():
        if "pieces" in summary:
            sides = {"source.spm": 0, "target.spm": 1}
            filled = facts.kind not in ("marian", "m2m_100")
            (folder / name).write_bytes(spm(summary, small, sides.get(name, 2), filled).SerializeToString())
            made = True
    if "vocab.json" in told:
        write_vocabulary(facts, told["vocab.json"], folder, small)
        made = True
    if "tokenizer.json" in told:
        write_fast(told["tokenizer.json"], folder, small)
        made = True
    if not made or not is_whole(facts.kind, folder):
        usual(facts, folder, small)


def is_whole(kind: str, folder: Path) -> bool:
    """Whether a tokenizer of several files is there, in either form."""
    parts = {
        "marian": {"source.spm", "target.spm", "vocab.json"},
        "m2m_100": {"sentencepiece.bpe.model", "vocab.json"},
    }
    names = {path.name for path in folder.iterdir()}
    whole = parts.get(kind, set())
    return whole <= names or ("tokenizer.json" in names and not names & whole)


def generates(config: dict[str, Any]) -> bool:
    """Whether there is a model of transformers to make random weights of."""
    known = ("bart", "blenderbot", "gpt2", "m2m_100", "marian", "mbart", "mt5", "pegasus", "t5", "umt5")
    return config.get("model_type") in known and bool(config.get("vocab_size"))


def _small_file(name: str, content: Any, small: Any) -> Any:
    if name == "added_tokens.json":
        return {token: small(index) for token, index in content.items()}
    if name == "tokenizer_config.json" and content.get("added_tokens_decoder"):
        added = {str(small(int(index))): token for index, token in content["added_tokens_decoder"].items()}
        return {**content, "added_tokens_decoder": added}
    if name not in ("config.json", "generation_config.json"):
        return content
    content = small.config(content)
    if name == "config.json":
        content = {
            key: SMALL[key] if key in SMALL and value is not None else value for key, value in content.items()
        }
        content |= {key: min(int(content[key]), 2) for key in LAYERS if content.get(key)}
    return content


def write_weights(out: Path, stated: dict[str, Any], seed: int) -> None:
    """Random weights whose answers vary and end, in the layout and the type that the config states."""
    torch.manual_seed(seed)
    config = AutoConfig.from_pretrained(out, local_files_only=True)
    kind = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
    model: Any = kind.from_config(config).eval()
    if stated.get("tie_word_embeddings") is False and stated["model_type"] in ("t5", "mt5", "umt5"):
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            _randomize(name, parameter, model.lm_head.weight)
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias.normal_(0, 0.5)
        eos = _eos(out)
        rows = model.lm_head.weight
        if eos is not None and eos < len(rows):
            if hasattr(model, "final_logits_bias"):
                model.final_logits_bias[0, eos] = 3.0
            if rows is model.get_input_embeddings().weight:
                rows[eos] *= 2.0
    half = "float16" in (stated.get("torch_dtype"), stated.get("dtype"))
    bare = stated.get("architectures") == ["BartModel"]
    saved = (model.model if bare else model).to(torch.float16 if half else torch.float32)
    before = {
        name: (out / name).read_bytes()
        for name in ("config.json", "generation_config.json")
        if (out / name).exists()
    }
    saved.save_pretrained(out)
    (out / "generation_config.json").unlink(missing_ok=True)
    for name, content in before.items():
        (out / name).write_bytes(content)


def _randomize(name: str, parameter: Any, output: Any) -> None:
    width = parameter.shape[-1]
    if parameter is output or "shared" in name or "embed_tokens" in name or "wte" in name:
        parameter.normal_(0, 1.5 * width**-0.5)
    elif "embed_positions" in name or "wpe" in name or "relative_attention_bias" in name:
        if parameter.requires_grad:
            parameter.normal_(0, 0.5)
    elif name.endswith(("final_layer_norm.weight", "ln_f.weight")) or name.endswith(
        "decoder.layer_norm.weight"
    ):
        parameter.copy_(2 * torch.sign(torch.randn_like(parameter)))
    elif ("norm" in name and name.endswith("weight")) or (".ln_" in name and name.endswith("weight")):
        parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
    elif name.endswith("bias"):
        parameter.normal_(0, 0.1)
    elif parameter.requires_grad:
        parameter.normal_(0, 1.2 / width**0.5)


def _eos(out: Path) -> int | None:
    for name in ("generation_config.json", "config.json"):
        path = out / name
        value = json.loads(path.read_text(encoding="utf-8")).get("eos_token_id") if path.exists() else None
        if value is not None:
            return int(value[0] if isinstance(value, list) else value)
    return None


if __name__ == "__main__":
    make(Facts.read(Path(sys.argv[1])), Path(sys.argv[2]))
