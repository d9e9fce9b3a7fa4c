# SPDX-License-Identifier: Apache-2.0
"""What one writes in Python: a consumer that translates with CTranslate2 in chunks, in Kafka transactions.

Exactly once, and as fast as it goes with what these libraries offer: while CTranslate2 works on one chunk in threads of
its own (sorted and batched by tokens, as its documentation advises), the next one is read and tokenized and the one before
it is sent. With `--attention` it sends what Milena does beside the text, as far as CTranslate2 tells it: words, their
alignment, and an attention map an event (it tells no log-probabilities of tokens). Speaks the protocol of `pipelines.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece
from attention import aligned, attention_map
from confluent_kafka import Consumer, Message, Producer, TopicPartition
from ctranslate2_peer import convert

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "schemas/examples/python"))
from milena_client import SingleObjectCodec  # noqa: E402

END = "</s>"
ATTENTION_TOPIC = "milena.attention"


@dataclass
class Chunk:
    """Events whose translations are under way."""

    messages: list[Message]
    texts: list[str]
    pieces: list[list[str]]
    translations: list[Any]


class Pipeline:
    """One consumer and one producer, in a thread."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        checkpoint = Path(arguments.checkpoint)
        self._source = sentencepiece.SentencePieceProcessor(str(checkpoint / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(str(checkpoint / "target.spm"))
        schemas = ROOT / "schemas/src/main/avro"
        self._events = SingleObjectCodec(schemas, "dev.milena.schemas.TextEvent")
        self._answers = SingleObjectCodec(schemas, "dev.milena.schemas.EnrichedText")
        self._maps = SingleObjectCodec(schemas, "dev.milena.schemas.AttentionMap")
        self._translator: ctranslate2.Translator | None = None
        self._settings: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._processor = 0.0
        self._first_call: float | None = None

    def configure(self, settings: dict[str, int]) -> dict[str, Any]:
        """Loads the model anew."""
        self._translator = None
        self._settings = settings
        model = convert(self._arguments.checkpoint, self._arguments.quantization, Path(self._arguments.work))
        self._translator = ctranslate2.Translator(
            str(model),
            compute_type=self._arguments.quantization,
            intra_threads=settings["threads"],
            inter_threads=settings["calls"],
        )
        return {}

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """Replies when the partitions are assigned."""
        self._processor = time.process_time()
        self._first_call = None
        self._ended.clear()
        assigned = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(request, assigned), daemon=True)
        self._thread.start()
        if not assigned.wait(60):
            raise TimeoutError("no partition was assigned within a minute")
        return {}

    def stop(self) -> dict[str, Any]:
        """Ends the consumer."""
        assert self._thread is not None
        spent = time.process_time() - self._processor
        self._ended.set()
        self._thread.join(60)
        return {"cpu_seconds": spent, "first_call": self._first_call}

    def _run(self, request: dict[str, Any], assigned: threading.Event) -> None:
        consumer = Consumer(
            {
                "bootstrap.servers": self._arguments.bootstrap,
                "group.id": request["application"],
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
            }
        )
        producer = Producer(
            {
                "bootstrap.servers": self._arguments.bootstrap,
                "transactional.id": request["application"],
                "linger.ms": 5,
                "log_level": 3,
            }
        )
        producer.init_transactions()
        consumer.subscribe([request["input"]], on_assign=lambda *_: assigned.set())
        ahead: Chunk | None = None
        while not self._ended.is_set():
            messages = consumer.consume(self._settings["chunk"], timeout=0.01 if ahead else 0.1)
            chunk = self._begin([message for message in messages if not message.error()])
            if ahead:
                self._commit(consumer, producer, request["output"], ahead)
            ahead = chunk
        consumer.close()

    def _begin(self, messages: list[Message]) -> Chunk | None:
        """Hands events to the translator's own threads."""
        assert self._translator is not None
        if not messages:
            return None
        if self._first_call is None:
            self._first_call = time.monotonic()
        texts = [self._events.decode(message.value())["text"] for message in messages]
        pieces = [[*tokens, END] for tokens in self._source.encode(texts, out_type=str)]
        translations = self._translator.translate_batch(
            pieces,
            beam_size=self._arguments.beam,
            max_batch_size=self._settings["batch_tokens"],
            batch_type="tokens",
            max_decoding_length=self._arguments.max_new_tokens,
            length_penalty=1.0,
            return_scores=True,
            return_attention=self._arguments.attention,
            asynchronous=True,
        )
        return Chunk(messages, texts, pieces, translations)

    def _commit(self, consumer: Consumer, producer: Producer, output: str, chunk: Chunk) -> None:
        """Sends the answers of a chunk and commits its offsets, in one transaction."""
        results = [translation.result() for translation in chunk.translations]
        texts = self._target.decode([result.hypotheses[0] for result in results])
        producer.begin_transaction()
        offsets: dict[tuple[str, int], int] = {}
        for message, source, pieces, result, text in zip(
            chunk.messages, chunk.texts, chunk.pieces, results, texts, strict=True
        ):
            answer = self._answer(message, result, text)
            if self._arguments.attention:
                answer |= aligned(source, pieces, text, result)
                attention = attention_map(answer, source, pieces, text, result)
                producer.produce(ATTENTION_TOPIC, key=message.key(), value=self._maps.encode(attention))
            producer.produce(output, key=message.key(), value=self._answers.encode(answer))
            offsets[(message.topic(), message.partition())] = message.offset() + 1
        producer.send_offsets_to_transaction(
            [TopicPartition(topic, partition, offset) for (topic, partition), offset in offsets.items()],
            consumer.consumer_group_metadata(),
        )
        producer.commit_transaction()

    @staticmethod
    def _answer(message: Message, result: Any, text: str) -> dict[str, Any]:
        return {
            "text": text,
            "source": {
                "topic": message.topic(),
                "partition": message.partition(),
                "offset": message.offset(),
                "timestamp": message.timestamp()[1],
            },
            "model": {"name": "ctranslate2", "version": ctranslate2.__version__, "sha256": ""},
            "task": "TRANSLATION",
            "source_language": "en",
            "target_language": "de",
            "score": result.scores[0],
            "confidence": math.exp(result.scores[0]),
            "log_prob_mean": result.scores[0],
            "log_prob_stddev": 0.0,
            "finish_reason": "END_TOKEN",
            "source_tokens": 0,
            "output_tokens": len(result.hypotheses[0]),
        }


def main() -> None:
    """Answers until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--quantization", choices=("float32", "int8"), required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--beam", type=int, required=True)
    parser.add_argument("--max-new-tokens", type=int, required=True)
    parser.add_argument("--attention", action="store_true")
    pipeline = Pipeline(parser.parse_args())
    replies = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "configure":
            reply = pipeline.configure(request["settings"])
        elif request["op"] == "start":
            reply = pipeline.start(request)
        else:
            reply = pipeline.stop()
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
