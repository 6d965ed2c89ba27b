"""
Cut the source fonts into the slices that the pages load, and write `assets/00-fonts.css`.

Needs fonttools and brotli (tests/requirements.txt) and the source fonts that docs/fonts.md names.
"""

import argparse
import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "assets"

# What a console may print that is no ideograph: punctuation, shapes, units, Greek, Cyrillic, ...
SIGNS = [(0x00A0, 0x33FF), (0xFE10, 0xFE4F), (0xFF00, 0xFFEF), (0x1F000, 0x1F2FF)]
# The signs that most Chinese pages print; they travel with the core slice.
COMMON_SIGNS = "·×÷±–—―…‘’“”‰′″※°℃℉№→←↑↓↔⇄√∞≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩─│┌┐└┘├┤■□▲△▼▽◆◇○◎●★☆✓✕㎡㎏㎜"
COMMON_RANGES = [(0x3000, 0x301F), (0xFF00, 0xFF5E), (0xFFE0, 0xFFE5)]
BEYOND_BMP = [(0xF900, 0xFAFF), (0x20000, 0x33FFF)]
HAN = [(0x4E00, 0x9FFF)]
EXTENSION_A = [(0x3400, 0x4DBF)]

HEADING = """\
/* Written by deploy/fonts/make_slices.py; do not edit. A page loads only the slices whose
   characters it shows. BT Num: Archivo. BT Hei: Noto Sans SC. BT Song: Noto Serif SC. */
"""
# Chinese text wants its own full-width quotes and long dashes, so BT Num leaves them to BT Hei;
# BT Latin is the same file with everything it has, for pages in English.
NUM_RANGE = "U+20-7E,U+B0-B3,U+B7,U+C0-FF,U+2009,U+2013,U+2212"
ARCHIVO = """\
@font-face{{font-family:"{family}";src:url(fonts/archivo-latin-variable.woff2) format("woff2");\
font-weight:100 900;font-stretch:62% 125%;font-display:block;unicode-range:{ranges}}}
"""
FACE = """\
@font-face{{font-family:"{family}";src:url(fonts/{name}.woff2) format("woff2");\
font-weight:{weight};font-display:{display};unicode-range:{ranges}}}
"""


class Slice(NamedTuple):
    """One file: its name without suffix, and the code points it is to hold."""

    name: str
    points: list[int]


class Family(NamedTuple):
    """One source font and how its slices are declared in the css."""

    family: str
    weight: str
    source: Path
    number: int


def main() -> None:
    """Write every slice and the css that declares them."""
    logging.basicConfig(format="%(message)s")
    logger.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sans", type=Path, help="NotoSansSC[wght].ttf")
    parser.add_argument("serif", type=Path, help="NotoSerifCJK-Bold.ttc")
    parser.add_argument("--out", type=Path, default=ASSETS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        narrowed = narrow(given.sans, Path(folder) / "sans.ttf")
        hei = Family("BT Hei", "400 700", narrowed, -1)
        song = Family("BT Song", "700", given.serif, 2)  # the third font of the collection is SC
        css = HEADING + archivo(given.out)
        css += "".join(cut(hei, sans_plan(points_of(hei)), given.out))
        css += "".join(cut(song, serif_plan(points_of(song)), given.out))
    (given.out / "00-fonts.css").write_text(css, encoding="utf-8")


def narrow(source: Path, target: Path) -> Path:
    """Keep the weights 400 to 700 of a variable font: the only ones in use."""
    font = TTFont(source)
    instancer.instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    font.save(target)
    return target


def points_of(family: Family) -> set[int]:
    """Return the code points that a source font has glyphs for."""
    with TTFont(family.source, fontNumber=family.number, lazy=True) as font:
        return set(font.getBestCmap())


def sans_plan(known: set[int]) -> list[Slice]:
    """Order the sans so that a page needs few files: own words, then common, then rare ones."""
    left = set(known)
    core = take(left, {*words("core.txt"), *map(ord, COMMON_SIGNS), *spread(COMMON_RANGES)})
    signs = take(left, {*range(0x20, 0x7F), *spread(SIGNS)})
    common = take(left, national_standard(0xB0, 0xD7))
    known_less = take(left, national_standard(0xD8, 0xF7))
    rare = take(left, spread(HAN))
    extension = take(left, spread(EXTENSION_A))
    beyond = take(left, spread(BEYOND_BMP))
    return [
        Slice("hei-core", core),
        *chunks("hei-common", common, 520),
        *chunks("hei-less", known_less, 500),
        *chunks("hei-rare", rare, 500),
        *chunks("hei-ext", extension, 700),
        Slice("hei-beyond", beyond),
        *chunks("hei-signs", signs, 400),
    ]


def serif_plan(known: set[int]) -> list[Slice]:
    """Order the serif, which sets names of halls only: usual titles first, then GB 2312."""
    left = set(known)
    titles = take(left, {*range(0x20, 0x7F), *words("titles.txt")})
    common = take(left, national_standard(0xB0, 0xD7))
    less = take(left, national_standard(0xD8, 0xF7))
    return [
        Slice("song-titles", titles),
        *chunks("song-common", common, 450),
        *chunks("song-less", less, 600),
    ]


def words(name: str) -> set[int]:
    """Return the code points of a text file beside this one, white space left out."""
    text = (HERE / name).read_text(encoding="utf-8")
    return {ord(char) for char in text if not char.isspace()}


def national_standard(first: int, last: int) -> set[int]:
    """Return the ideographs in rows `first` to `last` (lead bytes) of GB 2312."""
    cells = (bytes([row, cell]) for row in range(first, last + 1) for cell in range(0xA1, 0xFF))
    return {ord(char) for cell in cells for char in cell.decode("gb2312", "ignore")}


def spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Return every code point of inclusive ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def take(left: set[int], wanted: set[int]) -> list[int]:
    """Move what is wanted out of `left`, in order, so that no character is in two slices."""
    taken = sorted(left & wanted)
    left.difference_update(taken)
    return taken


def chunks(name: str, points: list[int], size: int) -> Iterator[Slice]:
    """Cut a run of code points into slices of nearly equal length, none above `size`."""
    count = -(-len(points) // size)
    for index in range(count):
        part = points[len(points) * index // count : len(points) * (index + 1) // count]
        yield Slice(f"{name}-{index + 1:02}", part)


def cut(family: Family, plan: Iterable[Slice], out: Path) -> Iterator[str]:
    """Write the files of one family and yield the css rule of each."""
    for piece in plan:
        target = out / "fonts" / f"{piece.name}.woff2"
        held = write(family, piece, target)
        logger.info("%-16s %5d characters %7d bytes", piece.name, len(held), target.stat().st_size)
        yield FACE.format(
            family=family.family,
            name=piece.name,
            weight=family.weight,
            display=display(piece.name),
            ranges=unicode_range(held),
        )


def display(name: str) -> str:
    """
    Return how a slice behaves while it loads.

    The frame of a page waits a moment for its own letters, so that nothing moves when they come. A
    rare character inside a case is worth more in the system's font at once.
    """
    return "block" if name in {"hei-core", "song-titles"} else "swap"


def write(family: Family, piece: Slice, target: Path) -> set[int]:
    """Write one slice as woff2 and return the code points that it really holds."""
    options = Options()
    options.layout_features = ["ccmp", "halt"]  # halt: browsers close up paired punctuation
    options.hinting = False
    options.desubroutinize = True  # smaller once compressed
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, names, licence
    options.drop_tables += ["BASE", "STAT", "VORG", "vhea", "vmtx"]
    with TTFont(family.source, fontNumber=family.number, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=piece.points)
        subsetter.subset(font)
        held = set(font.getBestCmap())
        font.flavor = "woff2"
        font.save(target)
    return held


def archivo(out: Path) -> str:
    """Declare the Latin face twice: for figures within Chinese, and for whole English pages."""
    with TTFont(out / "fonts" / "archivo-latin-variable.woff2", lazy=True) as font:
        everything = unicode_range(font.getBestCmap())
    return ARCHIVO.format(family="BT Num", ranges=NUM_RANGE) + ARCHIVO.format(
        family="BT Latin", ranges=everything
    )


def unicode_range(points: Iterable[int]) -> str:
    """Write code points as the shortest css `unicode-range`."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


if __name__ == "__main__":
    main()
