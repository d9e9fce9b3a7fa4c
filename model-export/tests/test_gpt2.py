# SPDX-License-Identifier: Apache-2.0
"""GPT-2 besides its tokens (`test_conformance`): log-probabilities, attention over the prompt, positions, whole bundles."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from transformers import AutoTokenizer

from conformance import compare
from gpts import EOS, SHAPES, make, prompts, session, subject
from made_tokenizers import gpt2 as made_tokenizer
from made_tokenizers import sentences
from milena_export import cli
from milena_export.bundle.reader import Bundle
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.gpt2 import step_model
from milena_export.graph import decoder_only, transformer
from milena_export.graph.assemble import assemble
from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float
from milena_export.graph.platform import CPU
from oracle import Ask
from test_tokenizer import HARD

DEEP = "gpt2, deep, odd heads, inverse layers, bad words"
POLICY = AttentionPolicy(1, (0, 2), 0, "test")


@pytest.mark.parametrize("beams", [1, 4])
def test_should_give_the_models_logprobs_and_attention_when_prompts_are_ragged(
    tmp_path: Path, beams: int
) -> None:
    model = make(tmp_path, SHAPES[DEEP])
    model.set_attn_implementation("eager")
    rows = prompts(8)
    graph = session(tmp_path, POLICY)
    answers = graph.answer(rows, beam_size=beams, num_hypotheses=min(beams, 2), return_attention=1)
    for row, hypotheses in zip(rows, answers, strict=True):
        for hypothesis in hypotheses:
            ids = torch.tensor([[*row, *hypothesis.ids[:-1]]])
            with torch.no_grad():
                out = model(input_ids=ids, output_attentions=True)
            first = len(row) - 1
            logprobs = torch.log_softmax(out.logits[0, first:], dim=-1)
            own = logprobs[range(len(hypothesis.ids)), hypothesis.ids]
            np.testing.assert_allclose(hypothesis.logprobs, own.numpy(), atol=1e-4)
            expected = out.attentions[1][0, [0, 2], first:, : len(row)].mean(dim=0)
            expected = (expected / expected.sum(dim=-1, keepdim=True)).numpy()
            np.testing.assert_allclose(hypothesis.attention, expected, atol=1e-4)


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("name", [DEEP, "gpt2"])
def test_should_answer_alike_to_the_last_bit_when_padded(tmp_path: Path, name: str, beams: int) -> None:
    """In int8 a last bit can become a quantization step, so what steps read must not differ at all."""
    make(tmp_path, SHAPES[name])
    graph = session(tmp_path)
    for row in prompts(8):
        (alone,) = graph.answer([row], beam_size=beams, return_attention=1)
        for width in range(len(row) + 1, len(row) + 20):
            (padded,) = graph.answer([row], width, beam_size=beams, return_attention=1)
            assert [h.ids for h in padded] == [h.ids for h in alone]
            assert [h.logprobs for h in padded] == [h.logprobs for h in alone]
            for one, other in zip(padded, alone, strict=True):
                np.testing.assert_allclose(one.attention, other.attention, atol=1e-6)


@pytest.mark.parametrize("beams", [1, 3])
def test_should_cut_an_answer_when_positions_end(tmp_path: Path, beams: int) -> None:
    """Prompt and answer share 16 positions; the shorter prompt goes on when the longer one has none left."""
    shape = replace(SHAPES["gpt2"], options={"n_positions": 16}, eos=-1.0)
    made = subject(tmp_path, shape, 1)
    rows = [prompts(40)[index][:3] * 5 for index in range(6)]
    rows = [(row * 5)[:length] for row, length in zip(rows, (15, 14, 12, 9, 5, 1), strict=True)]
    many = replace(made, rows=rows)
    ask = Ask(14, beam_size=beams, repetition_penalty=1.3)
    for row, (found,) in zip(rows, many.answer([ask] * len(rows)), strict=True):
        (expected,) = made.oracle.decode(row, ask)
        assert found.ids == expected.ids
        assert len(found.ids) <= 16 - len(row)
        assert found.finish_reason == expected.finish_reason
        np.testing.assert_allclose(found.score, expected.score, atol=1e-4)


def no_causality(g: GraphBuilder, source: Tensor) -> Tensor:
    nothing = g.op("Expand", g.scalar(0.0, np.float32), g.shape(source, source))
    return g.op("Identity", nothing)


@pytest.mark.parametrize("fault", ["prompts look ahead", "padding takes part", "positions from 0"])
def test_should_notice_when_an_export_has_a_classic_mistake(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "prompts look ahead":
        monkeypatch.setattr(decoder_only, "causal_mask", no_causality)
    elif fault == "padding takes part":
        monkeypatch.setattr(transformer, "MASKED", -1e-6)
    else:
        own = decoder_only.DecoderOnly._position
        monkeypatch.setattr(
            decoder_only.DecoderOnly,
            "_position",
            lambda self, g, memory, position, rows: own(
                self, g, replace(memory, place=g.op("Mul", memory.place, g.scalar(0))), position, rows
            ),
        )
    _, outcome = compare(subject(tmp_path, SHAPES[DEEP], 6), {})
    assert outcome.differences


def test_should_pack_the_weights_of_the_loop_when_the_prompt_uses_them_too(tmp_path: Path) -> None:
    """They are stored once, in the outermost graph, where ONNX Runtime does not look for what the inner loop multiplies."""
    make(tmp_path, SHAPES[DEEP])
    proto = assemble(step_model(Checkpoint(tmp_path)), Float(), POLICY)
    stored = [tensor.name for tensor in proto.graph.initializer]
    assert stored.count("transformer.h.0.mlp.c_fc") == 1
    options = CPU.options()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    CPU.session(proto.SerializeToString(), options)
    outer = bodies(onnx.load(tmp_path / "optimized.onnx").graph)[0]
    (inner,) = bodies(outer)
    near = {tensor.name for tensor in (*outer.initializer, *inner.initializer)}
    products = [node for node in inner.node if node.op_type == "Gemm"]
    logits = [node for node in inner.node if node.op_type == "MatMul"][-1]
    assert len(products) == 3 * 4
    assert all(node.input[1] in near for node in (*products, logits))


def bodies(graph: onnx.GraphProto) -> list[onnx.GraphProto]:
    loops = [node for node in graph.node if node.op_type == "Loop"]
    return [attribute.g for node in loops for attribute in node.attribute if attribute.name == "body"]


OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "beams by default": {"generation": {"num_beams": 3, "no_repeat_ngram_size": 3, "max_new_tokens": 9}},
    "own output": {"options": {"tie_word_embeddings": False, "n_inner": 24}},
    "bare": {},
}


def checkpoint(folder: Path, lines: Sequence[str] = (), pieces: int = 300, **changes: Any) -> Path:
    """A random model with a tokenizer of its own, and a few ids more than that."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}), encoding="utf-8")
    made_tokenizer(folder, lines or sentences(), pieces)
    words = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    size = max(words.get_vocab().values()) + 6
    eos = int(words.eos_token_id)
    shape = replace(SHAPES["gpt2"], width=16, heads=2, embedding=3.0, eos=0.0, **changes)
    options = {"vocab_size": size, "n_positions": 128, "bos_token_id": eos, "eos_token_id": eos}
    make(folder, replace(shape, options={**options, **shape.options}))
    return folder


@pytest.mark.parametrize("name", list(OPTIONS))
def test_should_verify_against_transformers_when_converted(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, output = checkpoint(tmp_path / "source", **OPTIONS[name]), tmp_path / "bundle"
    if name == "bare":
        bare(source)
    arguments = ["--source-language", "en", "--max-target", "12"]
    assert cli.main(["convert", str(source), "--output", str(output), *arguments]) == 0
    texts = tmp_path / "texts"
    special = "Names like <|endoftext|> in a text<|endoftext|> ."
    lines = [
        special,
        *(text for text in HARD if text.strip() and len(text.splitlines()) == 1),
        *sentences()[:24:2],
    ]
    texts.write_text("\n".join(lines), encoding="utf-8")
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(texts)]) == 0
    assert "FAIL" not in capsys.readouterr().out

    bundle = Bundle.open(output, threads=1)
    assert bundle.manifest["task"] == "generation"
    assert bundle.manifest["special_ids"]["decoder_start"] is None
    assert bundle.manifest["limits"] == {"source_tokens": 116, "target_tokens": 12}
    theirs = AutoTokenizer.from_pretrained(source, local_files_only=True)
    for text in lines:
        ids = theirs(text).input_ids
        assert bundle.words.decode(ids) == theirs.decode(ids, skip_special_tokens=True), repr(text)


def bare(folder: Path) -> None:
    """As the first GPT-2 checkpoints are: the tied output layer is not there, and names begin with no ``transformer.``."""
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    tensors = load_file(path)
    renamed = {name.removeprefix("transformer."): tensor for name, tensor in tensors.items()}
    assert "wte.weight" in renamed
    assert "lm_head.weight" not in renamed
    save_file(renamed, path, metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({"options": {"activation_function": "tanh"}}, [], "activation_function 'tanh' is not supported"),
        ({"options": {"add_cross_attention": True}}, [], "add_cross_attention=True is not supported"),
        ({"generation": {"max_length": 50}}, [], "max_length=50 counts the prompt"),
        ({"generation": {"min_length": 5}}, [], "min_length=5 counts the prompt"),
        ({"generation": {"do_sample": True}}, [], "do_sample=True changes answers"),
        ({}, ["--max-source", "100", "--max-target", "40"], "100 and 40 are more than the 128 positions"),
        ({}, ["--max-source", "128"], "128 is not possible"),
    ],
)
def test_should_refuse_by_name_when_answers_would_differ(
    changes: dict[str, Any],
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = checkpoint(tmp_path / "source", **changes)
    capsys.readouterr()
    command = ["convert", str(source), "--output", str(tmp_path / "bundle"), "--source-language", "en"]
    assert cli.main([*command, *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "bundle").exists()


def test_should_refuse_when_no_id_ends_an_answer(tmp_path: Path) -> None:
    make(tmp_path, SHAPES["gpt2"])
    path = tmp_path / "generation_config.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content.pop("eos_token_id") == EOS
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ExportError, match="eos_token_id is not set"):
        step_model(Checkpoint(tmp_path))


@pytest.mark.parametrize("quantization", ["fp16", "int8"])
def test_should_stay_near_the_reference_when_quantized(
    quantization: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers depend on nothing but their own prompts either: `verify` looks at that too."""
    source, output = checkpoint(tmp_path / "source"), tmp_path / "bundle"
    lines = [line.replace("\t", " ") for line in sentences()[:40]]
    corpus, texts = tmp_path / "corpus.tsv", tmp_path / "texts"
    corpus.write_text("".join(f"{line}\t{line}\n" for line in lines), encoding="utf-8")
    texts.write_text("\n".join(lines[::4]), encoding="utf-8")
    arguments = ["--quantization", quantization, "--calibration", str(corpus), "--max-target", "12"]
    command = ["convert", str(source), "--output", str(output), "--source-language", "en"]
    assert cli.main([*command, *arguments]) == 0
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(texts)]) == 0
    assert "mean log-probability near" in capsys.readouterr().out
