"""六步流转: how many cases of the window reached each step, and how many wait in it."""

from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures
from city.snapshot import STEPS, StepCount
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link, woven
from layouts.parts.behind import Over, behind, over
from layouts.parts.kept import kept
from layouts.text import number


def flow(
    prefix: str, steps: tuple[StepCount, ...], figures: Figures, *, edition: Edition, waiting: bool
) -> Component:
    """Return six columns: above what reached a step, below what waits there, on one scale."""
    by_key = {step.step: step for step in steps}
    shown = [by_key.get(key, StepCount(key, 0, 0)) for key in STEPS]
    after = [step.reached for step in shown[1:]]
    scale = Scale(
        _rounded_up(max(step.reached for step in shown)) or 1,
        _rounded_up(max(step.waiting for step in shown[:-1])),  # nothing waits in the last one
    )
    total = figures.total.in_progress
    columns = []
    for step, there in zip(shown, [*after, None], strict=True):
        key, held = f"{prefix}-{step.step}", total if there is None else 0
        given = step, there, scale, over(figures), held, waiting, edition
        columns.append(kept(key, _column, key, *given))
    return html.Div(columns, className="flow")


def _rounded_up(count: int) -> int:
    """Return the end of a scale, rounded: not every case is to make all bars a little smaller."""
    step: int = 10 ** max(0, len(str(count)) - 3)
    return -(-count // step) * step


class Scale(NamedTuple):
    """What the longest bars above and below the line stand for; they share the height."""

    up: int
    down: int


def _column(
    column_id: str,
    step: StepCount,
    after: int | None,
    scale: Scale,
    figures: Over,
    in_progress: int,
    waiting: bool,
    edition: Edition,
) -> Component:
    last = step.step == "close"
    selection = behind(figures, status="closed") if last else behind(figures, step=step.step)
    reached = behind(figures, status="received", reached=step.step)
    held: Component | list[Component | str] = fig(number(step.waiting), selection, edition)
    if last:
        total = fig(number(in_progress), behind(figures), edition)
        held = woven(edition, "step_total", count=total)
    here, there = step.reached / scale.up, (after or 0) / scale.up
    up = [html.I(style={"height": f"{here:.1%}"})]
    if after is not None:
        shape = f"polygon(0 {1 - here:.1%},100% {1 - there:.1%},100% 100%,0 100%)"
        up.append(html.I(className="flow__on", style={"clipPath": shape}))
    held_here = 0 if last or not scale.down else step.waiting / scale.down
    name = row_link(edition.say(f"step_{step.step}"), selection, edition)
    children = [
        html.Span(name, className="flow__name"),
        html.B("–" if waiting else fig(number(step.reached), reached, edition)),
        html.Span(up, className="flow__up", style={"flexGrow": scale.up}),
        html.Span(
            html.I(style={"height": f"{held_here:.1%}"}),
            className="flow__down",
            style={"flexGrow": scale.down},
        ),
        html.Span("–" if waiting else held, className="flow__held"),
    ]
    return html.Div(
        children,
        id=column_id,
        className=f"flow__step flow__step--{step.step} figs",
    )
