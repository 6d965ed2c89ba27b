"""The jars of Apache Kafka: resolved once into a cache, and checked ever after."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from city.errors import CityError

KAFKA_VERSION = "4.4.0"
ENDPOINT = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"


def kafka_class_path(cache: Path, say: Callable[[str], None]) -> str:
    """
    Return the class path of Kafka, resolving its jars if the cache does not hold them whole.

    Raises:
        CityError: They cannot be resolved; says why.
    """
    folder = cache / f"kafka-{KAFKA_VERSION}"
    record = folder / "checked.json"
    jars = _checked(folder, record)
    if not jars:
        say(f"fetching Apache Kafka {KAFKA_VERSION} (about 45 MB, once) …")
        jars = _resolve(folder)
        record.write_text(json.dumps({name: _facts(folder / name) for name in jars}))
    folders = sorted({str((folder / name).parent) for name in jars})
    return os.pathsep.join(f"{each}/*" for each in folders)


def verify(cache: Path) -> list[str]:
    """Return the jars of the cache whose content is not what was resolved."""
    folder = cache / f"kafka-{KAFKA_VERSION}"
    known = _read(folder / "checked.json")
    return [name for name, facts in known.items() if _facts(folder / name) != facts]


def _checked(folder: Path, record: Path) -> list[str]:
    """Return the jars if all of them are there in the size that was resolved, else none."""
    known = _read(record)
    whole = all(_size(folder / name) == facts["bytes"] for name, facts in known.items())
    return list(known) if whole else []


def _resolve(folder: Path) -> list[str]:
    import jgo  # slow to import, and needed once in the life of a cache
    from jgo.maven import PythonResolver

    folder.mkdir(parents=True, exist_ok=True)
    try:
        jgo.build(ENDPOINT, resolver=PythonResolver(), cache_dir=folder)
    except Exception as error:  # the library raises many kinds; each means: no jars
        raise CityError(f"Apache Kafka {KAFKA_VERSION} cannot be fetched: {error}") from error
    jars = sorted(str(jar.relative_to(folder)) for jar in folder.rglob("*.jar"))
    if not jars:
        raise CityError(f"Apache Kafka {KAFKA_VERSION} was fetched without any jar")
    return jars


def _read(record: Path) -> dict[str, dict[str, object]]:
    try:
        found: dict[str, dict[str, object]] = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _facts(jar: Path) -> dict[str, object]:
    digest = hashlib.sha256(jar.read_bytes()).hexdigest() if jar.exists() else ""
    return {"bytes": _size(jar), "sha256": digest}


def _size(jar: Path) -> int:
    return jar.stat().st_size if jar.exists() else -1
