"""Figures of quality: filing, dispatch, checks, what was sent back, and what the feeds told."""

from typing import Any

from city.registry import parts
from city.registry.figure import Figure, Group, Part
from city.registry.parts import either, marked
from city.registry.streams import ALL, FILED

_RUNNING = "只计已停的步骤时钟；还在走的不算"
_RUNNING_EN = "Only clocks that were stopped; one that still runs is in neither part"


def _share(
    key: str,
    name: str,
    name_en: str,
    over: Part,
    under: Part,
    source: str,
    *,
    streams: tuple[str, ...] = ALL,
    **more: str,
) -> Figure:
    return Figure(
        key,
        name,
        name_en,
        over,
        "received",
        source,
        streams,
        denominator=under,
        **{"section": "quality", **more},  # type: ignore[arg-type]
    )


def _step(
    key: str, name: str, name_en: str, flags: str, what: str, what_en: str, **more: Any
) -> Figure:
    fields = {"source": "V:5,14", "caveat": _RUNNING, "caveat_en": _RUNNING_EN, **more}
    return _share(
        key,
        name,
        name_en,
        marked(flags[0], f"按时{what}", f"{what_en} in time", lacks=""),
        either(flags, f"应{what}", f"{what_en}", lacks=""),
        **{"streams": FILED, "better": "more", **fields},
    )


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


_REWORKED = Part("返工", "reworked", (Group("cr", "x"), Group("or", "x", lights=("overdue",))))

FILING = (
    _share(
        "effective_report_rate",
        "有效上报率",
        "Effective reports",
        parts.FILED,
        parts.REPORTED,
        "V:5,14",
        streams=FILED,
        better="more",
    ),
    _share(
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
    _share(
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
    _share(
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
    _share(
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
    _share(
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
    _share(
        "accurate_filing_rate",
        "准确立案率",
        "Accurate filing",
        parts.FILED_KEPT,
        parts.FILED,
        "V:5",
        streams=FILED,
        better="more",
    ),
    _share(
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
    _share(
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
    _share(
        "public_report_rate",
        "监督举报率",
        "Public reports",
        parts.PUBLIC_UNPARKED,
        parts.FILED_UNPARKED,
        "V:5",
        streams=("city",),
        better="less",
    ),
    Figure(
        "rework_rate",
        "返工率",
        "Rework rate",
        _REWORKED,
        "due",
        "V:5,18",
        FILED,
        denominator=parts.DUE_CLOSED,
        section="quality",
        better="less",
    ),
    _share(
        "return_rate",
        "回退率",
        "Return rate",
        marked("b", "退回过", "returned at least once"),
        parts.RECEIVED,
        "V:36,24",
        better="less",
    ),
    _share(
        "redispatch_rate",
        "二次派遣率",
        "Dispatched again",
        marked("n", "二次派遣", "dispatched to a second department"),
        parts.RECEIVED,
        "A",
        caveat="推诿的线索，不等于推诿",
        caveat_en="A sign of shuffling between departments, no proof of it",
        better="less",
    ),
    _share(
        "suspended_share",
        "挂账率",
        "Suspended share",
        marked("p", "挂账过", "suspended at least once"),
        parts.RECEIVED,
        "A",
        better="less",
    ),
    _share(
        "joint_share",
        "协同率",
        "Joint share",
        marked("m", "协同办理", "several departments"),
        parts.RECEIVED,
        "A",
    ),
    _share(
        "forced_share",
        "强制结案率",
        "Closed by authority",
        marked("g", "强制结案", "closed by authority"),
        parts.CLOSED,
        "A",
        better="less",
    ),
    _share(
        "self_handled_share",
        "自处理率",
        "Put right on the spot",
        marked("h", "自处理", "put right on the spot"),
        parts.RECEIVED,
        "A",
    ),
)


def _number(key: str, name: str, name_en: str, part: Part) -> Figure:
    return Figure(
        key,
        name,
        name_en,
        part,
        "received",
        "A",
        ALL,
        unit="cases",
        section="pressure",
    )


PRESSURE = (
    _number("urged", "催办过的案件", "Urged", marked("u", "催办过", "urged")),
    _number("supervised", "督办过的案件", "Supervised", marked("s", "督办过", "supervised")),
    _number("instructed", "批示过的案件", "Instructed", marked("i", "批示过", "instructed")),
    _number("appealed", "申诉过的案件", "Appealed", marked("j", "申诉过", "verdict contested")),
    _number("exempted", "豁免的案件", "Exempted", marked("x", "豁免", "exempt")),
    _number("linked", "并案的案件", "Linked", marked("w", "并入主案件", "linked to a master")),
)

DATA = (
    Figure(
        "orphans",
        "未见上报的案件数",
        "Cases never reported",
        Part("只有后续消息的案件", "cases known by later messages only", (Group(),)),
        "unreported",
        "A",
        ALL,
        unit="cases",
        section="data",
        better="less",
        caveat="上报消息到达后自动归入所属的流；在此之前不知属于哪一流",
        caveat_en="Until its report comes nobody knows its stream; then it is counted there",
    ),
    _share(
        "anomaly_share",
        "数据存疑率",
        "Contradicted share",
        marked("a", "来源与流程矛盾", "contradicted by their feed", lacks=""),
        parts.REPORTED,
        "A",
        section="data",
        better="less",
    ),
    _share(
        "skipped_share",
        "补记率",
        "Filled-in share",
        marked("z", "跳过步骤而补记", "steps skipped and filled in", lacks=""),
        parts.REPORTED,
        "A",
        section="data",
        better="less",
    ),
)
