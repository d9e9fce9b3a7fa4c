# SPDX-License-Identifier: Apache-2.0
"""What is measured of a mechanism besides its texts: the time of a step, of a decoded token, and one sentence's attention.

Times are processor time of one thread: other work on the machine changes it far less than what a clock on the wall says.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from milena_export.bundle.reader import Bundle
from milena_export.bundle.session import GraphSession
from milena_export.bundle.words import Words
from milena_export.conversion.copied_words import copied_word_accuracy, copied_words, shifted
from milena_export.corpus import Pair
from milena_export.training.batches import EncodedPairs, plan_epoch
from milena_export.training.seq2seq import Shape
from milena_export.training.session import PRECISIONS, native_precision

STEPS = 20
TEXTS = 512
BATCH = 32
WORDS = range(7, 12)
"""Words of a sentence whose attention is worth drawing."""


def step_seconds(shape: Shape, pairs: EncodedPairs, batch_tokens: int, dropout: float, seed: int) -> float:
    """Median processor time of the forward and backward passes of one batch, as the trainer makes them."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = shape.build(dropout, PRECISIONS[native_precision()]).train()
    plan = plan_epoch(pairs, batch_tokens, seed, 0)
    times = []
    for index in range(min(STEPS, len(plan.batches))):
        batch = plan.batch(index, model.pad)
        model.zero_grad()
        model.dropout.reseed(index, seed)
        begin = time.process_time()
        model.loss(batch.source, batch.target, 0.1)[0].backward()  # type: ignore[no-untyped-call]
        times.append(time.process_time() - begin)
    return float(np.median(times))


def decoded_tokens_a_second(bundle: Bundle, texts: Sequence[str], beams: int) -> float:
    """Tokens of the answers over processor time, the texts in batches of similar length."""
    rows = [bundle.words.encode(text) for text in texts[:TEXTS]]
    bundle.session.answer(rows[:2], beam_size=beams)
    begin = time.process_time()
    answers = [hypotheses[0] for _, hypotheses in bundle.session.answer_all(rows, BATCH, beam_size=beams)]
    return sum(len(answer.ids) for answer in answers) / (time.process_time() - begin)


def aligned(
    session: GraphSession, words: Words, pairs: Sequence[Pair], targets: Sequence[Sequence[int]], shift: int
) -> tuple[float, int]:
    """How many copied words of the references attend to themselves, in percent, and over how many distinct words.

    The references are forced on the model (teacher forcing), so that every model is asked about the same words.

    Args:
        session: a graph.
        words: its tokenizers.
        pairs: of which those with copied words tell something.
        targets: ids of the references, EOS included.
        shift: of the alignment policy.
    """
    sources = [words.read(pair.source) for pair in pairs]
    rows = [source.ids for source in sources]
    answers = []
    for start in range(0, len(rows), BATCH):
        part = slice(start, start + BATCH)
        found = session.answer(rows[part], target_prefix=targets[part], max_new_tokens=1, return_attention=1)
        answers += [hypotheses[0] for hypotheses in found]
    accuracy, distinct = copied_word_accuracy(words, sources, answers, shift)
    return 100 * accuracy, distinct


def worth_drawing(pairs: Sequence[Pair]) -> str:
    """The first source of middling length with a name or number that the reference copies, or else the first one."""
    sources = (
        pair.source for pair in pairs if len(pair.source.split()) in WORDS and len(copied_words(pair)) > 0
    )
    return next(sources, pairs[0].source)


def attention_of(bundle: Bundle, text: str) -> dict[str, Any]:
    """Pieces of a text and of its answer, and the attention between them as a reader of the bundle sees it.

    Columns that the bundle's policy drops are left out and each row is made to sum to 1 again.
    """
    row = bundle.words.encode(text)
    answer = bundle.session.answer([row], beam_size=1, return_attention=1)[0][0]
    source, target = bundle.words.source_pieces(row), bundle.words.target_pieces(answer.ids)
    columns = [place for place, piece in enumerate(source) if piece is not None]
    lines = [place for place, piece in enumerate(target) if piece is not None]
    weights = shifted(answer.attention, bundle.manifest["alignment"]["shift"])[np.ix_(lines, columns)]
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    return {
        "output": bundle.words.decode(answer.ids),
        "source": [source[place] for place in columns],
        "target": [target[place] for place in lines],
        "weights": np.round(weights, 4).tolist(),
    }
