"""The simulated city's parameters, read from the district's `simulation.toml`."""

import tomllib
from pathlib import Path

import msgspec
from msgspec.structs import replace

from city.district import DISTRICTS
from city.errors import ConfigurationError, Problem

FILE = "simulation.toml"
Weights = dict[str, float]


class Shares(msgspec.Struct, frozen=True):
    """How often something out of the ordinary happens, each from 0 to 1."""

    rain_day: float
    void: float
    rework: float
    returned: float
    no_address: float
    default_point: float
    hot_point: float
    duplicate: float
    late_message: float
    bad_message: float
    extended: float
    refused: float
    suspended: float
    self_handled: float
    joined: float
    supervised: float
    instructed: float
    answered: float
    forced: float
    appealed: float
    granted: float
    exempted: float
    false_alarm: float
    contacted: float


class Totals(msgspec.Struct, frozen=True):
    """The totals that the history ends at, and how many local days it spans."""

    city_days: int
    city_window: int
    city_received: int
    city_closed: int
    city_before: int
    city_carried: int
    hotline_days: int
    hotline_received: int
    hotline_closed: int
    hotline_five_star: int


class Flow(msgspec.Struct, frozen=True):
    """The past of a smaller stream: days, cases a day, and how many of them are in progress."""

    days: int
    a_day: float
    open: int


class Campaign(msgspec.Struct, frozen=True):
    """A campaign whose cases are of a stream: how many of each class, and where."""

    stream: str
    cases: dict[str, int]
    days: int
    community: str = ""


class Standing(msgspec.Struct, frozen=True):
    """How many cases in progress are in each step, and how many of those handled are late."""

    report: int
    file: int
    dispatch: int
    check: int
    near: int
    overdue: int
    campaign: int
    suspended: int


class Season(msgspec.Struct, frozen=True):
    """What is different in some months: weights that replace those of the rest of the year."""

    months: list[int]
    classes: Weights
    topics: Weights


class Plan(msgspec.Struct, frozen=True):
    """
    All parameters of a simulated city.

    Entries of `lasting` and `campaign` are a class and its filing condition: `E0101/2`.
    """

    classes: Weights
    topics: Weights
    sources: Weights
    callers: Weights
    types: Weights
    hours: dict[str, list[float]]
    weekdays: dict[str, list[float]]
    late: Weights
    share: Shares
    history: Totals
    standing: Standing
    lasting: Weights
    campaign: Weights
    stars: Weights
    flow: Weights
    keep: dict[str, Weights]
    kinds: dict[str, Weights]
    origins: dict[str, Weights]
    problems: Weights
    solved: dict[str, int]
    levels: dict[str, Weights]
    past: dict[str, Flow]
    campaigns: dict[str, Campaign]
    winter: Season

    def in_month(self, month: int) -> "Plan":
        """Return the plan as it is in a month, 1 to 12."""
        if month not in self.winter.months:
            return self
        return replace(
            self,
            classes={**self.classes, **self.winter.classes},
            topics={**self.topics, **self.winter.topics},
        )

    def lateness(self, department: str) -> float:
        """Return the share of a department's cases that it closes late."""
        return self.late.get(department, self.late.get("rest", 0.0))


def load_plan(district: str, *, root: Path = DISTRICTS) -> Plan:
    """Return a district's plan; raises `ConfigurationError` if it has none or it is wrong."""
    path = root / district / FILE
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Plan)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigurationError([Problem(f"{district}/{FILE}", "file", str(error))]) from error
