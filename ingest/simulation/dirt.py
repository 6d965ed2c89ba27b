"""Dirt that real feeds carry: the same message twice, a message late, one that makes no sense."""

from random import Random

from city.clock import HOUR, MINUTE, Instant
from ingest.simulation.messages import Message
from ingest.simulation.plan import Shares

BROKEN = (
    b'{"act": "dispatch", "actTime": "2026-02-30 25:61:00", "caseNo": ""}',
    b'{"act": "teleport", "caseNo": "E0000", "messageId": "X-1"',
    "案件编号缺失".encode("gb18030"),
)


def soil(
    messages: list[Message], share: Shares, random: Random, *, until: Instant
) -> list[Message]:
    """
    Return messages with duplicates, delays and nonsense among them, in the order of sending.

    What is told does not change: every message is still sent at least once, none after `until`.
    """
    sent = []
    for message in messages:
        dice = random.random()
        if dice < share.late_message:
            late = message.at + round(random.uniform(2, 180) * MINUTE)
            message = Message(min(late, until), message.feed, message.key, message.value)
        elif dice < share.late_message + share.duplicate:
            again = min(message.at + round(random.uniform(0.01, 30) * HOUR), until)
            sent.append(Message(again, message.feed, message.key, message.value))
        elif dice < share.late_message + share.duplicate + share.bad_message:
            sent.append(Message(message.at, message.feed, "", random.choice(BROKEN)))
        sent.append(message)
    sent.sort()
    return sent
