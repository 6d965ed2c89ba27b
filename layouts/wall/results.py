"""What campaigns achieved, whose cameras are online, and how our books and the platform's agree."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.boards import CameraSection, CampaignFigure, CounterFigure, ReconciliationSection
from city.clock import to_date
from city.reconcile import Reconciled
from layouts.boards.figures import amount, date_words
from layouts.edition import Edition
from layouts.parts.marks import mark
from layouts.parts.panel import panel
from layouts.parts.slots import attributes, classes, hidden
from layouts.text import number

CAMPAIGNS = 2
"""Campaigns on the wall, the latest ones; the desk page has all."""
OWNERS, DAYS = 4, 14
VERDICTS = {"agrees": "ok", "differs": "silent", "silent": "never"}
"""What a day's comparison says, and its lamp."""


def campaigns_panel(view: str, campaigns: Sequence[CampaignFigure], edition: Edition) -> Component:
    """Return the latest campaigns, each with its results as a sum that adds up."""
    shown = sorted(campaigns, key=lambda each: date_words(each.campaign.last), reverse=True)
    rest = len(shown) - CAMPAIGNS
    return panel(
        f"{view}-results",
        edition.say("campaigns"),
        note="" if shown else edition.say("campaigns_none"),
        body=[
            *(_campaign(view, each, edition) for each in shown[:CAMPAIGNS]),
            html.P(
                edition.say("district_rest", count=max(rest, 0)),
                className=classes("campaign__rest", hidden(rest <= 0)),
            ),
        ],
    )


def _campaign(view: str, figure: CampaignFigure, edition: Edition) -> Component:
    campaign = figure.campaign
    area = campaign.area_en or campaign.area if edition.lang == "en" else campaign.area
    period = "–".join(date_words(day) for day in (campaign.first, campaign.last))
    as_of = edition.say("district_as_of", first=date_words(figure.as_of))
    sums = [each for each in figure.counters if each.is_sum]
    added = {each.counter.adds_to for each in figure.counters}
    terms: list[Component] = []
    for total in sums:
        parts = [each for each in figure.counters if each.counter.adds_to == total.counter.key]
        signs = ["=", *("+" for _ in parts[1:])]
        terms.append(_result(total, "", edition))
        terms += [_result(part, sign, edition) for part, sign in zip(parts, signs, strict=True)]
    alone = [each for each in figure.counters if not each.is_sum and not each.counter.adds_to]
    terms += [_result(each, "", edition) for each in alone if added]
    return html.Section(
        [
            html.H3([campaign.label(edition.lang), html.Small(area)]),
            html.Div(terms, className="campaign__sum"),
            html.P(f"{period}　{as_of if figure.as_of else edition.say('board_none')}"),
        ],
        id=f"{view}-campaign-{campaign.key}",
        className="campaign",
    )


def _result(each: CounterFigure, sign: str, edition: Edition) -> Component:
    counter = each.counter
    unit = counter.unit_en or counter.unit if edition.lang == "en" else counter.unit
    return html.Div(
        [
            html.Span(sign, className="term__sign"),
            html.Div(
                [
                    html.Label(counter.label(edition.lang)),
                    html.Span([html.B(amount(each.value)), html.Small(unit)]),
                ]
            ),
        ],
        className=classes("result", "is-sum" if each.is_sum else ""),
    )


def owners_panel(view: str, cameras: CameraSection, edition: Edition) -> Component:
    """Return the largest owners of cameras, what is online filled and what is not hollow."""
    total = cameras.online + cameras.offline
    note = edition.say("cameras_note", total=number(total), unplaced=number(cameras.unplaced))
    most = max((each.online + each.offline for each in cameras.owners), default=1)
    return panel(
        f"{view}-owners",
        edition.say("cameras"),
        note=note if total else edition.say("cameras_none"),
        body=[
            html.Div(
                [_owner(view, place, cameras, most, edition) for place in range(OWNERS)],
                className="owners",
            )
        ],
    )


def _owner(view: str, place: int, cameras: CameraSection, most: int, edition: Edition) -> Component:
    key = f"{view}-owner-{place + 1}"
    if place >= len(cameras.owners):
        return html.Div([], id=key, className="owner-row is-empty")
    owner = cameras.owners[place]
    name = owner.owner or edition.say("camera_unknown_owner")
    bars = [
        html.I(style={"width": f"{count / most * 100:.1f}%"}, className=tone)
        for count, tone in ((owner.online, "is-online"), (owner.offline, "is-offline"))
    ]
    told = [html.B(number(owner.online)), html.Small(f"/ {number(owner.online + owner.offline)}")]
    return html.Div(
        [html.Span(name), html.Span(bars, className="owner-row__bar"), html.Em(told)],
        id=key,
        className="owner-row",
    )


def books_panel(view: str, section: ReconciliationSection, edition: Edition) -> Component:
    """Return the last days of the platform beside ours, one mark each, the newest on the right."""
    summary = section.summary
    newest = {day.day: day for day in section.days}
    days = sorted(newest)[-DAYS:]
    places: list[Reconciled | None] = [None] * (DAYS - len(days))
    marks = [_day(view, n, day, edition) for n, day in enumerate([*places, *map(newest.get, days)])]
    return panel(
        f"{view}-compared",
        edition.say("reconciliation"),
        note=edition.say("district_days", compared=summary.compared, differ=summary.differ),
        body=[
            dcc.Link(marks, href=edition.page("/boards"), className="compared-days"),
            html.Div(
                [
                    html.Span([mark(lamp), edition.say(f"reconciliation_{verdict}")])
                    for verdict, lamp in VERDICTS.items()
                ],
                className="compared-key",
            ),
        ],
    )


def _day(view: str, place: int, day: Reconciled | None, edition: Edition) -> Component:
    key = f"{view}-day-{place + 1}"
    if day is None:
        return html.Span([], id=key, className="compared-day")
    verdict = ("agrees" if day.agrees else "differs") if day.compared else "silent"
    told = to_date(day.day)
    name = f"{told.isoformat()} {edition.say(f'reconciliation_{verdict}')}"
    shown = [mark(VERDICTS[verdict]), html.Small(f"{told:%d}")]
    return html.Span(shown, id=key, className="compared-day", **attributes(verdict=name))
