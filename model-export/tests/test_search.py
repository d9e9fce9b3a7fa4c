# SPDX-License-Identifier: Apache-2.0
"""What the search gives besides tokens and scores (`test_conformance`): log-probabilities, attention, why it ended."""

from pathlib import Path

import numpy as np
import pytest
import torch

from marians import SHAPES, make, session, texts
from milena_export.graph.model import AttentionPolicy

COUNT = 8


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


@pytest.mark.parametrize("beams", [1, 4])
def test_should_answer_alike_to_the_last_bit_when_padded(tmp_path: Path, beams: int) -> None:
    """In int8 a last bit can become a quantization step, so floats must not differ at all."""
    make(tmp_path, SHAPES["untied"])
    graph = session(tmp_path)
    for row in texts(COUNT, 60):
        (alone,) = graph.answer([row], beam_size=beams, return_attention=1)
        for width in range(len(row) + 1, len(row) + 10):
            (padded,) = graph.answer([row], width, beam_size=beams, return_attention=1)
            assert [h.ids for h in padded] == [h.ids for h in alone]
            assert [h.logprobs for h in padded] == [h.logprobs for h in alone]
            assert all((a.attention == b.attention).all() for a, b in zip(padded, alone, strict=True))


def test_should_write_no_attention_when_not_asked(tmp_path: Path) -> None:
    make(tmp_path, SHAPES["untied"])
    out = session(tmp_path).run(texts(3, 60), beam_size=2)
    assert out["attention"].shape[:3] == (3, 1, 0)


def test_should_report_why_it_ended_when_cut(tmp_path: Path) -> None:
    make(tmp_path, SHAPES["untied"])
    for hypotheses in session(tmp_path).answer(texts(20, 60), max_new_tokens=4):
        assert hypotheses[0].finish_reason == (0 if hypotheses[0].ids[-1] == 0 else 1)
