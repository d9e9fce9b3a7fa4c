# SPDX-License-Identifier: Apache-2.0
"""Recurrent models in the graph against the PyTorch module that was trained: alone, in ragged batches, as bundles."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from conformance import SETTINGS, Subject, check, check_alive
from made_graphs import MAX_NEW, loaded
from made_tokenizers import sentences
from marians import texts
from milena_export import cli
from milena_export.bundle.reader import Bundle
from milena_export.graph import recurrent, scores
from milena_export.graph.recurrent import Recurrent
from milena_export.training import checkpoint
from milena_export.training.recurrent import RecurrentShape
from oracle import Ask
from recurrents import RANDOMS, VOCABULARY, graph, make, write
from test_conformance import asks, same

FEW = 6
"""Texts in a run of the whole suite; `--texts 200` is the full size, with all of `SETTINGS`."""
ROUTINE = ("greedy", "greedy, prefix", "beam 4", "beam 4, penalty 2, never stop", "beam 3, all at once")


@pytest.fixture(scope="module", params=list(RANDOMS))
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    count = int(request.config.getoption("--texts")) or FEW
    return subject_of(request.param, tmp_path_factory.mktemp("recurrent"), count)


def subject_of(name: str, folder: Path, count: int) -> Subject:
    model = make(folder, RANDOMS[name])
    built = graph(folder)
    return Subject(loaded(built), built.spec, model, texts(count, VOCABULARY))


def test_should_equal_transformers_when_the_model_is_the_trained_module(
    subject: Subject, request: pytest.FixtureRequest
) -> None:
    for setting in SETTINGS if request.config.getoption("--texts") else ROUTINE:
        check(subject, setting)


def test_should_be_alive_when_models_are_random(subject: Subject) -> None:
    more = replace(subject, rows=texts(40, VOCABULARY))
    greedy = [hypotheses[0].ids for hypotheses in more.answer([Ask(MAX_NEW)] * 40)]
    beam = [hypotheses[0].ids for hypotheses in more.answer([Ask(MAX_NEW, beam_size=4)] * 40)]
    check_alive(greedy, beam, subject.spec.eos)


@pytest.mark.parametrize(
    "controls",
    [
        {"beam_size": 4, "num_hypotheses": 4, "length_penalty": 0.6},
        {"top_k": 5, "temperature": 2.0, "repetition_penalty": 1.2},
    ],
    ids=str,
)
def test_should_equal_the_oracle_when_each_text_asks_for_something_else(
    subject: Subject, controls: dict[str, Any]
) -> None:
    wanted = asks(len(subject.rows), **controls)
    for row, ask, found in zip(subject.rows, wanted, subject.answer(wanted), strict=True):
        for hypothesis, expected in zip(found, subject.oracle.decode(row, ask), strict=False):
            same(hypothesis, expected, ask)


@pytest.mark.parametrize("beams", [1, 4])
def test_should_give_log_probabilities_and_attention_of_the_module(subject: Subject, beams: int) -> None:
    found = subject.session.answer(subject.rows, beam_size=beams, return_attention=1)
    for row, (hypothesis, *_) in zip(subject.rows, found, strict=True):
        with torch.no_grad():
            out = subject.model(
                input_ids=torch.tensor([row]),
                decoder_input_ids=torch.tensor([[subject.spec.start, *hypothesis.ids[:-1]]]),
            )
        logprobs = torch.log_softmax(out.logits[0], dim=-1)[range(len(hypothesis.ids)), hypothesis.ids]
        np.testing.assert_allclose(hypothesis.logprobs, logprobs.numpy(), atol=1e-4)
        np.testing.assert_allclose(hypothesis.attention, out.cross_attentions[0][0, 0].numpy(), atol=1e-4)


@pytest.mark.parametrize("beams", [1, 4])
def test_should_answer_the_same_when_alone_or_padded_or_among_others(subject: Subject, beams: int) -> None:
    rows = texts(24, VOCABULARY, seed=7)
    together = subject.session.answer(rows, beam_size=beams, return_attention=1)
    padded = subject.session.answer(rows, 29, beam_size=beams, return_attention=1)
    backwards = subject.session.answer(rows[::-1], beam_size=beams, return_attention=1)[::-1]
    for row, *found in zip(rows, together, padded, backwards, strict=True):
        alone = subject.session.answer([row], beam_size=beams, return_attention=1)[0][0]
        for other, *_ in found:
            assert other.ids == alone.ids
            np.testing.assert_allclose(other.logprobs, alone.logprobs, atol=1e-5)
            np.testing.assert_allclose(other.attention, alone.attention, atol=1e-5)


def no_mask(model: Recurrent, monkeypatch: pytest.MonkeyPatch) -> Recurrent:
    monkeypatch.setattr("milena_export.graph.transformer.MASKED", 0.0)
    return model


def reads_padding(model: Recurrent, monkeypatch: pytest.MonkeyPatch) -> Recurrent:
    inner = recurrent._both_directions

    def all_real(g: Any, numerics: Any, layer: Any, x: Any, real: Any, *sizes: Any) -> Any:
        return inner(g, numerics, layer, x, g.op("Or", real, g.op("Not", real)), *sizes)

    monkeypatch.setattr(recurrent, "_both_directions", all_real)
    return model


def other_start(model: Recurrent, _: pytest.MonkeyPatch) -> Recurrent:
    return replace(model, bridge=replace(model.bridge, weight=model.bridge.weight[::-1]))


def other_gates(model: Recurrent, _: pytest.MonkeyPatch) -> Recurrent:
    layer = model.decoder[0]
    carried = replace(layer.cell.carried, weight=np.roll(layer.cell.carried.weight, layer.cell.width, axis=1))
    return replace(model, decoder=[replace(layer, cell=replace(layer.cell, carried=carried))])


def other_score(model: Recurrent, _: pytest.MonkeyPatch) -> Recurrent:
    return replace(model, score=scores.scaled_dot(model.width))


def right(model: Recurrent, _: pytest.MonkeyPatch) -> Recurrent:
    return model


@pytest.mark.parametrize("fault", [right, no_mask, reads_padding, other_start, other_gates, other_score])
def test_should_notice_when_an_export_is_wrong(
    fault: Callable[[Recurrent, pytest.MonkeyPatch], Recurrent],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "lstm, dot"
    model = make(tmp_path, RANDOMS[name])
    built = fault(graph(tmp_path), monkeypatch)
    wrong = Subject(loaded(built), built.spec, model, texts(12, VOCABULARY))
    if fault is right:
        check(wrong, "greedy")
    else:
        with pytest.raises(AssertionError, match="reference"):
            check(wrong, "greedy")


@pytest.mark.parametrize("quantization", ["float", "fp16", "int8"])
@pytest.mark.parametrize(
    ("cells", "score"),
    [(("lstm", "gru"), "additive"), (("gru", "lstm"), "cosine"), (("lstm", "lstm"), "dot")],
)
def test_should_convert_verify_and_evaluate_when_it_is_a_bundle(
    cells: tuple[str, str],
    score: str,
    quantization: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = write(tmp_path / "source", RecurrentShape(280, 20, 2, 1, *cells, score))
    output = tmp_path / "bundle"
    lines = [line.replace("\t", " ") for line in sentences()[:40]]
    corpus, real = tmp_path / "corpus.tsv", tmp_path / "texts"
    corpus.write_text("".join(f"{line}\t{line}\n" for line in lines), encoding="utf-8")
    real.write_text("\n".join(lines[::2]), encoding="utf-8")
    arguments = ["--quantization", quantization, "--calibration", str(corpus), "--max-target", "12"]
    assert cli.main(["convert", str(source), "--output", str(output), *arguments]) == 0
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(real)]) == 0
    assert "FAIL" not in capsys.readouterr().out
    assert cli.main(["evaluate", str(output), "--corpus", str(corpus), "--metrics", "chrf"]) == 0
    bundle = Bundle.open(output, threads=1)
    assert bundle.manifest["family"] == "milena-rnn"
    assert bundle.manifest["alignment"]["shift"] == 0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("score", "euclid", "score 'euclid' is not supported"),
        ("decoder_cell", "elman", "decoder_cell 'elman' is not supported"),
        ("width", 24, "config.json says"),
    ],
)
def test_should_refuse_a_checkpoint_with_one_clear_line(
    name: str, value: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "source", RecurrentShape(280, 20))
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    checkpoint.write_json(source / "config.json", {**config, name: value})
    assert cli.main(["convert", str(source), "--output", str(tmp_path / "bundle")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
