"""六步流转: how many cases of the window reached each step, and how many wait in it."""

from dash import dcc, html
from dash.development.base_component import Component

from city.metrics import Figures
from city.snapshot import STEPS, StepCount
from layouts.edition import Edition
from layouts.parts.behind import behind
from layouts.text import number


def flow(
    prefix: str, steps: tuple[StepCount, ...], figures: Figures, *, edition: Edition, waiting: bool
) -> Component:
    """Return six columns: above, to scale, what reached a step; below what waits there."""
    by_key = {step.step: step for step in steps}
    top = max((step.reached for step in steps), default=0)
    columns = []
    for key in STEPS:
        step = by_key.get(key, StepCount(key, 0, 0))
        columns.append(_column(prefix, step, figures, edition, top=top, waiting=waiting))
    return html.Div(columns, className="flow")


def _column(
    prefix: str,
    step: StepCount,
    figures: Figures,
    edition: Edition,
    *,
    top: int,
    waiting: bool,
) -> Component:
    last = step.step == "close"
    selection = behind(figures, status="closed") if last else behind(figures, step=step.step)
    held = edition.say("step_total", count=number(figures.total.in_progress))
    if not last:
        held = number(step.waiting)
    scale = 100 / top if top else 0
    children = [
        html.Span(edition.say(f"step_{step.step}"), className="flow__name"),
        html.B("–" if waiting else number(step.reached)),
        html.Span(html.I(style={"height": f"{step.reached * scale:.0f}%"}), className="flow__up"),
        html.Span(
            html.I(style={"height": f"{0 if last else step.waiting * scale:.0f}%"}),
            className="flow__down",
        ),
        html.Span("–" if waiting else held, className="flow__held"),
    ]
    return dcc.Link(
        children,
        id=f"{prefix}-{step.step}",
        href=edition.cases(selection),
        className=f"flow__step flow__step--{step.step}",
    )
