# SPDX-License-Identifier: Apache-2.0
"""The graph's search against transformers.generate, each text alone there and all in one ragged batch here."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import MarianMTModel

from marians import MAX_NEW, SHAPES, make, session, texts
from milena_export.bundle.session import GraphSession
from milena_export.graph import transformer
from milena_export.graph.model import AttentionPolicy

COUNT = 8
SETTINGS: dict[str, dict[str, Any]] = {
    "greedy": {"beam_size": 1},
    "greedy, least length": {"beam_size": 1, "min_new_tokens": 6},
    "beam 4": {"beam_size": 4, "num_hypotheses": 4},
    "beam 4, no penalty": {"beam_size": 4, "num_hypotheses": 2, "length_penalty": 0.0},
    "beam 3, early stop": {"beam_size": 3, "length_penalty": 0.6, "early_stopping": 1},
    "beam 4, never stop": {"beam_size": 4, "length_penalty": 2.0, "early_stopping": 2},
    "beam 2, least length": {"beam_size": 2, "min_new_tokens": 5, "early_stopping": 2, "length_penalty": 0.6},
}


@pytest.fixture(scope="module", params=list(SHAPES))
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[MarianMTModel, GraphSession]:
    folder = tmp_path_factory.mktemp("marian")
    return make(folder, SHAPES[request.param]), session(folder)


def reference(
    model: MarianMTModel, row: list[int], max_new: int, **controls: Any
) -> tuple[list[list[int]], list[float]]:
    beams = controls["beam_size"]
    with torch.no_grad():
        out = model.generate(
            torch.tensor([row]),
            attention_mask=torch.ones(1, len(row), dtype=torch.long),
            num_beams=beams,
            num_return_sequences=controls.get("num_hypotheses", 1),
            length_penalty=controls.get("length_penalty", 1.0),
            early_stopping=[False, True, "never"][controls.get("early_stopping", 0)],
            min_new_tokens=controls.get("min_new_tokens"),
            max_new_tokens=max_new,
            do_sample=False,
            return_dict_in_generate=True,
            output_scores=beams > 1,
        )
    ids = [sequence[1:].tolist() for sequence in out.sequences]
    ids = [sequence[: sequence.index(0) + 1] if 0 in sequence else sequence for sequence in ids]
    return ids, out.sequences_scores.tolist() if beams > 1 else []


@pytest.mark.parametrize("setting", list(SETTINGS))
def test_should_equal_transformers_when_batch_is_ragged(
    pair: tuple[MarianMTModel, GraphSession], setting: str
) -> None:
    model, graph = pair
    controls = SETTINGS[setting]
    rows = texts(COUNT, 60)
    limits = [MAX_NEW - index % 3 * 3 for index in range(COUNT)]
    answers = graph.answer(rows, max_new_tokens=limits, **controls)
    for row, limit, hypotheses in zip(rows, limits, answers, strict=True):
        expected, scores = reference(model, row, limit, **controls)
        assert [hypothesis.ids for hypothesis in hypotheses] == expected
        np.testing.assert_allclose([h.score for h in hypotheses][: len(scores)], scores, atol=1e-4)
        for hypothesis in hypotheses:
            assert len(hypothesis.logprobs) == len(hypothesis.ids)


def test_should_be_alive_when_models_are_random(tmp_path: Path) -> None:
    """Parity on models that repeat one token would be worth little."""
    greedy, beam = [], []
    for index, shape in enumerate(SHAPES.values()):
        make(tmp_path / str(index), shape)
        graph = session(tmp_path / str(index))
        rows = texts(40, 60)
        greedy += [hypotheses[0].ids for hypotheses in graph.answer(rows, beam_size=1)]
        beam += [hypotheses[0].ids for hypotheses in graph.answer(rows, beam_size=4)]
    assert np.mean([len(set(ids)) for ids in greedy]) >= 5
    assert len({len(ids) for ids in greedy}) > 4
    assert np.mean([ids[-1] == 0 for ids in greedy]) >= 0.3
    assert np.mean([a != b for a, b in zip(greedy, beam, strict=True)]) >= 0.2


def test_should_give_the_models_logprobs_and_attention_when_asked(tmp_path: Path) -> None:
    shape = SHAPES["deep, odd heads, forced EOS, bad words"]
    model = make(tmp_path, shape)
    model.set_attn_implementation("eager")
    rows = texts(6, 60)
    graph = session(tmp_path, AttentionPolicy(1, (0, 2), 0, "test"))
    for row, hypotheses in zip(
        rows, graph.answer(rows, beam_size=4, num_hypotheses=2, return_attention=1), strict=True
    ):
        for hypothesis in hypotheses:
            with torch.no_grad():
                out = model(
                    input_ids=torch.tensor([row]),
                    decoder_input_ids=torch.tensor([[59, *hypothesis.ids[:-1]]]),
                    output_attentions=True,
                )
            logprobs = torch.log_softmax(out.logits[0], dim=-1)
            own = logprobs[range(len(hypothesis.ids)), hypothesis.ids]
            np.testing.assert_allclose(hypothesis.logprobs, own.numpy(), atol=1e-4)
            expected = out.cross_attentions[1][0, [0, 2]].mean(dim=0).numpy()
            np.testing.assert_allclose(hypothesis.attention, expected, atol=1e-4)


def test_should_write_no_attention_when_not_asked(tmp_path: Path) -> None:
    make(tmp_path, SHAPES["untied"])
    out = session(tmp_path).run(texts(3, 60), beam_size=2)
    assert out["attention"].shape[:3] == (3, 1, 0)


def test_should_report_why_it_ended_when_cut(tmp_path: Path) -> None:
    make(tmp_path, SHAPES["untied"])
    for hypotheses in session(tmp_path).answer(texts(20, 60), max_new_tokens=4):
        assert hypotheses[0].finish_reason == (0 if hypotheses[0].ids[-1] == 0 else 1)


def test_should_fail_parity_when_a_mask_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parity above must notice the classic wrong export: padding that takes part in attention."""
    make(tmp_path, SHAPES["untied"])
    rows = texts(COUNT, 60)
    right = session(tmp_path).answer(rows)
    monkeypatch.setattr(transformer, "MASKED", 0.0)
    wrong = session(tmp_path).answer(rows)
    assert [h[0].ids for h in right] != [h[0].ids for h in wrong]
