"""Counts that scenes show beside the account: what is pressing, stars, what askers said, alarms."""

from city.registry import parts
from city.registry.figure import Basis, Figure, Group, Part
from city.registry.streams import ALL, RATED

_PRESSING = Part("临期与在办超期", "near due or overdue", (Group("o", lights=("near", "overdue")),))
_STARS = {5: ("五星", "five stars"), 4: ("四星", "four stars"), 3: ("三星", "three stars")}
_STARS |= {2: ("二星", "two stars"), 1: ("一星", "one star")}


def _count(
    key: str,
    part: Part,
    basis: Basis = "received",
    *,
    streams: tuple[str, ...] = ALL,
    section: str = "account",
    better: str = "",
) -> Figure:
    return Figure(
        key,
        f"{part.name}数" + ("（此刻）" if basis == "now" else ""),
        part.name_en.capitalize() + (" now" if basis == "now" else ""),
        part,
        basis,
        "A",
        streams,
        unit="cases",
        section=section,
        better=better,  # type: ignore[arg-type]
    )


def _closed(key: str, name: str, name_en: str, *groups: Group) -> Figure:
    return _count(key, Part(name, name_en, groups), streams=RATED, section="people")


ACCOUNT_COUNTS = (
    _count("pressing", _PRESSING, better="less"),
    _count("pressing_now", _PRESSING, "now", better="less"),
    _count("closed_late", parts.CLOSED_LATE, better="less"),
    _count(
        "orders_waiting",
        Part("未答复批示督办的在办案件", "with an order not answered", (Group("oQ"),)),
        "now",
        section="pressure",
        better="less",
    ),
)

SAID = (
    *(
        _closed(f"stars_{stars}", f"结案且{name}", f"closed with {name_en}", Group(f"c{stars}"))
        for stars, (name, name_en) in _STARS.items()
    ),
    _closed("stars_any", "结案且有评分", "closed with stars", Group("c", any_of="12345")),
    _closed("stars_none", "结案未评分", "closed without stars", Group("c", "12345")),
    _closed(
        "five_star_not",
        "结案非五星",
        "closed without five stars",
        Group("c", "5"),
    ),
    _closed("said_solved", "结案且确认解决", "closed and said to be solved", Group("cR", "x")),
    _closed(
        "said_unsolved", "结案且说未解决", "closed and said not to be solved", Group("cN", "xR")
    ),
    _closed("said_nothing", "结案且未回应", "closed without a word of it", Group("c", "xRN")),
)

ALARMS = (
    _count(
        "alarms_filed",
        Part("转立案的报警", "alarms filed as cases", (Group("f"), Group("c"))),
        streams=("video",),
    ),
    _count(
        "alarms_false",
        Part("误报", "false alarms", (Group("v", "fc"),)),
        streams=("video",),
    ),
    _count(
        "alarms_pending",
        Part("待确认的报警", "alarms nobody has judged", (Group("o", "f"),)),
        streams=("video",),
    ),
)
