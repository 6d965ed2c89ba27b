"""A TCP proxy that can fall silent: connections stay open, and nothing comes through any more."""

import asyncio
import contextlib
import threading

from tests.browser.served import free_port


class Proxy:
    """Forwards a port to one of several others, the next one for each new connection."""

    def __init__(self, *ports: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.accepted = 0
        self._ports = ports
        self._silent = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen, and return when it does."""
        self._thread.start()
        assert self._up.wait(10)

    def close(self) -> None:
        """Stop, and close every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def fall_silent(self) -> None:
        """Forward nothing more, in any connection, without closing one."""
        self._silent.set()

    def forward_to(self, *ports: int) -> None:
        """Forward new connections to these ports from now on; the old ones stay where they are."""
        self._ports = ports

    def speak_again(self) -> None:
        """Forward what comes over new connections; the old ones stay dead."""
        self._silent.clear()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", self.port)
        )
        self._up.set()
        self._loop.run_forever()
        server.close()
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = self._ports[self.accepted % len(self._ports)]
        self.accepted += 1
        dead = [self._silent.is_set()]
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        ways = [
            asyncio.create_task(self._pass(reader, far_writer, dead)),
            asyncio.create_task(self._pass(far_reader, writer, dead)),
        ]
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for each in (writer, far_writer):
            each.close()
        for way in ways:
            way.cancel()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dead: list[bool]
    ) -> None:
        """Forward one way; a connection that has once been silent stays so."""
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                dead[0] = dead[0] or self._silent.is_set()
                if not dead[0]:
                    writer.write(data)
                    await writer.drain()
