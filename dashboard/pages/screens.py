"""The page of screens: for browsers on this machine only, as long as there are no accounts."""

import asyncio
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from city.clock import system_now
from city.devices import ScreenRow
from city.district import District
from city.errors import BadRequest, CityError
from dashboard.devices.acts import Acts
from dashboard.devices.desk import Desk
from dashboard.live.hub import Hub
from dashboard.live.keys import ViewKey
from dashboard.live.socket import on_this_machine
from layouts.edition import Edition
from layouts.links import Lang
from layouts.screens.page import ACTS, VIEW
from layouts.shell import not_found

PATH = "/screens"
FIELDS = ("which", "scene", "street", "case", "name")


def register_screens(app: Dash, hub: Hub, desk: Desk, acts: Acts, district: District) -> None:
    """Register the page and its one callback."""

    async def layout(lang: str = "zh", **_: str) -> Component:
        key = ViewKey(VIEW, "", "en" if lang == "en" else "zh")
        if not from_here():
            return not_found(district, "en" if key.lang == "en" else "zh")
        return await asyncio.to_thread(hub.page, key)

    dash.register_page(VIEW, path=PATH, title=district.title, layout=layout)

    @app.callback(
        Output("screens-answer", "children"),
        [Input(f"screens-{act}", "n_clicks") for act in ACTS],
        [State(f"screens-{field}", "value") for field in FIELDS],
        State("screens-page", "lang"),
        prevent_initial_call=True,
    )
    async def told(*values: Any) -> Any:
        act = str(ctx.triggered_id or "").removeprefix("screens-")
        if act not in ACTS or not ctx.triggered[0]["value"] or not from_here():
            return no_update
        lang: Lang = "en" if str(values[-1]).startswith("en") else "zh"
        given = dict(zip(FIELDS, values[len(ACTS) : -1], strict=True))
        return await asyncio.to_thread(_done, acts, desk, Edition(district, lang), act, given)


def from_here() -> bool:
    """Return whether the request of this callback comes from this machine."""
    return on_this_machine(ctx.remote, {str(k).lower(): str(v) for k, v in ctx.headers.items()})


def _done(acts: Acts, desk: Desk, edition: Edition, act: str, given: dict[str, Any]) -> str:
    """Do what was asked and say that it was done, or why not."""
    row = next((each for each in desk.rows() if each.id == given["which"]), None)
    if row is None:
        return edition.say("act_which")
    try:
        _do(acts, act, row, given)
    except CityError as error:
        return str(error)
    return edition.say("act_done")


def _do(acts: Acts, act: str, row: ScreenRow, given: dict[str, Any]) -> None:
    now = system_now()
    if act == "confirm":
        acts.confirm(row.code, given["name"] or "", now)
    elif act == "revoke":
        acts.revoke(row.id, now)
    elif act == "hold":
        acts.hold(row.id, now)
    elif act == "release":
        acts.release(row.id)
    elif act == "show":
        path, street, case = (given[name] or "" for name in ("scene", "street", "case"))
        acts.show(row.id, now, path=path, street=street, case=case)
    else:
        raise BadRequest("act", f"{act!r} is none of {', '.join(ACTS)}")
