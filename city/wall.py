"""What `[wall]` in `district.toml` says: scenes and their rotation, themes, where people sit."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from city.errors import Problem
from city.sheets import Findings

SCENES: dict[str, str] = {
    "overview": "/",
    "flow": "/flow",
    "hotline": "/hotline",
    "citizen": "/citizen",
    "assessment": "/assessment",
    "district": "/district",
}
"""Every scene that there is and its address; a district chooses among them."""
DESK: dict[str, str] = {
    "leader": "/leader",
    "cases": "/cases",
    "boards": "/boards",
    "definitions": "/definitions",
    "scores": "/scores",
}
"""Every other page and its address, but for that of one case and those for this machine only."""
ASSESSED = "assessment"
"""The scene that shows what `[scores]` says, so it needs a composite."""
PUBLISHED = "district"
"""The scene of what other systems publish, so it needs an indicator or a campaign."""
STREAM_OF = {"hotline": "hotline", "citizen": "citizen"}
"""The stream without which a scene would be empty."""
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
CAPTION = 18
"""The smallest text of the wall, in lines of its design (`--t-cap`)."""
LINES: Mapping[str, int] = {"16x9": 1080, "32x9": 1080, "48x9": 1080, "totem": 1920}
"""Layouts and how many lines each is designed for."""

ThemeRule = Literal["night", "day", "schedule"]


class SceneTurn(Struct, frozen=True, forbid_unknown_fields=True):
    """One turn of the rotation: a scene and how many seconds it stays."""

    key: str
    seconds: int = 30


class BreakIn(Struct, frozen=True, forbid_unknown_fields=True):
    """
    When the wall leaves its rotation for the overview, and how long it stays there.

    `overdue` cases that became overdue within `minutes` break in, none if it is 0; `feeds` says
    whether a feed that falls silent does, `storms` whether a surge of linked cases does, and
    `emergencies` in which streams a new case does that its source calls urgent. The figures are
    assumptions of ours.
    """

    feeds: bool = True
    storms: bool = True
    emergencies: tuple[str, ...] = ()
    overdue: int = 5
    minutes: int = 10
    seconds: int = 60


class WallSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """
    The table `[wall]`.

    `night` is a span of local time in which only `night_scenes` are shown, dimmed by `dim_share`;
    `day` is the span of the day theme where `theme` is `schedule`. `height_m` is how high the
    picture is and `distance_m` how far away people sit; 0 means that nobody has told.
    """

    scenes: tuple[SceneTurn, ...] = (SceneTurn("overview", 60),)
    night: str = "22:00-06:00"
    night_scenes: tuple[str, ...] = ("overview",)
    dim_share: float = 0.2
    theme: ThemeRule = "night"
    day: str = "07:00-18:00"
    hold_seconds: int = 300
    break_in: BreakIn = BreakIn()
    height_m: float = 0.0
    distance_m: float = 0.0
    least_arc_minutes: float = 17.0


def span_minutes(text: str) -> tuple[int, int] | None:
    """
    Return begin and end of a span `22:00-06:00` in minutes of the local day, None for other texts.

    A span that ends before it begins goes over midnight.
    """
    found = SPAN.fullmatch(text)
    if found is None:
        return None
    h1, m1, h2, m2 = (int(part) for part in found.groups())
    return h1 * 60 + m1, h2 * 60 + m2


def is_within(span: str, minute: int) -> bool:
    """Return whether a minute of the local day is in a span; none is in a text that is no span."""
    begin, end = span_minutes(span) or (0, 0)
    if begin > end:  # over midnight
        return minute >= begin or minute < end
    return begin <= minute < end


def theme_at(spec: WallSpec, minute: int) -> Literal["night", "day"]:
    """Return the theme of a minute of the local day, as `assets/wall/frame.js` chooses it."""
    if spec.theme != "schedule":
        return spec.theme
    return "day" if is_within(spec.day, minute) else "night"


def is_dimmed(spec: WallSpec, minute: int) -> bool:
    """Return whether walls are dimmed in a minute of the local day."""
    return spec.dim_share > 0 and is_within(spec.night, minute)


def arc_minutes(lines: float, *, of: int, height_m: float, distance_m: float) -> float:
    """Return under which angle a text of so many lines, of all on the screen, is seen."""
    # a small angle is its tangent: one minute of arc is 1/3437.75 of the distance
    return lines / of * height_m / distance_m * 3437.75


def check_wall(found: Findings, file: str, spec: WallSpec, streams: set[str]) -> None:
    """Note every mistake in the table."""
    for row, cause in (*_scene_faults(spec, streams), *_time_faults(spec), *_size_faults(spec)):
        found.note(file, row, cause)


def _scene_faults(spec: WallSpec, streams: set[str]) -> Iterator[tuple[str, str]]:
    if not spec.scenes:
        yield "wall scenes", "is empty: the wall must show something"
    shown = [turn.key for turn in spec.scenes]
    for number, turn in enumerate(spec.scenes, start=1):
        cause = _turn_fault(turn, shown[: number - 1], streams)
        if cause:
            yield f"wall scenes {number}", cause
    for key in spec.break_in.emergencies:
        if key not in streams:
            yield "wall break_in emergencies", f"{key!r} is no stream"
    for key in spec.night_scenes:
        if key not in shown:
            yield "wall night_scenes", f"{key!r} is none of the scenes"


def _turn_fault(turn: SceneTurn, before: list[str], streams: set[str]) -> str:
    if turn.key not in SCENES:
        return f"key {turn.key!r} is none of {', '.join(SCENES)}"
    if turn.key in STREAM_OF and STREAM_OF[turn.key] not in streams:
        return f"scene {turn.key!r} needs a stream {STREAM_OF[turn.key]!r}"
    if turn.key in before:
        return f"scene {turn.key!r} is already there"
    if not 10 <= turn.seconds <= 3600:
        return f"seconds {turn.seconds} is not between 10 and 3600"
    return ""


def _time_faults(spec: WallSpec) -> Iterator[tuple[str, str]]:
    for name in ("night", "day"):
        text = getattr(spec, name)
        if text and span_minutes(text) is None:
            yield f"wall {name}", f"{text!r} is not a span such as 22:00-06:00"
    if spec.theme == "schedule" and not spec.day:
        yield "wall day", "is empty, but the theme goes by it"
    rules = spec.break_in
    for row, value in (
        ("wall hold_seconds", spec.hold_seconds),
        ("wall break_in seconds", rules.seconds),
        ("wall break_in minutes", rules.minutes),
        ("wall break_in overdue", rules.overdue + 1),  # 0 switches it off
    ):
        if value < 1:
            yield row, "is too small"


def _size_faults(spec: WallSpec) -> Iterator[tuple[str, str]]:
    if not 0 <= spec.dim_share <= 0.8:
        yield "wall dim_share", f"{spec.dim_share} is not between 0 and 0.8"
    for name in ("height_m", "distance_m", "least_arc_minutes"):
        if getattr(spec, name) < 0:
            yield f"wall {name}", "is below 0"
    if bool(spec.height_m) != bool(spec.distance_m):
        yield "wall", "height_m and distance_m belong together"


def legibility(spec: WallSpec, file: str) -> list[Problem]:
    """Return which layouts would show text too small to be read from where people sit."""
    if not (spec.height_m and spec.distance_m):
        return []
    found = []
    for layout, lines in LINES.items():
        angle = arc_minutes(CAPTION, of=lines, height_m=spec.height_m, distance_m=spec.distance_m)
        if angle < spec.least_arc_minutes:
            cause = (
                f"the smallest text is seen under {angle:.1f} minutes of arc from"
                f" {spec.distance_m:g} m on a picture {spec.height_m:g} m high;"
                f" at least {spec.least_arc_minutes:g} are wanted"
            )
            found.append(Problem(file, f"wall, layout {layout}", cause))
    return found


def wall_facts(spec: WallSpec, *, too_small: str) -> str:
    """Return what the page's script needs to know, as JSON; `too_small` are its only words."""
    facts = {
        "scenes": [[turn.key, turn.seconds] for turn in spec.scenes],
        "night": span_minutes(spec.night),
        "nightScenes": spec.night_scenes,
        "dim": spec.dim_share,
        "theme": spec.theme,
        "day": span_minutes(spec.day),
        "hold": spec.hold_seconds,
        "breakFor": spec.break_in.seconds,
        "breakAgain": spec.break_in.minutes * 60,
        "height": spec.height_m,
        "distance": spec.distance_m,
        "least": spec.least_arc_minutes,
        "caption": CAPTION,
        "lines": LINES,
        "tooSmall": too_small,
    }
    return msgspec.json.encode(facts).decode()
