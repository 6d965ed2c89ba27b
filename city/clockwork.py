"""Clockwork: which clocks of a case start, stop and run on when its state changes."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from msgspec.structs import replace

from city.case import Case, Clock
from city.clock import Instant
from city.clocks import (
    Allowance,
    Rules,
    Span,
    given,
    go_on,
    limited,
    rested_as,
    stop,
    unlimited,
    untimed,
)
from city.cycles import ENDED, ClockRule, LifeCycle
from city.events import Envelope
from city.lifecycle import life_cycle


def span_of(draft: Case, clock: Clock, rules: Rules) -> Span:
    """Return how a clock of a case passes its time."""
    timer = rules.timer(clock.policy, clock.unit, draft.department)
    return Span(timer, rules.near_share(clock.policy))


def follow_state(draft: Case, before: str, at: Instant, rules: Rules, kind: type[Envelope]) -> None:
    """Start, stop or let run on the clocks of a case that went from state `before` to its own."""
    main, others, disposed = _concerned(draft.stream, before, draft.state, kind)
    draft.clock = _followed(draft, draft.clock, main, before, at, rules)
    for rule in others:
        last = _last(draft.clocks, rule.key)
        after = _followed(draft, last, rule, before, at, rules)
        if after is not None and kind in rule.stops:
            after = replace(stop(after, at), done=True)
        if not _counts(rule, after, kind):
            draft.clocks = tuple(clock for clock in draft.clocks if clock is not last)
        elif after is not last:
            _keep(draft, last, after)
    if not disposed:
        draft.disposed_at = None
    elif draft.disposed_at is None:
        draft.disposed_at = at


def _counts(rule: ClockRule, clock: Clock | None, kind: type[Envelope]) -> bool:
    """Return whether a clock still says something after an event: who sent nothing was not late."""
    return clock is None or clock.stopped_at is None or not rule.only or kind in rule.only


def _last(clocks: tuple[Clock, ...], key: str) -> Clock | None:
    for clock in reversed(clocks):
        if clock.key == key:
            return clock
    return None


@lru_cache(maxsize=8192)
def _concerned(
    stream: str, before: str, after: str, kind: type[Envelope]
) -> tuple[ClockRule, tuple[ClockRule, ...], bool]:
    """
    Return the clock of the light, those of steps that such a change can touch at all, and whether
    a case that stands at `after` is disposed of.
    """
    cycle = life_cycle(stream)
    main, *others = cycle.clocks
    touched = (
        rule
        for rule in others
        if (before in rule.states) != (after in rule.states) or kind in rule.stops
    )
    return main, tuple(touched), cycle.is_disposed(after)


def _followed(
    draft: Case,
    clock: Clock | None,
    rule: ClockRule,
    before: str,
    at: Instant,
    rules: Rules,
) -> Clock | None:
    runs, ran = draft.state in rule.states, before in rule.states
    if not runs:
        return _left(draft, clock, at, rules) if clock is not None else None
    if clock is None:
        return started(draft, rule.key, at, rules) if not ran else None
    if ran or clock.stopped_at is None:
        return clock
    if rule.again == "anew":
        return started(draft, rule.key, at, rules)
    if clock.done:
        return clock
    span = span_of(draft, clock, rules)
    if rule.again == "remaining" and clock.limit:
        return span.run_on(clock, at)
    return span.go_on(clock)


def _left(draft: Case, clock: Clock, at: Instant, rules: Rules) -> Clock:
    """
    Return a clock whose case left its states at `at`: stopped, and a rest is over with that.

    The source's own deadline is for the whole work, whatever it waits for: it runs until the case
    is disposed of or has ended.
    """
    disposed = life_cycle(draft.stream).is_disposed(draft.state)
    if clock.given and not disposed and draft.state not in ENDED:
        return go_on(clock)
    return stop(span_of(draft, clock, rules).wake(clock, at) if clock.rests(at) else clock, at)


def started(draft: Case, key: str, at: Instant, rules: Rules) -> Clock | None:
    """Return a clock of a case that starts at `at`; only the light's is kept without a limit."""
    allowance = rules.allowance(
        draft.stream, key, class_=draft.class_, condition=draft.condition, start=at
    )
    if allowance is None:
        return untimed(key, at) if key == life_cycle(draft.stream).main.key else None
    timer = rules.timer(allowance.policy, allowance.unit, draft.department)
    return Span(timer, rules.near_share(allowance.policy)).start(key, at, allowance)


def restart(draft: Case, at: Instant, rules: Rules) -> None:
    """Start the clock of the light anew, as another department asks for."""
    draft.clock = started(draft, life_cycle(draft.stream).main.key, at, rules)


def adopt_clocks(draft: Case, assumed: LifeCycle, rules: Rules, kind: type[Envelope]) -> None:
    """
    Give a case that moved by the table `assumed` before its stream was told the clocks of its own.

    Those of steps began when it came into its state, or with the receipt if they begin there. That
    of the light began with the dispatch or the receipt, whichever its own table says; and the
    source's own deadline stays.
    """
    cycle, clock, receipt = life_cycle(draft.stream), draft.clock, draft.received_at
    assert receipt is not None  # noqa: S101 - the report is what told the stream; narrows the type
    draft.clock, draft.clocks = None, ()
    follow_state(draft, "", receipt if draft.entered_at is None else draft.entered_at, rules, kind)
    if clock is not None and (clock.given or cycle.from_receipt is assumed.from_receipt):
        draft.clock = replace(clock, key=cycle.main.key)
        retime(draft, rules)
    elif cycle.from_receipt:
        over = draft.clock is None  # it stands beyond all that its own table's clock counts
        restart(draft, receipt, rules)
        if over and draft.clock is not None:
            ended = draft.disposed_at or draft.entered_at or receipt
            draft.clock = stop(draft.clock, max(ended, receipt))
    draft.clocks = tuple(_steps_of(draft, receipt, rules))


def _steps_of(draft: Case, receipt: Instant, rules: Rules) -> Iterator[Clock]:
    """Yield the clocks of steps that run, those that begin with the receipt from it on."""
    cycle = life_cycle(draft.stream)
    at_receipt = {
        rule.key for rule in cycle.clocks if rule.again != "anew" and cycle.first in rule.states
    }
    for clock in draft.clocks:
        begun = started(draft, clock.key, receipt, rules) if clock.key in at_receipt else clock
        if begun is not None:
            yield begun


def stop_early(draft: Case) -> None:
    """Stop the clocks of steps by what was told before the report; they began with it."""
    for rule in life_cycle(draft.stream).clocks[1:]:
        waited = {kind.__name__ for kind in rule.stops}
        for clock, (name, at) in product(draft.clocks, draft.early):
            if clock.key == rule.key and name in waited and clock.stopped_at is None:
                ended = stop(clock, max(at, clock.started_at))
                _keep(draft, clock, replace(ended, done=True))
    draft.early = ()


def retime(draft: Case, rules: Rules) -> None:
    """
    Set the clock of the light from its start on by the limit of what the case is known to be now.

    Nothing happens if that limit is the one it has, or if the source set the deadline. A clock
    without office hours does not know who had the case: that time is counted in the hours of
    whoever has it now.
    """
    clock = draft.clock
    if clock is None or not asks_other_limit(draft, rules):
        return
    allowance = _allowance(draft, clock.started_at, rules)
    if allowance is None:
        draft.clock = unlimited(clock)
        return
    share = rules.near_share(allowance.policy)
    holders = (*(department for _, department in clock.held), draft.department)
    timers = (rules.timer(allowance.policy, allowance.unit, each) for each in holders)
    draft.clock = limited(clock, allowance, [Span(timer, share) for timer in timers])


def asks_other_limit(draft: Case, rules: Rules) -> bool:
    """Return whether class and condition ask for another limit than the light's clock has."""
    clock = draft.clock
    if clock is None or clock.given:
        return False
    allowance = _allowance(draft, clock.started_at, rules)
    asked = (0, "") if allowance is None else (allowance.length, allowance.unit)
    return asked != (clock.original, clock.unit)


def _allowance(draft: Case, at: Instant, rules: Rules) -> Allowance | None:
    """Return the limit of the clock of the light, if it starts at `at`."""
    key, class_, condition = life_cycle(draft.stream).main.key, draft.class_, draft.condition
    return rules.allowance(draft.stream, key, class_=class_, condition=condition, start=at)


def assign(draft: Case, department: str, at: Instant, rules: Rules) -> None:
    """Give a case to a department; clocks that its hours govern go by them from `at` on."""
    before, draft.department = draft.department, department
    if before != department:
        draft.clock = _handed(draft, draft.clock, before, at, rules)
        kept = (_handed(draft, clock, before, at, rules) for clock in draft.clocks)
        draft.clocks = tuple(clock for clock in kept if clock is not None)


def _handed(
    draft: Case, clock: Clock | None, before: str, at: Instant, rules: Rules
) -> Clock | None:
    if clock is None:
        return None
    old = rules.timer(clock.policy, clock.unit, before)
    new = rules.timer(clock.policy, clock.unit, draft.department)
    if old is new:  # as most departments keep the same hours
        return clock
    share = rules.near_share(clock.policy)
    return Span(old, share).hand_over(clock, at, Span(new, share), before)


def prolonged(draft: Case, clock: Clock, rules: Rules) -> Clock:
    """
    Return a clock with a deadline and one more of its original limit.

    Where the source's own deadline took the place of a limit in office hours, what is added to it
    is that limit in office hours still.
    """
    length = clock.original
    if clock.original_unit and clock.due_at is not None:
        timer = rules.timer(clock.policy, clock.original_unit, draft.department)
        length = timer.add(clock.due_at, length) - clock.due_at
    return span_of(draft, clock, rules).extend(clock, length)


def give_due(draft: Case, start: Instant, due: Instant, rules: Rules) -> None:
    """
    Take the source's own deadline for the clock of the light; of work that is over it stops.

    The clock that ran from `start` already goes on with its rest.
    """
    before = draft.clock
    clock = given(life_cycle(draft.stream).main.key, start, due, rules.near_share(""))
    if before is not None and before.started_at == start:
        clock = rested_as(clock, before)
    over = draft.entered_at if draft.is_void else draft.disposed_at
    stopped = before.stopped_at if before is not None else over
    draft.clock = stop(clock, stopped) if stopped is not None else clock


def report_due(draft: Case, due: Instant, rules: Rules) -> None:
    """
    Take the deadline that a report tells, the first one or one that describes the case anew.

    Told again, the deadline that the clock has, or had before more time was given, is no new one.
    """
    clock = draft.clock
    if clock is None:
        start = draft.received_at
        assert start is not None  # noqa: S101 - a report was told; narrows the type
        give_due(draft, start, due, rules)
    elif not clock.given or due not in (clock.due_at, clock.started_at + clock.original):
        give_due(draft, clock.started_at, due, rules)


def _keep(draft: Case, last: Clock | None, after: Clock | None) -> None:
    """Put a step's clock in place; one that started anew stands beside the earlier ones."""
    if after is None:
        return
    rest = draft.clocks
    if last is not None and last.started_at == after.started_at:
        rest = tuple(clock for clock in rest if clock is not last)
    draft.clocks = (*rest, after)
