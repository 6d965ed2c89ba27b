"""Generated events of cases, wild on purpose: every type and stream, repeats, corrections."""

from datetime import datetime
from typing import Any

import hypothesis.strategies as st

from city import events as ev
from city.lifecycles import LIFE_CYCLES
from tests.factories import at

KEYS = st.sampled_from(["", "a", "b"])
CLASSES = st.sampled_from(["", "free", "E0101"])
MINUTES = st.integers(0, 3 * 24 * 60)
"""Three local days, so that a corrected receipt can move a case to another day."""

# few different minutes, so that events of one moment are common
times = st.one_of(MINUTES.map(at), st.sampled_from([0, 600, 1440]).map(at))
dues = st.one_of(st.none(), times)
conditions = st.sampled_from(["", "fast", "thanks"])
notes = st.builds(ev.Note, note=KEYS, department=KEYS)
places = st.builds(
    ev.Place,
    street=KEYS,
    community=KEYS,
    lon=st.sampled_from([None, 123.25]),
    lat=st.sampled_from([None, 41.5]),
    position=st.sampled_from(["exact", "default", "none"]),
)


links = st.builds(ev.Link, case=st.sampled_from(["city:1", "city:2", "city:3"]))


def received(stream: str) -> st.SearchStrategy[ev.Received]:
    """Return descriptions of cases of one stream."""
    return st.builds(
        ev.Received,
        stream=st.just(stream),
        channel=KEYS,
        class_=CLASSES,
        condition=conditions,
        department=KEYS,
        title=KEYS,
        number=KEYS,
        place=places,
        urgent=st.booleans(),
        due=dues,
    )


def data_of(kind: type[ev.Envelope], stream: str) -> st.SearchStrategy[Any]:
    """Return what an event of one type can say."""
    verdicts = st.sampled_from([None, True, False])
    special: dict[type[ev.Envelope], st.SearchStrategy[Any]] = {
        ev.CaseReceived: received(stream),
        ev.CaseObserved: st.builds(
            ev.Observed,
            case=received(stream),
            received_at=times,
            state=st.sampled_from(["open", "handling", "closed", "void"]),
            closed_at=dues,
            in_time=verdicts,
        ),
        ev.CaseFiled: st.builds(ev.Filed, class_=CLASSES, condition=conditions),
        ev.CaseDispatched: st.builds(ev.Sent, department=KEYS, condition=conditions, due=dues),
        ev.CaseChecked: st.builds(ev.Verdict, passed=st.booleans()),
        ev.CaseClosed: st.builds(ev.Closing, in_time=verdicts, forced=st.booleans()),
        ev.CaseRated: st.builds(
            ev.Rating, stars=st.sampled_from([None, 1, 4, 5]), satisfied=verdicts, solved=verdicts
        ),
        ev.CaseExtended: st.builds(ev.Extension, granted=st.booleans(), due=dues),
        ev.CaseSuspended: st.builds(ev.Suspension, until=dues),
        ev.CaseSupervised: st.builds(ev.Order, department=KEYS, due=dues),
        ev.CaseInstructed: st.builds(ev.Order, department=KEYS, due=dues),
        ev.CaseEscalated: st.builds(
            ev.Escalation, level=st.sampled_from(["community", "street", "district", "moon"])
        ),
        ev.AppealDecided: st.builds(ev.Verdict, passed=st.booleans()),
        ev.CaseLinked: links,
        ev.CaseUnlinked: links,
        ev.ReportJoined: links,
        ev.CaseTagged: st.builds(ev.Tag, campaign=KEYS),
    }
    return special.get(kind, notes)


@st.composite
def events_of_case(draw: st.DrawFn, case: str = "city:1", *, least: int = 1) -> list[Any]:
    """
    Return events of one case in the order in which they arrive: any order, with repeats.

    Few ids and revisions, so that corrections, and even two tellings of one revision, are common.
    """
    stream = draw(st.sampled_from(list(LIFE_CYCLES)))
    told = draw(st.lists(_event(case, stream), min_size=least, max_size=14))
    again = draw(st.lists(st.sampled_from(told), max_size=5))
    return draw(st.permutations([*told, *again]))


def _event(case: str, stream: str) -> st.SearchStrategy[Any]:
    kinds = list(ev.EVENT_TYPES.values())
    # a case that was never received is in no figure: let most have their receipt
    likely = st.sampled_from([ev.CaseReceived, ev.CaseDispatched, ev.CaseClosed])
    return st.one_of(likely, st.sampled_from(kinds)).flatmap(
        lambda kind: st.builds(
            kind,
            id=st.integers(0, 9).map(lambda n: f"{case}-{n}"),
            case=st.just(case),
            time=times,
            source=st.sampled_from(["one", "two", ev.OWN_SOURCE]),
            revision=st.integers(0, 2),
            data=data_of(kind, stream),
        )
    )


def partitions_of(items: list[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Return ways to cut a list into consecutive batches, none of them empty."""
    cuts = st.lists(st.booleans(), min_size=max(len(items) - 1, 0), max_size=len(items))
    return cuts.map(lambda marks: _cut(items, marks))


def _cut(items: list[Any], marks: list[bool]) -> list[list[Any]]:
    batches: list[list[Any]] = [[]]
    for place, item in enumerate(items):
        if batches[-1] and marks[place - 1]:
            batches.append([])
        batches[-1].append(item)
    return batches


def moments() -> st.SearchStrategy[datetime]:
    """Return times before, within and after the lives of generated cases."""
    return st.integers(-24 * 60, 10 * 24 * 60).map(at)
