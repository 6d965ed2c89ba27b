"""The colours: one source, legible, and told apart by everyone."""

import itertools
import re
from pathlib import Path
from typing import get_args

import plotly.graph_objects as go
import pytest

from city.atlas import Light
from layouts.theme import (
    MARKS,
    PALETTES,
    THEMES,
    Palette,
    Theme,
    mark_colour,
    plotly_template,
    text_colour,
)

CSS = (Path(__file__).parents[2] / "assets" / "01-tokens.css").read_text(encoding="utf-8")

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
PLAIN: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
TRITANOPIA: Matrix = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
TO_XYZ: Matrix = (
    (0.4124, 0.3576, 0.1805),
    (0.2126, 0.7152, 0.0722),
    (0.0193, 0.1192, 0.9505),
)
WHITE: Vector = (0.95047, 1.0, 1.08883)

TIMED: tuple[Light, ...] = ("within", "near", "overdue")


def css_tokens(theme: str) -> dict[str, str]:
    """Return the custom properties of a theme's block as the css writes them."""
    block = re.search(rf'\[data-theme="{theme}"\]\{{(.*?)\}}', CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[1]))


def linear(colour: str) -> Vector:
    """Return the linear light of `#RRGGBB`."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return r, g, b


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours."""
    first, second = (
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)) + 0.05
        for colour in (one, other)
    )
    return max(first, second) / min(first, second)


def times(matrix: Matrix, vector: Vector) -> Vector:
    """Return a matrix times a vector."""
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def lab(light: Vector) -> Vector:
    """Return CIE L*a*b* of linear light."""

    def root(t: float) -> float:
        return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116

    x, y, z = (root(c / w) for c, w in zip(times(TO_XYZ, light), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, eye: Matrix) -> Vector:
    """Return how an eye sees a colour, in CIE L*a*b*."""
    r, g, b = (min(1.0, max(0.0, channel)) for channel in times(eye, linear(colour)))
    return lab((r, g, b))


@pytest.mark.parametrize("theme", THEMES)
def test_python_and_css_hold_the_same_colours(theme: Theme) -> None:
    """A figure drawn by Plotly must not drift from the page around it."""
    css = css_tokens(theme)
    palette = PALETTES[theme]

    ours = {name: getattr(palette, name) for name in palette.__struct_fields__}

    assert ours == {name: css[name.replace("_", "-")] for name in ours}


def test_both_themes_define_the_same_tokens() -> None:
    """A token that only one theme has leaves the other with the wrong colour, silently."""
    assert css_tokens("night").keys() == css_tokens("day").keys()


@pytest.mark.parametrize(
    ("token", "night", "day"),
    [
        ("ink", 16.7, 16.0),
        ("ink-2", 10.5, 8.2),
        ("ink-3", 6.6, 5.2),
        ("data", 9.2, 6.2),
        ("data-2", 3.5, 3.1),
        ("ok", 7.6, 5.2),
        ("ok-t", 7.6, 7.0),
        ("near", 11.4, 3.5),
        ("near-t", 11.4, 7.5),
        ("over", 7.0, 5.1),
        ("over-t", 7.0, 7.2),
    ],
)
def test_contrast_is_what_the_design_promises(token: str, night: float, day: float) -> None:
    """The ratios were chosen for a wall read at eight metres."""
    for theme, promised in (("night", night), ("day", day)):
        css = css_tokens(theme)
        assert contrast(css[token], css["bg"]) == pytest.approx(promised, abs=0.06)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_stay_legible_on_every_surface(theme: Theme) -> None:
    """Words need 4.5 to 1, marks 3 to 1, also on the map and on raised surfaces."""
    css = css_tokens(theme)
    for surface in ("bg", "bg-2", "land", "land-2"):
        for text in ("ink", "ink-2", "ok-t", "near-t", "over-t"):
            assert contrast(css[text], css[surface]) >= 4.5, (text, surface)
        for mark in ("ok", "near", "over"):
            assert contrast(css[mark], css[surface]) >= 3, (mark, surface)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", [PLAIN, DEUTERANOPIA, PROTANOPIA, TRITANOPIA])
def test_the_three_lights_are_told_apart_by_every_eye(theme: Theme, eye: Matrix) -> None:
    """Shape is the first sign; colour must not contradict it for one viewer in twelve."""
    marks = {light: seen(mark_colour(light, theme), eye) for light in TIMED}

    for one, other in itertools.combinations(marks, 2):
        pairs = zip(marks[one], marks[other], strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 >= 10, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_every_token_that_is_written_or_drawn_is_legible_on_the_page(theme: Theme) -> None:
    """Words 4.5 to 1, what is drawn 3 to 1; words on a strip of colour as words anywhere."""
    css = css_tokens(theme)

    words = ("ink", "ink-2", "ink-3", "data", "water-ink", "ok-t", "near-t", "over-t")
    drawn = ("data", "data-2", "ok", "near", "over", "ink-3")
    assert [name for name in words if contrast(css[name], css["bg"]) < 4.5] == []
    assert [name for name in drawn if contrast(css[name], css["bg"]) < 3] == []
    for strip in ("near", "over"):
        assert contrast(css[f"on-{strip}"], css[strip]) >= 4.5, strip


@pytest.mark.parametrize("theme", THEMES)
def test_what_fell_silent_can_still_be_read(theme: Theme) -> None:
    """A dimmed panel is old, not gone: its words keep 4.5 to 1 and its numbers more."""
    css = css_tokens(theme)
    share = float(css["stale"])

    for name, least in (("ink", 7.0), ("ink-2", 4.5)):
        assert contrast(mixed(css[name], css["bg"], share), css["bg"]) >= least, name


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour seen through at `share` on a ground, as browsers mix it."""
    pairs = ((int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


@pytest.mark.parametrize("theme", THEMES)
def test_a_deuteranope_also_has_lightness_to_go_by(theme: Theme) -> None:
    """The design counts on lightness where red and green fall together."""
    marks = [seen(mark_colour(light, theme), DEUTERANOPIA)[0] for light in TIMED]

    assert all(abs(a - b) >= 3 for a, b in itertools.combinations(marks, 2))


def test_every_light_has_its_own_shape() -> None:
    """Colour never works alone; worst is drawn on top."""
    assert MARKS.keys() == set(get_args(Light))
    assert len({mark.glyph for mark in MARKS.values()}) == len(MARKS)
    assert len({mark.symbol for mark in MARKS.values()}) == len(MARKS)
    assert max(MARKS, key=lambda light: MARKS[light].rank) == "overdue"


@pytest.mark.parametrize("theme", THEMES)
def test_words_about_a_light_are_at_least_as_dark_as_its_mark(theme: Theme) -> None:
    """By day a mark's colour is too pale for words."""
    background = PALETTES[theme].bg
    for light in MARKS:
        words, mark = text_colour(light, theme), mark_colour(light, theme)
        assert contrast(words, background) >= max(4.5, contrast(mark, background))


@pytest.mark.parametrize("theme", THEMES)
def test_plotly_accepts_the_template_and_keeps_the_rules_of_charts(theme: Theme) -> None:
    """Flat, transparent, labelled directly, three gridlines at most, and nothing moves."""
    template = go.layout.Template(plotly_template(theme, caption=12))
    layout = template.layout

    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.yaxis.nticks <= 4  # the baseline and three gridlines
    assert layout.yaxis.rangemode == "tozero"
    assert layout.xaxis.showgrid is False
    assert layout.showlegend is False
    assert layout.font.size == 12
    assert layout.font.family.startswith("BT Num")
    assert "radient" not in str(template.to_plotly_json())


def test_every_token_has_a_reader() -> None:
    """A token that nothing reads is a colour that somebody will believe to be in use."""
    assets = Path(__file__).parents[2] / "assets"
    sources = [*assets.rglob("*.css"), *assets.rglob("*.js")]
    read = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = set(re.findall(r"--([a-z0-9-]+):", CSS))
    drawn = {field.replace("_", "-") for field in Palette.__struct_fields__}

    assert [name for name in sorted(names - drawn) if f"var(--{name}" not in read] == []
