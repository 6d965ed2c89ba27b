"""Panels of the scene 你提我办 beside its own stream: grid events, and alarms of cameras."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.boards import CameraSection
from city.figures import Measured
from city.metrics import Figures
from city.social import GRID_LEVELS, Alarms, CommunityDays, GridSection
from layouts.edition import Edition
from layouts.parts.behind import Over, behind, figure_selection, of_figure
from layouts.parts.levels import nothing_at
from layouts.parts.panel import panel
from layouts.text import NONE, number, percent
from layouts.wall.told import Told

STREAMS = ("citizen", "grid")


def work_panel(view: str, grid: GridSection | None, told: Told) -> Component:
    """Return 网格工作量: each community's events of the window, and a bar for each day."""
    edition = told.edition
    known = {row.community: row for row in grid.communities} if grid else {}
    top = max((day for row in known.values() for day in row.days), default=0) or 1
    rows = [_street(view, street, known, top, grid, edition) for street in edition.district.streets]
    return panel(
        f"{view}-work",
        edition.say("grid_work"),
        note=_work_note(grid, known, told),
        body=[html.Div(rows, className="works")],
        gone=grid is None,
        stale=told.stale,
    )


def _work_note(
    grid: GridSection | None, known: dict[str, CommunityDays], told: Told
) -> list[Component | str]:
    if grid is None:
        return []
    edition, account = told.edition, grid.account
    named = edition.district.communities
    rest = sum(row.total for key, row in known.items() if key not in named)
    first, last = edition.span(account.window)
    return told.woven(
        "grid_work_note",
        window=edition.window(account.window),
        total=told.fig(account.total.received, behind(account, status="received")),
        rest=html.Span(number(rest), className="is-rest"),
        first=first,
        last=last,
    )


def _street(
    view: str,
    street: str,
    known: dict[str, CommunityDays],
    top: int,
    grid: GridSection | None,
    edition: Edition,
) -> Component:
    communities = [c.key for c in edition.district.communities.values() if c.street == street]
    total = sum(known[key].total for key in communities if key in known)
    name = html.Div(
        [html.B(edition.short("street", street)), html.Small(number(total))],
        id=f"{view}-work-street-{street}",
        className="work__street",
    )
    cells = [_community(view, key, known.get(key), top, grid, edition) for key in communities]
    return html.Div([name, *cells], className="work")


def _community(
    view: str,
    key: str,
    row: CommunityDays | None,
    top: int,
    grid: GridSection | None,
    edition: Edition,
) -> Component:
    days = row.days if row else ()
    href = edition.cases(behind(grid.account, community=key, status="received")) if grid else "/"
    return dcc.Link(
        [
            html.Span(
                [
                    html.Span(edition.short("community", key), className="work__name"),
                    html.B(number(row.total) if row else NONE),
                ],
                className="work__head",
            ),
            html.I(className="work__days", style={"clipPath": skyline(days, top)}),
        ],
        id=f"{view}-work-{key}",
        href=href,
        className="work__community",
    )


def skyline(days: Sequence[int], top: int) -> str:
    """Return bars of equal width, as high as their counts are of `top`, as a shape to cut out."""
    points, width = ["0 100%"], 100 / max(len(days), 1)
    for place, count in enumerate(days):
        high = f"{100 - count / top * 100:.1f}%"
        left, right = place * width, (place + 0.72) * width
        points += [f"{left:.2f}% 100%", f"{left:.2f}% {high}"]
        points += [f"{right:.2f}% {high}", f"{right:.2f}% 100%"]
    return f"polygon({','.join(points)})"


def grid_panel(view: str, grid: GridSection | None, told: Told) -> Component:
    """Return 三级网格: grid events by the level that settled them, and those still open."""
    edition = told.edition
    known = {row.level: row for row in grid.levels} if grid else {}
    rows = [known.get(level) or nothing_at(level) for level in GRID_LEVELS]
    account = grid.account if grid else None
    counts = {row.level: row.tally.closed for row in rows}
    terms = [
        _term(
            f"{view}-grid-{level}",
            edition.label("level", level),
            count,
            edition.cases(behind(account, level=level, status="closed")) if account else "/",
        )
        for level, count in counts.items()
    ]
    left = account.total.in_progress if account else 0
    href = edition.cases(behind(account)) if account else "/"
    terms.append(_term(f"{view}-grid-open", edition.say("grid_open"), left, href))
    return panel(
        f"{view}-grid",
        edition.say("grid_levels"),
        note=_grid_note(account, told),
        body=[
            html.Div(terms, className="sums"),
            _bar(f"{view}-grid-bar", {**counts, "open": left}),
        ],
        gone=grid is None,
        stale=told.stale,
    )


def _grid_note(account: Figures | None, told: Told) -> list[Component | str]:
    if account is None:
        return []
    total = told.fig(account.total.received, behind(account, status="received"))
    window = told.edition.window(account.window)
    return told.woven("grid_levels_note", window=window, total=total)


def _term(key: str, name: str, count: int | None, href: str) -> Component:
    return dcc.Link(
        [html.Label(name), html.B(number(count))], id=key, href=href, className="sums__term"
    )


def _bar(key: str, counts: dict[str, int]) -> Component:
    parts = [
        html.I(className=f"sums__{name}", style={"flexGrow": count})
        for name, count in counts.items()
    ]
    return html.Div(parts, id=key, className="sums__bar")


def begun_panel(view: str, answers: Sequence[Measured | None], told: Told) -> Component:
    """Return the share begun on the day of receipt, of each of the two streams."""
    rows = [
        _begun(view, stream, answer, told) for stream, answer in zip(STREAMS, answers, strict=True)
    ]
    return panel(
        f"{view}-begun",
        told.edition.say("social_begun"),
        note=told.note("social_begun_note"),
        body=[html.Div(rows, className="beguns")],
        stale=told.stale,
    )


def _begun(view: str, stream: str, answer: Measured | None, told: Told) -> Component:
    edition = told.edition
    share, fraction, href = NONE, "", edition.page("/cases")
    if answer is not None and not told.waiting:
        over, under = answer.total.numerator, answer.total.denominator or 0
        share, fraction = percent(over, under), f"{number(over)} ÷ {number(under)}"
        href = edition.cases(figure_selection(answer, "numerator"))
    spec = edition.district.stream(stream)
    name = spec.label(edition.lang) if spec else ""
    children = [html.B(share), html.Small("%"), html.Span(f"{name} {fraction}")]
    return dcc.Link(children, id=f"{view}-begun-{stream}", href=href, className="begun")


def video_panel(
    view: str, known: Alarms | None, cameras: CameraSection, account: Over, told: Told
) -> Component:
    """Return 雪亮工程: alarms = filed + false + to be judged, and how many cameras are online."""
    edition, alarms = told.edition, known or Alarms()
    counts = {"filed": alarms.filed, "false": alarms.false, "pending": alarms.pending}
    terms = [_alarms(view, "all", "reported", alarms.total, account, told)]
    terms += [
        _alarms(view, key, f"alarms_{key}", count, account, told) for key, count in counts.items()
    ]
    return panel(
        f"{view}-video",
        edition.say("video"),
        note=told.note("video_note", window=edition.window(account.window)),
        body=[
            html.Div(terms, className="sums sums--of"),
            _bar(f"{view}-video-bar", counts),
            _cameras(view, cameras, edition),
        ],
        gone=known is None,
        stale=told.stale,
    )


def _alarms(view: str, key: str, figure: str, count: int, account: Over, told: Told) -> Component:
    edition = told.edition
    selection = of_figure(account, figure, stream="video")
    return _term(
        f"{view}-video-{key}",
        edition.say(f"video_{key}"),
        None if told.waiting else count,
        edition.cases(selection),
    )


def _cameras(view: str, cameras: CameraSection, edition: Edition) -> Component:
    total = cameras.online + cameras.offline
    share = f"{percent(cameras.online, total)} %" if total else NONE
    online = f"{number(cameras.online)} / {number(total)}" if total else NONE
    offline = edition.say("video_offline", count=number(cameras.offline)) if total else ""
    bar = html.I(style={"width": f"{cameras.online / total:.2%}" if total else "0"})
    return html.Div(
        [
            html.Span(edition.say("video_online")),
            html.B(online),
            html.B(share),
            html.Small(offline),
            html.Span(bar, className="level__share"),
        ],
        id=f"{view}-cameras",
        className="video__cameras",
    )
