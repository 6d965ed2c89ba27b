"""Figures of the account: how many came, how many ended, and how they stand now."""

from city.registry import parts
from city.registry.figure import Basis, Figure, Part
from city.registry.streams import ALL


def _count(key: str, part: Part, basis: Basis = "received", *, better: str = "") -> Figure:
    now = basis == "now"
    return Figure(
        key,
        part.name + ("（此刻）" if now else "数"),
        f"{part.name_en.capitalize()}{' now' if now else ''}",
        part,
        basis,
        "V:14",
        ALL,
        unit="cases",
        better=better,  # type: ignore[arg-type]
    )


ACCOUNT = (
    _count("reported", parts.REPORTED),
    _count("void", parts.VOID),
    _count("received", parts.RECEIVED),
    _count("closed", parts.CLOSED),
    _count("in_progress", parts.IN_PROGRESS),
    _count("within_limit", parts.WITHIN),
    _count("near_due", parts.NEAR),
    _count("overdue", parts.OVERDUE_OPEN, better="less"),
    _count("not_timed", parts.NOT_TIMED),
    _count("in_progress_now", parts.IN_PROGRESS, "now"),
    _count("near_due_now", parts.NEAR, "now"),
    _count("overdue_now", parts.OVERDUE_OPEN, "now", better="less"),
    Figure(
        "closed_flow",
        "窗口内结案数",
        "Closed in the window",
        parts.CLOSED,
        "closed",
        "A",
        ALL,
        unit="cases",
        caveat="流量：与接收数相减没有意义",
        caveat_en="A flow: it adds up with no cohort of receipt",
    ),
    Figure(
        "closing_rate_received",
        "结案率",
        "Closing rate",
        parts.CLOSED,
        "received",
        "S",
        ALL,
        denominator=parts.RECEIVED,
        choice="closing_rate",
        variant="接收口径",
        variant_en="of those received",
        better="more",
        caveat="未到期的在办案件也在分母里",
        caveat_en="Cases in progress that are not due yet are in the denominator",
    ),
    Figure(
        "closing_rate_due",
        "结案率",
        "Closing rate",
        parts.CLOSED_COUNTED,
        "due",
        "V:5,14",
        ALL,
        denominator=parts.DUE_CLOSED,
        choice="closing_rate",
        variant="应结案口径",
        variant_en="of those due",
        better="more",
        caveat="按截止日归期；豁免不计；未到期的在办案件不在分母里",
        caveat_en="By day of the deadline; without the exempt; those not due yet are not in it",
    ),
    Figure(
        "unclosed_rate",
        "未结案率",
        "Share not closed",
        parts.IN_PROGRESS,
        "received",
        "V:14",
        ALL,
        denominator=parts.REPORTED,
        better="less",
    ),
    Figure(
        "void_rate",
        "作废率",
        "Void share",
        parts.VOID,
        "received",
        "V:5",
        ALL,
        denominator=parts.REPORTED,
        caveat="不予受理与作废合计",
        caveat_en="Not accepted and cancelled together",
        better="less",
    ),
)
