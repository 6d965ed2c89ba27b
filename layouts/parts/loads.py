"""街道与网格: where open cases are, the fullest streets and responsibility grids first."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.atlas import AreaLoad
from city.metrics import Figures
from layouts.edition import Edition
from layouts.parts.behind import Over, behind, over
from layouts.parts.kept import kept
from layouts.parts.slots import EMPTY, Filled, classes, slots
from layouts.text import number


def street_loads(
    prefix: str, loads: Sequence[AreaLoad], figures: Figures, edition: Edition, *, places: int
) -> list[Component]:
    """Return streets by open cases, as bars on one scale."""
    ranked = _ranked(loads)
    top = max((load.open for load in ranked), default=0) or 1
    given = top, over(figures), edition
    return slots(prefix, places, entries=ranked[:places], fill=_street, name="load", given=given)


def _street(load: AreaLoad, top: int, figures: Over, edition: Edition) -> Filled:
    cells = _cells(edition.short("street", load.key), load.open, top)
    return edition.cases(behind(figures, street=load.key)), "", cells


def grid_loads(
    prefix: str, loads: Sequence[AreaLoad], edition: Edition, *, places: int
) -> list[Component]:
    """Return the grids with most open cases, on a scale of their own; no list stands behind one."""
    ranked = [load for load in _ranked(loads) if load.open][:places]
    top = max((load.open for load in ranked), default=0) or 1
    shown: list[AreaLoad | None] = [*ranked, *[None] * (places - len(ranked))]
    return [
        kept(f"{prefix}-{n}", _grid, f"{prefix}-{n}", load, top, edition)
        for n, load in enumerate(shown, 1)
    ]


def _grid(grid_id: str, load: AreaLoad | None, top: int, edition: Edition) -> Component:
    cells = _cells(edition.short("grid", load.key), load.open, top) if load else []
    return html.Div(
        cells,
        id=grid_id,
        title=edition.label("grid", load.key) if load else "",
        className=classes("load load--grid", "" if load else EMPTY),
    )


def load_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    name, count = (html.Span(edition.say(key)) for key in ("street", "department_open"))
    return html.Div(
        [name, html.Span("", className="load__bar"), count], className="load load--head"
    )


def _ranked(loads: Sequence[AreaLoad]) -> list[AreaLoad]:
    return sorted((load for load in loads if load.key), key=lambda load: (-load.open, load.key))


def _cells(name: str, count: int, top: int) -> list[Component]:
    bar = html.I(style={"width": f"{count / top:.1%}"})
    return [
        html.Span(name, className="load__name"),
        html.Span(bar, className="load__bar"),
        html.B(number(count)),
    ]
