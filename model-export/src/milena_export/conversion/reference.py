# SPDX-License-Identifier: Apache-2.0
"""The reference that a bundle is held against: transformers on the checkpoint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.bundle.words import Pair
from milena_export.errors import ExportError, first_line
from milena_export.families.tokenizer_loading import load_tokenizer


@dataclass(frozen=True)
class Start:
    """How a target begins: the decoder's start token (None: the prompt), and the first token where it is forced."""

    decoder_start: int | None
    forced_bos: int | None


@dataclass(frozen=True)
class Forced:
    """A target run through the reference by teacher forcing.

    Attributes:
        logprobs: [tokens] of the target's own tokens.
        rival: [tokens] of another target's token at the same step; NaN where that target has ended.
        attention: [layers, heads, tokens, source] of attention over the source; over a prompt it sums to less than 1.
    """

    logprobs: npt.NDArray[np.float64]
    rival: npt.NDArray[np.float64]
    attention: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Answered:
    """An answer of ``generate``: the best one with EOS, its score where there are beams, and its text."""

    ids: list[int]
    score: float | None
    text: str


class Reference:
    """A checkpoint in transformers, in 32-bit floats, or in 64-bit ones to see what is rounding."""

    def __init__(self, folder: Path, exact: bool = False) -> None:
        import torch
        from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

        from milena_export.families.recurrent_reference import register

        register()
        self._folder = folder
        try:
            config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            self._prompted = not config.is_encoder_decoder
            kind = AutoModelForCausalLM if self._prompted else AutoModelForSeq2SeqLM
            self._model: Any = kind.from_pretrained(
                folder,
                dtype=torch.float64 if exact else torch.float32,
                attn_implementation="eager",
                local_files_only=True,
                trust_remote_code=False,
            ).eval()
            self._tokenizer: Any = load_tokenizer(folder)[0]
        except Exception as error:  # of transformers, safetensors, tokenizers: each has its own
            raise ExportError(
                f"{folder} cannot be loaded by transformers ({first_line(error)}); give the bundle's source"
            ) from error

    @cached_property
    def exact(self) -> Reference:
        """The same checkpoint in 64-bit floats; loaded when it is first needed."""
        return Reference(self._folder, exact=True)

    @property
    def source_ids(self) -> int:
        """Number of source ids."""
        reader = self._model if self._prompted else self._model.get_encoder()
        return int(reader.get_input_embeddings().weight.shape[0])

    def encode(self, text: str, pair: Pair) -> list[int]:
        """Source ids with special tokens, as transformers' documentation says for each family."""
        if hasattr(self._tokenizer, "src_lang"):
            self._tokenizer.src_lang = pair.source_code
        elif f">>{pair.target_code}<<" in getattr(self._tokenizer, "supported_language_codes", ()):
            text = f">>{pair.target_code}<< {text}"
        else:
            text = pair.source_template["text_prefix"] + text
        return [int(i) for i in self._tokenizer(text).input_ids]

    def spells_control(self, text: str) -> bool:
        """Whether a text spells a control token, which the tokenizer takes for one, and a bundle for text."""
        added = getattr(self._tokenizer, "added_tokens_decoder", {})
        special = {str(token) for token in added.values() if token.special}
        special |= {str(token) for token in self._tokenizer.all_special_tokens}
        return text.startswith(">>") or any(token in text for token in special)

    def start(self, pair: Pair) -> Start:
        """What transformers' documentation passes to ``generate`` for a target language."""
        if self._prompted:
            return Start(None, None)
        usual = Start(self._ids("decoder_start_token_id")[0], self._ids("forced_bos_token_id")[0])
        if not hasattr(self._tokenizer, "src_lang"):
            return usual
        token = getattr(self._tokenizer, "lang_code_to_token", {}).get(pair.target_code, pair.target_code)
        language = int(self._tokenizer.convert_tokens_to_ids(token))
        if type(self._tokenizer).__name__.startswith("MBartTokenizer"):
            return Start(language, usual.forced_bos)
        return Start(usual.decoder_start, language)

    def generate(
        self, rows: Sequence[Sequence[int]], starts: Sequence[Start], beams: int, max_new_tokens: int
    ) -> Iterator[tuple[int, list[int], float | None]]:
        """Yields (index, the best answer with EOS, its score or None for greedy search) in any order.

        Only texts of equal length and language share a batch, so that no padding touches the reference.
        """
        import torch

        eos = self._ids("eos_token_id")
        for chosen in _alike(rows, starts):
            ids = torch.tensor([list(rows[index]) for index in chosen])
            with torch.no_grad():
                out = self._model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    num_beams=beams,
                    do_sample=False,
                    max_new_tokens=max_new_tokens,
                    return_dict_in_generate=True,
                    output_scores=beams > 1,
                    **self._beginning(starts[chosen[0]]),
                )
            opening = ids.shape[1] if self._prompted else 1
            for place, index in enumerate(chosen):
                score = float(out.sequences_scores[place]) if beams > 1 else None
                yield index, _to_end([int(i) for i in out.sequences[place, opening:]], eos), score

    def answers(
        self, rows: Sequence[Sequence[int]], pair: Pair, options: Mapping[str, Any]
    ) -> Iterator[tuple[int, Answered]]:
        """What ``generate`` answers with the given options and no others; yields (index, answer) in any order.

        Only texts of equal length share a batch, so that no padding touches the reference.
        """
        import torch

        start, eos = self.start(pair), self._ids("eos_token_id")
        told = {name: value for name, value in self._beginning(start).items() if value is not None}
        for chosen in _alike(rows, [start] * len(rows)):
            ids = torch.tensor([list(rows[index]) for index in chosen])
            with torch.no_grad():
                out = self._model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    return_dict_in_generate=True,
                    output_scores=True,
                    **told,
                    **options,
                )
            opening = ids.shape[1] if self._prompted else 1
            scores = getattr(out, "sequences_scores", None)
            kept = len(out.sequences) // len(chosen)
            for place, index in enumerate(chosen):
                best = place * kept
                found = _to_end([int(i) for i in out.sequences[best, opening:]], eos)
                text = self._tokenizer.decode(found, skip_special_tokens=True)
                yield index, Answered(found, None if scores is None else float(scores[best]), text)

    def force(
        self,
        rows: Sequence[Sequence[int]],
        starts: Sequence[Start],
        targets: Sequence[Sequence[int]],
        rivals: Sequence[Sequence[int]] = (),
    ) -> Iterator[tuple[int, Forced]]:
        """Runs targets, EOS included, by teacher forcing; yields (index, result) in any order.

        Args:
            rows: source ids.
            starts: how each target begins.
            targets: what is run.
            rivals: other targets, whose tokens are scored after the same beginnings as the targets' own.
        """
        import torch

        for chosen in _alike(rows, starts):
            source = len(rows[chosen[0]])
            out = self._read([list(rows[i]) for i in chosen], [targets[i] for i in chosen], starts[chosen[0]])
            first = source - 1 if self._prompted else 0
            layers = out.attentions if self._prompted else out.cross_attentions
            for place, index in enumerate(chosen):
                length = len(targets[index])
                steps = slice(first, first + length)
                logprobs = torch.log_softmax(out.logits[place, steps].double(), dim=-1)
                own = logprobs[torch.arange(length), torch.tensor(list(targets[index]))]
                attention = torch.stack([layer[place, :, steps, :source] for layer in layers])
                rival = np.full(length, np.nan)
                for step, token in enumerate((rivals[index] if rivals else ())[:length]):
                    rival[step] = float(logprobs[step, token])
                yield index, Forced(own.numpy(), rival, attention.numpy())

    def _beginning(self, start: Start) -> dict[str, int | None]:
        """What ``generate`` is told of a target's begin; its word for a decoder-only model is the prompt."""
        if self._prompted:
            return {}
        return {"decoder_start_token_id": start.decoder_start, "forced_bos_token_id": start.forced_bos}

    def _read(self, sources: list[list[int]], targets: Sequence[Sequence[int]], start: Start) -> Any:
        """One pass over sources of equal length and their targets, of which the last token is not read."""
        import torch

        longest = max(len(target) for target in targets)
        ids = torch.tensor(sources)
        if self._prompted:
            filled = [([*target[:-1]] + [0] * longest)[: longest - 1] for target in targets]
            inputs: dict[str, Any] = {
                "input_ids": torch.tensor([row + rest for row, rest in zip(sources, filled, strict=True)])
            }
        else:
            begin: list[Any] = [start.decoder_start]
            filled = [(begin + [*target[:-1]] + begin * longest)[:longest] for target in targets]
            inputs = {
                "input_ids": ids,
                "attention_mask": torch.ones_like(ids),
                "decoder_input_ids": torch.tensor(filled),
            }
        with torch.no_grad():
            return self._model(**inputs, output_attentions=True)

    def _ids(self, name: str) -> list[Any]:
        value = getattr(self._model.generation_config, name)
        return value if isinstance(value, list) else [value]


def _alike(rows: Sequence[Sequence[int]], starts: Sequence[Start], batch: int = 32) -> Iterator[list[int]]:
    groups: dict[tuple[int, Start], list[int]] = defaultdict(list)
    for index, (row, start) in enumerate(zip(rows, starts, strict=True)):
        groups[len(row), start].append(index)
    for indexes in groups.values():
        for first in range(0, len(indexes), batch):
            yield indexes[first : first + batch]


def _to_end(ids: list[int], eos: Sequence[int]) -> list[int]:
    """Ids up to the first EOS; what follows is filling."""
    end = next((place for place, token in enumerate(ids) if token in eos), len(ids) - 1)
    return ids[: end + 1]
