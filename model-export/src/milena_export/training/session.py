# SPDX-License-Identifier: Apache-2.0
"""From the command's arguments to a run: corpus, vocabulary, sizes, starting weights."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import torch

from milena_export import metrics
from milena_export.augmentation.protection import STAND_INS
from milena_export.corpus import Pair, read_split
from milena_export.errors import ExportError
from milena_export.training import checkpoint
from milena_export.training.batches import EncodedPairs
from milena_export.training.casing import Casing
from milena_export.training.decoding import translate
from milena_export.training.growth import grown, refuse_unless_larger
from milena_export.training.model import ModelShape
from milena_export.training.optimizer import OptimizerSettings, SharedArrays
from milena_export.training.recurrent import RecurrentShape
from milena_export.training.seq2seq import Shape
from milena_export.training.tokenizer import Tokenizer, train_tokenizer
from milena_export.training.trainer import LOG, Trainer
from milena_export.training.transfer import with_vocabulary
from milena_export.training.worker import Job, Position, TrainingSettings

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}
RECURRENT = ("encoder_cell", "decoder_cell", "score")
"""Options of recurrent models alone; the shape has fields of the same names."""
HEADS = 4
"""Of a Transformer, unless others are asked for."""


def train(arguments: argparse.Namespace, named_shape: dict[str, int]) -> None:
    """Runs ``milena-export train``; see that command's help for the arguments."""
    torch.set_num_threads(1)
    if arguments.precision == "auto":
        arguments.precision = native_precision()
    output: Path = arguments.output
    train_pairs, dev_pairs = read_split(arguments.corpus, "train"), read_split(arguments.corpus, "dev")
    if arguments.recase:
        casing = Casing(pair.source for pair in train_pairs)
        train_pairs, dev_pairs = (
            [casing.of(pair) for pair in train_pairs],
            [casing.of(pair) for pair in dev_pairs],
        )
    state = checkpoint.load_state(output) if arguments.resume else None
    if state is None and (output / checkpoint.WEIGHTS).exists():
        raise ExportError(f"{output} already holds a checkpoint; add --resume, or choose another --output")
    existing = output if arguments.resume else arguments.init_from
    if existing is None:
        _refuse_options_of_the_other_architecture(arguments)
        tokenizer = _vocabulary(arguments, named_shape, train_pairs)
        shape = _shape(arguments, named_shape, len(tokenizer))
    else:
        tokenizer, shape = Tokenizer.load(existing), checkpoint.load_shape(existing)
        if not arguments.resume and (arguments.vocabulary or arguments.vocabulary_from):
            tokenizer = _vocabulary(arguments, named_shape, train_pairs)
            shape = shape.for_vocabulary(len(tokenizer))
        if arguments.init_from:
            shape = _grown_shape(arguments, shape)
    languages = tuple(arguments.languages.split("-"))
    if len(languages) != 2:
        raise ExportError(f"--languages {arguments.languages}: give two codes joined by '-', as in en-de")
    checkpoint.write_static_files(output, shape, arguments.dropout, tokenizer, (languages[0], languages[1]))
    job = Job(
        shape,
        _settings(arguments),
        _encode(tokenizer, train_pairs, arguments.max_tokens, arguments.cut_source, arguments.shared),
        tokenizer.pad,
        Position(**state[1]["position"]) if state else Position(),
    )
    dev = _encode(tokenizer, dev_pairs, 1 << 30, arguments.cut_source)
    trainer = Trainer(job, dev, output, not arguments.quiet)
    if state:
        arrays = {
            array: {
                key.split("/", 1)[1]: value for key, value in state[0].items() if key.startswith(f"{array}/")
            }
            for array in SharedArrays.NAMES
        }
        trainer.load(arrays["parameters"], arrays)
    elif arguments.init_from:
        weights = checkpoint.load_weights(arguments.init_from)
        weights = with_vocabulary(weights, Tokenizer.load(arguments.init_from), tokenizer)
        if isinstance(shape, ModelShape):
            weights = grown(weights, checkpoint.load_shape(arguments.init_from), shape, arguments.seed)
        trainer.load(weights, None)
    else:
        trainer.initialize()
    _log_start(arguments, job, output)
    position = trainer.run()
    checkpoint.append_json_line(
        output / LOG,
        {
            "event": "end",
            "reason": trainer.stop_reason,
            "step": position.step,
            "epoch": position.epoch,
            "minutes": round(position.seconds / 60, 2),
            **({} if trainer.interrupted else {"dev": _score(arguments, shape, tokenizer, dev_pairs)}),
        },
    )


def native_precision() -> str:
    """The fastest precision of matrix products here: bfloat16 where the processor has instructions for it."""
    features = torch.cpu.get_capabilities()
    return "bfloat16" if features.get("avx512_bf16") or features.get("amx_bf16") else "float32"


def _score(
    arguments: argparse.Namespace, shape: Shape, tokenizer: Tokenizer, pairs: list[Pair]
) -> dict[str, float | str]:
    """Scores the saved weights, as others will load them, by greedy decoding."""
    model = shape.build()
    model.load_state_dict(checkpoint.load_weights(arguments.output))
    outputs = translate(model, tokenizer, [pair.source for pair in pairs], arguments.cut_source)
    references = [pair.target for pair in pairs]
    (bleu,), (chrf,) = metrics.bleu(outputs, references), metrics.chrf(outputs, references)
    return {"bleu": round(bleu.value, 2), "chrf": round(chrf.value, 2), "signature": bleu.signature}


def _vocabulary(arguments: argparse.Namespace, named: dict[str, int], pairs: list[Pair]) -> Tokenizer:
    if arguments.vocabulary_from is not None:
        if arguments.vocabulary is not None:
            raise ExportError(
                "--vocabulary is the size of a vocabulary to learn; leave it or --vocabulary-from out"
            )
        return Tokenizer.load(arguments.vocabulary_from)
    size = arguments.vocabulary or named["vocabulary"]
    stand_ins = STAND_INS if arguments.stand_ins else ()
    return train_tokenizer((text for pair in pairs for text in pair), size, arguments.seed, stand_ins)


def _encode(
    tokenizer: Tokenizer, pairs: list[Pair], max_tokens: int, cut_source: int | None, shared: float = 0.0
) -> EncodedPairs:
    sources = tokenizer.encode([pair.source for pair in pairs])
    targets = tokenizer.encode([pair.target for pair in pairs])
    return EncodedPairs.of(sources, targets, max_tokens, cut_source, shared)


def _refuse_options_of_the_other_architecture(arguments: argparse.Namespace) -> None:
    own = {"transformer": ("heads", "feed_forward"), "recurrent": RECURRENT}
    for architecture, names in own.items():
        given = [name for name in names if getattr(arguments, name) is not None]
        if given and architecture != arguments.architecture:
            raise ExportError(
                f"--{given[0].replace('_', '-')} is an option of --architecture {architecture}; "
                f"leave it out, or choose that architecture"
            )


def _shape(arguments: argparse.Namespace, named: dict[str, int], vocabulary: int) -> Shape:
    sizes = {
        name: getattr(arguments, name) or named[name]
        for name in ("width", "encoder_layers", "decoder_layers")
    }
    if arguments.architecture == "recurrent":
        if sizes["width"] % 2:
            raise ExportError(
                f"--width {sizes['width']} is odd; each direction of the encoder has half of it, give an even one"
            )
        chosen = {name: getattr(arguments, name) for name in RECURRENT if getattr(arguments, name)}
        plain = RecurrentShape(vocabulary, sizes["width"], sizes["encoder_layers"], sizes["decoder_layers"])
        return replace(plain, **chosen)
    heads = arguments.heads or HEADS
    if sizes["width"] % (2 * heads):
        raise ExportError(f"--width {sizes['width']} is no multiple of twice the --heads {heads}; change one")
    feed_forward = arguments.feed_forward or named["feed_forward"]
    return ModelShape(vocabulary, heads=heads, feed_forward=feed_forward, **sizes)


def _grown_shape(arguments: argparse.Namespace, shape: Shape) -> Shape:
    """The shape to start from, with the sizes that are asked for."""
    names = ("width", "feed_forward", "encoder_layers", "decoder_layers", "heads")
    asked = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    if not asked:
        return shape
    if not isinstance(shape, ModelShape):
        raise ExportError(
            f"--{next(iter(asked)).replace('_', '-')} with --init-from grows Transformers alone; leave it out"
        )
    grown_shape = replace(shape, **asked)
    refuse_unless_larger(shape, grown_shape)
    return grown_shape


def _settings(arguments: argparse.Namespace) -> TrainingSettings:
    return TrainingSettings(
        minutes=arguments.minutes,
        epochs=arguments.epochs,
        seed=arguments.seed,
        processes=arguments.processes,
        batch_tokens=arguments.batch_tokens,
        batches_a_step=arguments.batches_a_step,
        warmup_steps=arguments.warmup_steps,
        dropout=arguments.dropout,
        precision=PRECISIONS[arguments.precision],
        smoothing=arguments.label_smoothing,
        joined=arguments.joined,
        copied=arguments.copied,
        evaluate_minutes=arguments.evaluate_minutes,
        patience=arguments.patience,
        optimizer=OptimizerSettings(
            matrix_rate=arguments.matrix_rate,
            other_rate=arguments.other_rate,
            muon=arguments.optimizer == "muon",
            weight_decay=arguments.weight_decay,
            average=arguments.average,
            precision=PRECISIONS[arguments.precision],
        ),
    )


def _log_start(arguments: argparse.Namespace, job: Job, output: Path) -> None:
    skipped = ("run", "command", "corpus", "output", "init_from", "vocabulary_from", "quiet")
    copied = {name: value for name, value in vars(arguments).items() if name not in skipped}
    record = {
        "event": "resume" if arguments.resume else "start",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "torch": torch.__version__,
        "corpus": arguments.corpus.name,
        "pairs": len(job.train),
        "shape": job.shape.as_dict(),
        "arguments": copied,
    }
    checkpoint.append_json_line(output / LOG, record)
