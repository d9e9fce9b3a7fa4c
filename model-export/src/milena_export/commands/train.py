# SPDX-License-Identifier: Apache-2.0
"""``milena-export train``: a TSV corpus in, a checkpoint that ``convert`` reads out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from milena_export.options import positive

CELLS = ("lstm", "gru")
SCORES = ("dot", "scaled-dot", "general", "additive", "cosine", "manhattan")
SHAPES = {
    "tiny": {"vocabulary": 2000, "width": 64, "feed_forward": 256, "encoder_layers": 2, "decoder_layers": 1},
    "small": {
        "vocabulary": 4000,
        "width": 192,
        "feed_forward": 768,
        "encoder_layers": 4,
        "decoder_layers": 2,
    },
    "base": {
        "vocabulary": 6000,
        "width": 256,
        "feed_forward": 1024,
        "encoder_layers": 4,
        "decoder_layers": 2,
    },
}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser(
        "train",
        help="train a Transformer, or a recurrent model with classical attention, on a TSV corpus",
        description="Trains a translation model on CORPUS/train.tsv[.xz] and chooses on CORPUS/dev.tsv[.xz]. "
        "A Transformer's folder loads as MarianMTModel and MarianTokenizer; 'convert' and 'verify' take both "
        "architectures. Ctrl-C saves; --resume goes on exactly there.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="folder with the train and dev splits")
    parser.add_argument("--output", type=Path, required=True, help="checkpoint folder to write")
    parser.add_argument("--languages", default="en-de", help="source and target language code")
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--resume", action="store_true", help="go on with the run in --output, exactly where it stopped"
    )
    start.add_argument(
        "--init-from",
        type=Path,
        help="start from this checkpoint's weights, and its vocabulary unless another is asked for, with a fresh optimizer; "
        "layers and a feed-forward that are asked for beyond its own are added so that it says the same at first",
    )
    mechanism = parser.add_argument_group("architecture")
    mechanism.add_argument(
        "--architecture", choices=("transformer", "recurrent"), default="transformer", help="what to train"
    )
    mechanism.add_argument(
        "--heads",
        type=positive,
        help="attention heads of a Transformer, 1 for single-head attention (4, unless given)",
    )
    mechanism.add_argument(
        "--encoder-cell", choices=CELLS, help="of the bidirectional encoder (lstm, unless given)"
    )
    mechanism.add_argument("--decoder-cell", choices=CELLS, help="of the decoder (lstm, unless given)")
    mechanism.add_argument(
        "--score",
        choices=SCORES,
        help="how a recurrent decoder scores source positions (general, unless given)",
    )
    shape = parser.add_argument_group("shape (the named one, unless a size is given)")
    shape.add_argument("--shape", choices=sorted(SHAPES), default="base", help="named sizes")
    for name in ("vocabulary", "width", "feed-forward", "encoder-layers", "decoder-layers"):
        shape.add_argument(f"--{name}", type=positive, help=f"{name}, overrides")
    shape.add_argument(
        "--vocabulary-from",
        type=Path,
        metavar="DIR",
        help="take this checkpoint's vocabulary instead of learning one",
    )
    shape.add_argument(
        "--stand-ins",
        action="store_true",
        help="give a vocabulary that is learnt the ten stand-ins of a corpus that 'augment' made as pieces of their own",
    )
    length = parser.add_argument_group("length")
    length.add_argument("--minutes", type=float, help="plan the schedule over this wall-clock time")
    length.add_argument("--epochs", type=float, default=10.0, help="plan it over epochs, without --minutes")
    length.add_argument(
        "--patience", type=positive, default=8, help="stop after so many evaluations without gain"
    )
    length.add_argument("--evaluate-minutes", type=float, default=4.0, help="time between dev evaluations")
    recipe = parser.add_argument_group("recipe")
    recipe.add_argument("--seed", type=int, default=1)
    recipe.add_argument("--processes", type=positive, default=os.cpu_count() or 1, help="one a core")
    recipe.add_argument(
        "--batch-tokens", type=positive, default=1250, help="padded tokens of a batch, longer side"
    )
    recipe.add_argument(
        "--batches-a-step", type=positive, default=4, help="batches in one step, over all processes"
    )
    recipe.add_argument(
        "--optimizer", choices=("muon", "adamw"), default="muon", help="for the layers' matrices"
    )
    recipe.add_argument("--matrix-rate", type=float, default=6e-3, help="peak learning rate of Muon")
    recipe.add_argument("--other-rate", type=float, default=2.5e-3, help="peak learning rate of AdamW")
    recipe.add_argument("--weight-decay", type=float, default=0.0, help="of the layers' matrices")
    recipe.add_argument(
        "--average", type=float, default=0.998, help="decay of the averaged weights, which are saved"
    )
    recipe.add_argument("--warmup-steps", type=positive, default=200)
    recipe.add_argument("--dropout", type=float, default=0.1)
    recipe.add_argument(
        "--precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="of matrix products; auto is bfloat16 where the processor multiplies it natively",
    )
    recipe.add_argument("--label-smoothing", type=float, default=0.1)
    recipe.add_argument(
        "--joined", type=float, default=0.1, help="share of pairs glued in twos, as longer examples"
    )
    recipe.add_argument(
        "--copied",
        type=float,
        default=0.0,
        help="share of pairs replaced by a run of their source to copy, which teaches summaries to look at the source",
    )
    recipe.add_argument(
        "--recase",
        action="store_true",
        help="write targets in upper and lower case as their sources do: titles without their capitals",
    )
    recipe.add_argument(
        "--shared",
        type=float,
        default=0.0,
        help="leave out pairs of whose target a smaller share of tokens stands in the (cut) source: what a summary says "
        "and its source does not, a model learns to make up",
    )
    recipe.add_argument("--max-tokens", type=positive, default=128, help="longer training pairs are left out")
    recipe.add_argument(
        "--cut-source",
        type=positive,
        metavar="N",
        help="cut longer sources to their first N tokens (for summaries of long texts), instead of leaving them out",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains; returns 0."""
    os.environ["OMP_NUM_THREADS"] = "1"
    from milena_export.training.session import train

    train(arguments, SHAPES[arguments.shape])
    return 0
