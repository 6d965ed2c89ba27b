"""What campaigns achieved, whose cameras are online, and how our books and the platform's agree."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.boards import (
    CameraSection,
    CampaignFigure,
    CounterFigure,
    ReconciliationSection,
    TaggedCases,
)
from city.clock import to_date
from city.lists import Selection
from city.reconcile import Reconciled
from layouts.edition import Edition
from layouts.parts.asked import fig
from layouts.parts.marks import mark
from layouts.parts.panel import panel
from layouts.parts.published import amount, date_words, unit_words
from layouts.parts.slots import attributes, classes, hidden
from layouts.text import number
from layouts.wall.told import Told

CAMPAIGNS = 3
"""Campaigns on the wall; what does not fit is counted, and listed on the desk page."""
OWNERS, DAYS = 4, 14
VERDICTS = {"agrees": "ok", "differs": "silent", "silent": "never"}
"""What a day's comparison says, and its lamp."""


def campaigns_panel(
    view: str,
    campaigns: Sequence[CampaignFigure],
    cases: Sequence[TaggedCases],
    told: Told,
) -> Component:
    """Return 专项整治: what each has come to as a sum, and its cases in our own books."""
    edition = told.edition
    tagged = {each.campaign: each for each in cases}
    shown = [
        _campaign(view, each, tagged.get(each.campaign.key), told) for each in campaigns[:CAMPAIGNS]
    ]
    spare = len(campaigns) - CAMPAIGNS
    none = html.P(edition.say("campaigns_none"), className=classes("nothing", hidden(campaigns)))
    return panel(
        f"{view}-campaigns",
        edition.say("campaigns"),
        note=edition.say("campaigns_more", count=spare) if spare > 0 else "",
        body=[none, html.Div(shown, className="campaigns")],
        gone=not edition.district.campaigns,
    )


def _campaign(
    view: str, figure: CampaignFigure, tagged: TaggedCases | None, told: Told
) -> Component:
    campaign, edition = figure.campaign, told.edition
    key = f"{view}-campaign-{campaign.key}"
    return html.Section(
        [
            html.H3([campaign.label(edition.lang), html.Small(_where(figure, edition))]),
            html.Div(_results(figure, key, edition), className="campaign__sum"),
            html.Div(
                [
                    _tagged(tagged, key, told),
                    html.P(_published(figure, edition), id=f"{key}-as-of"),
                ],
                className="campaign__foot",
            ),
        ],
        className="campaign",
    )


def _where(figure: CampaignFigure, edition: Edition) -> str:
    campaign = figure.campaign
    area = campaign.area_en or campaign.area if edition.lang == "en" else campaign.area
    first, last = date_words(campaign.first), date_words(campaign.last)
    return f"{area}　{edition.say('campaign_period', first=first, last=last)}"


def _published(figure: CampaignFigure, edition: Edition) -> str:
    if figure.as_of is None:
        return edition.say("board_none")
    words = "board_published" if figure.publisher else "board_published_day"
    return edition.say(words, day=date_words(figure.as_of), publisher=figure.publisher)


def _results(figure: CampaignFigure, key: str, edition: Edition) -> list[Component]:
    """Return every sum before its parts, then what belongs to no sum."""
    terms = []
    for total in (each for each in figure.counters if each.is_sum):
        parts = [each for each in figure.counters if each.counter.adds_to == total.counter.key]
        terms.append(_result(total, "", key, edition))
        terms += [_result(p, "+" if n else "=", key, edition) for n, p in enumerate(parts)]
    alone = [each for each in figure.counters if not each.is_sum and not each.counter.adds_to]
    return terms + [_result(each, "", key, edition) for each in alone]


def _result(each: CounterFigure, sign: str, key: str, edition: Edition) -> Component:
    counter = each.counter
    unit = unit_words(counter, edition)
    figure = [html.B(amount(each.value), id=f"{key}-{counter.key}"), html.Small(unit)]
    return html.Div(
        [
            html.Span(sign, className=classes("term__sign", hidden(not sign))),
            html.Span([html.Label(counter.label(edition.lang)), html.Span(figure)]),
        ],
        className=classes("result", "is-sum" if each.is_sum else ""),
    )


def _tagged(tagged: TaggedCases | None, key: str, told: Told) -> Component:
    """Return the cases that are tagged with a campaign, as the sum that they are."""
    edition, words = told.edition, ""
    counts: dict[str, int | None] = dict.fromkeys(("received", "closed", "open"))
    plain = Selection()
    if tagged is not None and not told.waiting:
        held = tagged.received - tagged.closed
        counts = {"received": tagged.received, "closed": tagged.closed, "open": held}
        plain = Selection(campaign=tagged.campaign, window=tagged.window.text)
        words = edition.window(tagged.window)
    received, closed, held_open = (
        fig(number(count), replace(plain, status=status), edition)
        for status, count in counts.items()
    )
    return html.Div(
        [
            html.Span(edition.say("campaign_tagged", window=words)),
            received,
            html.I("="),
            html.Span(edition.say("campaign_closed")),
            closed,
            html.I("+"),
            html.Span(edition.say("campaign_open")),
            held_open,
        ],
        id=f"{key}-cases",
        className="campaign__cases",
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
