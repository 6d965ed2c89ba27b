"""
Colours and marks for what css cannot reach: Plotly figures and canvas maps.

`assets/01-tokens.css` is the source; the palettes here repeat it and a test holds them equal.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from msgspec import Struct

from city.atlas import Light

Theme = Literal["night", "day"]
Tone = Literal["ok", "near", "over", "idle"]

THEMES: Final[tuple[Theme, ...]] = ("night", "day")
FAMILY: Final = "BT Num, BT Hei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
WALL_CAPTION: Final = 18


class Palette(Struct, frozen=True):
    """The colours of one theme as `#RRGGBB`; each field is the css token of that name."""

    bg: str
    bg_2: str
    line: str
    line_2: str
    ink: str
    ink_2: str
    ink_3: str
    data: str
    data_2: str
    data_3: str
    water: str
    water_ink: str
    land: str
    land_2: str
    road: str
    ok: str
    near: str
    over: str
    ok_t: str
    near_t: str
    over_t: str


class Mark(Struct, frozen=True):
    """
    How one light is drawn, the same everywhere: shape and colour never part.

    `outline` is an svg path in a 16 by 16 box, `symbol` Plotly's name for it, `tone` the css class.
    Marks of a higher `rank` are drawn over the others.
    """

    glyph: str
    symbol: str
    outline: str
    tone: Tone
    rank: int
    hollow: bool = False


PALETTES: Final[Mapping[Theme, Palette]] = MappingProxyType(
    {
        "night": Palette(
            bg="#0C1215",
            bg_2="#131B1F",
            line="#28353B",
            line_2="#4A5A62",
            ink="#F4F1E9",
            ink_2="#B9C3C6",
            ink_3="#8E9BA0",
            data="#86BBDF",
            data_2="#476E86",
            data_3="#1D2E38",
            water="#16303C",
            water_ink="#7FA3B3",
            land="#141D21",
            land_2="#182328",
            road="#33434A",
            ok="#45B69C",
            near="#F3C24F",
            over="#FF725E",
            ok_t="#45B69C",
            near_t="#F3C24F",
            over_t="#FF725E",
        ),
        "day": Palette(
            bg="#F4F3EE",
            bg_2="#FCFBF8",
            line="#D2D2CA",
            line_2="#9CA09B",
            ink="#10191D",
            ink_2="#3E4A4F",
            ink_3="#5C686D",
            data="#1D5E8B",
            data_2="#628FB0",
            data_3="#DCE6EC",
            water="#CFE0E8",
            water_ink="#3A6479",
            land="#EAE9E2",
            land_2="#E4E3DB",
            road="#C4C5BD",
            ok="#00735D",
            near="#B47200",
            over="#C42B1B",
            ok_t="#005E4C",
            near_t="#6E4500",
            over_t="#9E1C10",
        ),
    }
)

CIRCLE: Final = "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z"
MARKS: Final[Mapping[Light, Mark]] = MappingProxyType(
    {
        "untimed": Mark("○", "circle-open", CIRCLE, "idle", 0, hollow=True),
        "within": Mark("●", "circle", CIRCLE, "ok", 1),
        "near": Mark("▲", "triangle-up", "M8 1.2 15.4 14.4H.6Z", "near", 2),
        "overdue": Mark("■", "square", "M1.8 1.8H14.2V14.2H1.8Z", "over", 3),
    }
)


def mark_colour(light: Light, theme: Theme) -> str:
    """Return the colour of a light's mark; for words in that colour ask `text_colour`."""
    palette = PALETTES[theme]
    tones = {"ok": palette.ok, "near": palette.near, "over": palette.over, "idle": palette.ink_3}
    return tones[MARKS[light].tone]


def text_colour(light: Light, theme: Theme) -> str:
    """Return the colour of words and figures about a light: darker than its mark by day."""
    palette = PALETTES[theme]
    tones = {
        "ok": palette.ok_t,
        "near": palette.near_t,
        "over": palette.over_t,
        "idle": palette.ink_3,
    }
    return tones[MARKS[light].tone]


def plotly_template(
    theme: Theme, *, caption: int = WALL_CAPTION, family: str = FAMILY
) -> dict[str, Any]:
    """
    Return the Plotly template of a theme as plain data.

    Flat bars from zero, a baseline and at most three gridlines, no legend (label directly), no
    hover, no motion, the page's own background. `caption` is the axis text in px.
    """
    palette = PALETTES[theme]
    return {
        "layout": _frame(palette, caption, family),
        "data": {
            "bar": [{"marker": {"color": palette.data_2, "line": {"width": 0}}}],
            # counts of an hour hold for the hour: steps, never slopes
            "scatter": [{"line": {"shape": "hv", "width": 3, "color": palette.ink}}],
        },
    }


def _frame(palette: Palette, caption: int, family: str) -> dict[str, Any]:
    """Return the layout part of the template."""
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": family, "size": caption, "color": palette.ink_2},
        "colorway": [palette.data_2, palette.data, palette.ink, palette.ink_2],
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "bargap": 0.2,
        "transition": {"duration": 0},
        "xaxis": _axis(palette) | {"showgrid": False, "zeroline": False},
        # four ticks: the baseline and three gridlines
        "yaxis": _axis(palette) | {"nticks": 4, "rangemode": "tozero", "gridcolor": palette.line},
        "annotationdefaults": {"font": {"color": palette.ink}, "showarrow": False},
    }


def _axis(palette: Palette) -> dict[str, Any]:
    """Return what both axes share: no frame, no ticks outside, labels kept inside the panel."""
    return {
        "automargin": True,
        "fixedrange": True,
        "showline": False,
        "ticks": "",
        "zerolinecolor": palette.line_2,
        "zerolinewidth": 1,
        "gridwidth": 1,
        "title": {"text": ""},
    }
