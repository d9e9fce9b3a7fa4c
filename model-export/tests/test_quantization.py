# SPDX-License-Identifier: Apache-2.0
"""fp16 and int8: what they store, how near they stay, what they cost, and when a bundle is refused for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import load_file, save_file

from bundles import CHECKPOINT, TINY
from made_graphs import MAX_NEW, loaded
from milena_export import cli
from milena_export.bundle import manifest
from milena_export.bundle.reader import Bundle
from milena_export.errors import ExportError
from milena_export.families import t5
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import FAMILIES
from milena_export.graph.assemble import assemble
from milena_export.graph.builder import FLOAT, GraphBuilder
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float, Half, Int8, Numerics, half
from seq2seq_shapes import SHAPES
from seq2seqs import VOCABULARY, make, texts

NEAR = 0.03
"""Log-probabilities of fp16 on models whose weights are wilder than trained ones."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the shipped bundle answers to its golden texts."""
    lines = (TINY / "golden.jsonl").read_text(encoding="utf-8").splitlines()[13:37]
    pairs = [(entry["text"], entry["runs"]["greedy"]["output"]) for entry in map(json.loads, lines)]
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv"
    path.write_text("".join(f"{source}\t{target or 'x'}\n" for source, target in pairs), encoding="utf-8")
    return path


def built(folder: Path, name: str) -> EncoderDecoder:
    make(folder, SHAPES[name])
    return FAMILIES[SHAPES[name].family].step_model(Checkpoint(folder))


def of_kind(kind: str, model: EncoderDecoder) -> Numerics:
    if kind == "float":
        return Float()
    if kind == "fp16":
        return Half(t5.wide_products(model))

    class Anything(dict[str, tuple[float, float]]):
        def __contains__(self, _: object) -> bool:
            return True

        def __missing__(self, _: str) -> tuple[float, float]:
            return -1.0, 1.0

    return Int8(Anything())


def graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """A graph and all within it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from graphs(attribute.g)


def initializers(graph: onnx.GraphProto) -> list[onnx.TensorProto]:
    return [tensor for each in graphs(graph) for tensor in each.initializer]


@pytest.mark.parametrize("kind", ["float", "fp16", "int8"])
@pytest.mark.parametrize("name", list(SHAPES))
def test_should_store_each_embedding_once(name: str, kind: str, tmp_path: Path) -> None:
    model, shape = built(tmp_path, name), SHAPES[name]
    tables = {id(table) for table in (model.encoder.embedding.table, model.decoder.embedding.table)}
    tables.add(id(model.output.table))
    proto = assemble(model, of_kind(kind, model), AttentionPolicy(0, (0,), 0, "test"))
    stored = [
        tensor for tensor in initializers(proto.graph) if list(tensor.dims) == [VOCABULARY, shape.width]
    ]
    assert len(stored) == len(tables)
    assert (len(tables) == 1) != shape.own_output
    types = {"float": onnx.TensorProto.FLOAT, "fp16": onnx.TensorProto.FLOAT16, "int8": onnx.TensorProto.INT8}
    assert {tensor.data_type for tensor in stored} == {types[kind]}


@pytest.mark.parametrize("name", list(SHAPES))
def test_should_stay_near_32_bits_when_weights_have_16(name: str, tmp_path: Path) -> None:
    """Both score what 32 bits answer: a whole target as forced prefix, so that no other choice gets in between."""
    model, rows = built(tmp_path, name), texts(SHAPES[name], 24)
    plain, small = loaded(model), loaded(model, numerics=of_kind("fp16", model))
    targets = [answers[0].ids for answers in plain.answer(rows)]
    whole = [
        target if target[-1] in model.spec.eos else [*target[: MAX_NEW - 1], model.spec.eos[0]]
        for target in targets
    ]
    scored = [graph.answer(rows, target_prefix=whole) for graph in (plain, small)]
    gaps = [
        np.abs(np.subtract(mine[0].logprobs, theirs[0].logprobs)).max()
        for mine, theirs in zip(*scored, strict=True)
    ]
    assert 0 < np.max(gaps) < NEAR


def product(numerics: Numerics, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """In true 16-bit arithmetic, which ONNX Runtime replaces on processors that have none."""
    g = GraphBuilder()
    g.input("x", FLOAT, ["rows", x.shape[1]])
    g.output(numerics.linear(g, "layer", "x", weight, None), FLOAT, None, name="y")
    return ReferenceEvaluator(g.build_model("test")).run(None, {"x": x})[0]


def test_should_widen_products_that_16_bits_cannot_hold() -> None:
    x, weight = np.full((1, 8), 300.0, np.float32), np.full((8, 2), 50.0, np.float32)
    assert np.isinf(product(Half(), x, weight)).all()
    np.testing.assert_array_equal(product(Half(frozenset({"layer"})), x, weight), x @ weight)
    fits = product(Half(), x / 8, weight)
    np.testing.assert_allclose(fits, x / 8 @ weight, rtol=1e-3)


def test_should_widen_the_second_products_of_feed_forward_layers_in_t5(tmp_path: Path) -> None:
    """As transformers does: their values overflow in real models."""
    model = built(tmp_path, "t5")
    wide = t5.wide_products(model)
    proto = assemble(model, Half(wide), AttentionPolicy(0, (0,), 0, "test"))
    sides = ("encoder", 1), ("decoder", 2)
    assert wide == {f"{side}.block.0.layer.{place}.DenseReluDense.wo" for side, place in sides}
    multiplied = {
        name
        for graph in graphs(proto.graph)
        for node in graph.node
        if node.op_type == "MatMul"
        for name in node.input
    }
    assert not wide & multiplied
    assert wide <= {tensor.name for tensor in initializers(proto.graph)}


def test_should_refuse_16_bits_when_a_weight_is_too_large() -> None:
    with pytest.raises(ExportError, match=r"layer has a weight of size 7e\+04, and fp16 holds up to 65504"):
        half(np.array([[7e4]], np.float32), "layer")


def convert(output: Path, *arguments: str) -> int:
    return cli.main(["convert", str(CHECKPOINT), "--output", str(output), *arguments])


def test_should_report_what_a_quantization_costs_when_a_corpus_is_given(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bundle"
    arguments = ["--quantization", "int8", "--calibration", str(corpus), "--max-loss", "30"]
    assert convert(output, *arguments, "--evaluate-on", str(corpus), "--evaluate-texts", "20") == 0
    assert "measured on 20 texts of pairs.tsv" in capsys.readouterr().out
    written = manifest.read(output)
    figures = {(f["decoding"], f["metric"]): f for f in written["provenance"]["quality"]}
    metrics = ("BLEU", "chrF", "MB of graph", "tokens a second")
    assert set(figures) == {(f"{kind}, greedy", metric) for kind in ("float", "int8") for metric in metrics}
    # The corpus is what int8 answers with scales from more texts; float answers otherwise here and there.
    assert figures["int8, greedy", "chrF"]["value"] > 80
    assert figures["int8, greedy", "chrF"]["value"] != figures["float, greedy", "chrF"]["value"]
    assert (
        figures["int8, greedy", "MB of graph"]["value"]
        < 0.5 * figures["float, greedy", "MB of graph"]["value"]
    )
    assert figures["int8, greedy", "MB of graph"]["value"] == round(
        (output / "model.onnx").stat().st_size / 1e6, 3
    )
    assert figures["int8, greedy", "chrF"]["subset"] == "evenly spread"
    assert figures["int8, greedy", "chrF"]["sentences"] == 20
    assert "chrF against 32-bit floats on pairs.tsv" in written["quantization"]["scheme"]
    assert "| tokens a second |" in (output / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_should_write_nothing_when_too_much_is_lost(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scales from one short text clip everything that longer ones need."""
    poor = tmp_path / "poor.tsv"
    poor.write_text("a\ta\n", encoding="utf-8")
    output = tmp_path / "bundle"
    arguments = ["--quantization", "int8", "--calibration", str(poor), "--evaluate-on", str(corpus)]
    assert convert(output, *arguments) == 2
    error = capsys.readouterr().err
    assert "milena-export: int8 loses " in error
    assert "more than --max-loss 0.5; nothing was written" in error
    assert sorted(tmp_path.iterdir()) == [poor]
    assert convert(output, *arguments, "--max-loss", "100") == 0
    assert output.is_dir()


def test_should_say_so_when_the_loss_was_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert(tmp_path / "bundle", "--quantization", "fp16") == 0
    assert "what fp16 costs was not measured" in capsys.readouterr().out
    scheme = manifest.read(tmp_path / "bundle")["quantization"]["scheme"]
    assert scheme.endswith("loss against 32-bit floats not measured")


def test_should_note_the_bits_of_weights_when_they_are_chosen(tmp_path: Path, corpus: Path) -> None:
    for bits, note in (("7", "exact with and without VNNI"), ("8", "right only on processors with VNNI")):
        output = tmp_path / bits
        arguments = ["--quantization", "int8", "--int8-bits", bits, "--calibration", str(corpus)]
        assert convert(output, *arguments) == 0
        quantization = manifest.read(output)["quantization"]
        assert quantization["weight_bits"] == int(bits)
        assert note in quantization["scheme"]
    greatest = {
        bits: max(
            int(np.abs(onnx.numpy_helper.to_array(tensor).astype(int)).max())
            for tensor in initializers(onnx.load(tmp_path / bits / "model.onnx").graph)
            if tensor.data_type == onnx.TensorProto.INT8
        )
        for bits in ("7", "8")
    }
    assert greatest == {"7": 63, "8": 127}


def test_should_find_products_that_overflow_in_16_bits_on_real_texts(tmp_path: Path, corpus: Path) -> None:
    """A checkpoint whose second products are far too large for 16 bits; the norms behind them make that up."""
    source = Path(shutil.copytree(CHECKPOINT, tmp_path / "source"))
    tensors = load_file(source / "model.safetensors")
    large = {name: tensor.astype(np.float32) * 5e4 for name, tensor in tensors.items() if ".fc2." in name}
    save_file({**tensors, **large}, source / "model.safetensors", metadata={"format": "pt"})
    command = ["convert", str(source), "--max-target", "8", "--calibration", str(corpus), "--output"]
    answers = {}
    for kind in ("float", "fp16"):
        assert cli.main([*command, str(tmp_path / kind), "--quantization", kind]) == 0
        bundle = Bundle.open(tmp_path / kind, threads=1)
        rows = [
            bundle.words.encode(line.split("\t")[0])
            for line in corpus.read_text(encoding="utf-8").splitlines()
        ]
        answers[kind] = [found[0] for found in bundle.session.answer(rows)]
    same = [one.ids == other.ids for one, other in zip(answers["float"], answers["fp16"], strict=True)]
    assert np.mean(same) > 0.8
    assert all(np.isfinite(answer.logprobs).all() for answer in answers["fp16"])
    scheme = manifest.read(tmp_path / "fp16")["quantization"]["scheme"]
    assert "; 3 products that may overflow in 32 bits" in scheme
