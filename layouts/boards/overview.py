"""The boards 区情: what is no case, for a desk; plain, with source and day of every number."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.boards import BoardsSnapshot, CampaignFigure, CounterFigure
from city.district import District
from layouts.boards.figures import board_panel
from layouts.boards.ledger import reconciliation_panel
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.lamps import lamp_row
from layouts.parts.panel import panel
from layouts.parts.published import amount, date_words, unit_words
from layouts.parts.slots import classes, hidden
from layouts.shell import brand, clock, language_link, nav, page
from layouts.text import number

VIEW = "boards"
OWNERS = 6


def boards(snapshot: BoardsSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the page of the boards."""
    edition = Edition(district, lang)
    panels = [board_panel(section, edition) for section in snapshot.boards]
    return page(
        VIEW,
        [
            _header(snapshot, edition),
            html.Main(
                [
                    lamp_row(
                        "boards-table-feed",
                        [lamp for lamp in snapshot.head.feeds if not lamp.stream],
                        snapshot.head,
                        edition,
                    ),
                    html.P(edition.say("board_note"), className="boards__note"),
                    html.Div(panels, className="boards__main"),
                    html.Div(
                        [_campaigns(snapshot.campaigns, edition), _cameras(snapshot, edition)],
                        className="boards__pair",
                    ),
                    reconciliation_panel(snapshot.reconciliation, edition),
                ],
                id="content",
                className="boards__page",
            ),
        ],
        edition=edition,
        theme="day",
    )


def _header(snapshot: BoardsSnapshot, edition: Edition) -> Component:
    head = snapshot.head
    return html.Header(
        [
            brand(edition, f"{edition.district_name()} · {edition.say('boards_title')}"),
            nav(VIEW, edition),
            language_link(VIEW, edition, "/boards"),
            mode_badge(VIEW, head, edition),
            clock(VIEW, head, edition),
            health_strip(VIEW, head, edition),
        ],
        className="bar-top",
    )


def _campaigns(campaigns: Sequence[CampaignFigure], edition: Edition) -> Component:
    body = [_campaign(each, edition) for each in campaigns]
    none = html.P(edition.say("campaigns_none"), className=classes("nothing", hidden(campaigns)))
    return panel("boards-campaign-results", edition.say("campaigns"), body=[none, *body])


def _campaign(figure: CampaignFigure, edition: Edition) -> Component:
    campaign, prefix = figure.campaign, f"boards-campaign-{figure.campaign.key}"
    area = campaign.area_en or campaign.area if edition.lang == "en" else campaign.area
    period = [date_words(day) for day in (campaign.first, campaign.last)]
    told = edition.say("campaign_period", first=period[0], last=period[1])
    as_of = date_words(figure.as_of)
    words = "board_published" if figure.publisher else "board_published_day"
    published = edition.say(words, day=as_of, publisher=figure.publisher)
    return html.Section(
        [
            html.H3(campaign.label(edition.lang)),
            html.P(f"{area}　{told}", className="boards__small"),
            html.Dl(
                [_counter(each, figure, edition) for each in figure.counters], className="counters"
            ),
            html.P(
                published if figure.as_of else edition.say("board_none"),
                id=f"{prefix}-as-of",
                className="boards__small",
            ),
        ],
        className="campaign",
    )


def _counter(each: CounterFigure, figure: CampaignFigure, edition: Edition) -> Component:
    parts = [p for p in figure.counters if p.counter.adds_to == each.counter.key]
    value = amount(each.value)
    if each.is_sum and each.value is not None:
        sums = " + ".join(amount(part.value) for part in parts)
        value = edition.say("campaign_sum", total=value, parts=sums)
    counter = each.counter
    unit = unit_words(counter, edition)
    key = f"boards-campaign-{figure.campaign.key}-{counter.key}"
    return html.Div(
        [html.Dt(counter.label(edition.lang)), html.Dd([html.B(value, id=key), f" {unit}"])],
        className=classes("counter live", "is-sum" if each.is_sum else ""),
    )


def _cameras(snapshot: BoardsSnapshot, edition: Edition) -> Component:
    cameras = snapshot.cameras
    total = cameras.online + cameras.offline
    note = edition.say("cameras_note", total=number(total), unplaced=number(cameras.unplaced))
    rows = [_owner(place, snapshot, edition) for place in range(OWNERS)]
    head = html.Div(
        [
            html.Span(edition.say(key))
            for key in ("camera_owner", "camera_online", "camera_offline")
        ],
        className="owner is-head",
    )
    sums = [
        html.Span([html.B(number(count), id=f"boards-cameras-{key}"), f" {edition.say(words)}"])
        for key, words, count in (
            ("online", "camera_online", cameras.online),
            ("offline", "camera_offline", cameras.offline),
        )
    ]
    return panel(
        "boards-cameras",
        edition.say("cameras"),
        note=note if total else edition.say("cameras_none"),
        body=[html.Div(sums, className="cameras__sum"), html.Div([head, *rows])],
    )


def _owner(place: int, snapshot: BoardsSnapshot, edition: Edition) -> Component:
    owners = snapshot.cameras.owners
    shown = place < len(owners)
    name = owners[place].owner or edition.say("camera_unknown_owner") if shown else ""
    counts = (owners[place].online, owners[place].offline) if shown else (None, None)
    return html.Div(
        [html.Span(name), *(html.Span(number(count)) for count in counts)],
        id=f"boards-camera-owner-{place + 1}",
        className=classes("owner", hidden(not shown)),
    )
