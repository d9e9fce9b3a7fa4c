#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends texts to Milena and reads its three outputs, knowing nothing of Milena but its .avsc files.

Shows all that a client in another language needs: Avro's single-object encoding (the two bytes C3 01, the schema's
CRC-64-AVRO fingerprint as 8 little-endian bytes, then the Avro binary) and a read_committed consumer.
A text of several segments has an attention map for each, what looks wrong about an answer stands in its doubts, and what
a summary of a long text does not rest on in left_out. A summary of a window of events names them in its window.
Needs confluent-kafka and fastavro.

    python milena_client.py --bootstrap localhost:9092 --schemas schemas/src/main/avro < texts.txt

Prints one JSON object a text, in the order of the input. Exit code 1 when an answer is missing after --timeout.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import fastavro
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

MAGIC = b"\xc3\x01"


class SingleObjectCodec:
    """Avro single-object encoding of one record type: bytes in and out, dicts on our side."""

    def __init__(self, folder: Path, name: str) -> None:
        """Loads ``folder/name.avsc`` and the schemas that it names."""
        self.schema = fastavro.schema.load_schema(folder / f"{name}.avsc")
        canonical = fastavro.schema.to_parsing_canonical_form(self.schema)
        # fastavro spells a fingerprint in the order of the bytes that the encoding puts on the wire.
        self.fingerprint = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))

    def encode(self, record: dict[str, Any]) -> bytes:
        """Returns the record with its header."""
        out = io.BytesIO()
        out.write(MAGIC + self.fingerprint)
        fastavro.schemaless_writer(out, self.schema, record)
        return out.getvalue()

    def decode(self, data: bytes) -> dict[str, Any]:
        """Returns the record; refuses another schema's bytes by name of the fingerprint."""
        if data[:2] != MAGIC or data[2:10] != self.fingerprint:
            raise ValueError(f"not a single-object encoded record of {self.schema['name']}: header {data[:10].hex()}")
        record = fastavro.schemaless_reader(io.BytesIO(data[10:]), self.schema)
        if not isinstance(record, dict):
            raise ValueError(f"{self.schema['name']} is not a record")
        return record


def send(producer: Producer, codec: SingleObjectCodec, topic: str, texts: list[str]) -> list[tuple[int, int]]:
    """Sends all texts, waits for the broker, and returns (partition, offset) of each in order."""
    where: dict[int, tuple[int, int]] = {}

    def delivered(index: int) -> Any:
        def callback(error: KafkaError | None, message: Message) -> None:
            if error is not None:
                raise KafkaException(error)
            where[index] = (message.partition(), message.offset())

        return callback

    for index, text in enumerate(texts):
        record = {"text": text, "source_language": None, "target_language": None, "bundle": None, "attributes": {"n": str(index)}}
        producer.produce(topic, codec.encode(record), key=f"key-{index % 3}".encode(), on_delivery=delivered(index))
    producer.flush(30)
    return [where[index] for index in range(len(texts))]


def main() -> int:
    """Runs the round trip."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bootstrap", required=True, help="host:port of a broker")
    parser.add_argument("--schemas", required=True, type=Path, help="folder with the .avsc files")
    parser.add_argument("--input", default="milena.text")
    parser.add_argument("--output", default="milena.enriched")
    parser.add_argument("--attention", default="milena.attention")
    parser.add_argument("--dead-letters", default="milena.dead-letters")
    parser.add_argument("--quarantine", help="topic of answers in doubt, where the job has one")
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for the answers")
    arguments = parser.parse_args()

    outputs = {
        arguments.output: ("answer", SingleObjectCodec(arguments.schemas, "dev.milena.schemas.EnrichedText")),
        arguments.attention: ("attention", SingleObjectCodec(arguments.schemas, "dev.milena.schemas.AttentionMap")),
        arguments.dead_letters: ("dead_letter", SingleObjectCodec(arguments.schemas, "dev.milena.schemas.DeadLetter")),
    }
    if arguments.quarantine:
        outputs[arguments.quarantine] = outputs[arguments.output]
    texts = [line.rstrip("\n") for line in sys.stdin]
    producer = Producer({"bootstrap.servers": arguments.bootstrap, "enable.idempotence": True})
    events = SingleObjectCodec(arguments.schemas, "dev.milena.schemas.TextEvent")
    sent = send(producer, events, arguments.input, texts)
    found: dict[tuple[int, int], dict[str, Any]] = {coordinates: {} for coordinates in sent}

    consumer = Consumer(
        {
            "bootstrap.servers": arguments.bootstrap,
            "group.id": f"milena-client-{time.time_ns()}",
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe(list(outputs))
    deadline = time.monotonic() + arguments.timeout
    try:
        while time.monotonic() < deadline and not all(complete(parts) for parts in found.values()):
            message = consumer.poll(0.5)
            if message is None or message.error():
                continue
            kind, codec = outputs[message.topic()]
            record = codec.decode(message.value())
            source = record["source"]
            parts = found.get((source["partition"], source["offset"]))
            if parts is not None:
                if kind == "attention":
                    parts.setdefault(kind, []).append(record)
                elif kind in parts:
                    raise ValueError(f"a second {kind} for {source}")
                else:
                    parts[kind] = record
    finally:
        consumer.close()
    for text, coordinates in zip(texts, sent, strict=True):
        print(json.dumps({"text": text, **found[coordinates]}, ensure_ascii=False, default=bytes.hex))
    return 0 if all(complete(parts) for parts in found.values()) else 1


def complete(parts: dict[str, Any]) -> bool:
    """An event is complete with an answer and its attention, or with a dead letter."""
    if "dead_letter" in parts:
        return True
    if "answer" not in parts:
        return False
    answer = parts["answer"]
    answered = [segment for segment in answer["segments"] if segment["refusal"] is None]
    maps = len(answered) if answer["segments"] else 1
    return answer["attention_omitted"] or len(parts.get("attention", [])) == maps


if __name__ == "__main__":
    sys.exit(main())
