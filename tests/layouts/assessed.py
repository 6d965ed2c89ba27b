"""Assessments for tests of layouts: invented values, evaluated by the product's own rules."""

from msgspec.structs import replace

from city.assessment import SUBJECTS, Assessed, Assessment
from city.fairness import FairShare, MixCount, fair_shares
from city.figures import Reading
from city.scores import Composite, Standing, best_and_worst, grade_of, ranking, score_of
from city.standings import MONTHS, AssessmentSnapshot, Month, ScoresSnapshot, Standings
from city.windows import Window, parse_window
from tests.layouts import factories as make

LEAST = 20


def _counts(units: list[str], *, scale: int, hurry: int = 0) -> list[MixCount]:
    """Return two classes for each unit, fewer cases and more of them late from unit to unit."""
    counts = []
    for place, unit in enumerate(units):
        for class_, weight in (("E0406", 3), ("E0110", 1)):
            settled = max(3 * scale * (len(units) - place) * weight // 2, 2)
            late = settled * (4 + place + hurry + weight) // 120
            counts.append(MixCount(unit, class_, settled, settled - late))
    return counts


def _readings(composite: Composite, fair: FairShare | None, place: int) -> tuple[Reading, ...]:
    under = fair.settled if fair else 1486
    told = []
    for number, term in enumerate(composite.terms):
        lost = under * (2 + (place * 7 + number * 5) % 19) // 100
        over = lost if term.complement else under - lost
        told.append(Reading("", "", over / under, over, under))
    return tuple(told)


def make_assessment(
    composite: Composite, units: list[str], *, scale: int = 1, blank: int = 0
) -> Assessment:
    """Return a composite over some units; of the last `blank` one part has no value."""
    district = make.baita()
    by = SUBJECTS[composite.subject]
    shares = fair_shares(_counts(units, scale=scale)) if by else {}
    told: dict[str, Assessed] = {}
    for place, key in enumerate(units):
        readings = _readings(composite, shares.get(key), place)
        values = {t.figure: r.value for t, r in zip(composite.terms, readings, strict=True)}
        if place >= len(units) - blank:
            values[composite.terms[-1].figure] = None
        score = score_of(composite, values)
        fair = shares.get(key)
        standing = Standing(
            key,
            fair.settled if fair else 1486,
            score.value,
            grade_of(score.value, district.scores.grades),
            apart=by == "department" and district.is_apart(key),
        )
        told[key] = Assessed(key, standing, score, fair, readings)
    standings = [unit.standing for unit in told.values()]
    placed = ranking(standings, least=LEAST) if by else tuple(standings)
    best, worst = best_and_worst(placed)
    due, kept = (
        sum(getattr(share, name) for share in shares.values()) for name in ("settled", "in_time")
    )
    return Assessment(
        composite,
        parse_window("last-30-days", district.days.day_of(make.NOW)),
        district.days.local(make.NOW).isoformat(timespec="seconds"),
        make.NOW,
        LEAST,
        tuple(replace(told[each.key], standing=each) for each in placed),
        tuple(each.key for each in best),
        tuple(each.key for each in worst),
        Reading("", "", kept / due if due else None, kept, due),
        (due - kept) * 2 // 3,
        (due - kept) - (due - kept) * 2 // 3,
    )


def make_standings(*, units: int = 28, scale: int = 1, blank: int = 0) -> Standings:
    """Return all of Baita's composites over its first units."""
    district = make.baita()
    composites = district.scores.composites
    keys = list(district.departments)[:units]
    department = next(each for each in composites if each.subject == "department")
    street = next(each for each in composites if each.subject == "street")
    first = district.days.day_of(make.NOW) - 30 * MONTHS
    months = tuple(
        Month(
            Window(first + 30 * n, first + 30 * n + 29, "days"),
            fair_shares(_counts(keys[: units - n], scale=scale, hurry=n % 3)),
        )
        for n in range(MONTHS)
    )
    return Standings(
        make_assessment(department, keys, scale=scale, blank=blank),
        make_assessment(street, list(district.streets), scale=scale),
        tuple(make_assessment(each, [""]) for each in composites if each.subject == "post"),
        months,
    )


def full_assessment(*, units: int = 28, scale: int = 1, blank: int = 0) -> AssessmentSnapshot:
    wall = make.full_wall(scale=scale)
    told = make_standings(units=units, scale=scale, blank=blank)
    return AssessmentSnapshot(wall.head, wall.departments, told, wall.movements)


def empty_assessment() -> AssessmentSnapshot:
    """The scene before anything was ever told."""
    wall = make.empty_wall()
    return AssessmentSnapshot(wall.head, wall.departments, None, ())


def uncounted_assessment() -> AssessmentSnapshot:
    """The scene in its first moment: there are cases, and nothing is assessed yet."""
    return replace(full_assessment(), told=None)


def full_scores(key: str = "department", *, units: int = 28) -> ScoresSnapshot:
    """The desk page of one composite."""
    district = make.baita()
    composite = district.scores.composite(key)
    keys = {
        "department": list(district.departments)[:units],
        "street": list(district.streets)[:units],
        "post": [""],
        "district": [""],
    }[composite.subject]
    blank = 1 if composite.subject == "department" and units > 20 else 0
    told = make_assessment(composite, keys, scale=9 if blank else 1, blank=blank)
    return ScoresSnapshot(make.make_head(), composite, told.window, told)
