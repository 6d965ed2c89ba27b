"""六步流转 as a band: what reached each step, to scale; beneath it what waits there, by light."""

from dash import dcc, html
from dash.development.base_component import Component

from city.metrics import Figures, Tally
from city.snapshot import StepLights
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, over
from layouts.parts.kept import kept
from layouts.parts.lit_rows import lit_bar, lit_count
from layouts.text import NONE, number, percent


def band(
    view: str, steps: tuple[StepLights, ...], figures: Figures, edition: Edition, *, waiting: bool
) -> Component:
    """Return six columns of two rows: forward above, waiting below; both on scales of their own."""
    top = max((step.reached for step in steps), default=0) or 1
    most = max((step.waiting.in_progress for step in steps), default=0)
    columns: list[Component] = []
    for n, step in enumerate(steps):
        after = steps[n + 1].reached if n + 1 < len(steps) else None
        name, of = f"{view}-{step.step}", over(figures)
        forward = kept(name, _forward, view, step, after, of, top, edition, waiting)
        held = (
            kept(name, _sum, view, figures.total, of, edition, waiting)
            if step.step == "close"
            else kept(name, _held, view, step, most, of, edition, waiting)
        )
        columns.append(html.Div([forward, held], className=f"band__step band__step--{step.step}"))
    return html.Div(columns, id=f"{view}-band-steps", className="band")


def _forward(
    view: str,
    step: StepLights,
    after: int | None,
    figures: Over,
    top: int,
    edition: Edition,
    waiting: bool,
) -> Component:
    """Return a step's share of the band, which narrows on its right to what reached the next."""
    here, there = step.reached / top, (after or 0) / top
    reached = behind(figures, status="received", reached=step.step)
    name = html.Div(
        [
            html.Span(edition.say(f"step_{step.step}")),
            html.B(NONE if waiting else fig(number(step.reached), reached, edition)),
        ],
        className="band__name",
    )
    passed = [html.I(className="band__here", style={"height": f"{here:.1%}"})]
    if after is not None:
        shape = f"polygon(0 {1 - here:.1%},100% {1 - there:.1%},100% 100%,0 100%)"
        passed.append(html.I(className="band__on", style={"clipPath": shape}))
    on = "" if after is None or waiting else f"{percent(after, step.reached)} %"
    return html.Div(
        [name, html.Div(passed, className="band__bars"), html.Small(on, className="band__share")],
        id=f"{view}-forward-{step.step}",
        className="band__forward",
    )


def _held(
    view: str,
    step: StepLights,
    most: int,
    figures: Over,
    edition: Edition,
    waiting: bool,
) -> Component:
    """Return what waits in a step."""
    tally = step.waiting
    selection = behind(figures, step=step.step)
    counts = {"within": tally.within_limit, "near": tally.near_due, "overdue": tally.overdue}
    lights = [lit_count(light, count, selection, edition) for light, count in counts.items()]
    children = [
        html.Small(row_link(edition.say("band_waiting"), selection, edition)),
        html.B(NONE if waiting else fig(number(tally.in_progress), selection, edition)),
        lit_bar(tally, most),
        html.Span(lights, className="band__lights"),
    ]
    return html.Div(children, id=f"{view}-step-{step.step}", className="band__held figs")


def _sum(view: str, tally: Tally, figures: Over, edition: Edition, waiting: bool) -> Component:
    """Return what stands in the place of the last step, in which nothing waits: the sum."""
    share = f"{edition.say('band_closed')} {percent(tally.in_progress, tally.received)} %"
    children = [
        html.Small(edition.say("band_sum")),
        html.B(NONE if waiting else number(tally.in_progress)),
        html.Span("", className="lit__bar"),
        html.Span("" if waiting else share, className="band__lights"),
    ]
    return dcc.Link(
        children,
        id=f"{view}-step-close",
        href=edition.cases(behind(figures)),
        className="band__held",
    )
