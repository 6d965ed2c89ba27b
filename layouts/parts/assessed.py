"""Rows of assessed units: rank, score, and the raw share in time beside the fair one."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from msgspec import Struct

from city.assessment import ON_TIME, SUBJECTS, Assessed, Assessment
from city.fairness import FairShare
from city.lists import Selection
from city.registry.book import figure_of
from city.scores import Composite, Term
from layouts.edition import Edition
from layouts.links import definitions_href
from layouts.parts.behind import part_selection, window_text
from layouts.parts.slots import Filled, classes, slots
from layouts.text import NONE, number

DIGITS = 1


class Scale(Struct, frozen=True):
    """The scale of shares in percent, from `low` to 100; `all` is the share of all units."""

    low: int
    all: float | None

    def at(self, share: float) -> str:
        """Return where a share stands, from the left."""
        return f"{self.along(share):.2f}%"

    def along(self, share: float) -> float:
        """Return the same in percent of the scale's length."""
        return min(max((share * 100 - self.low) / (100 - self.low), 0.0), 1.0) * 100

    @property
    def ticks(self) -> range:
        """The marks below 100 that are written."""
        step = 5 if self.low >= 80 else 10 if self.low >= 60 else 20
        return range(self.low, 100, step)


class Groups(Struct, frozen=True):
    """Units as they are listed: the district's own, ranked apart, too small, without a score."""

    own: tuple[Assessed, ...] = ()
    apart: tuple[Assessed, ...] = ()
    small: tuple[Assessed, ...] = ()
    blank: tuple[Assessed, ...] = ()

    @property
    def unranked(self) -> int:
        """How many have no rank."""
        return len(self.small) + len(self.blank)

    @property
    def drawn(self) -> tuple[Assessed, ...]:
        """Those with enough cases for a fair share to say something."""
        return (*self.own, *self.apart)


def groups_of(assessment: Assessment | None) -> Groups:
    """Return the units of an assessment as they are listed; every one is in one group."""
    told: dict[str, list[Assessed]] = {name: [] for name in Groups.__struct_fields__}
    for unit in assessment.units if assessment else ():
        told[_group(unit)].append(unit)
    for name in ("small", "blank"):
        told[name].sort(key=lambda unit: -unit.standing.cases)
    return Groups(**{name: tuple(units) for name, units in told.items()})


def _group(unit: Assessed) -> str:
    standing = unit.standing
    if standing.small:
        return "small"
    if unit.score.value is None:
        return "blank"
    return "apart" if standing.apart else "own"


def scale_of(units: Sequence[Assessed], assessment: Assessment | None) -> Scale:
    """Return the scale on which every interval of some units has room."""
    shares = [unit.fair for unit in units if unit.fair]
    lows = [share.low for share in shares if share.low is not None]
    lows += [share.raw for share in shares if share.raw is not None]
    low = int(min([0.8, *lows]) * 10) * 10
    return Scale(low, assessment.on_time.value if assessment else None)


def share_text(share: float | None, digits: int = DIGITS) -> str:
    """Return a share in percent without its sign; a dash where there is none."""
    return NONE if share is None else f"{share * 100:.{digits}f}"


def score_text(score: float | None) -> str:
    """Return a score or points to one digit, a dash where there are none."""
    return NONE if score is None else f"{score:.1f}"


def span_text(fair: FairShare | None) -> str:
    """Return an interval in percent."""
    if fair is None or fair.low is None or fair.high is None:
        return NONE
    return f"{share_text(fair.low)}–{share_text(fair.high)}"


def unit_name(assessment: Assessment, unit: Assessed, edition: Edition) -> str:
    """Return a unit's name for a narrow column."""
    by, key = SUBJECTS[assessment.composite.subject], unit.standing.key
    if not by:
        return assessment.composite.label(edition.lang)
    return edition.department(key) if by == "department" else edition.short(by, key)


def unit_cases(
    assessment: Assessment,
    unit: Assessed,
    *,
    figure: str = ON_TIME,
    part: str = "denominator",
) -> Selection:
    """Return the cases of a part of a figure that are a unit's; of a post those of all."""
    by = SUBJECTS[assessment.composite.subject]
    own = {by: unit.standing.key} if by else {}
    stream = assessment.composite.stream
    return part_selection(figure, part, stream, assessment.window, **own)


def definition_of(assessment: Assessment, figure: str, edition: Edition) -> str:
    """Return the address of a figure's definition, over the window of an assessment."""
    asked = Selection(
        stream=assessment.composite.stream, window=window_text(assessment.window), figure=figure
    )
    return definitions_href(asked, edition.lang)


def term_name(term: Term, edition: Edition) -> str:
    """Return what a term counts, in words: the figure, what it lacks to 1, or its steps."""
    figure = figure_of(term.figure, edition.district.figures)
    name = figure.name_en if edition.lang == "en" else figure.name
    if term.steps:
        return edition.say("term_steps", figure=name)
    return edition.say("term_rest", figure=name) if term.complement else name


def formula_of(composite: Composite, edition: Edition) -> str:
    """Return a composite as a sum of weights and figures."""
    return " + ".join(
        edition.say("term_product", weight=f"{t.weight:g}", figure=_factor(t, edition))
        for t in composite.terms
    )


def _factor(term: Term, edition: Edition) -> str:
    name = term_name(term, edition)
    return f"({name})" if term.complement and not term.steps else name


def plot(fair: FairShare | None, scale: Scale) -> Component:
    """Return the interval as a bar, the fair share as a disc, the raw one as a ring, on a scale."""
    marks: list[Component] = []
    if scale.all is not None:
        marks.append(html.I(className="plot__all", style={"left": scale.at(scale.all)}))
    if fair is not None and fair.low is not None and fair.high is not None:
        width = scale.along(fair.high) - scale.along(fair.low)
        style = {"left": scale.at(fair.low), "width": f"{width:.2f}%"}
        marks.append(html.I(className="plot__span", style=style))
    shares = {"raw": fair.raw, "fair": fair.fair} if fair else {}
    for name, share in shares.items():
        if share is not None:
            marks.append(html.I(className=f"plot__{name}", style={"left": scale.at(share)}))
    return html.Span(marks, className="plot")


def plot_head(scale: Scale, edition: Edition) -> Component:
    """Return the scale in words."""
    ticks = [html.I(f"{tick}", style={"left": scale.at(tick / 100)}) for tick in scale.ticks]
    return html.Span([*ticks, html.I("100", style={"left": "100%"})], className="plot plot--head")


def unit_row(assessment: Assessment, unit: Assessed, scale: Scale, edition: Edition) -> Filled:
    """Return a unit's row: it links to the cases that its shares are of."""
    standing, fair = unit.standing, unit.fair
    verdict = fair.verdict if fair else ""
    children = [
        html.Span(number(standing.rank) if standing.rank else "", className="unit__rank"),
        html.Span(unit_name(assessment, unit, edition), className="unit__name"),
        html.Span(number(standing.cases), className="unit__cases"),
        html.B(score_text(unit.score.value)),
        html.Span(standing.grade or NONE, className="unit__grade"),
        html.Span(share_text(fair.raw if fair else None), className="unit__raw"),
        plot(fair, scale),
        html.B(share_text(fair.fair if fair else None)),
        html.Span(span_text(fair), className="unit__interval"),
        html.Span(
            edition.say(f"verdict_{verdict}") if verdict else NONE, className="unit__verdict"
        ),
    ]
    tone = classes(f"is-{verdict}" if verdict else "")
    return edition.cases(unit_cases(assessment, unit)), tone, children


def unit_head(subject: str, scale: Scale, edition: Edition) -> list[Component]:
    """Return the heads of the columns of `unit_row`."""
    words = ("rank", subject, "cases", "score", "grade", "raw", "", "fair", "interval", "verdict")
    names = {"rank": "unit__rank", subject: "unit__name", "interval": "unit__interval"}
    return [
        html.Span(edition.say(f"unit_{word}"), className=names.get(word, f"unit__{word}"))
        if word
        else plot_head(scale, edition)
        for word in words
    ]


def unit_slots(
    prefix: str,
    units: Sequence[Assessed],
    assessment: Assessment | None,
    *,
    scale: Scale,
    places: int,
    edition: Edition,
) -> list[Component]:
    """Return rows of units; if some do not fit, the last place says how many they are."""
    shown: list[Assessed | int] = list(units)
    if len(units) > places:
        shown = [*units[: places - 1], len(units) - places + 1]

    def fill(entry: Assessed | int) -> Filled:
        if isinstance(entry, int) or assessment is None:
            return _rest(entry, edition)
        return unit_row(assessment, entry, scale, edition)

    return slots(prefix, places, entries=shown, fill=fill, name="unit")


def _rest(count: object, edition: Edition) -> Filled:
    words = html.Span(edition.say("unit_rest", count=count), className="unit__name")
    return edition.page("/scores"), "is-rest", [html.Span(""), words]


def few_slots(
    prefix: str,
    units: Sequence[Assessed],
    assessment: Assessment | None,
    *,
    places: int,
    edition: Edition,
) -> list[Component]:
    """Return units that are only listed: their name, and in time ÷ due."""
    shown: list[Assessed | int] = list(units)
    if len(units) > places:
        shown = [*units[: places - 1], len(units) - places + 1]

    def fill(entry: Assessed | int) -> Filled:
        if isinstance(entry, int) or assessment is None:
            words = edition.say("unit_rest", count=entry)
            return edition.page("/scores"), "", [html.Span(words)]
        fair = entry.fair
        over, under = (fair.in_time, fair.settled) if fair else (0, 0)
        children = [
            html.Span(unit_name(assessment, entry, edition)),
            html.Em(f"{number(over)} ÷ {number(under)}"),
        ]
        return edition.cases(unit_cases(assessment, entry)), "", children

    return slots(prefix, places, entries=shown, fill=fill, name="few")


def term_link(
    link_id: str,
    term: Term | str,
    assessment: Assessment | None,
    edition: Edition,
    *,
    words: str,
) -> dcc.Link:
    """Return words about a term, or a figure, that open the definition of its figure."""
    figure = term if isinstance(term, str) else term.figure
    href = (
        definition_of(assessment, figure, edition) if assessment else edition.page("/definitions")
    )
    return dcc.Link(words, id=link_id, href=href, className="asked", title=words)
