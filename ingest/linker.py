"""Linker: which cases tell of the same thing, said as events, and taken back where it was wrong."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from city import events as ev
from city.clock import DAY, Instant, to_datetime
from city.linking import Linking, Neighbourhood, metres_between
from ingest.linked import Known

SOURCE = "linker"
LONGEST_ID = 90
"""Two ids of cases and a word make the id of an event, which has a limit."""


class Said(Struct, frozen=True):
    """
    What our last event of one id said: its revision, the case it named (`""`: took back), and
    whose link it is `about`.
    """

    revision: int = -1
    case: str = ""
    about: str = ""


NOTHING = Said()


class Linker:
    """
    Knows the cases of the last days and which of them belong together.

    What it says is a function of the set of events it learnt, not of their order: whatever comes
    late changes what was said by an event of the same id and a higher revision, which replaces it.
    A link that is `longest` old stays as it is, so that old cases can be forgotten.
    """

    def __init__(self, linking: Linking, *, latitude: float) -> None:
        self._linking = linking
        self._near = Neighbourhood(linking, latitude=latitude)
        self._known: dict[str, Known] = {}
        self._said: dict[str, Said] = {}
        self._joined: dict[str, set[str]] = {}
        self._dirty: set[str] = set()

    @property
    def kept(self) -> Instant:
        """How long a case must be remembered after it was first heard of, ms."""
        return 2 * self._linking.longest + DAY

    def __len__(self) -> int:
        """Return how many cases are remembered."""
        return len(self._known)

    def learn(self, event: ev.CaseEvent, heard_at: Instant) -> None:
        """Take in an event of the log; `heard_at` is when the log got it."""
        if event.source == SOURCE:
            self._recall(event)
            return
        if len(event.case) > LONGEST_ID:
            return
        known = self._known.get(event.case)
        if known is None:
            known = self._known[event.case] = Known(event.case, heard_at)
        if isinstance(event, ev.CaseLinked | ev.CaseUnlinked):
            known.settled = known.settled or self._by_a_person(event)
        known.learn(event)
        self._place(known)

    def settle(self, now: Instant) -> list[ev.CaseEvent]:
        """Return the events that make what was said right again; they count as said."""
        told: list[ev.CaseEvent] = []
        while self._dirty:
            told += self._settle_around(self._dirty.pop(), now)
        for event in told:
            self._recall(event)
        self._dirty.clear()
        return told

    def forget(self, now: Instant) -> None:
        """Forget cases that are too old to be linked; not before all of the log was learnt."""
        for case_id in [k.id for k in self._known.values() if k.heard_at < now - self.kept]:
            del self._known[case_id]
            self._near.drop(case_id)
            self._joined.pop(case_id, None)
        self._said = {id_: said for id_, said in self._said.items() if said.about in self._known}

    def _by_a_person(self, event: ev.CaseLinked | ev.CaseUnlinked) -> bool:
        """Return whether somebody decided about the case's own link, not about one joined to it."""
        ours = self._said.get(_link_id(event.case), NOTHING).case
        return isinstance(event, ev.CaseLinked) or event.data.case == ours

    def _place(self, known: Known) -> None:
        """Put a case where it now is, and note all whose links that may change."""
        before, after = self._near.get(known.id), known.report()
        if before == after:
            return
        self._dirty.add(known.id)
        if before is not None:
            self._dirty.update(other.id for other in self._near.near(before))
            self._near.drop(known.id)
        if after is not None:
            self._near.put(after)

    def _recall(self, event: Any) -> None:
        """Note what we said ourselves, now or before a restart."""
        said = self._said.get(event.id, NOTHING)
        if event.revision < said.revision:
            return
        taken_back = isinstance(event, ev.CaseUnlinked)
        is_link = event.id == _link_id(event.case)
        about = event.case if is_link else event.data.case
        named = "" if taken_back else event.data.case
        if said.case != named:
            self._dirty.add(about)
        self._said[event.id] = Said(event.revision, named, about)
        if is_link:
            return
        masters = self._joined.setdefault(event.data.case, set())
        if taken_back:
            masters.discard(event.case)
        else:
            masters.add(event.case)

    def _settle_around(self, case_id: str, now: Instant) -> Iterator[ev.CaseEvent]:
        report = self._near.get(case_id)
        chain = self._near.around(report) if report is not None else {case_id}
        self._dirty -= chain
        old = now - self._linking.longest
        fixed = {each: self._root(each) for each in chain if self._is_fixed(each, old)}
        kept = chain if report is not None else set()
        masters = self._near.masters(kept, fixed)
        for each in sorted(chain - fixed.keys()):
            yield from self._say(each, masters.get(each, ""))

    def _is_fixed(self, case_id: str, old: Instant) -> bool:
        """Return whether a case is too old for another link, and its master can still be one."""
        known = self._known.get(case_id)
        if known is None or known.heard_at >= old or known.report() is None:
            return False
        master = self._known.get(self._root(case_id))
        return master is None or master.report() is not None

    def _root(self, case_id: str) -> str:
        return self._said.get(_link_id(case_id), NOTHING).case or case_id

    def _say(self, case_id: str, master: str) -> Iterator[ev.CaseEvent]:
        """Yield what must be said so that a case is linked to `master` (`""`: to none)."""
        known = self._known.get(case_id)
        if known is None or known.settled or known.received_at is None:
            return
        at = to_datetime(known.received_at)
        before = self._said.get(_link_id(case_id), NOTHING)
        if before.case != master:
            kind: type[ev.Envelope] = ev.CaseLinked if master else ev.CaseUnlinked
            link = ev.Link(master or before.case, self._metres(case_id, master))
            yield _event(kind, _link_id(case_id), case_id, at, before.revision + 1, link)
        for joined in sorted(self._joined.get(case_id, set()) | ({master} - {""})):
            said = self._said.get(_join_id(joined, case_id), NOTHING)
            if bool(said.case) != (joined == master):
                kind = ev.ReportJoined if joined == master else ev.CaseUnlinked
                link = ev.Link(case_id, self._metres(case_id, joined))
                event_id = _join_id(joined, case_id)
                yield _event(kind, event_id, joined, at, said.revision + 1, link)

    def _metres(self, case_id: str, master: str) -> float | None:
        one, other = self._near.get(case_id), self._near.get(master)
        return round(metres_between(one, other), 1) if one and other else None


def _event(
    kind: Any, event_id: str, case: str, at: datetime, revision: int, link: ev.Link
) -> ev.CaseEvent:
    told: ev.CaseEvent = kind(
        id=event_id, case=case, time=at, source=SOURCE, revision=revision, data=link
    )
    return told


def _link_id(case_id: str) -> str:
    return f"link:{case_id}"


def _join_id(master: str, case_id: str) -> str:
    return f"join:{master}:{case_id}"
