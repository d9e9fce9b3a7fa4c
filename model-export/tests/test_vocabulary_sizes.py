# SPDX-License-Identifier: Apache-2.0
"""How many ids a model has: what the manifest says of it, what lies beyond, and ids that are none of the model's."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bundles import CHECKPOINT, TINY_FLOAT, edit
from hub_case import TEXTS, judge
from make_kinds import LACKING, make_ragged
from milena_export import cli
from milena_export.bundle import ids, manifest
from milena_export.bundle.golden import HARD
from milena_export.bundle.reader import Bundle
from milena_export.errors import ExportError
from milena_export.families.source import Wishes

EXAMPLE = Path(__file__).parent / "data" / "example-manifest.json"
WISHES = Wishes(source_language="en", target_language="de")
Change = Callable[[dict[str, Any]], object]


def example() -> dict[str, Any]:
    return dict(copy.deepcopy(json.loads(EXAMPLE.read_text(encoding="utf-8"))))


def wide(told: dict[str, Any], size: int = 8003) -> dict[str, Any]:
    """The example with a tokenizer that has more pieces than the model."""
    told["inputs"][0]["allowed"]["max"] = size - 1
    return told


def test_should_say_how_many_ids_the_model_has_when_its_vocabulary_lacks_pieces(tmp_path: Path) -> None:
    """A made Marian without pieces that its SentencePiece models have: equal to transformers, and the rest is known."""
    source, output = tmp_path / "source", tmp_path / "bundle"
    make_ragged(source)
    edit(source / "generation_config.json", max_length=24)
    verdict = judge(source, output, WISHES, [*TEXTS, "Tom would."])
    assert (verdict.refused, verdict.differences) == ("", [])
    bundle = Bundle.open(output, threads=1)
    size = json.loads((source / "config.json").read_text(encoding="utf-8"))["vocab_size"]
    allowed = {rule["name"]: rule["allowed"] for rule in bundle.manifest["inputs"]}
    assert bundle.manifest["vocabulary_sizes"] == {"source": size, "target": size}
    assert allowed["input_ids"]["max"] == size + len(LACKING) - 2, "all but the target's are of the source"
    assert {allowed[name]["max"] for name in ("forced_bos", "target_prefix")} == {size - 1}
    row = bundle.words.encode("Tom would look at him.")
    pieces = bundle.words.source_pieces(row)
    unread = [
        piece for piece, index in zip(pieces, row, strict=True) if ids.is_unknown(bundle.manifest, index)
    ]
    assert unread == ["\u2581Tom", "ould"]
    assert f"`{HARD[11]}`" in _limits(output)


def _limits(output: Path) -> str:
    card = (output / "MODEL_CARD.md").read_text(encoding="utf-8")
    return next(
        line for line in card.splitlines() if line.startswith("* Characters that its vocabulary lacks")
    )


def test_should_take_all_that_the_graph_reads_when_a_manifest_is_of_format_version_1() -> None:
    told = wide(example())
    del told["vocabulary_sizes"]
    told["format_version"] = 1
    manifest.check(told, "manifest.json")
    assert ids.vocabulary_sizes(told) == {"source": 8003, "target": 8003}
    assert [index for index in (1, 7, 8002) if ids.is_unknown(told, index)] == [1]


def test_should_accept_ids_that_only_the_tokenizer_has() -> None:
    told = wide(example())
    manifest.check(told, "manifest.json")
    assert [index for index in (1, 7, 7999, 8000, 8002) if ids.is_unknown(told, index)] == [1, 8000, 8002]


def test_should_not_take_an_end_token_for_the_unknown_one() -> None:
    told = wide(example())
    told["special_ids"] |= {"unk": 0, "eos": [0]}
    assert [index for index in (0, 1, 8000) if ids.is_unknown(told, index)] == [8000]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda m: m["decode"]["skip_ids"].append(8000),
            "decode.skip_ids has id 8000.*vocabulary_sizes.target",
        ),
        (
            lambda m: m["special_ids"]["eos"].append(8000),
            "special_ids.eos has id 8000.*vocabulary_sizes.target",
        ),
        (lambda m: m["special_ids"].update(unk=8000), "special_ids.unk has id 8000.*vocabulary_sizes.source"),
        (lambda m: m["special_ids"].update(decoder_start=8000), "special_ids.decoder_start has id 8000"),
        (
            lambda m: m["special_ids"].update(pad=8003),
            "special_ids.pad has id 8003.*less than 8003, as input_ids",
        ),
        (lambda m: m["alignment"]["drop_ids"].append(8003), "alignment.drop_ids has id 8003"),
        (lambda m: source_template(m)["prefix_ids"].append(8000), "source_template has id 8000"),
        (lambda m: source_template(m)["suffix_ids"].append(8000), "source_template has id 8000"),
        (lambda m: target_template(m).update(forced_bos=8000), "target_template has id 8000.*sizes.target"),
        (lambda m: target_template(m)["prefix_ids"].append(8000), "target_template has id 8000"),
        (lambda m: m["languages"]["source"][0].update(id=8000), "languages has id 8000"),
        (lambda m: m["languages"]["target"][0].update(id=8000), "languages has id 8000"),
        (lambda m: m["inputs"][4].update(allowed={"min": -1, "max": 8000}), "input forced_bos has id 8000"),
        (
            lambda m: m["inputs"][5].update(allowed={"min": -1, "max": 8000}),
            "input target_prefix has id 8000",
        ),
        (
            lambda m: m["vocabulary_sizes"].update(source=8004),
            "source is 8004, but input_ids allows less than 8003",
        ),
        (
            lambda m: m["special_ids"].update(unk=None),
            "from 8000 on, .*read as special_ids.unk, and that is null",
        ),
    ],
)
def test_should_refuse_when_an_id_is_not_one_of_the_models(change: Change, message: str) -> None:
    told = wide(example())
    change(told)
    with pytest.raises(
        ExportError, match=f"manifest.json contradicts itself: .*{message}.*convert the bundle again"
    ):
        manifest.check(told, "manifest.json")


def source_template(told: dict[str, Any]) -> dict[str, Any]:
    return dict(told["templates"][0]["source_template"])


def target_template(told: dict[str, Any]) -> Any:
    return told["templates"][0]["target_template"]


@pytest.mark.parametrize(
    "change", [lambda m: m.update(format_version=1), lambda m: m.pop("vocabulary_sizes")], ids=["1", "2"]
)
def test_should_refuse_when_format_version_and_fields_do_not_fit(change: Change) -> None:
    told = example()
    change(told)
    with pytest.raises(ExportError, match="vocabulary_sizes"):
        manifest.check(told, "manifest.json")


def test_should_fail_to_verify_when_the_manifest_says_another_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = Path(shutil.copytree(TINY_FLOAT, tmp_path / "bundle"))
    edit(bundle / "manifest.json", format_version=2, vocabulary_sizes={"source": 1999, "target": 2000})
    texts = tmp_path / "texts"
    texts.write_text("Tom is here.\n", encoding="utf-8")
    assert cli.main(["verify", str(bundle), "--reference", str(CHECKPOINT), "--texts", str(texts)]) == 1
    assert (
        "FAIL vocabulary: the manifest says 1999 source ids, the reference has 2000"
        in capsys.readouterr().out
    )
