"""Figures of quality: what was sent back or done again, who pressed, and what the feeds told."""

from city.registry import parts
from city.registry.figure import Figure, Group, Part
from city.registry.parts import marked
from city.registry.shares import share
from city.registry.streams import ALL, FILED

_REWORKED = Part("返工", "reworked", (Group("cr", "x"), Group("or", "x", lights=("overdue",))))

HANDLING = (
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
    share(
        "return_rate",
        "回退率",
        "Return rate",
        marked("b", "退回过", "returned at least once"),
        parts.RECEIVED,
        "V:36,24",
        better="less",
    ),
    share(
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
    share(
        "suspended_share",
        "挂账率",
        "Suspended share",
        marked("p", "挂账过", "suspended at least once"),
        parts.RECEIVED,
        "A",
        better="less",
    ),
    share(
        "joint_share",
        "协同率",
        "Joint share",
        marked("m", "协同办理", "several departments"),
        parts.RECEIVED,
        "A",
    ),
    share(
        "forced_share",
        "强制结案率",
        "Closed by authority",
        marked("g", "强制结案", "closed by authority"),
        parts.CLOSED,
        "A",
        better="less",
    ),
    share(
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
    share(
        "anomaly_share",
        "数据存疑率",
        "Contradicted share",
        marked("a", "来源与流程矛盾", "contradicted by their feed", lacks=""),
        parts.REPORTED,
        "A",
        section="data",
        better="less",
    ),
    share(
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
