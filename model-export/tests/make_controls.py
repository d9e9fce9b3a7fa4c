# SPDX-License-Identifier: Apache-2.0
"""Records what bundles answer to each control, for the tests of the processor, which has no Python.

Run in model-export after ``make_kinds.py``:
``PYTHONPATH=src:tests .venv/bin/python tests/make_controls.py ../engine/src/test/resources``
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from milena_export.bundle.reader import Bundle
from milena_export.bundle.words import Pair

KINDS = ("bart", "gpt2", "milena-rnn", "nllb", "t5")
TEXTS = (
    "Where is the station?",
    "My sister lives in a small village near the sea.",
    "Thank you!",
    "I forgot my umbrella and now it is raining \U0001f600",
)
TARGETS = ("The", "I am", "Wo ist", "Danke")
LONG = "I told him that I would come back as soon as the meeting was over and then we went home again " * 8
SAMPLING = {"temperature": 0.8, "top_k": 20, "top_p": 0.9, "seed": 7}
SEARCHES: dict[str, dict[str, Any]] = {
    "greedy": {"beam_size": 1},
    "n-best": {"beam_size": 4, "num_hypotheses": 4},
    "sampled": {"beam_size": 1, "sampling": SAMPLING},
}


def uniforms(seed: int, identity: str, count: int) -> list[float]:
    """The numbers that the processor draws by: SplitMix64 from the start of SHA-256(seed, identity)."""
    mask = (1 << 64) - 1
    digest = hashlib.sha256(seed.to_bytes(8, "big", signed=True) + identity.encode()).digest()
    state = int.from_bytes(digest[:8], "big")
    drawn = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        drawn.append(((z ^ (z >> 31)) >> 40) / (1 << 24))
    return drawn


class Recorder:
    """Answers requests by one bundle."""

    def __init__(self, folder: Path) -> None:
        self._bundle = Bundle.open(folder, threads=1)
        self._manifest = self._bundle.manifest
        self._pair: Pair = self._bundle.words.pairs[0]
        tokenizers = self._manifest["tokenizers"]
        self._source = Tokenizer.from_file(str(folder / tokenizers["source"]))
        self._target = Tokenizer.from_file(str(folder / tokenizers["target"]))

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every search with free answers, prefixes, targets to judge, and a text that is cut."""
        for name, search in SEARCHES.items():
            for index, text in enumerate(TEXTS):
                yield self._line(name, search, text, f"milena.text-0@{index}")
                yield self._line(name, search, text, f"milena.text-1@{index}", prefix=TARGETS[index])
                yield self._line(name, search, text, "", target=TARGETS[index])
            yield self._line(name, search, LONG, "milena.text-0@99")

    def _line(
        self,
        name: str,
        search: dict[str, Any],
        text: str,
        identity: str,
        prefix: str | None = None,
        target: str | None = None,
    ) -> dict[str, Any]:
        ids, cut = self._ids(text)
        given = self._given(prefix, target)
        controls = dict(search)
        sampling = controls.pop("sampling", None)
        if target is not None:
            controls = {"beam_size": 1}
        elif sampling is not None:
            seed = sampling["seed"]
            controls.update({key: value for key, value in sampling.items() if key != "seed"})
            limit = self._input("max_new_tokens")["default"]
            controls["uniforms"] = [uniforms(seed, identity, limit)]
        controls["forced_bos"] = -1 if given else self._pair.forced_bos
        found = self._bundle.session.answer([ids], target_prefix=[given], **controls)[0]
        return {
            "search": name,
            "settings": search,
            "text": text,
            "source_language": self._pair.source,
            "target_language": self._pair.target,
            "target_prefix": prefix,
            "target_text": target,
            "identity": identity,
            "source_ids": ids,
            "source_cut": cut,
            "given_ids": given,
            "answers": [
                {
                    "ids": answer.ids,
                    "logprobs": [round(value, 6) for value in answer.logprobs],
                    "score": round(answer.score, 6),
                    "finish_reason": answer.finish_reason,
                    "output": self._bundle.words.decode(answer.ids),
                }
                for answer in found
                if answer.ids
            ],
        }

    def _input(self, name: str) -> dict[str, Any]:
        return next(rule for rule in self._manifest["inputs"] if rule["name"] == name)

    def _ids(self, text: str) -> tuple[list[int], int | None]:
        """Source ids, cut at the last space that fits, and where that is."""
        template = self._pair.source_template
        before = len(template["text_prefix"])
        body = self._source.encode(template["text_prefix"] + text, add_special_tokens=False)
        ends = [end - before for _, end in body.offsets]
        room = self._manifest["limits"]["source_tokens"]
        room -= len(template["prefix_ids"]) + len(template["suffix_ids"])
        kept, cut = len(body.ids), None
        if kept > room:
            kept = next(k for k in range(room, 0, -1) if text[ends[k - 1]].isspace())
            cut = ends[kept - 1]
        return [*template["prefix_ids"], *body.ids[:kept], *template["suffix_ids"]], cut

    def _given(self, prefix: str | None, target: str | None) -> Sequence[int]:
        template = self._pair.target_template
        if prefix is None and target is None:
            return list(template["prefix_ids"])
        forced = template["forced_bos"]
        start = template["prefix_ids"] or ([] if forced is None else [forced])
        ids = self._target.encode(prefix or target, add_special_tokens=False).ids
        return [*start, *ids, *([] if target is None else self._manifest["special_ids"]["eos"][:1])]


def write(resources: Path, kind: str) -> None:
    """Records one bundle; the first line says which it was."""
    folder = resources / "bundles" / kind
    manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    lines = [{"manifest_sha256": manifest}, *Recorder(folder).lines()]
    output = resources / "controls" / f"{kind}.jsonl"
    output.parent.mkdir(exist_ok=True)
    output.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )


if __name__ == "__main__":
    for kind_name in KINDS:
        write(Path(sys.argv[1]), kind_name)
