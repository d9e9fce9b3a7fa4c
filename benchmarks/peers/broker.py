# SPDX-License-Identifier: Apache-2.0
"""The broker of `pipelines.py`: filled beforehand, read back as a read_committed consumer sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from contestant import java

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "schemas/examples/python"))
from milena_client import SingleObjectCodec  # noqa: E402

SCHEMAS = ROOT / "schemas/src/main/avro"
PATIENCE = 300
TICKS = os.sysconf("SC_CLK_TCK")


class Broker:
    """A broker that lives as long as this object, and its topics."""

    def __init__(self, work: Path, partitions: int) -> None:
        self._data = work / "broker"
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(parents=True)
        self.partitions = partitions
        self._process = subprocess.Popen(
            java("PipelineBroker", str(self._data)),
            env=os.environ | {"CLASSPATH": os.environ["MILENA_CLASSPATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(work / "broker.log").open("w"),
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        if not self.address:
            raise SystemExit(f"the broker ended; its log: {(work / 'broker.log').read_text()[-2000:]}")

    def create(self, *topics: str) -> None:
        """Makes topics."""
        admin = AdminClient({"bootstrap.servers": self.address})
        made = admin.create_topics([NewTopic(topic, self.partitions, 1) for topic in topics])
        for future in made.values():
            future.result()

    def fill(self, topic: str, texts: list[str]) -> None:
        """One event a text, each with a key of its own."""
        codec = SingleObjectCodec(SCHEMAS, "dev.milena.schemas.TextEvent")
        producer = Producer({"bootstrap.servers": self.address, "queue.buffering.max.messages": 1_000_000})
        for index, text in enumerate(texts):
            producer.produce(topic, key=str(index), value=codec.encode({"text": text}))
            producer.poll(0)
        if producer.flush(PATIENCE):
            raise SystemExit(f"not every event was acknowledged within {PATIENCE} s")

    def answers(self, topic: str, count: int) -> tuple[list[bytes], float]:
        """Waits for so many committed answers; values in the order of the keys, and the time of the last one."""
        consumer = Consumer(
            {
                "bootstrap.servers": self.address,
                "group.id": "reader",
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 100,
            }
        )
        consumer.assign([TopicPartition(topic, partition, 0) for partition in range(self.partitions)])
        answers: dict[int, bytes] = {}
        deadline = time.monotonic() + PATIENCE
        while len(answers) < count:
            for message in consumer.consume(10_000, timeout=0.02):
                if message.error():
                    continue
                key = int(message.key())
                if key in answers:
                    raise SystemExit(f"{topic}: event {key} was answered twice")
                answers[key] = message.value()
            if time.monotonic() > deadline:
                raise SystemExit(f"{topic}: {len(answers)} of {count} answers came within {PATIENCE} s")
        end = time.monotonic()
        consumer.close()
        return [answers[key] for key in sorted(answers)], end

    def cpu_seconds(self) -> float:
        """Processor time of the broker so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        shutil.rmtree(self._data, ignore_errors=True)
