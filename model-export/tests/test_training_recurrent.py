# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from milena_export.commands import train
from milena_export.training import checkpoint, recurrent
from milena_export.training.attention import SCORES, AdditiveScore, CosineScore, ScoredAttention
from milena_export.training.decoding import greedy
from milena_export.training.model import Attention
from milena_export.training.recurrent import RecurrentModel, RecurrentShape, last_states

WIDTH = 6
PAD = 29


def plainly(name: str, score: nn.Module, q: Tensor, k: Tensor) -> float:
    """A score of one query and one key, as the formula says."""
    weights = {key: value.detach() for key, value in score.state_dict().items()}
    dot = sum(float(a * b) for a, b in zip(q, k, strict=True))
    if name == "dot":
        return dot
    if name == "scaled-dot":
        return dot / math.sqrt(WIDTH)
    if name == "general":
        return float(q @ (weights["key.weight"] @ k))
    if name == "additive":
        inner = weights["query.weight"] @ q + weights["key.weight"] @ k + weights["key.bias"]
        return float(weights["energy.weight"][0] @ inner.tanh())
    if name == "cosine":
        return float(weights["strength"]) * dot / (math.sqrt(float(q @ q)) * math.sqrt(float(k @ k)))
    assert name == "manhattan"
    return -sum(abs(float(a - b)) for a, b in zip(q, k, strict=True))


@pytest.mark.parametrize("name", list(SCORES))
def test_should_give_context_and_weights_as_the_formula_says(name: str) -> None:
    torch.manual_seed(1)
    score = SCORES[name](WIDTH)
    query, keys, values = torch.randn(2, 3, WIDTH), torch.randn(2, 4, WIDTH), torch.randn(2, 4, 5)
    mask = torch.tensor([[True] * 4, [True, True, True, False]])
    context, weights = ScoredAttention(score)(query, keys, values, mask)
    assert context.shape == (2, 3, 5)
    assert weights.shape == (2, 3, 4)
    for row, length in ((0, 4), (1, 3)):
        for step in range(3):
            found = [plainly(name, score, query[row, step], keys[row, place]) for place in range(length)]
            expected = torch.softmax(torch.tensor(found), dim=0)
            torch.testing.assert_close(weights[row, step, :length], expected, atol=1e-5, rtol=1e-4)
            torch.testing.assert_close(
                context[row, step], expected @ values[row, :length], atol=1e-5, rtol=1e-4
            )
    assert torch.equal(weights[1, :, 3], torch.zeros(3))


@pytest.mark.parametrize("name", list(SCORES))
@pytest.mark.parametrize("size", [0.0, 1e-8, 1e4])
def test_should_stay_finite_when_states_are_extreme(name: str, size: float) -> None:
    torch.manual_seed(1)
    query, keys = (torch.randn(2, 3, WIDTH) * size for _ in range(2))
    query.requires_grad_()
    keys.requires_grad_()
    mask = torch.tensor([[True, False, False], [True, True, True]])
    context, weights = ScoredAttention(SCORES[name](WIDTH))(query, keys, keys, mask)
    (context.sum() + weights.square().sum()).backward()
    assert torch.equal(weights[0], torch.tensor([[1.0, 0.0, 0.0]] * 3))
    for tensor in (context, weights, query.grad, keys.grad):
        assert tensor is not None
        assert bool(tensor.isfinite().all())


def test_should_give_the_same_scores_and_gradients_when_the_additive_score_is_made_in_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch.manual_seed(1)
    score = AdditiveScore(WIDTH)
    query, keys = torch.randn(2, 7, WIDTH, requires_grad=True), torch.randn(2, 5, WIDTH)
    whole = score(query, keys)
    wanted = torch.autograd.grad(whole.square().sum(), (query, *score.parameters()))
    sizes: list[int] = []
    inner = AdditiveScore._score

    def watched(self: AdditiveScore, asked: Tensor, known: Tensor) -> Tensor:
        sizes.append(asked.shape[1] * known.numel())
        return inner(self, asked, known)

    monkeypatch.setattr(AdditiveScore, "CHUNK", 3 * 2 * 5 * WIDTH)
    monkeypatch.setattr(AdditiveScore, "_score", watched)
    chunked = score(query, keys)
    torch.testing.assert_close(chunked, whole)
    found = torch.autograd.grad(chunked.square().sum(), (query, *score.parameters()))
    assert max(sizes) == AdditiveScore.CHUNK
    for ours, theirs in zip(found, wanted, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_should_call_a_state_of_zeros_like_nothing_when_cosines_are_compared() -> None:
    keys = torch.randn(1, 3, WIDTH)
    keys[0, 1] = 0
    with torch.no_grad():
        assert float(CosineScore()(torch.randn(1, 1, WIDTH), keys)[0, 0, 1]) == 0.0


@pytest.mark.parametrize("heads", [1, 3])
@pytest.mark.parametrize("causal", [False, True])
def test_should_give_the_same_context_when_the_weights_of_query_key_value_attention_are_wanted(
    heads: int, causal: bool
) -> None:
    torch.manual_seed(1)
    attention = Attention(WIDTH, heads)
    inputs, memory = torch.randn(2, 4, WIDTH), None if causal else torch.randn(2, 5, WIDTH)
    mask = None if causal else torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    plain, nothing = attention(inputs, memory, mask, causal)
    context, weights = attention(inputs, memory, mask, causal, weights=True)
    assert nothing is None
    torch.testing.assert_close(context, plain, atol=1e-5, rtol=1e-4)
    assert weights.shape == (2, heads, 4, 4 if causal else 5)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, heads, 4))
    if causal:
        assert torch.equal(weights, weights.tril())
    else:
        assert not bool(weights[1, :, :, 3:].any())


def model(score: str = "general", encoder: str = "lstm", decoder: str = "lstm") -> RecurrentModel:
    torch.manual_seed(3)
    shape = RecurrentShape(30, 8, 2, 2, encoder, decoder, score)
    made = shape.build().eval()
    for parameter in made.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return made


@pytest.mark.parametrize(("encoder", "decoder"), [("lstm", "gru"), ("gru", "lstm")])
def test_should_answer_the_same_when_a_row_is_padded(encoder: str, decoder: str) -> None:
    made = model("additive", encoder, decoder)
    rows = [torch.randint(2, PAD, (length,)) for length in (7, 3, 1)]
    source = torch.full((3, 9), PAD)
    for place, row in enumerate(rows):
        source[place, : len(row)] = row
    target = torch.randint(2, PAD, (3, 5))
    with torch.no_grad():
        encoded = made.encode(source)
        states, weights = made.attend(target, encoded)
        for place, row in enumerate(rows):
            alone = made.encode(row[None])
            own, looked = made.attend(target[place : place + 1], alone)
            assert not bool(encoded.states[place, len(row) :].any())
            torch.testing.assert_close(last_states(encoded)[place], last_states(alone)[0])
            torch.testing.assert_close(states[place], own[0])
            torch.testing.assert_close(weights[place, :, : len(row)], looked[0])
            assert not bool(weights[place, :, len(row) :].any())


def test_should_not_see_what_comes_later_when_it_decodes() -> None:
    made = model()
    source = torch.randint(2, PAD, (4, 6))
    decoded = greedy(made, source, 9)
    start = torch.full((4, 1), PAD)
    with torch.no_grad():
        best = made.logits(
            made.decode(torch.cat([start, decoded[:, :-1]], dim=1), made.encode(source))
        ).argmax(-1)
    real = decoded != PAD
    assert torch.equal(best[real], decoded[real])


def test_should_load_what_was_saved(tmp_path: Path) -> None:
    shape = RecurrentShape(30, 8, 2, 1, "gru", "lstm", "cosine")
    checkpoint.write_json(tmp_path / "config.json", checkpoint.model_config(shape, 0.1))
    assert checkpoint.load_shape(tmp_path) == shape


def test_should_offer_every_cell_and_score_on_the_command_line() -> None:
    assert tuple(SCORES) == train.SCORES
    assert tuple(recurrent.CELLS) == tuple(recurrent.STATES) == train.CELLS
