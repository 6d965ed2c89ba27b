"""Leases between real processes: the first starts, the last stops, whatever ends in between."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from city.leases import leased
from tests.waiting import eventually

HOLDER = """
import sys
from pathlib import Path
from city.leases import leased

folder = Path(sys.argv[1])

def note(word):
    with (folder / "story").open("a") as story:
        story.write(word + "\\n")

with leased(folder, "server", start=lambda: note("start"), stop=lambda: note("stop")):
    print("held", flush=True)
    sys.stdin.readline()
"""


class Holder:
    """A process that holds a lease until it is told to leave."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "held\n"

    def leave(self) -> None:
        self.process.communicate("\n", timeout=20)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=20)


@pytest.fixture
def processes() -> Iterator[list[Holder]]:
    started: list[Holder] = []
    yield started
    for holder in started:
        if holder.process.poll() is None:
            holder.kill()


def story(folder: Path) -> list[str]:
    return (folder / "story").read_text().split()


def test_the_last_one_out_stops_the_server(tmp_path: Path, processes: list[Holder]) -> None:
    """A server that somebody still needs stays; one that nobody needs goes."""
    first, second = Holder(tmp_path), Holder(tmp_path)
    processes += [first, second]

    first.leave()
    assert "stop" not in story(tmp_path)

    second.leave()
    assert story(tmp_path) == ["start", "start", "stop"]


def test_a_killed_holder_leaves_no_lease(tmp_path: Path, processes: list[Holder]) -> None:
    """After kill -9 nobody can say goodbye; the next one out must still stop the server."""
    killed = Holder(tmp_path)
    processes.append(killed)
    killed.kill()

    with leased(tmp_path, "server", start=lambda: None, stop=lambda: _note(tmp_path, "stop")):
        assert story(tmp_path) == ["start"]

    assert story(tmp_path) == ["start", "stop"]


def test_two_at_once_start_one_after_the_other(tmp_path: Path) -> None:
    """Whoever comes second finds the server as the first one left it, never half started."""
    order: list[str] = []
    program = HOLDER.replace('print("held", flush=True)', 'note("told")')

    def start() -> None:
        order.append("first begins")
        other = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.DEVNULL
        )
        stack.callback(other.wait, 20)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
        order.append("first is done")
        assert not (tmp_path / "story").exists()

    with (
        ExitStack() as stack,
        leased(tmp_path, "server", start=start, stop=lambda: order.append("stopped")),
    ):
        eventually(lambda: (tmp_path / "story").exists() and "told" in story(tmp_path))

    assert order[:2] == ["first begins", "first is done"]
    assert (story(tmp_path) + order).count("stop") + order.count("stopped") == 1


def test_a_start_that_fails_leaves_nothing_running(tmp_path: Path) -> None:
    """A person who presses Ctrl-C during a start must not leave a server behind."""
    stopped: list[str] = []

    def start() -> None:
        raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        leased(tmp_path, "server", start=start, stop=lambda: stopped.append("stop")),
    ):
        pytest.fail("the lease was given all the same")

    assert stopped == ["stop"]


def test_a_start_that_fails_leaves_the_server_to_others(
    tmp_path: Path, processes: list[Holder]
) -> None:
    """One command that cannot start must not take the server from one that works."""
    processes.append(Holder(tmp_path))

    def start() -> None:
        raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        leased(tmp_path, "server", start=start, stop=lambda: _note(tmp_path, "stop")),
    ):
        pytest.fail("the lease was given all the same")

    assert story(tmp_path) == ["start"]


def _note(folder: Path, word: str) -> None:
    with (folder / "story").open("a") as file:
        file.write(f"{word}\n")
