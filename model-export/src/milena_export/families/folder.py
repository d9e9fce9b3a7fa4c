# SPDX-License-Identifier: Apache-2.0
"""What a folder is, told by its small files: folders that are no model of a supported kind are refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from milena_export.errors import ExportError
from milena_export.families.checkpoint import CONFIG, GENERATION, Checkpoint, whole

ADAPTER = "adapter_config.json"
TOKENIZER_TEXTS = (
    "tokenizer_config.json",
    "tokenizer.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
    "target_vocab.json",
)
PIECES = ("spiece.model", "sentencepiece.bpe.model", "source.spm", "target.spm")
SIZES = ("vocab_size", ("d_model", "n_embd", "hidden_size", "width"))
"""What every config says of its model's size, under one of these names."""
QUANTIZED = {
    "bitsandbytes": "load it with that setting, call model.dequantize() and save_pretrained, or take the original model",
    "gptq": "take the original model, of which this one was made",
    "awq": "take the original model, of which this one was made",
    "fp8": "load it with dequantize=True in its FineGrainedFP8Config and save it, or take the original model",
}


def refuse_other_folders(checkpoint: Checkpoint, families: Mapping[str, Sequence[str]]) -> str:
    """Refuses what cannot be converted, before anything is read that is large.

    Args:
        checkpoint: the folder.
        families: the supported model types with their architectures that generate text.

    Returns:
        The model type.

    Raises:
        ExportError: with what was wrong, the rule and the cure.
    """
    _refuse_adapters(checkpoint)
    _refuse_without_config(checkpoint)
    stated = checkpoint.stated
    model_type = _model_type(checkpoint, families)
    _refuse_architectures(checkpoint, model_type, families[model_type])
    _refuse_quantized(checkpoint)
    missing = next((names for names in SIZES if not any(name in stated for name in _tuple(names))), None)
    if missing is not None:
        raise ExportError(
            f"{checkpoint.folder / CONFIG} says nothing of {_tuple(missing)[0]}: it was written by hand, or cut; "
            "copy the config.json that was saved with the weights"
        )
    if checkpoint.has(GENERATION):
        checkpoint.json(GENERATION)
    return model_type


def tokenizer_files(checkpoint: Checkpoint) -> None:
    """Refuses tokenizer files that are empty or stand for other ones, and folders without any."""
    folder = checkpoint.folder
    for name in TOKENIZER_TEXTS:
        if checkpoint.has(name):
            whole(folder / name)
    if not checkpoint.has("tokenizer.json"):
        for name in PIECES:
            if checkpoint.has(name):
                whole(folder / name)
    told = checkpoint.json("tokenizer_config.json") if checkpoint.has("tokenizer_config.json") else {}
    if told.get("tokenizer_class") == "ByT5Tokenizer":
        return  # it needs no vocabulary
    if not any(checkpoint.has(name) for name in ("tokenizer.json", "vocab.json", "vocab.txt", *PIECES)):
        raise ExportError(
            f"{folder} has no tokenizer (tokenizer.json, vocab.json or a SentencePiece model); copy the tokenizer's files "
            "from the model that this one was trained from"
        )


def _refuse_adapters(checkpoint: Checkpoint) -> None:
    if not checkpoint.has(ADAPTER):
        return
    told = checkpoint.json(ADAPTER)
    base, kind = told.get("base_model_name_or_path") or "its base model", told.get("peft_type") or "PEFT"
    raise ExportError(
        f"{checkpoint.folder} holds a {kind} adapter of {base} ({ADAPTER}); only whole models are converted: load it with "
        f"peft's AutoPeftModelForSeq2SeqLM, call merge_and_unload() and save_pretrained, or remove {ADAPTER} if its "
        "weights are merged already"
    )


def _refuse_without_config(checkpoint: Checkpoint) -> None:
    if checkpoint.has(CONFIG):
        return
    others = sorted(
        path.name for pattern in ("*.gguf", "*.onnx", "*.ckpt") for path in checkpoint.folder.glob(pattern)
    )
    if others:
        raise ExportError(
            f"{checkpoint.folder} has {others[0]} and no {CONFIG}: it was converted for another program; give the Hugging "
            "Face model that it was made from"
        )
    checkpoint.file(CONFIG)


def _model_type(checkpoint: Checkpoint, families: Mapping[str, Sequence[str]]) -> str:
    stated = checkpoint.stated
    model_type = stated.get("model_type")
    named = [str(name) for name in stated.get("architectures") or []]
    if model_type is None:
        meant = next((kind for kind, known in families.items() if set(named) & set(known)), None)
        if meant is not None:
            raise ExportError(
                f'{checkpoint.folder / CONFIG} has no model_type, by which transformers finds a model; add "model_type": '
                f'"{meant}", which its {named[0]} is'
            )
        made = (
            " (CTranslate2 wrote it)" if "add_source_bos" in stated or "layer_norm_epsilon" in stated else ""
        )
        raise ExportError(
            f"{checkpoint.folder / CONFIG} has no model_type: it is no model config of transformers{made}; give the Hugging "
            "Face model that the folder was made from"
        )
    if model_type not in families:
        architectures = ", ".join(named or ["unknown architecture"])
        raise ExportError(
            f"{checkpoint.folder} is a {model_type!r} model ({architectures}); supported families: "
            f"{', '.join(sorted(families))}{_why(str(model_type))}"
        )
    return str(model_type)


def _why(model_type: str) -> str:
    reason = NOT_SUPPORTED.get(model_type)
    return f"; {reason}" if reason else ""


NOT_SUPPORTED = {
    "vision-encoder-decoder": "it reads images, and an event is a text",
    "speech-encoder-decoder": "it reads sound, and an event is a text",
    "whisper": "it reads sound, and an event is a text",
    "pegasus_x": "its encoder attends in blocks with global tokens, for which there is no graph",
    "led": "its encoder attends in windows with global tokens, for which there is no graph",
    "plbart": "its tokenizer is Python code without a tokenizer.json",
    "fsmt": "its tokenizer is Python code without a tokenizer.json",
    "blenderbot-small": "its tokenizer is Python code without a tokenizer.json",
    "longt5": "its encoder attends in windows, for which there is no graph",
    "encoder-decoder": "its two halves are models of their own, for which there is no graph",
    "IndicTrans": "it is code of its own folder (trust_remote_code), which is never run",
}
"""Why some families that generate text are not supported."""


def _refuse_architectures(checkpoint: Checkpoint, model_type: str, known: Sequence[str]) -> None:
    """Where a config names architectures, one of them must generate text as this family does."""
    named = [str(name) for name in checkpoint.stated.get("architectures") or []]
    if named and not set(named) & set(known):
        raise ExportError(
            f"{checkpoint.folder / CONFIG} is of a {', '.join(named)}, which generates no text as a {model_type} does; an "
            f"architecture must be {' or '.join(known)}: give such a model"
        )


def _refuse_quantized(checkpoint: Checkpoint) -> None:
    told = checkpoint.stated.get("quantization_config")
    if not told and checkpoint.has("quantize_config.json"):
        told = {"quant_method": "gptq", **checkpoint.json("quantize_config.json")}
    if not told:
        return
    told = told if isinstance(told, dict) else {}
    bits = "8-bit" if told.get("load_in_8bit") else "4-bit" if told.get("load_in_4bit") else None
    method = str(told.get("quant_method") or ("bitsandbytes" if bits else "unknown"))
    cure = next((cure for name, cure in QUANTIZED.items() if method.startswith(name)), QUANTIZED["gptq"])
    raise ExportError(
        f"{checkpoint.folder} is quantized already (quantization_config: {method}{f', {bits}' if bits else ''}), and its "
        f"integers are no weights; {cure}: milena-export quantizes itself (--quantization int8)"
    )


def _tuple(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return names if isinstance(names, tuple) else (names,)
