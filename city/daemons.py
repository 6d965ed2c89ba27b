"""Server processes that run detached and are known again by whoever comes later."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import psutil

from city.errors import CityError, PortInUse

HOST = "127.0.0.1"
LOOK_SECONDS = 0.02
SAME_START_SECONDS = 2.0
"""A process that began this near to the noted time is the noted one; clocks are adjusted."""


class DidNotStart(CityError):
    """An embedded server ended, or did not answer in time; shows its last words."""

    def __init__(self, name: str, log: Path) -> None:
        self.name, self.log = name, log
        super().__init__(f"{name} did not start: {_last_words(log)} (all of it in {log})")


class Noted(msgspec.Struct, frozen=True):
    """The pid file: which process, when it began (seconds since 1970), and where it listens."""

    pid: int
    began: float
    port: int


class Daemon:
    """
    One server of one state folder, in its own session, its words in a log file.

    It is found again by the pid file together with its start time and command line, or, when there
    is no pid file, by the command line alone: a recycled pid is never taken for ours.
    """

    def __init__(
        self,
        name: str,
        config: Path,
        *,
        program: str,
        port: int,
        setting: str,
        answers: Callable[[int], bool | None],
        patience_seconds: float,
    ) -> None:
        """
        Describe the server; nothing is started yet.

        Args:
            name: What people call it.
            config: Its configuration file, an argument of its command line.
            program: File name of its executable.
            port: Where it is to listen, if it does not run yet.
            setting: The setting that says the port.
            answers: Says whether it answers on a port; None if it is still loading its data.
            patience_seconds: How long it may be silent, and again take to end; loading is not
                silence.
        """
        self.name = name
        self.folder = config.parent
        self.log = self.folder / f"{config.stem}.log"
        self._config, self._program, self._answers = str(config), program, answers
        self._port, self._setting, self._patience = port, setting, patience_seconds
        self._pid_file = self.folder / "pid"

    def ensure(self, command: Callable[[], Sequence[str]]) -> int:
        """
        Make sure that it runs and answers; returns the port where it listens.

        Args:
            command: Prepares a start and returns the command line; not called if it runs already.

        Raises:
            PortInUse: Another program listens on the port.
            DidNotStart: It ended at once, or does not answer.
        """
        process, port = self._found()
        if process is not None and self._wait_ready(process, port):
            return port
        self.stop()
        if port_taken(self._port):
            raise PortInUse(self._port, self._setting)
        process = self._launch(command())
        if self._wait_ready(process, self._port):
            return self._port
        self.stop()
        raise DidNotStart(self.name, self.log)

    def stop(self) -> None:
        """Ask it to end and wait; kill it when it does not. Nothing happens if it is not there."""
        process, _ = self._found()
        if process is not None:
            _send(process, signal.SIGTERM)
            if not _until(lambda: not _alive(process), self._patience):
                _send(process, signal.SIGKILL)
                _until(lambda: not _alive(process), self._patience)
        self._pid_file.unlink(missing_ok=True)

    def process(self) -> psutil.Process | None:
        """Return its process, None if it does not run."""
        return self._found()[0]

    def _found(self) -> tuple[psutil.Process | None, int]:
        noted = self._noted()
        if noted is not None:
            try:
                process = psutil.Process(noted.pid)
                same = abs(process.create_time() - noted.began) < SAME_START_SECONDS
            except psutil.Error:
                same = False
            if same and _alive(process) and self._is_ours(process):
                return process, noted.port
        ours = (process for process in psutil.process_iter() if self._is_ours(process))
        return next(ours, None), self._port

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            line = process.cmdline()
        except psutil.Error:
            return False
        return bool(line) and Path(line[0]).name == self._program and self._config in line

    def _noted(self) -> Noted | None:
        try:
            return msgspec.json.decode(self._pid_file.read_bytes(), type=Noted)
        except (OSError, msgspec.DecodeError):
            return None

    def _launch(self, command: Sequence[str]) -> psutil.Process:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        # the shell ends at once, so the server is nobody's child and no parent has to reap it
        shell = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
        told = subprocess.run(  # noqa: S603 - our own command line
            ["/bin/sh", "-c", shell, "sh", str(self.log), *command],
            cwd=self.folder,
            start_new_session=True,
            stdout=subprocess.PIPE,
            check=True,
        )
        return self._note(int(told.stdout))

    def _note(self, pid: int) -> psutil.Process:
        try:
            process = psutil.Process(pid)
        except psutil.NoSuchProcess as error:
            raise DidNotStart(self.name, self.log) from error
        noted = Noted(pid, process.create_time(), self._port)
        self._pid_file.write_bytes(msgspec.json.encode(noted))
        return process

    def _wait_ready(self, process: psutil.Process, port: int) -> bool:
        """Wait until it answers; a large data set takes as long to load as it takes."""
        while True:
            answered: bool | None = False

            def settled() -> bool:
                nonlocal answered
                answered = _alive(process) and port_taken(port) and self._answers(port)
                return answered is not False or not _alive(process)

            if not _until(settled, self._patience) or answered is not None:
                return bool(answered)
            time.sleep(LOOK_SECONDS)


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for `condition`, at most so long; returns whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def _alive(process: psutil.Process) -> bool:
    try:
        # nobody may be there to reap it, as in many containers
        return process.is_running() and str(process.status()) != str(psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def port_taken(port: int) -> bool:
    """Return whether something listens on a port of the loopback address."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").split("\n")
    except OSError:
        return "it wrote no log"
    spoken = [line.strip() for line in lines if line.strip()]
    return " / ".join(spoken[-3:]) or "it said nothing"
