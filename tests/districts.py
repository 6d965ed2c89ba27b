"""Districts for tests: Baita's folder with other days off."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from city.district import DISTRICTS

UNKNOWN_YEAR = 2031
"""A year that no installed calendar package can know yet."""
NOTICE = [
    date(UNKNOWN_YEAR, 1, 1),
    *(date(UNKNOWN_YEAR, 10, 1) + timedelta(days=day) for day in range(7)),
]
"""Days off of that year, invented."""


def baita_before(root: Path) -> Path:
    """Return a copy of Baita's folder in `root` whose notices end before the unknown year."""
    return _baita(root, range(2027, UNKNOWN_YEAR), [])


def baita_after(root: Path) -> Path:
    """Return the same with the notice entered, and the year confirmed."""
    return _baita(root, range(2027, UNKNOWN_YEAR + 1), NOTICE)


def _baita(root: Path, years: Sequence[int], off: Iterable[date]) -> Path:
    folder = root / "baita"
    shutil.copytree(DISTRICTS / "baita", folder)
    earlier = [date(year, 10, 1) for year in years if year < UNKNOWN_YEAR]
    rows = "".join(f"{day},off,放假,Holiday\n" for day in [*earlier, *off])
    (folder / "calendar.csv").write_text(f"date,kind,name,name_en\n{rows}", encoding="utf-8")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    confirmed = text.replace("confirmed_years = []", f"confirmed_years = {list(years)}")
    (folder / "district.toml").write_text(confirmed, encoding="utf-8")
    return folder
