# SPDX-License-Identifier: Apache-2.0
"""Large vocabularies made small: ids keep their order, their neighbours and what they are of, and gaps close up."""

import bisect
from collections.abc import Iterable
from typing import Any

GAP = 700
"""Ids that are left between two that matter."""
ID_FIELDS = ("_token_id", "bad_words_ids", "suppress_tokens", "begin_suppress_tokens")
SIZE_FIELDS = ("vocab_size", "decoder_vocab_size")


class Landmarks:
    """Maps ids and sizes; ``numbers`` are those that matter."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._from = sorted({0, *(number for number in numbers if number > 0)})
        self._to = [0]
        for before, after in zip(self._from, self._from[1:], strict=False):
            self._to.append(self._to[-1] + min(after - before, GAP))

    def __call__(self, number: int) -> int:
        """The small id for a large one."""
        if number <= 0:
            return number
        place = bisect.bisect_right(self._from, number) - 1
        return self._to[place] + min(number - self._from[place], GAP)

    def config(self, value: Any, name: str = "") -> Any:
        """A config with its ids and sizes mapped."""
        if isinstance(value, dict):
            return {key: self.config(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self.config(one, name) for one in value]
        if isinstance(value, int) and not isinstance(value, bool) and is_id(name):
            return self(value)
        return value


def is_id(name: str) -> bool:
    """Whether a field of a config holds ids or sizes of vocabularies."""
    return name in SIZE_FIELDS or any(name.endswith(field) for field in ID_FIELDS)


def ids_of(value: Any, name: str = "") -> Iterable[int]:
    """All ids and sizes of a config."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from ids_of(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from ids_of(one, name)
    elif isinstance(value, int) and not isinstance(value, bool) and is_id(name):
        yield value
