"""Kafka's jars: resolved once from Maven Central, checked against the list beside this module."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from city.errors import CityError

KAFKA_VERSION = "4.4.0"
COORDINATES = (
    ("org.apache.kafka", "kafka_2.13", KAFKA_VERSION),
    ("org.slf4j", "slf4j-simple", "1.7.36"),  # else the broker has no log at all
)
LIST = Path(__file__).parent / "kafka-jars.sha256"
"""One line a jar, as sha256sum writes it. The library that resolves only warns of a wrong one."""
RECORD = "checked.json"
"""Written when all jars are there and right: their names and sizes."""
FETCH_SECONDS = 60


class JarsUnavailable(CityError):
    """Kafka's jars could not be fetched, or are not what they have to be."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"cannot get the jars of Apache Kafka {KAFKA_VERSION}: {cause}; "
            "KAFKA_BOOTSTRAP_SERVERS names a Kafka to use instead"
        )


def find_jars(cache: Path, say: Callable[[str], None]) -> Path:
    """
    Return the folder that holds Kafka's jars, fetching them if this is the first time.

    Raises:
        JarsUnavailable: They cannot be fetched, or one differs from the list.
    """
    folder = cache.resolve() / f"kafka-{KAFKA_VERSION}"
    if _complete(folder):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with _only_one(folder / "lock"):
        if not _complete(folder):
            _fetch_all(folder, say)
            verify(folder)
            _write_record(folder)
            shutil.rmtree(folder / "maven", ignore_errors=True)
    return folder


def verify(folder: Path) -> None:
    """Compare every jar with the list by its content; raises `JarsUnavailable` naming all wrong."""
    wanted = wanted_jars()
    found = {jar.name: _digest(jar) for jar in folder.glob("*.jar")}
    wrong = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    if wrong:
        for name in wrong:
            (folder / name).unlink(missing_ok=True)
        raise JarsUnavailable(f"missing, unknown or changed: {', '.join(wrong)}")


def wanted_jars() -> Mapping[str, str]:
    """Return the sha256 that each jar must have, by file name."""
    lines = (line.split() for line in LIST.read_text().splitlines())
    return {name: digest for digest, name in lines}


def _complete(folder: Path) -> bool:
    """Return whether all jars were once checked here and still have their sizes."""
    try:
        sizes = msgspec.json.decode((folder / RECORD).read_bytes(), type=dict[str, int])
        return sizes.keys() == wanted_jars().keys() and sizes == {
            name: (folder / name).stat().st_size for name in sizes
        }
    except (OSError, msgspec.DecodeError):
        return False


def _write_record(folder: Path) -> None:
    sizes = {jar.name: jar.stat().st_size for jar in folder.glob("*.jar")}
    (folder / RECORD).write_bytes(msgspec.json.encode(sizes))


def _fetch_all(folder: Path, say: Callable[[str], None]) -> None:
    say(f"fetching Apache Kafka {KAFKA_VERSION} once (45 MB) into {folder}")
    for old in folder.glob("*.jar"):
        old.unlink()
    try:
        artifacts = _resolve(folder / "maven")
        for number, artifact in enumerate(artifacts, start=1):
            fetched = artifact.resolve()
            shutil.copyfile(fetched, folder / fetched.name)
            if number % 10 == 0 or number == len(artifacts):
                say(f"  {number} of {len(artifacts)} jars")
    except (OSError, RuntimeError, ValueError) as error:  # what jgo and its requests raise
        raise JarsUnavailable(str(error)) from error


def _resolve(repository: Path) -> list[Any]:
    # imported late: it is needed once on a machine, and takes a while to load
    from jgo.maven import MavenContext, PythonResolver
    from jgo.parse import Coordinate

    context = MavenContext(resolver=PythonResolver(), repo_cache=repository, timeout=FETCH_SECONDS)
    wanted = [
        context.create_dependency(Coordinate(group, name, version, scope="compile"))
        for group, name, version in COORDINATES
    ]
    named, implied = context.resolver.resolve(wanted)
    needed = ("compile", "runtime")
    return [found.artifact for found in (*named, *implied) if found.scope in needed]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
