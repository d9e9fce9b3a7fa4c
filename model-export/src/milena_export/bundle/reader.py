# SPDX-License-Identifier: Apache-2.0
"""A bundle opened from its folder: manifest, words and a session that answers texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from milena_export.bundle import manifest as manifests
from milena_export.bundle.session import GraphSession, Hypothesis
from milena_export.bundle.words import Words


@dataclass(frozen=True)
class Bundle:
    """An opened bundle, every file checked."""

    folder: Path
    manifest: dict[str, Any]
    words: Words
    session: GraphSession

    @classmethod
    def open(cls, folder: Path, threads: int = 0) -> Bundle:
        """Checks and loads a bundle."""
        manifest = manifests.read(folder)
        texts = {
            side: (folder / name).read_text(encoding="utf-8") for side, name in manifest["tokenizers"].items()
        }
        session = GraphSession(
            folder / manifest["graph"]["file"], manifest["inputs"], manifest["special_ids"]["pad"], threads
        )
        return cls(folder, manifest, Words(manifest, texts), session)

    def of(self, source: str | None, target: str | None) -> Bundle:
        """The same bundle for one pair of languages; None takes what is left if that is one."""
        return replace(self, words=self.words.only(self.words.pair(source, target)))

    def answer(self, texts: Sequence[str], batch: int = 32, **controls: float) -> list[Hypothesis]:
        """The best hypothesis of each text, in order, in the first pair of languages."""
        pair = self.words.pairs[0]
        rows = [self.words.encode(text, pair) for text in texts]
        answers = dict(self.session.answer_all(rows, batch, forced_bos=pair.forced_bos, **controls))
        return [answers[index][0] for index in range(len(rows))]
