"""Figures of time: disposed of and closed in time, extended, and how long it took."""

from msgspec.structs import replace

from city.cells import IN_STEP
from city.registry import parts
from city.registry.figure import HANDLING, Figure, Group, Part
from city.registry.streams import ALL, FILED, ORDERS, SOCIAL

_PARKED = "挂账期间停表，不算超期；豁免不计；无时限与并案的不在按期口径里"
_PARKED_EN = (
    "A suspended clock rests and is not overdue; without the exempt; cases without a limit and "
    "linked ones are not in it"
)


def _rate(key: str, name: str, name_en: str, over: Part, under: Part, **more: str) -> Figure:
    fields = {"source": "V:14,18", "caveat": _PARKED, "caveat_en": _PARKED_EN, **more}
    return Figure(
        key=key,
        name=name,
        name_en=name_en,
        numerator=over,
        basis="due",
        streams=ALL,
        denominator=under,
        section="time",
        **fields,  # type: ignore[arg-type]
    )


def _received(key: str, name: str, name_en: str, over: Part, under: Part, **more: str) -> Figure:
    return Figure(
        key=key,
        name=name,
        name_en=name_en,
        numerator=over,
        basis="received",
        streams=ALL,
        denominator=under,
        section="time",
        **more,  # type: ignore[arg-type]
    )


_EXTENDED = Part("延期", "extended", (Group("e", "vx"),))
_EXTENDED_DUE = Part(
    "延期（应处置中）",
    "extended, of those to be disposed of",
    (Group("de", "vx"), Group("oe", "dx", lights=parts.OVERDUE)),
)
_STOPPED = Part("结案且时钟停过", "closed, its clock stopped", (Group("c"),))
_IN_TIME_SHARE = {"choice": "in_time_rate", "better": "more"}


def _time(key: str, name: str, name_en: str, part: Part, timing: str, quantile: float) -> Figure:
    return Figure(
        key,
        name,
        name_en,
        part,
        "closed",
        "A",
        ALL,
        unit="ms",
        section="time",
        better="less",
        timing=timing,
        quantile=quantile,
        caveat="含夜间与停表时间；按对数分段估计，误差不超过 8%",
        caveat_en="Wall time, nights and rests included; from buckets, off by at most 8 %",
    )


_STEPS = {
    "report": ("上报", "reporting", ALL),
    "file": ("立案", "filing", FILED),
    "dispatch": ("派遣", "dispatch", (*FILED, *ORDERS)),
    "handle": ("处置", "handling", ALL),
    "check": ("核查", "checking", (*FILED, *ORDERS)),
    "community": ("社区", "the community", SOCIAL),
    "street": ("街道", "the street", SOCIAL),
    "coordinate": ("协调", "coordination", SOCIAL),
    "feedback": ("反馈", "feedback", SOCIAL),
}


def _in_step(step: str) -> Figure:
    name, name_en, streams = _STEPS[step]
    stood = Part(f"结案且经过{name}", f"closed, having stood in {name_en}", (Group("c"),))
    timed = _time(
        f"step_median_{step}",
        f"{name}停留中位数",
        f"Median time in {name_en}",
        stood,
        f"{IN_STEP}{step}",
        0.5,
    )
    return replace(timed, streams=streams)


TIMELINESS = (
    _rate(
        "disposal_rate",
        "处置率",
        "Disposal rate",
        parts.DISPOSED,
        parts.DUE_DISPOSED,
        better="more",
    ),
    _rate(
        "in_time_rate_due",
        "按期率",
        "In-time rate",
        parts.IN_TIME,
        parts.TIMED_DUE,
        variant="应处置口径",
        variant_en="of those due",
        **_IN_TIME_SHARE,
    ),
    _received(
        "in_time_rate_closed",
        "按期率",
        "In-time rate",
        parts.CLOSED_IN_TIME,
        parts.TIMED_CLOSED,
        variant="已结案口径",
        variant_en="of those closed",
        source="V:5",
        caveat="超期未结案的不在分母里，因此偏高",
        caveat_en="Overdue cases not closed are not in the denominator, so it flatters",
        **_IN_TIME_SHARE,
    ),
    _rate(
        "in_time_closing_rate",
        "按期结案率",
        "Closed-in-time rate",
        parts.CLOSED_IN_TIME,
        parts.TIMED_DUE_CLOSED,
        source="V:5,14",
        better="more",
    ),
    _rate(
        "late_closing_rate",
        "超期结案率",
        "Closed-late rate",
        parts.CLOSED_LATE,
        parts.TIMED_DUE_CLOSED,
        source="V:14",
        better="less",
    ),
    _rate(
        "late_disposal_rate",
        "超期处置率",
        "Late-disposal rate",
        parts.DISPOSED_LATE,
        parts.TIMED_DUE,
        source="A",
        better="less",
    ),
    _rate(
        "overdue_waiting_rate",
        "超期待处置率",
        "Overdue-and-waiting rate",
        parts.OVERDUE_WAITING,
        parts.DUE_DISPOSED,
        source="V:18",
        better="less",
    ),
    _rate(
        "extension_rate_due",
        "延期率",
        "Extension rate",
        _EXTENDED_DUE,
        parts.DUE_DISPOSED,
        source="V:18",
        choice="extension_rate",
        variant="应处置口径",
        variant_en="of those due",
        better="less",
    ),
    _received(
        "extension_rate_received",
        "延期率",
        "Extension rate",
        _EXTENDED,
        Part("接收（豁免不计）", "received, not exempt", (Group(lacks="vx"),)),
        source="V:3",
        choice="extension_rate",
        variant="接收口径",
        variant_en="of those received",
        better="less",
    ),
    _time("closing_median", "结案用时中位数", "Median time to close", parts.CLOSED, "closing", 0.5),
    _time("handling_median", "处置用时中位数", "Median time to handle", _STOPPED, HANDLING, 0.5),
    _time("handling_p90", "处置用时九成内", "Time to handle, P90", _STOPPED, HANDLING, 0.9),
    *map(_in_step, _STEPS),
    _time("closing_p90", "结案用时九成内", "Time to close, P90", parts.CLOSED, "closing", 0.9),
)
