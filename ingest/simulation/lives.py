"""Lives of invented cases: which acts happen, and when, up to a given moment."""

from collections.abc import Iterator
from random import Random
from typing import Any

from city.clock import DAY, HOUR, MINUTE, SECOND, Instant
from city.district import District
from ingest.simulation import beside, texts
from ingest.simulation.messages import Deadline, Desk, Message
from ingest.simulation.plan import Plan
from ingest.simulation.shapes import Subject

Act = tuple[str, Instant, dict[str, Any]]
PUBLIC = frozenset({"02", "03", "06"})
"""Channels of the public: a collector verifies these before they are filed."""
CAMPAIGN = "appearance"
"""The campaign against old troubles of the city's face, whose deadlines the platform sets."""
LAST_GAP: Instant = 2 * MINUTE
"""A closed case ends at least this long before the present, so that nothing is cut off."""


class Lives:
    """Writes the messages of whole lives; nothing in them is later than the `until` given."""

    def __init__(self, district: District, plan: Plan, desk: Desk, random: Random) -> None:
        self._district, self._plan, self._desk, self._random = district, plan, desk, random

    def closed_city(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a case that is closed by `until`."""
        random, share, end = self._random, self._plan.share, until - LAST_GAP
        if random.random() < share.self_handled and end - at > 3 * HOUR:
            return self._put_right(subject, at)
        acts = [*self._opening(subject, at, until), *self._detour(subject, at, until)]
        sent = acts[-1][1]
        handled = self._handled_at(subject, sent, until)
        late = self._is_late(subject, sent, handled)
        acts.append(("sign", _between(random, sent, handled, 0.1), {}))
        acts.append(("start", _between(random, sent, handled, 0.4), {}))
        acts += beside.during((sent, handled), share, random, late=late)
        acts.append(self._finish(subject, handled))
        if random.random() < share.rework and end - handled > 2 * HOUR:
            acts += self._rework(subject, handled, end)
            handled = acts[-1][1]
        gap = min(random.uniform(0.1, 1.5) * HOUR, max(0, end - handled))
        acts += self._ending(handled, gap)
        closed = acts[-1][1]
        acts += beside.afterwards((closed, end), share, random, late=late)
        return self._told(subject, acts)

    def _ending(self, handled: Instant, gap: float) -> Iterator[Act]:
        """Check and closing; a few are closed by authority without a check."""
        forced = self._random.random() < self._plan.share.forced
        yield "check", handled + round(gap * 0.3), {}
        if not forced:
            yield "pass", handled + round(gap * 0.8), {}
        yield ("forceClose" if forced else "close"), handled + round(gap), {}

    def _put_right(self, subject: Subject, at: Instant) -> list[Message]:
        """The collector puts it right on the spot; somebody reviews it."""
        minutes = [self._random.uniform(2, 12) for _ in range(4)]
        names = ("selfHandle", "check", "pass", "close")
        acts: list[Act] = [("report", at, {})]
        for name, gap in zip(names, minutes, strict=True):
            facts = {"opinion": texts.SELF_HANDLED} if name == "selfHandle" else {}
            acts.append((name, acts[-1][1] + round(gap * MINUTE), facts))
        return self._told(subject, acts)

    def _is_late(self, subject: Subject, sent: Instant, handled: Instant) -> bool:
        clock = self._district.limits.deadline("city", subject.class_key, subject.condition, sent)
        return clock is not None and handled > clock.due_at

    def open_city(
        self,
        subject: Subject,
        at: Instant,
        until: Instant,
        *,
        step: str,
        sent: Instant | None,
        rests: bool = False,
    ) -> list[Message]:
        """
        Return the life of a case that stands in `step` at `until`.

        `sent` fixes its dispatch; `rests`: its clock rests now, for some weeks.
        """
        acts = self._opening(subject, at, until, sent=sent)
        if step in ("report", "file", "dispatch"):
            return self._told(subject, self._waiting(subject, acts, until, step=step))
        dispatched = acts[-1][1]
        acts.append(("sign", _between(self._random, dispatched, until, 0.15), {}))
        acts.append(("start", _between(self._random, dispatched, until, 0.4), {}))
        if step == "check":
            handled = self._handled_at(subject, dispatched, until)
            acts[-2:] = [
                ("sign", _between(self._random, dispatched, handled, 0.2), {}),
                self._finish(subject, handled),
                *self._checked(handled, until),
            ]
        acts += self._pressed(subject, dispatched, until, step=step)
        if rests:
            facts = {"opinion": texts.PARKED, "until": Deadline(until + 30 * DAY)}
            acts.append(("suspend", _between(self._random, dispatched, until, 0.8), facts))
        return self._told(subject, acts)

    def void_city(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a case that is not accepted, or cancelled later on."""
        opening = self._opening(subject, at, until)
        reason = {"opinion": self._random.choice(texts.VOID_REASONS)}
        if self._random.random() < 0.6:
            return self._told(subject, [opening[0], ("reject", opening[1][1], reason)])
        return self._told(
            subject, [*opening, ("cancel", min(opening[-1][1] + SECOND, until), reason)]
        )

    def order(
        self, subject: Subject, at: Instant, until: Instant, *, stars: int | None, open_: bool
    ) -> list[Message]:
        """Return the life of a hotline order: closed and rated, or still in hand."""
        random = self._random
        span = max(0, until - LAST_GAP - at)
        reply = min(random.lognormvariate(0.3, 0.9) * 24 * HOUR, span * random.uniform(0.4, 0.9))
        unit = {"unit": subject.department}
        acts: list[Act] = [
            ("accept", at, {}),
            ("dispatch", at + round(reply * 0.02), unit),
            ("sign", at + round(reply * 0.06), unit),
        ]
        if open_:
            stop = random.choice((1, 2, 2, 3, 3, 4))
            return self._told(subject, [*acts, ("handle", at + round(reply * 0.3), unit)][:stop])
        if random.random() < self._plan.share.contacted:
            acts.append(("contact", at + round(reply * 0.08), {}))
        acts += self._answer(unit, at, round(reply))
        rest = until - LAST_GAP - acts[-1][1]
        acts.append(("close", acts[-1][1] + round(rest * random.uniform(0, 0.1)), {}))
        visit = acts[-1][1] + round((until - LAST_GAP - acts[-1][1]) * random.uniform(0, 0.2))
        acts.append(("visit", visit, {}))
        liked = (stars or 0) >= 3
        acts.append(("rate", visit + SECOND, {"stars": stars, "satisfied": liked, "solved": liked}))
        if until - visit > 30 * DAY:
            acts.append(("archive", visit + 30 * DAY, {}))
        return self._told(subject, acts)

    def _answer(self, unit: dict[str, Any], at: Instant, reply: Instant) -> Iterator[Act]:
        """An order is answered at once, or after a return to the centre, or at the second try."""
        random, share = self._random, self._plan.share
        if random.random() < share.returned:
            opinion = {"opinion": random.choice(texts.REASONS)}
            yield "return", at + round(reply * 0.1), {**unit, **opinion}
            yield "dispatch", at + round(reply * 0.12), unit
            yield "sign", at + round(reply * 0.15), unit
        yield "handle", at + round(reply * 0.3), unit
        if random.random() < share.rework:
            yield "reply", at + round(reply * 0.7), {**unit, "opinion": texts.RESULTS[0]}
            yield "redo", at + round(reply * 0.8), {"opinion": texts.NOT_SOLVED}
        yield "reply", at + reply, {**unit, "opinion": random.choice(texts.RESULTS)}

    def _opening(
        self, subject: Subject, at: Instant, until: Instant, *, sent: Instant | None = None
    ) -> list[Act]:
        """Report, filing and dispatch: some minutes each, less where there is no time left."""
        room = (sent if sent is not None else until) - at
        times = [min(self._random.uniform(2, 14) * MINUTE, room * 0.02) for _ in range(2)]
        filed = at + round(times[0])
        dispatched = sent if sent is not None else filed + round(times[1])
        condition = {"conditionCode": subject.condition}
        acts: list[Act] = [
            ("report", at, {}),
            ("file", filed, condition),
            ("dispatch", dispatched, {"department": subject.department, **condition}),
        ]
        if subject.channel in PUBLIC:
            acts.insert(1, ("sendVerify", at + (filed - at) // 4, {}))
            acts.insert(2, ("verify", at + (filed - at) // 2, {}))
        if subject.due_at is not None and not subject.campaign:
            acts.insert(-1, ("tag", filed, {"campaign": CAMPAIGN, "opinion": texts.TAGGED}))
        return acts

    def _waiting(
        self, subject: Subject, acts: list[Act], until: Instant, *, step: str
    ) -> list[Act]:
        """Return the acts of a case that is not handled yet: some were sent back as not ours."""
        if step == "report":
            return acts[:1]
        if step == "file":
            return [acts[0], ("verify", acts[1][1], {})]
        dispatched = acts[-1][1]
        if until - dispatched < 6 * HOUR:
            return acts[:-1]
        opinion = {"opinion": self._random.choice(texts.REASONS)}
        back = _between(self._random, dispatched, until, 0.9)
        return [*acts, ("return", back, {"department": subject.department, **opinion})]

    def _checked(self, handled: Instant, until: Instant) -> Iterator[Act]:
        """A case in check waits for it, is being looked at, or waits to be closed."""
        dice = self._random.random()
        if dice > 0.4:
            yield "check", _between(self._random, handled, until, 0.4), {}
        if dice > 0.75:
            yield "pass", _between(self._random, handled, until, 0.9), {}

    def _pressed(
        self, subject: Subject, sent: Instant, until: Instant, *, step: str
    ) -> Iterator[Act]:
        """A late case is urged and then supervised; what a leader found gets instructions."""
        if subject.channel == "05":
            at = _between(self._random, sent, until, 0.5)
            facts = {"opinion": texts.INSTRUCTION, "level": "district"}
            yield "instruct", at, {**facts, "deadline": Deadline(at + 2 * DAY)}
        clock = self._district.limits.deadline("city", subject.class_key, subject.condition, sent)
        due_at = subject.due_at or (clock.due_at if clock else until)
        if step != "handle" or due_at >= until:
            return
        yield "urge", _between(self._random, due_at, until, 0.4), {"opinion": texts.URGE}
        if until - due_at > 24 * HOUR:
            supervised = due_at + (until - due_at) // 2
            facts = {"opinion": texts.SUPERVISION, "level": "1"}
            yield "supervise", supervised, {**facts, "deadline": Deadline(supervised + 2 * DAY)}
            if self._random.random() < self._plan.share.answered:
                yield "answer", until - (until - supervised) // 4, {"opinion": texts.ANSWER}

    def _detour(self, subject: Subject, at: Instant, until: Instant) -> Iterator[Act]:
        """Sometimes the case goes back as not ours, and is sent again."""
        if self._random.random() >= self._plan.share.returned or until - at < 8 * HOUR:
            return
        back = at + round(self._random.uniform(0.6, 1.5) * HOUR)
        opinion = {"opinion": self._random.choice(texts.REASONS)}
        yield "return", back, {"department": subject.department, **opinion}
        again = back + round(self._random.uniform(3, 20) * MINUTE)
        yield "dispatch", again, {"department": subject.department}

    def _handled_at(self, subject: Subject, sent: Instant, until: Instant) -> Instant:
        """Return when the department passes it on: mostly within its limit, sometimes late."""
        random, latest = self._random, until - LAST_GAP - MINUTE
        late = random.random() < self._plan.lateness(subject.department)
        used = random.uniform(1.05, 1.9) if late else random.betavariate(1.6, 2.4) * 0.95
        found = self._district.limits.condition("city", subject.class_key, subject.condition)
        if found is None or found.value is None:
            wanted = sent + round(random.uniform(1, 30) * HOUR)
        else:
            moments = self._district.limits.moments(sent, found.value * used, found.unit)
            wanted = moments.due_at
        if wanted <= latest:
            return wanted
        return sent + round((latest - sent) * random.uniform(0.3, 0.9))

    def _finish(self, subject: Subject, at: Instant) -> Act:
        opinion = self._random.choice(texts.RESULTS)
        return "finish", at, {"department": subject.department, "opinion": opinion}

    def _rework(self, subject: Subject, handled: Instant, end: Instant) -> list[Act]:
        step = (end - handled) // 8
        again = handled + min(step, HOUR)
        return [
            ("check", handled + min(step, HOUR) // 3, {}),
            ("fail", handled + min(step, HOUR) // 2, {"opinion": texts.NOT_SOLVED}),
            ("rework", again, {}),
            self._finish(subject, again + min(step, 2 * HOUR)),
        ]

    def _told(self, subject: Subject, acts: list[Act]) -> list[Message]:
        return [
            self._desk.message(subject, act, at, random=self._random, **facts)
            for act, at, facts in acts
        ]


def _between(random: Random, start: Instant, end: Instant, share: float) -> Instant:
    """Return a moment about `share` of the way from start to end."""
    return start + round((end - start) * share * random.uniform(0.5, 1.0))
