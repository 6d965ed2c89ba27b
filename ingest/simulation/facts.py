"""What the invented city tells beside cases: published figures, cameras, a platform's days."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from city.clock import DAY, MINUTE, Instant, to_date, to_datetime
from city.district import DISTRICTS, District
from city.errors import ConfigurationError, Problem
from city.reconcile import OurDay
from ingest.simulation.messages import Message, draw
from ingest.simulation.places import Places
from ingest.simulation.plan import Plan

FILE = "simulation-facts.toml"
READINGS, CAMPAIGNS, CAMERAS, TOTALS = "indicators", "campaigns", "cameras", "platform-totals"
CAMERA_PREFIX = "2110020000132"
"""Centre code, industry and type of a camera's 20 digits (GB/T 28181); the rest is its number."""
_encode = msgspec.json.Encoder().encode


class CameraPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """How many cameras there are, whose they are, and how often one goes off or comes back."""

    count: int = 0
    offline: float = 0.0
    minutes_between_changes: float = 10.0
    owners: dict[str, float] = {}


class TotalsPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """In parts of how many numbers a day is told, and on which share of days it differs."""

    part_size: int = 50
    differing_days: float = 0.0


class FactPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file; readings and campaigns are messages as their feeds take them."""

    readings: list[dict[str, Any]] = []
    campaigns: list[dict[str, Any]] = []
    cameras: CameraPlan = CameraPlan()
    totals: TotalsPlan = TotalsPlan()


def load_fact_plan(district: str, *, root: Path = DISTRICTS) -> FactPlan:
    """Return a district's plan, empty if it has no file; raises `ConfigurationError`."""
    path = root / district / FILE
    if not path.exists():
        return FactPlan()
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), FactPlan)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigurationError([Problem(f"{district}/{FILE}", "file", str(error))]) from error


def published(plan: FactPlan, now: Instant) -> Iterator[Message]:
    """Yield the published figures and the campaigns' results, on the days they were published."""
    for reading in plan.readings:
        told = {"asOf": reading["last"], **reading}
        yield Message(now, READINGS, reading["indicator"], _encode(told))
    for results in plan.campaigns:
        yield Message(now, CAMPAIGNS, results["campaign"], _encode(results))


def day_totals(plan: TotalsPlan, day: OurDay, *, seed: int, at: Instant) -> list[Message]:
    """
    Return what the platform tells of a day, in parts.

    Mostly it has the same cases as we; on some days one is missing there, or one here.
    """
    random = Random(f"{seed}-{day.day}")
    opened, ended = (_numbers(cases) for cases in (day.received, day.closed))
    if random.random() < plan.differing_days:
        if opened and random.random() < 0.5:
            opened.remove(random.choice(opened))
        else:
            opened.append(f"E0406{to_date(day.day):%Y%m%d}9{random.randrange(1_000):03d}")
    size = max(1, plan.part_size)
    parts = max(1, -(-max(len(opened), len(ended)) // size))
    return [
        _part(to_date(day.day), opened, ended, number, parts, size, at)
        for number in range(1, parts + 1)
    ]


def _numbers(cases: Iterable[str]) -> list[str]:
    return sorted(case.partition(":")[2] for case in cases)


def _part(
    day: date,
    opened: Sequence[str],
    ended: Sequence[str],
    number: int,
    parts: int,
    size: int,
    at: Instant,
) -> Message:
    share = slice((number - 1) * size, number * size)
    body = {
        "messageId": f"PT-{day:%Y%m%d}-{number}",
        "version": 1,
        "day": day.isoformat(),
        "received": len(opened),
        "closed": len(ended),
        "receivedNumbers": opened[share],
        "closedNumbers": ended[share],
        "part": number,
        "parts": parts,
        "publishedAt": _iso(at),
    }
    return Message(at, TOTALS, day.isoformat(), _encode(body))


class CameraDesk:
    """The owner of the cameras: lists them all once a day, and tells when one changes."""

    def __init__(
        self, plan: CameraPlan, district: District, cases: Plan, *, seed: int, start: Instant
    ) -> None:
        self._plan, self._random = plan, Random(f"cameras-{seed}")
        places = Places(district, cases, Random(seed))
        self._cameras = [self._camera(number, places, district) for number in range(plan.count)]
        self._turns = Random(f"cameras-{seed}-{start}")
        self._listed_at: Instant = -DAY
        self._next_at = start + self._wait()

    def step(self, now: Instant) -> list[Message]:
        """Return what is to be told by `now`."""
        if not self._cameras:
            return []
        if now - self._listed_at >= DAY:
            self._listed_at = now
            return [self._whole(now)]
        if now < self._next_at:
            return []
        self._next_at = now + self._wait()
        camera = self._chosen()
        camera["status"] = "OFF" if camera["status"] == "ON" else "ON"
        return [self._one(camera, now)]

    def _chosen(self) -> dict[str, Any]:
        """Return the camera that changes: about as many stay offline as planned."""
        off = [each for each in self._cameras if each["status"] == "OFF"]
        if len(off) > self._plan.offline * len(self._cameras):
            return self._turns.choice(off)
        return self._turns.choice(self._cameras)

    def _wait(self) -> Instant:
        return round(self._turns.uniform(0.5, 1.5) * self._plan.minutes_between_changes * MINUTE)

    def _camera(self, number: int, places: Places, district: District) -> dict[str, Any]:
        random, owners = self._random, self._plan.owners
        spot = places.draw(random)
        point = spot.gcj02()
        street = district.streets[spot.street]
        body = {
            "cameraId": f"{CAMERA_PREFIX}{number + 1:07d}",
            "name": f"{street.name}{number + 1}号点位",
            "owner": draw(random, owners) if owners else "",
            "streetCode": spot.street,
            "status": "OFF" if random.random() < self._plan.offline else "ON",
        }
        return body | ({"lon": point[0], "lat": point[1], "crs": "GCJ02"} if point else {})

    def _whole(self, at: Instant) -> Message:
        body = {"messageId": f"CL-{at}", "time": _iso(at), "list": "district"}
        return Message(at, CAMERAS, "district", _encode(body | {"cameras": self._cameras}))

    def _one(self, camera: dict[str, Any], at: Instant) -> Message:
        key = camera["cameraId"]
        body = {"messageId": f"CS-{key}-{at}", "time": _iso(at), "list": "district"}
        return Message(at, CAMERAS, key, _encode(body | camera))


def _iso(at: Instant) -> str:
    return to_datetime(at).isoformat(timespec="milliseconds")
