# SPDX-License-Identifier: Apache-2.0
"""Command line of milena-export: one subcommand a module of ``milena_export.commands``.

Exit codes: 0 success, 1 a check failed (the report says which), 2 bad input (one clear line on stderr).
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from milena_export import commands
from milena_export.errors import ExportError

EXTRAS = {
    "torch": "torch",
    "safetensors": "torch",
    "sacrebleu": "evaluate",
    "rouge_score": "evaluate",
    "matplotlib": "evaluate",
}
"""Libraries that only some commands need, and the extra that brings each."""


def build_parser() -> argparse.ArgumentParser:
    """Collects every module of ``milena_export.commands``; each offers ``register(subparsers)``."""
    parser = argparse.ArgumentParser(
        prog="milena-export", description="Train, convert, verify and evaluate Milena model bundles."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda m: m.name):
        importlib.import_module(f"{commands.__name__}.{module.name}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; each sets ``run`` (a callable of the parsed arguments) as its default."""
    # Without PyTorch transformers would say at every command that there is none.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except ExportError as error:
        print(f"milena-export: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name).partition(".")[0])
        if extra is None:
            raise
        print(
            f"milena-export: {arguments.command} needs {error.name}, which is not installed; run "
            f"pip install 'milena-export[{extra}]' (beside its folder: pip install '.[{extra}]')",
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not fail again when it flushes the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        print(
            f"milena-export: {named}{error.strerror or error}; check the path, permissions and disk",
            file=sys.stderr,
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
