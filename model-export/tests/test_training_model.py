# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F
from transformers import MarianMTModel, MarianTokenizer

from milena_export.training import checkpoint
from milena_export.training.decoding import greedy
from milena_export.training.model import ModelShape, TranslationModel
from milena_export.training.seq2seq import ProjectedCrossEntropy
from milena_export.training.tokenizer import Tokenizer, train_tokenizer

DRAW = random.Random(2)
TEXTS = [" ".join("".join(DRAW.choices("aeinßrstü", k=5)) for _ in range(6)) + "." for _ in range(200)]
SHAPE = ModelShape(vocabulary=60, width=32, feed_forward=48, encoder_layers=2, decoder_layers=2, heads=4)
PAD = SHAPE.vocabulary - 1


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(TEXTS, SHAPE.vocabulary, seed=1)


@pytest.fixture
def saved(tmp_path: Path, tokenizer: Tokenizer) -> tuple[TranslationModel, Path]:
    """A model with random weights everywhere (biases and norms too), rounded to fp16, and its folder."""
    torch.manual_seed(3)
    model = TranslationModel(SHAPE)
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    checkpoint.write_static_files(tmp_path, SHAPE, 0.1, tokenizer, ("en", "de"))
    checkpoint.save_weights(tmp_path, model.state_dict())
    model.load_state_dict(checkpoint.load_weights(tmp_path))
    return model.eval(), tmp_path


def test_should_give_the_logits_of_transformers(saved: tuple[TranslationModel, Path]) -> None:
    model, folder = saved
    theirs = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    source = torch.randint(2, PAD, (3, 7))
    source[1, 4:] = PAD
    target = torch.randint(2, PAD, (3, 5))
    target[:, 0] = PAD
    with torch.no_grad():
        ours = model.logits(model.decode(target, model.encode(source)))
        expected = theirs(
            input_ids=source, attention_mask=(source != PAD).long(), decoder_input_ids=target
        ).logits
    torch.testing.assert_close(ours, expected, atol=1e-4, rtol=1e-4)


def test_should_decode_greedily_as_transformers_does(saved: tuple[TranslationModel, Path]) -> None:
    model, folder = saved
    theirs = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    source = torch.randint(2, PAD, (6, 9))
    expected = theirs.generate(input_ids=source, attention_mask=torch.ones_like(source), max_new_tokens=12)
    assert greedy(model, source, max_new_tokens=12).tolist() == expected[:, 1:].tolist()


def test_should_load_every_weight_in_transformers(saved: tuple[TranslationModel, Path]) -> None:
    _, info = MarianMTModel.from_pretrained(saved[1], output_loading_info=True)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    assert checkpoint.load_shape(saved[1]) == SHAPE


def test_should_encode_and_decode_as_marian_tokenizer_does(
    saved: tuple[TranslationModel, Path], tokenizer: Tokenizer
) -> None:
    theirs = MarianTokenizer.from_pretrained(saved[1])
    texts = [*TEXTS[:20], "Ünknown € letters 漢", "  spaces   inside ", "ﬁne"]
    ours = tokenizer.encode(texts)
    assert ours == theirs(texts)["input_ids"]
    for text, ids in zip(TEXTS[:20], ours, strict=False):
        assert tokenizer.decode(ids) == text == theirs.decode(ids, skip_special_tokens=True)
    assert (theirs.eos_token_id, theirs.unk_token_id, theirs.pad_token_id) == (0, 1, PAD)
    assert len(tokenizer) == len(theirs) == SHAPE.vocabulary
    assert Tokenizer.load(saved[1]).encode(texts) == ours


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_should_give_the_loss_and_gradients_of_plain_cross_entropy(
    smoothing: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProjectedCrossEntropy, "CHUNK", 4)
    torch.manual_seed(5)
    states, weight, bias = (torch.randn(size, requires_grad=True) for size in ((11, 8), (20, 8), (1, 20)))
    labels = torch.randint(0, 20, (11,))
    logits = F.linear(states, weight, bias[0])
    expected = F.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="sum")
    wanted = torch.autograd.grad(expected / 7, (states, weight, bias), retain_graph=True)
    smoothed, plain = ProjectedCrossEntropy.apply(states, weight, bias, labels, smoothing, torch.float32)  # type: ignore[no-untyped-call]
    torch.testing.assert_close(smoothed, expected)
    torch.testing.assert_close(plain, F.cross_entropy(logits, labels, reduction="sum"))
    for ours, theirs in zip(torch.autograd.grad(smoothed / 7, (states, weight, bias)), wanted, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


def test_should_give_nearly_the_gradients_of_float32_when_products_are_bfloat16() -> None:
    torch.manual_seed(4)
    exact, fast = TranslationModel(SHAPE), TranslationModel(SHAPE, precision=torch.bfloat16)
    fast.load_state_dict(exact.state_dict())
    source, labels = torch.randint(2, PAD, (5, 9)), torch.randint(2, PAD, (5, 7))
    source[2, 6:], labels[1, 4:] = PAD, PAD
    for model in (exact, fast):
        model.train().loss(source, labels, 0.1)[0].backward()  # type: ignore[no-untyped-call]
    rounded = False
    for name, parameter in exact.named_parameters():
        ours = fast.get_parameter(name).grad
        assert parameter.grad is not None
        assert ours is not None
        assert ours.dtype == torch.float32
        rounded |= not torch.equal(ours, parameter.grad)
        if "k_proj.bias" not in name:  # their gradient is zero but for rounding: softmax ignores a constant
            similarity = torch.cosine_similarity(ours.flatten(), parameter.grad.flatten(), dim=0)
            assert float(similarity) > 0.99, name
    assert rounded, "products were not made in bfloat16"


def test_should_evaluate_in_float32_whatever_it_was_trained_in() -> None:
    torch.manual_seed(4)
    exact, fast = TranslationModel(SHAPE), TranslationModel(SHAPE, precision=torch.bfloat16)
    fast.load_state_dict(exact.state_dict())
    source, labels = torch.randint(2, PAD, (5, 9)), torch.randint(2, PAD, (5, 7))
    assert exact.eval().loss(source, labels, 0.1)[1] == fast.eval().loss(source, labels, 0.1)[1]


def test_should_drop_the_asked_share_and_repeat_it_by_seed() -> None:
    model = TranslationModel(SHAPE, dropout=0.25)
    values = torch.ones(64, 100)

    def dropped() -> torch.Tensor:
        model.dropout.reseed(7, pool_seed=1)
        return model.dropout(values)

    first = dropped()
    assert torch.equal(first, dropped())
    assert abs(float((first == 0).float().mean()) - 0.25) < 0.03
    assert abs(float(first.mean()) - 1) < 0.04
    assert not torch.equal(first, model.dropout(values))
