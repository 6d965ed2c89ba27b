"""A Kafka of a test's own, that may be stopped and started again on one port."""

from contextlib import ExitStack
from pathlib import Path

from city.settings import Settings
from ingest.bus.embedded import kafka_server


class Broker:
    """The embedded broker, with its data in a folder of the test's."""

    def __init__(self, folder: Path, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self._settings = Settings(state=folder, kafka_port=port)
        self._running = ExitStack()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._running.enter_context(kafka_server(self._settings, lambda _: None))

    def stop(self) -> None:
        """Stop it; what it was told stays."""
        self._running.close()
