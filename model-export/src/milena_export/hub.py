# SPDX-License-Identifier: Apache-2.0
"""Models of the Hugging Face hub: an id becomes a folder in its cache, with no more than a conversion reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from milena_export.errors import ExportError

ID = re.compile(r"(?P<name>\w[\w.-]*/\w[\w.-]*)(?:@(?P<revision>[\w./-]+))?")
"""``ORG/NAME`` or ``ORG/NAME@REVISION``, as the manifest names a source."""
TEXTS = re.compile(r"[\w.-]+\.(json|model|spm)|merges\.txt|vocab\.txt")
"""Configs and tokenizers in the top folder, of a few megabytes in all."""
NOT_NEEDED = re.compile(
    r".*\.index\.json|tf_.*|flax_.*|trainer_state\.json|training_args\.json|.*results\.json"
)
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
"""In the order in which they are taken: pickles only where there are no safetensors."""


@dataclass(frozen=True)
class Located:
    """A checkpoint on this machine.

    Attributes:
        folder: where it is.
        origin: id and commit where it comes from the hub, or None.
        lead: the file of the hub that leads to its weights, as long as they are not here; else None.
        lacks_weights: whether the hub's model has none that could be read.
    """

    folder: Path
    origin: str | None = None
    lead: str | None = None
    lacks_weights: bool = False


def located(source: str, revision: str | None = None, weights: bool = True) -> Located:
    """The folder of a checkpoint, downloaded first where ``source`` is the id of a model on the hub.

    What exists as a folder is one. No code of a model is downloaded, and pickles only where there are no safetensors.

    Args:
        source: a folder, or ``ORG/NAME``, or ``ORG/NAME@REVISION``.
        revision: branch, tag or commit of a hub id; None for its main branch.
        weights: download them too; without, `with_weights` does it later.

    Raises:
        ExportError: the model cannot be had, in one line with the cure.
    """
    found = None if Path(source).exists() else ID.fullmatch(source)
    if found is None:
        if revision is not None:
            raise ExportError(f"--revision is for models of the hub, and {source} is none; leave it out")
        return Located(Path(source))
    if revision is not None and found["revision"] is not None:
        raise ExportError(f"{source} and --revision {revision} both name a revision; give one of them")
    there = _downloaded(found["name"], revision or found["revision"] or "main", weights)
    return with_weights(there) if weights else there


def with_weights(there: Located) -> Located:
    """The same checkpoint with its weights, downloaded where they are still on the hub.

    Raises:
        ExportError: see `located`.
    """
    name = str(there.origin).partition("@")[0]
    if there.lacks_weights:
        raise ExportError(
            f"{name} has neither {' nor '.join(WEIGHTS)}; take a model that was saved by transformers"
        )
    if there.lead is None:
        return there
    from huggingface_hub import snapshot_download

    from milena_export.families.checkpoint import Checkpoint

    with _told(name, there.folder.name):
        snapshot_download(name, revision=there.folder.name, allow_patterns=[there.lead])
        if there.lead.endswith(".index.json"):
            shards = Checkpoint(there.folder).shards(there.lead)
            snapshot_download(name, revision=there.folder.name, allow_patterns=shards)
    return Located(there.folder, there.origin)


def needed(files: Collection[str]) -> tuple[list[str], str | None]:
    """Which files of a model are read whatever it is, and which one leads to its weights (an index or the weights)."""
    texts = [name for name in sorted(files) if TEXTS.fullmatch(name) and not NOT_NEEDED.fullmatch(name)]
    leads = (name for whole in WEIGHTS for name in (f"{whole}.index.json", whole))
    return texts, next((name for name in leads if name in files), None)


def _downloaded(name: str, revision: str, weights: bool) -> Located:
    """The small files of a model; nothing where there are no weights and they are wanted."""
    from huggingface_hub import HfApi, constants, snapshot_download, try_to_load_from_cache

    if constants.is_offline_mode():
        # There is only what an earlier download has left.
        kept = try_to_load_from_cache(name, "config.json", revision=revision)
        if not isinstance(kept, str):
            raise ExportError(
                f"{name} at {revision} is not on this machine, and HF_HUB_OFFLINE is set; unset it, or give the folder "
                "of a copy"
            )
        return Located(Path(kept).parent, f"{name}@{Path(kept).parent.name}")
    with _told(name, revision):
        info = HfApi().model_info(name, revision=revision)
        texts, lead = needed([file.rfilename for file in info.siblings or ()])
        if lead is None and weights:
            return Located(Path(), name, lacks_weights=True)
        folder = Path(snapshot_download(name, revision=revision, allow_patterns=texts))
        return Located(folder, f"{name}@{folder.name}", lead, lacks_weights=lead is None)


@contextmanager
def _told(name: str, revision: str) -> Iterator[None]:
    """Errors of the hub in one line with the cure."""
    from huggingface_hub import constants
    from huggingface_hub.errors import (
        GatedRepoError,
        HTTPError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    hub = constants.ENDPOINT
    try:
        yield
    except GatedRepoError as error:
        raise ExportError(
            f"{hub} gives {name} only to those who accepted its terms; accept them there and run 'hf auth login'"
        ) from error
    except RepositoryNotFoundError as error:
        raise ExportError(
            f"there is no folder {name}, and {hub} has no model {name} that everybody may read; correct the name, or "
            "run 'hf auth login' if the model is private"
        ) from error
    except RevisionNotFoundError as error:
        raise ExportError(
            f"{name} has no revision {revision}; give one of its branches, tags or commits"
        ) from error
    except (OSError, HTTPError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise ExportError(
            f"{name} cannot be downloaded from {hub} ({reason}); check the network, or give the folder of a copy"
        ) from error
