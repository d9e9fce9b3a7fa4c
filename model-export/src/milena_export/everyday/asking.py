# SPDX-License-Identifier: Apache-2.0
"""Asks a bundle as the processor does: with stand-ins for what is protected, if its model was trained with them."""

from __future__ import annotations

from collections.abc import Sequence

from milena_export.augmentation.protection import STAND_INS, Protection, mask, unmask
from milena_export.bundle.reader import Bundle


def has_stand_ins(bundle: Bundle) -> bool:
    """Whether the bundle's model was trained with the stand-ins of `augmentation`."""
    return bool(bundle.manifest.get("stand_ins", {}).get("texts") == list(STAND_INS))


def answers(
    bundle: Bundle, texts: Sequence[str], beams: int, protection: Protection | None = None
) -> list[str]:
    """The best answer to each text, in order.

    Args:
        bundle: what is asked.
        texts: what it is asked.
        beams: of the search; 1 is greedy.
        protection: what becomes a stand-in for a bundle that has them; None where nothing does.
    """
    hidden = [
        mask(text, protection) if protection and has_stand_ins(bundle) else (text, []) for text in texts
    ]
    found = bundle.answer([text for text, _ in hidden], beam_size=beams)
    return [
        unmask(bundle.words.decode(answer.ids), originals) if originals else bundle.words.decode(answer.ids)
        for answer, (_, originals) in zip(found, hidden, strict=True)
    ]
