"""Keeps where each lead is, from Tasuki's messages: each once, however often it comes."""

import json
import os
import signal
import sqlite3

from confluent_kafka import Consumer, KafkaException

database = sqlite3.connect(os.environ.get("DATABASE", "leads.sqlite"))
database.execute(
    """create table if not exists leads (
    lead_id text primary key, version integer not null, stage text, messages integer not null
)"""
)


def handle(message):
    """The effect and the version up to which it was had: together, or neither."""
    lead_id = message.key().decode()
    version = int(dict(message.headers())["ce_streamversion"])
    find = "select version, stage from leads where lead_id = ?"
    last, stage = database.execute(find, (lead_id,)).fetchone() or (None, None)
    if last is not None and version <= last:
        return  # It came before.
    if last is not None and version > last + 1:
        raise ValueError(f"of lead {lead_id} version {last + 1} is missing")
    moved = json.loads(message.value()).get("stage")  # Most messages move no lead.
    database.execute(
        """insert into leads values (?, ?, ?, 1)
        on conflict (lead_id) do update set
        version = excluded.version, stage = excluded.stage, messages = messages + 1""",
        (lead_id, version, moved["to"] if moved else stage),
    )


def tell():
    """How many leads are in each stage, and how many messages they had."""
    count = "select stage, count(*), sum(messages) from leads group by stage"
    rows = database.execute(count).fetchall()
    summary = {stage: {"leads": leads, "messages": messages} for stage, leads, messages in rows}
    print(json.dumps(summary), flush=True)


def main():
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ.get("KAFKA_BROKERS", "localhost:9092"),
            "group.id": os.environ.get("GROUP", "where-leads-are"),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            # After so long without a sign of life another member takes over.
            "session.timeout.ms": 6_000,
        }
    )
    stopping = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.append(True))
    consumer.subscribe([os.environ.get("TASUKI_TOPIC", "tasuki.lead-events.v1")])
    while not stopping:
        batch = consumer.consume(num_messages=500, timeout=0.5)
        if not batch:
            continue
        with database:  # One transaction.
            for message in batch:
                if message.error():
                    raise KafkaException(message.error())
                handle(message)
        tell()
        # What a crash leaves between the two comes again.
        consumer.commit(asynchronous=False)
    consumer.close()


main()
