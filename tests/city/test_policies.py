"""Policies: what was sealed stays, and a new version rewrites no history."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from city import events as ev
from city.case import Case
from city.cases import fold
from city.clock import HOUR, MINUTE, Instant
from city.district import DISTRICTS, check_district, load_district
from city.lifecycles import LIFE_CYCLES
from city.policies import Limit, Policies, Policy
from city.policy_lock import FILE, lock_lines, unsealed
from city.sla import Limits
from tests.factories import at, instant, make_event, make_received

BAITA = load_district("baita")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of Baita, sealed as it is."""
    shutil.copytree(DISTRICTS / "baita", tmp_path / "baita")
    lines = lock_lines(BAITA.limits.policies, BAITA.limits.entries(), instant(0))
    (tmp_path / "baita" / FILE).write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def edit(root: Path, file: str, old: str, new: str) -> list[str]:
    """Replace a text in one of the copy's files; returns what check finds."""
    path = root / "baita" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [f"{each.file} {each.row}: {each.cause}" for each in check_district("baita", root)]


def test_a_sealed_district_is_sound_as_it_is(root: Path) -> None:
    assert check_district("baita", root) == []


def test_a_version_in_force_that_nobody_has_sealed_is_told(root: Path) -> None:
    """What is not sealed can be edited, and an edit would move deadlines of the past."""
    folder = root / "baita"
    (folder / "policies" / "later.toml").write_text("since = 2026-09-22\nnear_share = 0.7\n")
    limits = load_district("baita", root).limits

    def told(now: Instant) -> list[str]:
        return [each.row for each in unsealed(folder, limits.policies, limits.entries(), now)]

    assert told(instant(0)) == []
    assert told(instant(2 * 24 * 60)) == ["later"]
    (folder / FILE).unlink()
    assert told(instant(0)) == ["first"]


def test_the_lock_of_baita_holds_all_that_is_in_force() -> None:
    sealed = (DISTRICTS / "baita" / FILE).read_text(encoding="utf-8").splitlines()

    assert set(lock_lines(BAITA.limits.policies, BAITA.limits.entries(), instant(0))) == set(sealed)


@pytest.mark.parametrize(
    ("file", "old", "new", "entry"),
    [
        ("policies/first.toml", '"15 minute"', '"20 minute"', "clocks.city.accept"),
        ("policies/first.toml", "suspension_days = 365", "suspension_days = 30", "suspension_days"),
        ("conditions.csv", "help,求助,Help,7", "help,求助,Help,9", "catalogue.hotline/help"),
        ("district.toml", '"08:00-12:00"', '"08:30-12:00"', "calendar.office_hours"),
    ],
)
def test_an_edit_of_what_was_sealed_is_refused(
    root: Path, file: str, old: str, new: str, entry: str
) -> None:
    found = edit(root, file, old, new)

    assert any(entry in each and "was sealed as" in each for each in found)


def test_taking_out_a_sealed_limit_is_refused(root: Path) -> None:
    found = edit(root, "policies/first.toml", 'accept = "15 minute"', "")

    assert any("clocks.city.accept" in each and "is gone" in each for each in found)


def test_a_class_may_be_added_to_a_sealed_district(root: Path) -> None:
    row = "G0199,G01,其他,Other,A,ordinary,一般事件,Ordinary,3,work_day,@street,A"

    assert edit(root, "catalogue.csv", "\nG0101,", f"\n{row}\nG0101,") == []


def test_a_version_from_a_later_day_on_may_be_added(root: Path) -> None:
    new = root / "baita" / "policies" / "spring.toml"
    new.write_text('since = 2027-03-01\n[clocks.city]\naccept = "5 minute"\n', encoding="utf-8")

    assert check_district("baita", root) == []
    policies = load_district("baita", root).limits.policies
    assert [policy.key for policy in policies.versions] == ["first", "spring"]
    assert policies.versions[1].clocks["city"]["verify"] == Limit(30, "minute")


def two_versions() -> Limits:
    """Two hours at first; from the hundredth minute on only one."""
    first = Policy("first", limits={"E0107/1": Limit(2, "urgent_hour")})
    second = replace(
        first, key="second", since=instant(100), limits={"E0107/1": Limit(1, "urgent_hour")}
    )
    known = {"E0107": BAITA.classes["E0107"]}
    versions = Policies([first, second])
    return Limits(BAITA.limits.calendars, classes=known, streams={}, policies=versions)


@pytest.mark.parametrize("rested", [(60, 80), (90, 130), (110, 140)], ids=str)
@pytest.mark.parametrize("redone", [52, 84, 145])
def test_a_rest_and_doing_again_around_a_new_version_move_the_old_deadline_only(
    rested: tuple[int, int], redone: int
) -> None:
    """Before the new version, across it, after it: the case keeps the limit that it began with."""
    first, last = rested
    case = life(
        50,
        make_event(ev.CaseSuspended, minute=first, data=ev.Suspension(until=at(last))),
        make_event(ev.CaseHandled, minute=redone),
        make_event(ev.CaseReworked, minute=redone + 3),
    )

    assert case.clock is not None and case.clock.policy == "first"
    assert (case.anomalies, case.due_at) == ((), instant(50 + 120 + last - first))


def life(sent: float, *later: ev.CaseEvent) -> Case:
    dispatched = make_event(ev.CaseDispatched, minute=sent)
    events = [make_received(class_="E0107", condition="1"), dispatched, *later]
    return fold(Case("city:1"), events, two_versions())


def test_a_new_version_counts_only_for_clocks_that_start_after_it() -> None:
    assert life(90).due_at == instant(90) + 2 * HOUR
    assert life(110).due_at == instant(110) + HOUR


def test_a_case_from_before_keeps_its_deadline_whatever_happens_later() -> None:
    """Rework goes on, a rest and more time are counted, by the policy of the start."""
    finished = make_event(ev.CaseHandled, minute=95)
    reworked = life(90, finished, make_event(ev.CaseReworked, minute=130))
    rest = ev.Suspension(until=make_event(minute=180).time)
    rested = life(90, make_event(ev.CaseSuspended, minute=120, data=rest))
    extended = life(90, make_event(ev.CaseExtended, minute=120))

    assert reworked.due_at == instant(90) + 2 * HOUR
    assert rested.due_at == instant(90) + 2 * HOUR + 60 * MINUTE
    assert extended.due_at == instant(90) + 4 * HOUR


def test_a_case_sent_to_another_department_later_is_under_the_new_version() -> None:
    other = make_event(ev.CaseDispatched, minute=150, data=ev.Sent(department="roads"))

    assert life(90, other).due_at == instant(150) + HOUR


def test_every_step_clock_of_baita_has_a_limit() -> None:
    """The city's four are the ones that were read; the rest are assumptions, all marked so."""
    clocks = BAITA.limits.policies.versions[0].clocks
    for key, cycle in LIFE_CYCLES.items():
        assert set(clocks[key]) == {rule.key for rule in cycle.clocks[1:]}
    minutes = {key: str(limit) for key, limit in clocks["city"].items()}
    assert minutes == {
        "accept": "15 minute",
        "verify": "30 minute",
        "dispatch": "15 minute",
        "check": "30 minute",
        "send_verify": "15 minute",
        "send_check": "15 minute",
    }
