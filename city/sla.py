"""Time limits: how long a clock may run, by which policy, and when it turns yellow and red."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from city.calendars import Calendars, WorkCalendar
from city.case import Clock
from city.catalogue import CaseClass, Condition
from city.clock import Instant, LocalDays, to_date
from city.clocks import GIVEN, Allowance, Continuous, Span, Terms, Timer
from city.hours import told
from city.lifecycle import life_cycle
from city.policies import CONTINUOUS, Limit, Policies, Policy

_CONTINUOUS = Continuous()


class Deadline(Struct, frozen=True):
    """The moments of one clock: when it starts, turns yellow (`near_at`) and red (`due_at`)."""

    start_at: Instant
    near_at: Instant
    due_at: Instant


class Limits:
    """The limits of a district, per filing condition and step: the rules of the fold."""

    def __init__(
        self,
        calendars: Calendars,
        *,
        classes: Mapping[str, CaseClass],
        streams: Mapping[str, tuple[Condition, ...]],
        policies: Policies,
    ) -> None:
        self.calendars = calendars
        self.days: LocalDays = calendars.usual.days
        self.policies = policies
        self._classes, self._streams = classes, streams
        # a fold asks the same again and again; keys that feeds invent must not fill the memory
        self._allowance = lru_cache(maxsize=8192)(self._find_allowance)
        self._longest = {policy.key: self._find_longest(policy) for policy in policies.versions}

    def condition(self, stream: str, class_key: str, condition: str) -> Condition | None:
        """
        Return a filing condition by key; `""` is the first one of the class.

        A class that is unknown or has no conditions takes those of its stream. An unknown key
        gives None: no limit is better than an invented one.
        """
        known = self._classes.get(class_key)
        listed = (known.conditions if known else ()) or self._streams.get(stream, ())
        if not condition:
            return listed[0] if listed else None
        return next((each for each in listed if each.key == condition), None)

    def limit_of(self, policy: Policy, stream: str, class_key: str, condition: str) -> Limit | None:
        """Return the limit of a filing condition under a policy, None if it has none."""
        found = self.condition(stream, class_key, condition)
        if found is None:
            return None
        return policy.limits.get(found.path) or _own_limit(found)

    def exempt(self, stream: str, class_: str, condition: str) -> bool:
        """Return whether cases of a filing condition are not assessed; unknown ones are."""
        found = self.condition(stream, class_, condition)
        return found is not None and found.exempt

    def allowance(
        self, stream: str, clock: str, *, class_: str, condition: str, start: Instant
    ) -> Allowance | None:
        """Return the limit of a clock that starts at `start`, None if no limit is known."""
        return self._allowance(self.policies.at(start).key, stream, clock, class_, condition)

    def _find_allowance(
        self, policy_key: str, stream: str, clock: str, class_: str, condition: str
    ) -> Allowance | None:
        policy = self.policies.named(policy_key)
        if clock == life_cycle(stream).main.key:
            limit = self.limit_of(policy, stream, class_, condition)
        else:
            limit = policy.clocks.get(stream, {}).get(clock)
        if limit is None:
            return None
        return Allowance(policy.length(limit), limit.unit, policy.key)

    def longest_working(self, at: Instant) -> int:
        """Return the longest limit (ms) in working time of a moment's policy, 0 without any."""
        return self._longest[self.policies.at(at).key]

    def _find_longest(self, policy: Policy) -> int:
        found = [policy.limits.get(each.path) or _own_limit(each) for each in self.conditions()]
        found += [limit for clocks in policy.clocks.values() for limit in clocks.values()]
        lengths = [
            policy.length(limit) for limit in found if limit and limit.unit not in CONTINUOUS
        ]
        return max(lengths, default=0)

    def conditions(self) -> Iterator[Condition]:
        """Yield every filing condition; one that several classes share comes once for each."""
        yield from chain.from_iterable(self._streams.values())
        yield from chain.from_iterable(known.conditions for known in self._classes.values())

    def timer(self, policy: str, unit: str, department: str) -> Timer:
        """Return how time passes for a unit in a department."""
        if unit in CONTINUOUS or unit in (GIVEN, ""):
            return _CONTINUOUS
        return self.calendar_of(policy, department)

    def calendar_of(self, policy: str, department: str) -> WorkCalendar:
        """Return the calendar whose office hours hold for a department under a policy."""
        return self.calendars.calendar_of(department)

    def near_share(self, policy: str) -> float:
        """Return after which share of a limit the light turns yellow under a policy."""
        return self.policies.named(policy).near_share

    def terms(self, at: Instant) -> Terms:
        """Return what the policy of a moment allows."""
        return self.policies.at(at).terms

    def deadline(
        self, stream: str, class_key: str, condition: str, start: Instant
    ) -> Deadline | None:
        """Return the moments of a light's clock that starts at `start`, None without a limit."""
        main = life_cycle(stream).main.key
        allowance = self.allowance(stream, main, class_=class_key, condition=condition, start=start)
        return None if allowance is None else self._moments(start, allowance)

    def moments(self, start: Instant, value: float, unit: str) -> Deadline:
        """Return the moments of a limit of `value` units that starts at `start`."""
        policy = self.policies.at(start)
        return self._moments(start, Allowance(policy.length(Limit(value, unit)), unit, policy.key))

    def _moments(self, start: Instant, allowance: Allowance) -> Deadline:
        timer = self.timer(allowance.policy, allowance.unit, "")
        clock = Span(timer, self.near_share(allowance.policy)).start("", start, allowance)
        assert clock.near_at is not None and clock.due_at is not None  # noqa: S101 - has a limit
        return Deadline(start, clock.near_at, clock.due_at)

    def provisional_year(self, clock: Clock) -> int:
        """Return the first unpublished year that a deadline depends on; 0 if there is none."""
        if clock.due_at is None or clock.unit in CONTINUOUS or clock.given:
            return 0
        return self.unpublished_year(clock.started_at, clock.due_at)

    def unpublished_year(self, start: Instant, end: Instant) -> int:
        """Return the first year of a time whose days off are not published yet; 0 without any."""
        first, last = (to_date(self.days.day_of(moment)).year for moment in (start, end))
        years = range(first, last + 1)
        return next((year for year in years if self.calendars.usual.provisional(year)), 0)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield what the tables themselves fix, by name, as the lock of policies holds it."""
        for condition in {each.path: each for each in self.conditions()}.values():
            if condition.value is not None:
                yield f"catalogue.{condition.path}", str(Limit(condition.value, condition.unit))
        yield "calendar.office_hours", told(self.calendars.usual.hours)
        for rule in self.calendars.rules():
            yield f"calendar.hours {rule}", told(rule.hours)


def _own_limit(condition: Condition) -> Limit | None:
    """Return the limit that the table itself gives a condition."""
    return None if condition.value is None else Limit(condition.value, condition.unit)
