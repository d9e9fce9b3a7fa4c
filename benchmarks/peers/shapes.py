# SPDX-License-Identifier: Apache-2.0
"""Checkpoints in the shapes of well-known models, with random weights: what they say means nothing, what they cost does.

No text ends before its limit, for the end token's embedding, which is the output matrix as well, is zero: some other of
the tens of thousands of logits is always greater. So every contestant writes as many tokens.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import sentencepiece
import tokenizers
import torch
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BartTokenizerFast,
    MarianConfig,
    MarianMTModel,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
)

BART_VOCABULARY = 50_264
OPUS_VOCABULARY = 58_101
T5_VOCABULARY = 32_128
VOCABULARIES = {f"vocabulary-{size}": size for size in (6_000, 24_000, 48_000)}
"""The shape of `like` with so many rows in its table."""
SHAPES = ("opus-shape", "t5-shape", "bart-shape", *VOCABULARIES)
TARGETS = {"bart-shape": 60}
"""Target tokens of a text where they are not the usual `TOKENS`: summaries are long."""
TOKENS = 16


def make(shape: str, folder: Path, like: Path, texts: Sequence[str]) -> Path:
    """Writes a checkpoint once; its folder.

    Args:
        shape: one of `SHAPES`.
        folder: where the checkpoints go.
        like: a Marian checkpoint, whose pieces the Marian shape takes; the rest of its vocabulary never occurs in texts.
        texts: real ones, from which the pieces of the T5 and BART shapes are learned.
    """
    output = folder / shape
    if output.exists():
        return output
    aside = folder / f"{shape}.part"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    torch.manual_seed(1)
    if shape == "opus-shape":
        _opus(aside, like)
    elif shape in VOCABULARIES:
        config = MarianConfig.from_pretrained(like)
        _marian(aside, like, config, VOCABULARIES[shape])
    elif shape == "bart-shape":
        _bart(aside, texts)
    else:
        _t5(aside, texts)
    aside.rename(output)
    return output


def _opus(folder: Path, like: Path) -> None:
    """OPUS-MT's: width 512, 6 and 6 layers, 8 heads, one table of 58,101 rows."""
    config = MarianConfig(
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        activation_function="swish",
        scale_embedding=True,
        max_position_embeddings=512,
        eos_token_id=0,
        forced_eos_token_id=None,
    )
    _marian(folder, like, config, OPUS_VOCABULARY)


def _marian(folder: Path, like: Path, config: MarianConfig, vocabulary: int) -> None:
    """A Marian model with the pieces of another, and a table of ``vocabulary`` rows, whose last is padding."""
    pieces: dict[str, int] = json.loads((like / "vocab.json").read_text(encoding="utf-8"))
    pad = vocabulary - 1
    known = {piece: index for piece, index in pieces.items() if piece != "<pad>"}
    unused = {f"unused{index}": index for index in range(len(known), pad)}
    ids = {**known, **unused, "<pad>": pad}
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copy(like / name, folder / name)
    config.vocab_size = config.decoder_vocab_size = vocabulary
    config.pad_token_id = config.decoder_start_token_id = pad
    model = MarianMTModel(config)
    model.final_logits_bias.zero_()
    _save(model, folder, model.model.shared.weight, end=0)


def _t5(folder: Path, texts: Sequence[str]) -> None:
    """T5-small's: width 512, 6 and 6 layers, 8 heads, one table of 32,128 rows."""
    pieces = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=pieces,
        vocab_size=6000,
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
    )
    (folder / "spiece.model").write_bytes(pieces.getvalue())
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "T5Tokenizer", "extra_ids": 100}')
    config = T5Config(
        vocab_size=T5_VOCABULARY,
        d_model=512,
        d_kv=64,
        d_ff=2048,
        num_layers=6,
        num_decoder_layers=6,
        num_heads=8,
        feed_forward_proj="relu",
        eos_token_id=1,
        pad_token_id=0,
        decoder_start_token_id=0,
    )
    model = T5ForConditionalGeneration(config)
    _save(model, folder, model.shared.weight, end=1)


def _bart(folder: Path, texts: Sequence[str]) -> None:
    """BART-large's as it summarizes CNN's news: width 1,024, 12 and 12 layers, 16 heads, one table of 50,264 rows."""
    pieces = tokenizers.ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces.train_from_iterator(iter(texts), vocab_size=6000, special_tokens=special, show_progress=False)
    pieces.save_model(str(folder))
    known: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    unused = {f"unused{index}": index for index in range(len(known), BART_VOCABULARY)}
    (folder / "vocab.json").write_text(json.dumps({**known, **unused}, ensure_ascii=False), encoding="utf-8")
    BartTokenizerFast(vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt")).save_pretrained(
        folder
    )
    config = BartConfig(
        vocab_size=BART_VOCABULARY,
        d_model=1024,
        encoder_layers=12,
        decoder_layers=12,
        encoder_attention_heads=16,
        decoder_attention_heads=16,
        encoder_ffn_dim=4096,
        decoder_ffn_dim=4096,
        activation_function="gelu",
        max_position_embeddings=1024,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_bos_token_id=None,
        forced_eos_token_id=None,
        normalize_before=False,  # these two CTranslate2 asks for
        normalize_embedding=True,
    )
    model = BartForConditionalGeneration(config)
    _save(model, folder, model.model.shared.weight, end=2)


def _save(model: PreTrainedModel, folder: Path, table: torch.nn.Parameter, end: int) -> None:
    with torch.no_grad():
        table[end].zero_()
    model.eval().save_pretrained(folder)
