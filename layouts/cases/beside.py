"""What a case's file tells beside the way forward, and what explains or doubts it."""

from dash import html
from dash.development.base_component import Component

from city.case import OpenOrder
from city.clock import Instant
from city.dossier import Dossier
from city.lists import CaseSnapshot
from layouts.edition import Edition

Fact = tuple[str, str]


def beside(snapshot: CaseSnapshot, edition: Edition) -> Component:
    """Return level, campaign, rest, more time and open orders, as far as there are any."""
    facts = list(_facts(snapshot.dossier, edition, snapshot.head.as_of))
    pairs = [html.Div([html.Dt(edition.say(key)), html.Dd(told)]) for key, told in facts]
    return html.Dl(pairs, id="case-beside", className="case__facts")


def _facts(told: Dossier, edition: Edition, as_of: Instant) -> list[Fact]:
    facts: list[Fact] = []
    if told.level:
        facts.append(("level_now", level_name(told.level, edition)))
    if told.campaign:
        facts.append(("campaign", edition.campaign(told.campaign)))
    if told.extensions:
        facts.append(("extensions", str(told.extensions)))
    if told.rest_from is not None:
        start, end = (edition.moment(at, as_of) for at in (told.rest_from, told.rest_until))
        facts.append(("rest", edition.say("rest_span", start=start, end=end)))
    facts += [("orders_open", _order(order, edition, as_of)) for order in told.orders]
    if told.skipped:
        facts.append(("skipped", edition.say("skipped_note")))
    return facts


def _order(order: OpenOrder, edition: Edition, as_of: Instant) -> str:
    kind = edition.say(f"order_{order.kind}")
    if order.due_at is None:
        return kind
    return edition.say("order_due", kind=kind, due=edition.moment(order.due_at, as_of))


def level_name(level: str, edition: Edition) -> str:
    """Return how people call a level of the district, or of an order."""
    return edition.known(f"level_{level}", level)


def step_clocks(snapshot: CaseSnapshot, edition: Edition) -> Component:
    """Return the explanations of the steps' clocks, each to be unfolded."""
    told = snapshot.clocks.get(edition.lang, {})
    parts = [
        html.Details(
            [
                html.Summary(edition.known(f"clock_{key}", key)),
                html.Ol([html.Li(step) for step in steps], className="why"),
            ]
        )
        for key, steps in told.items()
    ]
    return html.Div(parts, id="case-clocks", className="case__clocks")


def doubt(anomaly: str, edition: Edition) -> str:
    """Return in words what a feed told that contradicts the life cycle or a rule."""
    event, at, state = anomaly.partition("@")
    if not at:
        return edition.known(f"doubt_{anomaly}", anomaly)
    name = edition.known(event, event)
    return edition.say("out_of_order", event=name, state=edition.known(f"state_{state}", state))
