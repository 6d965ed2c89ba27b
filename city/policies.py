"""Policies: the limits and rules of a district, in versions that are chosen by event time."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from city.clock import DAY, HOUR, MINUTE, Instant, LocalDays, to_day
from city.clocks import Terms
from city.lifecycles import LIFE_CYCLES
from city.sheets import Findings

FOLDER = "policies"
FIRST = "first"
"""Key of the policy that holds from the beginning: district.toml, the catalogue, policies/first."""

CONTINUOUS: dict[str, int] = {"minute": MINUTE, "urgent_hour": HOUR, "natural_day": DAY}
"""Units whose clock runs day and night, in ms."""
WORKING = ("work_hour", "work_day")
"""Units whose clock runs in office hours only."""
UNITS = (*CONTINUOUS, *WORKING)


class Limit(Struct, frozen=True):
    """How much time something may take: a value and its unit."""

    value: float
    unit: str

    def __str__(self) -> str:
        """Return it as policy files write it: `4 work_hour`."""
        return f"{self.value:g} {self.unit}"


class Policy(Struct, frozen=True):
    """
    One version of a district's rules, in force from `since` on; never changed once it was used.

    `limits` overrides the catalogue by `class/condition` (`set/condition` for a shared set);
    `clocks` are the limits of steps by stream and clock.
    """

    key: str
    since: Instant = 0
    near_share: float = 0.8
    work_day_hours: float = 8.0
    terms: Terms = Terms()
    limits: Mapping[str, Limit] = {}
    clocks: Mapping[str, Mapping[str, Limit]] = {}

    def length(self, limit: Limit) -> int:
        """Return a limit in ms of its unit's time."""
        return round(limit.value * self._unit_ms(limit.unit))

    def units_of(self, length: int, unit: str) -> float:
        """Return how many units a length (ms) is."""
        return length / self._unit_ms(unit)

    def _unit_ms(self, unit: str) -> int:
        working = {"work_hour": HOUR, "work_day": round(self.work_day_hours * HOUR)}
        return CONTINUOUS.get(unit) or working[unit]

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield everything the policy says of its own, by name, as the lock file holds it."""
        yield "near_share", f"{self.near_share:g}"
        yield "work_day_hours", f"{self.work_day_hours:g}"
        for name in Terms.__struct_fields__:
            yield f"terms.{name}", str(getattr(self.terms, name))
        for stream, clocks in self.clocks.items():
            for clock, limit in clocks.items():
                yield f"clocks.{stream}.{clock}", str(limit)
        for name, limit in self.limits.items():
            yield f"limits.{name}", str(limit)


class Policies:
    """All versions of a district, oldest first."""

    def __init__(self, versions: Iterable[Policy]) -> None:
        self.versions = tuple(sorted(versions, key=lambda policy: policy.since))
        self._since = [policy.since for policy in self.versions]
        self._by_key = {policy.key: policy for policy in self.versions}

    def at(self, moment: Instant) -> Policy:
        """Return the policy in force at a moment; the first one before any."""
        return self.versions[max(0, bisect_right(self._since, moment) - 1)]

    def named(self, key: str) -> Policy:
        """Return a policy by key; the first one for an unknown key."""
        return self._by_key.get(key, self.versions[0])


class PolicyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of `policies/` as it stands: what it leaves out stays as the version before said."""

    since: date | None = None
    near_share: float | None = None
    work_day_hours: float | None = None
    terms: dict[str, int] = {}
    clocks: dict[str, dict[str, str]] = {}
    limits: dict[str, str] = {}


def read_policies(found: Findings, first: Policy, days: LocalDays, known: set[str]) -> Policies:
    """
    Return the versions of a district's folder, each completed by the one before it.

    `first` is what district.toml says; `known` the names that limits can have. Mistakes are noted.
    """
    files = list(_files(found))
    versions = [first]
    for key, spec in sorted(files, key=lambda item: (item[1].since or date.min, item[0])):
        if key != FIRST and spec.since is None:
            found.note(_path(key), "since", "is missing: from which local day on does it hold?")
            continue
        changed = _completed(found, key, spec, versions[-1], known)
        since = days.start_of(to_day(spec.since)) if spec.since else 0
        changed = msgspec.structs.replace(changed, key=key, since=since)
        versions = [changed] if key == FIRST else [*versions, changed]
    return Policies(versions)


def _files(found: Findings) -> Iterator[tuple[str, PolicyFile]]:
    for path in sorted((found.folder / FOLDER).glob("*.toml")):
        text = found.text_of(_path(path.stem))
        try:
            yield path.stem, msgspec.convert(tomllib.loads(text or ""), PolicyFile)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            found.note(_path(path.stem), "file", str(error))


def _path(key: str) -> str:
    return f"{FOLDER}/{key}.toml"


def _completed(
    found: Findings, key: str, spec: PolicyFile, before: Policy, known: set[str]
) -> Policy:
    terms = _terms(found, key, spec.terms, before.terms)
    limits = {**before.limits, **_limits(found, key, "limits", spec.limits)}
    for name in spec.limits.keys() - known:
        found.note(
            _path(key), f"limits.{name}", "is no condition of the catalogue: CLASS/CONDITION"
        )
    clocks = {stream: dict(of) for stream, of in before.clocks.items()}
    for stream, texts in spec.clocks.items():
        cycle = LIFE_CYCLES.get(stream)
        for name in texts.keys() - {rule.key for rule in (cycle.clocks if cycle else ())}:
            found.note(_path(key), f"clocks.{stream}.{name}", "is no clock of this stream")
        clocks.setdefault(stream, {}).update(_limits(found, key, f"clocks.{stream}", texts))
    near = before.near_share if spec.near_share is None else spec.near_share
    hours = before.work_day_hours if spec.work_day_hours is None else spec.work_day_hours
    if not 0 < near <= 1:
        found.note(_path(key), "near_share", f"{near} is not above 0 and at most 1")
    return Policy(key, 0, near, hours, terms, limits, clocks)


def _terms(found: Findings, key: str, changed: Mapping[str, int], before: Terms) -> Terms:
    values: dict[str, Any] = {}
    for name, value in changed.items():
        if name not in Terms.__struct_fields__ or value < 0:
            found.note(_path(key), f"terms.{name}", "is not a known term with a number from 0")
        else:
            values[name] = value
    return msgspec.structs.replace(before, **values)


def _limits(found: Findings, key: str, table: str, texts: Mapping[str, str]) -> dict[str, Limit]:
    limits = {}
    for name, text in texts.items():
        limit = parse_limit(text)
        if limit is None:
            takes = f"is not VALUE UNIT with a unit of {', '.join(UNITS)}"
            found.note(_path(key), f"{table}.{name}", f"{text!r} {takes}")
        else:
            limits[name] = limit
    return limits


def parse_limit(text: str) -> Limit | None:
    """Return the limit that `4 work_hour` writes, None if it writes none."""
    told = re.fullmatch(r"(\d+(?:\.\d+)?) (\w+)", text.strip())
    if told is None or told[2] not in UNITS or not float(told[1]):
        return None
    return Limit(float(told[1]), told[2])
