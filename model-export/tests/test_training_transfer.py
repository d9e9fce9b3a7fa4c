# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import torch

from milena_export.training.tokenizer import UNKNOWN, train_tokenizer
from milena_export.training.transfer import split, with_vocabulary


def test_should_split_a_piece_into_the_longest_known_ones() -> None:
    known = {"</s>": 0, "<unk>": 1, "▁in": 2, "▁info": 3, "form": 4, "r": 5, "m": 6}

    assert split("▁inform", known) == [3, 5, 6]
    assert split("▁inforx", known) == [3, 5, UNKNOWN]


def test_should_keep_the_rows_of_shared_pieces_and_begin_others_as_means() -> None:
    old = train_tokenizer(["a red dog and a blue cat", "a green house"] * 20, 18, 1)
    new = train_tokenizer(["a red dog read a red book"] * 20, 14, 1)
    table = torch.randn(len(old), 4)
    weights = {
        "model.shared.weight": table,
        "final_logits_bias": torch.arange(float(len(old)))[None],
        "model.encoder.layers.0.fc1.weight": torch.randn(len(old), 4),
    }

    moved = with_vocabulary(weights, old, new)

    assert moved["model.shared.weight"].shape == (len(new), 4)
    assert moved["final_logits_bias"].shape == (1, len(new))
    assert moved["model.encoder.layers.0.fc1.weight"] is weights["model.encoder.layers.0.fc1.weight"]
    shared = [name for name in new.ids if name in old.ids]
    other = [name for name in new.ids if name not in old.ids]
    assert {"</s>", "<unk>", "<pad>"} < set(shared)
    assert other
    for name in shared:
        assert torch.equal(moved["model.shared.weight"][new.ids[name]], table[old.ids[name]])
        assert moved["final_logits_bias"][0, new.ids[name]] == old.ids[name]
    for name in other:
        expected = table[split(name, old.ids)].mean(0)
        assert torch.allclose(moved["model.shared.weight"][new.ids[name]], expected)


def test_should_change_nothing_when_the_vocabulary_is_the_same() -> None:
    same = train_tokenizer(["a red dog and a blue cat"] * 20, 16, 1)
    weights = {"shared.weight": torch.randn(len(same), 3), "final_logits_bias": torch.randn(1, len(same))}

    moved = with_vocabulary(weights, same, same)

    assert all(torch.equal(moved[name], weights[name]) for name in weights)
