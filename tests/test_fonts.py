"""The fonts: every word that the product or a district can show has its glyphs, in few files."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fontTools.ttLib import TTFont

from city.registry.book import FIGURES
from layouts.links import Lang
from layouts.text import WORDS

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "assets"
DISTRICTS = sorted(path.parent for path in (ROOT / "districts").glob("*/district.toml"))
UI = ("BT Num", "BT Hei")
UI_EN = ("BT Latin", "BT Hei")
CORE = {"archivo-latin-variable.woff2", "hei-core.woff2"}


class Face(NamedTuple):
    """One `@font-face` rule: its family, file, weights, and the code points that it claims."""

    family: str
    file: str
    weight: str
    display: str
    points: frozenset[int]


@cache
def faces() -> tuple[Face, ...]:
    """Return the rules of the css in their order."""
    css = (ASSETS / "00-fonts.css").read_text(encoding="utf-8")
    return tuple(face(rule) for rule in re.findall(r"@font-face\{(.*?)\}", css, re.DOTALL))


def face(rule: str) -> Face:
    """Read one rule."""
    said = dict(part.split(":", 1) for part in rule.split(";"))
    file = re.search(r"url\(fonts/([\w-]+\.woff2)\)", said["src"])
    assert file, "fonts come from our own assets folder"
    points = frozenset(spread(said["unicode-range"]))
    return Face(
        said["font-family"].strip('"'), file[1], said["font-weight"], said["font-display"], points
    )


def spread(ranges: str) -> Iterator[int]:
    """Return the code points of a css `unicode-range`."""
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


@cache
def covered(families: tuple[str, ...]) -> frozenset[int]:
    """Return every code point that some slice of the families claims."""
    return frozenset().union(*(face.points for face in faces() if face.family in families))


def files_for(words: str, families: tuple[str, ...]) -> set[str]:
    """Return the files that a browser loads to show some words: the first family that claims it."""
    return {
        next(
            face.file
            for family in families
            for face in faces()
            if face.family == family and ord(char) in face.points
        )
        for char in set(words)
        if char.isprintable()
    }


def missing(words: str, families: tuple[str, ...]) -> set[str]:
    """Return the characters of some words that no slice has."""
    return {char for char in words if char.isprintable() and ord(char) not in covered(families)}


def strings(value: Any) -> Iterator[str]:
    """Return every string in nested data, keys as well: some keys are shown when names are not."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner)


def configured(district: Path) -> str:
    """Return everything that the files of a district say, comments of its toml left out."""
    words: list[str] = []
    for path in sorted(district.rglob("*")):
        if path.suffix == ".toml":
            words += strings(tomllib.loads(path.read_text(encoding="utf-8")))
        elif path.suffix == ".geojson":
            words += strings(json.loads(path.read_text(encoding="utf-8")))
        elif path.suffix == ".csv":
            words.append(path.read_text(encoding="utf-8-sig"))
    return "".join(words)


def spoken(lang: Lang) -> str:
    """Return every word of the product in a language."""
    return "".join(WORDS[lang].values())


def test_the_css_names_every_file_and_every_file_is_there() -> None:
    """A slice without a rule is dead weight, a rule without a file a hole in the text."""
    assert {face.file for face in faces()} == {p.name for p in (ASSETS / "fonts").glob("*.woff2")}


def test_no_stylesheet_points_out_of_the_machine() -> None:
    """The wall has no way to the internet; a font that waits for it would never come."""
    for sheet in ASSETS.glob("*.css"):
        assert not re.search(r"https?:|//\w|@import", sheet.read_text(encoding="utf-8")), sheet


@pytest.mark.parametrize("rule", faces(), ids=lambda face: f"{face.family} {face.file}")
def test_a_slice_holds_exactly_what_its_rule_claims(rule: Face) -> None:
    """A claim without a glyph costs a download and then shows a box."""
    with TTFont(ASSETS / "fonts" / rule.file, lazy=True) as font:
        held = set(font.getBestCmap())

    if rule.family == "BT Num":  # takes only what sets well among ideographs
        assert rule.points <= held
    else:
        assert rule.points == held


def test_no_character_of_a_family_is_claimed_twice() -> None:
    """Two claims would load two files for one character."""
    for family in {face.family for face in faces()}:
        claims = [point for face in faces() if face.family == family for point in face.points]
        assert len(claims) == len(set(claims)), family


def test_the_sans_covers_every_bmp_ideograph_of_gb_18030() -> None:
    """A name may hold any of them: the standard is mandatory for public systems."""
    ideographs = {*range(0x4E00, 0x9FEF + 1), *range(0x3400, 0x4DB5 + 1)}
    assert ideographs <= covered(("BT Hei",))


def test_the_sans_covers_the_signs_that_consoles_print() -> None:
    """Shapes of the lights, arrows, units, full-width forms, and letters of other alphabets."""
    signs = "●▲■○△◆◇□→←↑↓✓×÷–—…·“”‘’℃㎡°′″‰①⑩、。《》【】！（），：；？～￥─│┌αβΩЯяㄅあア"
    full_width = "".join(map(chr, range(0xFF01, 0xFF5F)))
    assert not missing(signs + full_width + "\u3000", UI)


@pytest.mark.parametrize("families", [UI, UI_EN], ids=["zh", "en"])
@pytest.mark.parametrize("district", DISTRICTS, ids=lambda path: path.name)
def test_every_configured_string_has_its_glyphs(district: Path, families: tuple[str, ...]) -> None:
    """A box instead of a street's name is a fault that only the street's people notice."""
    words = configured(district)

    assert len(words) > 100
    assert not missing(words, families)


@pytest.mark.parametrize(("lang", "families"), [("zh", UI), ("en", UI_EN)])
def test_every_word_of_the_product_has_its_glyphs(lang: Lang, families: tuple[str, ...]) -> None:
    """Both languages, each through the families that its pages use."""
    words = spoken(lang)

    assert len(words) > 1000
    assert not missing(words, families)


@pytest.mark.parametrize("district", DISTRICTS, ids=lambda path: path.name)
def test_the_hall_name_is_set_in_the_serif(district: Path) -> None:
    """A title half in serif and half in sans looks broken."""
    title = tomllib.loads((district / "district.toml").read_text(encoding="utf-8"))["title"]

    assert files_for(title, ("BT Song",)) == {"song-titles.woff2"}


def test_every_word_of_the_registry_has_its_glyphs() -> None:
    said = [
        text
        for figure in FIGURES.values()
        for lang in ("zh", "en")
        for text in (figure.label(lang), figure.note(lang), figure.formula(lang))
    ]

    assert not missing("".join(said), UI)


def test_a_page_in_chinese_loads_few_files() -> None:
    """A wall that fetches forty files to say its own words has its slices in the wrong order."""
    files = files_for(spoken("zh"), UI)

    assert files >= CORE
    assert len(files) <= 3


def test_a_page_in_english_does_not_load_ideographs() -> None:
    """The words of the English pages fit into one file, apart from a few shapes and arrows."""
    assert files_for(spoken("en"), UI_EN) <= CORE


def test_the_fonts_stay_small() -> None:
    """They are in the repository, and every clone pays for them."""
    assert sum(path.stat().st_size for path in (ASSETS / "fonts").glob("*.woff2")) < 15_000_000


def test_every_font_comes_with_its_licence() -> None:
    """The OFL asks that it travels with the files."""
    for family in ("Archivo", "NotoSansSC", "NotoSerifSC"):
        licence = (ASSETS / "fonts" / f"OFL-{family}.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License, Version 1.1" in licence
