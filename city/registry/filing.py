"""Figures of those who file, verify, dispatch and check: what they did in time, and rightly."""

from typing import Any

from city.registry import parts
from city.registry.figure import Figure, Group, Part
from city.registry.parts import either, marked
from city.registry.shares import share
from city.registry.streams import FILED

_RUNNING = "只计已停的步骤时钟；还在走的不算"
_RUNNING_EN = "Only clocks that were stopped; one that still runs is in neither part"
_SENDING = {
    "source": "A",
    "caveat": "只计已派发的；派发时限为假定，可改",
    "caveat_en": "Only what was sent; its limit is an assumption of the policy",
}
_UNSURE = {
    "source": "O",
    "better": "more",
    "caveat": "厂商清单注明分母待现场确认",
    "caveat_en": "The vendor's list says: denominator to be confirmed on site",
}


def _step(
    key: str, name: str, name_en: str, flags: str, what: str, what_en: str, **more: Any
) -> Figure:
    fields = {"source": "V:5,14", "caveat": _RUNNING, "caveat_en": _RUNNING_EN, **more}
    return share(
        key,
        name,
        name_en,
        marked(flags[0], f"按时{what}", f"{what_en} in time", lacks=""),
        either(flags, f"应{what}", f"{what_en}", lacks=""),
        **{"streams": FILED, "better": "more", **fields},
    )


FILING = (
    share(
        "effective_report_rate",
        "有效上报率",
        "Effective reports",
        parts.FILED,
        parts.REPORTED,
        "V:5,14",
        streams=FILED,
        better="more",
    ),
    share(
        "missed_report_rate",
        "漏报率",
        "Missed reports",
        parts.PUBLIC,
        parts.FILED,
        "V:5",
        streams=("city",),
        caveat="以核实的公众举报代替漏报数",
        caveat_en="Confirmed public reports stand in for what collectors missed",
        better="less",
    ),
    _step("in_time_verify_rate", "按时核实率", "Verified in time", "CD", "核实", "verified"),
    _step("in_time_filing_rate", "按时立案率", "Filed in time", "AB", "立案", "filed"),
    _step("in_time_check_rate", "按时核查率", "Checked in time", "GH", "核查", "checked"),
    _step(
        "in_time_send_verify_rate",
        "核实按时派发率",
        "Sent to verify in time",
        "YZ",
        "派发核实",
        "sent to be verified",
        **_SENDING,
        streams=("city",),
    ),
    _step(
        "in_time_send_check_rate",
        "核查按时派发率",
        "Sent to check in time",
        "67",
        "派发核查",
        "sent to be checked",
        **_SENDING,
    ),
    share(
        "filing_rate_reported",
        "立案率",
        "Filing rate",
        parts.FILED,
        parts.REPORTED,
        streams=FILED,
        choice="filing_rate",
        variant="上报口径",
        variant_en="of those reported",
        **_UNSURE,
    ),
    share(
        "filing_rate_received",
        "立案率",
        "Filing rate",
        Part("立案（未作废）", "filed and not void", (Group("f", "v"),)),
        parts.RECEIVED,
        streams=FILED,
        choice="filing_rate",
        variant="接收口径",
        variant_en="of those received",
        **_UNSURE,
    ),
    share(
        "check_rate_disposed",
        "核查率",
        "Check rate",
        Part("处置完成且已核查", "disposed of and checked", (Group("d", "v", "GH"),)),
        Part("处置完成", "disposed of", (Group("d", "v"),)),
        streams=FILED,
        choice="check_rate",
        variant="处置完成口径",
        variant_en="of those disposed of",
        **_UNSURE,
    ),
    share(
        "check_rate_filed",
        "核查率",
        "Check rate",
        Part("立案且已核查", "filed and checked", (Group("f", "v", "GH"),)),
        Part("立案（未作废）", "filed and not void", (Group("f", "v"),)),
        streams=FILED,
        choice="check_rate",
        variant="立案口径",
        variant_en="of those filed",
        **_UNSURE,
    ),
    _step("in_time_dispatch_rate", "按时派遣率", "Dispatched in time", "EF", "派遣", "dispatched"),
    share(
        "accurate_filing_rate",
        "准确立案率",
        "Accurate filing",
        parts.FILED_KEPT,
        parts.FILED,
        "V:5",
        streams=FILED,
        better="more",
    ),
    share(
        "accurate_dispatch_rate_rework",
        "准确派遣率",
        "Accurate dispatch",
        parts.SENT_NOT_REWORKED,
        parts.SENT,
        "V:5,14",
        streams=FILED,
        choice="accurate_dispatch_rate",
        variant="扣返工",
        variant_en="less reworked",
        better="more",
    ),
    share(
        "accurate_dispatch_rate_return",
        "准确派遣率",
        "Accurate dispatch",
        parts.SENT_NOT_RETURNED,
        parts.SENT,
        "A",
        streams=FILED,
        choice="accurate_dispatch_rate",
        variant="扣退回",
        variant_en="less returned",
        better="more",
    ),
    share(
        "public_report_rate",
        "监督举报率",
        "Public reports",
        parts.PUBLIC_UNPARKED,
        parts.FILED_UNPARKED,
        "V:5",
        streams=("city",),
        better="less",
    ),
)
