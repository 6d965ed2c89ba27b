"""Fact projector: enters `district-facts` into the ledger of the read model."""

from city.facts import Fact, decode_fact
from city.store.fact_writer import FactWriter
from city.store.keys import Keys
from ingest.applier import Applier

PARTITION = 0
"""The one partition of the log: facts are few, and their order is that of the log."""


class FactProjector(Applier):
    """Applies `district-facts`, which has one partition. See `Applier` for the rest."""

    feed = "district-facts"

    def writer_of(self, keys: Keys, partition: int) -> FactWriter:
        """Return the writer of the facts."""
        return FactWriter(self._redis, keys.facts, schema=self._schema)

    def decode(self, raw: bytes) -> Fact:
        """Return a fact."""
        fact: Fact = decode_fact(raw)
        return fact
