# SPDX-License-Identifier: Apache-2.0
"""Words of a text as readers count them, and as the processor does (`dev.milena.text.Words`)."""

from __future__ import annotations

import regex

from milena_export.bundle.spelling import Span

UNSEEN = r"\p{Cf}*+"
MARKS = r"[\p{Mn}\p{Me}\p{Cf}]*+"
HAN, KATAKANA, HIRAGANA = r"\p{Han}", r"[\p{Katakana}ー--[ｦ-ﾟ]]", r"[\p{Hiragana}ー]"
LETTERS = rf"(?:[\p{{L}}\p{{Mc}}--[{HAN}{KATAKANA}{HIRAGANA}]]{MARKS})++"
DIGITS = rf"(?:\p{{N}}{UNSEEN})++"
WORD = rf"(?:{LETTERS}(?:[\p{{Pd}}\p{{Pc}}'\".‧]{UNSEEN}{LETTERS})*+[\u0964\u0965]?+)"
"""Letters with single marks in between, as in "don't" and "e-mail"."""
NUMBER = rf"(?:{DIGITS}(?:[.,'\"\u066b]{UNSEEN}{DIGITS})*+)"
BOTH = rf"(?:{WORD}|[\p{{Sc}}\#.--¢]?+(?=\p{{N}}))(?:{NUMBER}{WORD})*(?:{NUMBER}[%¢\u066a\u2030\u2031&]?+)?+{UNSEEN}"
"""Words and numbers without a space in between, with what stands before and after a number, as in "$5" and "50%"."""

_RUN = regex.compile(
    "|".join(
        (
            UNSEEN + BOTH,
            *(rf"(?:{script}{UNSEEN})++" for script in (HAN, KATAKANA, HIRAGANA)),
            r"\s++",
            rf"{UNSEEN}.{MARKS}",
        )
    ),
    regex.DOTALL | regex.V1,
)
_CHARACTER = regex.compile(r"\X")
_JOINED = regex.compile("[\u200d\U00010000-\U0010ffff]")
"""Without any of these, no word begins inside what readers see as one character."""


def words_of(text: str) -> list[Span]:
    """The words in order.

    "don't", "e-mail" and "3.14" are one word each. A mark is a word of its own, a run of the same mark ("...") is one,
    and so is what readers see as one character, such as a flag. White space belongs to none.
    """
    inside = _insides_of_characters(text)
    words: list[Span] = []
    start = 0
    for found in _RUN.finditer(text):
        if found.end() in inside:
            continue
        piece = text[start : found.end()]
        begin = start + len(piece) - len(piece.lstrip())
        end = begin + len(piece.strip())
        start = found.end()
        if begin == end:
            continue
        last = words[-1] if words else None
        if last and last[1] == begin and _is_same_mark(text, last[0], begin, end):
            words[-1] = (last[0], end)
        else:
            words.append((begin, end))
    return words


def _insides_of_characters(text: str) -> set[int]:
    if not _JOINED.search(text):
        return set()
    return {place for found in _CHARACTER.finditer(text) for place in range(found.start() + 1, found.end())}


def _is_same_mark(text: str, last: int, start: int, end: int) -> bool:
    return end == start + 1 and not text[start].isalnum() and text[last] == text[start]
