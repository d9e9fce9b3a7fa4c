# SPDX-License-Identifier: Apache-2.0
"""Every family's graph against transformers: tokens of greedy and beam search, log-probabilities and attention."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import PreTrainedModel
from transformers.models.t5.modeling_t5 import T5Attention

import conformance
from made_graphs import loaded
from milena_export.bundle.session import GraphSession, Hypothesis
from milena_export.families import t5
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import FAMILIES
from milena_export.graph import transformer
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.model import AttentionPolicy
from seq2seq_shapes import SHAPES
from seq2seqs import by_length, generate, make, session, texts

COUNT = 24
"""Texts of each shape in a run of the whole suite; `--texts 200` is the full size, with all of `SETTINGS`."""
FEW = 4
ROUTINE = ("greedy, prefix", "beam 4, penalty 2, never stop", "beam 3, all at once")
TIE = 1e-4


def answers(graph: GraphSession, rows: list[list[int]], beams: int) -> list[Hypothesis]:
    """The batch is ragged: rows as they come."""
    found = graph.answer(rows, beam_size=beams, return_attention=1)
    return [hypotheses[0] for hypotheses in found]


@pytest.mark.parametrize("family", sorted({shape.family for shape in SHAPES.values()}))
def test_should_equal_transformers_when_a_batch_is_ragged(
    family: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count = int(request.config.getoption("--texts")) or COUNT
    greedy: list[list[int]] = []
    beam: list[list[int]] = []
    eos = -1
    for name, shape in SHAPES.items():
        if shape.family == family:
            model = make(tmp_path / name, shape)
            model.set_attn_implementation("eager")
            graph = session(tmp_path / name, family, AttentionPolicy(0, (0, 2), 0, "test"))
            rows = texts(shape, count)
            greedy += check(name, model, graph, rows, 1)
            beam += check(name, model, graph, rows, 4)
            eos = shape.ids["eos_token_id"]
    # Parity on models that repeat one token would be worth little.
    assert np.mean([len(set(ids)) for ids in greedy]) >= 5
    assert np.mean([ids[-1] == eos for ids in greedy]) >= 0.3
    assert len({len(ids) for ids in greedy}) > 4
    assert np.mean([a != b for a, b in zip(greedy, beam, strict=True)]) >= 0.2


@pytest.mark.parametrize("name", list(SHAPES))
def test_should_equal_transformers_when_all_controls_are_used(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shape, full = SHAPES[name], int(request.config.getoption("--texts"))
    model = make(tmp_path, shape)
    built = FAMILIES[shape.family].step_model(Checkpoint(tmp_path))
    subject = conformance.Subject(loaded(built), built.spec, model, texts(shape, full or FEW, seed=1))
    for setting in conformance.SETTINGS if full else ROUTINE:
        conformance.check(subject, setting)
    for controls in conformance.DRAWN if full else ():
        conformance.check_drawing(subject, controls)


def wrong_mask(model: EncoderDecoder, monkeypatch: pytest.MonkeyPatch) -> EncoderDecoder:
    monkeypatch.setattr(transformer, "MASKED", 0.0)
    return model


def no_logits_bias(model: EncoderDecoder, _: pytest.MonkeyPatch) -> EncoderDecoder:
    return replace(model, output=replace(model.output, bias=None))


def wrong_start(model: EncoderDecoder, _: pytest.MonkeyPatch) -> EncoderDecoder:
    return replace(model, spec=replace(model.spec, start=model.spec.pad))


def no_forced_eos(model: EncoderDecoder, _: pytest.MonkeyPatch) -> EncoderDecoder:
    return replace(model, spec=replace(model.spec, forced_eos=None))


def right(model: EncoderDecoder, _: pytest.MonkeyPatch) -> EncoderDecoder:
    return model


@pytest.mark.parametrize("fault", [right, wrong_mask, no_logits_bias, wrong_start, no_forced_eos])
def test_should_fail_parity_when_an_export_is_wrong(
    fault: Callable[[EncoderDecoder, pytest.MonkeyPatch], EncoderDecoder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The classic wrong exports, planted."""
    shape = replace(SHAPES["bart, untied"], generation={"forced_eos_token_id": 2})
    model = make(tmp_path, shape)
    model.set_attn_implementation("eager")
    built = fault(FAMILIES["bart"].step_model(Checkpoint(tmp_path)), monkeypatch)
    graph = loaded(built, AttentionPolicy(0, (0, 2), 0, "test"))
    rows = texts(shape, 12)
    if fault is right:
        check(fault.__name__, model, graph, rows, 1)
    else:
        with pytest.raises(AssertionError):
            check(fault.__name__, model, graph, rows, 1)


def check(
    name: str, model: PreTrainedModel, graph: GraphSession, rows: list[list[int]], beams: int
) -> list[list[int]]:
    """The answers, which must be those of transformers."""
    found = answers(graph, rows, beams)
    check_forced(model, rows, found)
    for (ids, score), answer in zip(generate(model, rows, num_beams=beams), found, strict=True):
        if ids != answer.ids:
            assert score is not None, (name, ids, answer.ids)
            assert abs(score - answer.score) < TIE, (name, ids, answer.ids)
    return [answer.ids for answer in found]


def check_forced(model: PreTrainedModel, rows: list[list[int]], found: list[Hypothesis]) -> None:
    """Log-probabilities and attention against teacher forcing of the same tokens."""
    start, pad = model.generation_config.decoder_start_token_id, model.generation_config.pad_token_id
    m2m = model.config.model_type == "m2m_100"
    for places in by_length(rows):
        longest = max(len(found[place].ids) for place in places)
        inputs = [([start, *found[place].ids[:-1]] + [start] * longest)[:longest] for place in places]
        with torch.no_grad():
            out = model(
                input_ids=torch.tensor([rows[place] for place in places]),
                decoder_input_ids=torch.tensor(inputs),
                output_attentions=True,
            )
        for order, place in enumerate(places):
            answer = found[place]
            if m2m and pad in answer.ids:
                continue  # transformers counts positions over padding in one way here and in another in `generate`
            count = len(answer.ids)
            logprobs = torch.log_softmax(out.logits[order, :count], dim=-1)[range(count), answer.ids]
            np.testing.assert_allclose(answer.logprobs, logprobs.numpy(), atol=1e-4)
            expected = out.cross_attentions[0][order, [0, 2], :count].mean(dim=0).numpy()
            np.testing.assert_allclose(answer.attention, expected, atol=1e-4)


@pytest.mark.parametrize(("buckets", "reach"), [(32, 128), (8, 12), (64, 200)])
@pytest.mark.parametrize("both", [True, False])
def test_should_put_distances_into_the_buckets_of_t5(buckets: int, reach: int, both: bool) -> None:
    distance = np.arange(-3 * reach, 3 * reach if both else 1)
    theirs = T5Attention._relative_position_bucket(torch.from_numpy(distance), both, buckets, reach)
    ours = t5.bucket_of(distance.clip(-reach, reach), both, buckets, reach)
    assert ours.tolist() == theirs.tolist()
