"""案件流转: what passed each of the six steps, what waits there, for how long, and from where."""

from dash import html
from dash.development.base_component import Component

from city.district import District
from city.lists import Selection
from city.metrics import Figures, Row, Window
from city.snapshot import AgeBand, FlowSnapshot
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import account, account_words, is_waiting, step_bar
from layouts.parts.behind import Over, behind, key_of, over, window_text
from layouts.parts.kept import kept
from layouts.parts.lit_rows import lit_row, rest_row
from layouts.parts.panel import panel
from layouts.parts.ranking import OTHERS, leading
from layouts.parts.slots import Rowed, rows
from layouts.parts.sources import source_head, source_rows
from layouts.parts.streets import street_head, street_rows
from layouts.wall.band import band
from layouts.wall.frame import account_section, frame, frame_foot
from layouts.wall.told import Told

VIEW, SCENE = "flow", "flow"
PEOPLE, SOURCES, STREETS = 14, 8, 6


def flow_scene(snapshot: FlowSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.departments
    waiting = is_waiting(head, figures)
    told = Told(edition, waiting, figures.stream in head.silent_streams)
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=_account(snapshot, told),
        panels=[
            _band(snapshot, told),
            _people(figures, told),
            _ages(snapshot.ages, figures, told),
            _sources(snapshot.channels, told),
            _streets(snapshot.streets, told),
        ],
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=waiting
        ),
    )


def _account(snapshot: FlowSnapshot, told: Told) -> Component:
    edition, figures = told.edition, snapshot.departments
    words = account_words(
        VIEW,
        figures,
        snapshot.head,
        edition=edition,
        waiting=told.waiting,
        third="flow_definition",
    )
    line = account(VIEW, figures, edition, waiting=told.waiting, steps=snapshot.steps)
    bar = step_bar(VIEW, snapshot.steps, figures, edition)
    return account_section(VIEW, [line, *words], bar, stale=told.stale)


def _band(snapshot: FlowSnapshot, told: Told) -> Component:
    steps = snapshot.steps
    return panel(
        f"{VIEW}-band",
        told.edition.say("steps"),
        note=told.note("band_note"),
        body=[band(VIEW, steps, snapshot.departments, told.edition, waiting=told.waiting)],
        stale=told.stale,
    )


def _people(figures: Figures, told: Told) -> Component:
    edition = told.edition
    held = (row for row in figures.rows if row.tally.in_progress)
    shown = leading(held, PEOPLE, by="in_progress")
    top = max((row.tally.in_progress for row in shown), default=0)
    given = (top, over(figures), edition)
    filled = rows(
        f"{VIEW}-department", PEOPLE, entries=shown, fill=_holder, name="lit", given=given
    )
    return panel(
        f"{VIEW}-people",
        edition.say("people"),
        note=told.woven("people_note", total=told.fig(figures.total.in_progress, behind(figures))),
        body=[html.Div(filled, className="lits")],
        stale=told.stale,
    )


def _holder(row: Row, top: int, figures: Over, edition: Edition) -> Rowed:
    if row.key == OTHERS:
        name = edition.say("others", count=row.name)
        return "is-others", rest_row(name, row.tally, top)
    selection = behind(figures, department=key_of(row.key))
    return "", lit_row(edition.department(row.key), row.tally, top, selection, edition)


def _ages(ages: tuple[AgeBand, ...], figures: Figures, told: Told) -> Component:
    edition = told.edition
    top = max((band.tally.in_progress for band in ages), default=0)
    bands = [
        kept(f"{VIEW}-age-{each.first}", _age, each, top, over(figures), edition) for each in ages
    ]
    return panel(
        f"{VIEW}-ages",
        edition.say("ages"),
        note=told.woven("ages_note", total=told.fig(figures.total.in_progress, behind(figures))),
        body=[html.Div(bands, className="lits")],
        stale=told.stale,
    )


def _age(band: AgeBand, top: int, figures: Over, edition: Edition) -> Component:
    selection = _received(band, figures)
    return html.Div(
        lit_row(age_name(band, edition), band.tally, top, selection, edition),
        id=f"{VIEW}-age-{band.first}",
        className="lit figs",
    )


def _received(band: AgeBand, figures: Over) -> Selection:
    """Return the open cases that were received on the days of a band."""
    window = figures.window
    first = window.first if band.last is None else max(window.last - band.last, window.first)
    last = max(window.last - band.first, window.first)
    return behind(figures, window=window_text(Window(first, last, "days")))


def age_name(band: AgeBand, edition: Edition) -> str:
    """Return the name of a band of ages."""
    if band.last is None:
        return edition.say("age_over", first=band.first)
    if band.last == 0:
        return edition.say("age_today")
    if band.first == band.last:
        return edition.say("age_one")
    return edition.say("age_span", first=band.first, last=band.last)


def _sources(figures: Figures, told: Told) -> Component:
    held = source_rows(f"{VIEW}-source", figures, told.edition, places=SOURCES)
    return panel(
        f"{VIEW}-sources",
        told.edition.say("sources"),
        note=told.note("sources_note"),
        body=[html.Div([source_head(told.edition), *held], className="sources")],
        stale=told.stale,
    )


def _streets(figures: Figures, told: Told) -> Component:
    total: Component = told.fig(figures.total.in_progress, behind(figures))
    held = street_rows(f"{VIEW}-street", figures, told.edition, places=STREETS)
    return panel(
        f"{VIEW}-streets",
        told.edition.say("streets"),
        note=told.woven("streets_note", total=total),
        body=[html.Div([street_head(told.edition), *held], className="streets")],
        stale=told.stale,
    )
