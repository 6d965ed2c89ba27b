"""Figures of those who asked: answers, call-backs and stars, and who settled it."""

from city.registry import parts
from city.registry.figure import Figure, Group, Part
from city.registry.parts import either, marked
from city.registry.shares import share
from city.registry.streams import ORDERS, RATED, SOCIAL

_FIVE = Part("五星办结", "five-star closings", (Group("c5"),))
_FORMULA = "公式未经核实"
_FORMULA_EN = "The formula is not verified"
_ASSIGNED = Part("派单（接收，豁免不计）", "assigned (received, not exempt)", (Group(lacks="vx"),))
_EARLY = "公式未经核实；时限未到的工单已在分母里"
_EARLY_EN = "The formula is not verified; orders whose limit still runs are in the denominator"
_VALID = marked("V", "有效回访", "valid call-backs", lacks="vx")
_TOLD = either("SU", "明确评价的", "told satisfied or not", lacks="vx")


def _share(
    key: str,
    name: str,
    name_en: str,
    over: Part,
    under: Part,
    source: str,
    streams: tuple[str, ...] = RATED,
    **more: str | Part,
) -> Figure:
    fields = {"better": "more", "section": "people", **more}
    return share(key, name, name_en, over, under, source, streams=streams, **fields)


_CONTACTED = marked("K", "按时联系", "contacted in time", lacks="vx")


def _response(key: str, variant: str, variant_en: str, over: Part, under: Part) -> Figure:
    assigned = under is _ASSIGNED
    return _share(
        f"response_rate_{key}",
        "响应率",
        "Response rate",
        over,
        under,
        "O" if assigned else "A",
        ("hotline",),
        choice="response_rate",
        variant=variant,
        variant_en=variant_en,
        caveat=_EARLY if assigned else "只计已停的联系时钟；还在走的不算",
        caveat_en=_EARLY_EN if assigned else "Only contact clocks that were stopped",
    )


# what is told of it is "contacted or answered inside their limit ÷ orders assigned"
_RESPONSES = (
    _response(
        "either",
        "联系或答复口径",
        "contacted or answered, of those assigned",
        either("Kt", "按时联系或按时答复", "contacted or answered in time", lacks="vx"),
        _ASSIGNED,
    ),
    _response("contact", "联系口径", "contacted, of those assigned", _CONTACTED, _ASSIGNED),
    _response(
        "answer",
        "答复口径",
        "answered, of those assigned",
        marked("t", "按时答复", "answered in time", lacks="vx"),
        _ASSIGNED,
    ),
    _response(
        "contact_due",
        "应联系口径",
        "contacted, of those to be contacted",
        _CONTACTED,
        either("KL", "应联系", "to be contacted", lacks="vx"),
    ),
)


def _half_satisfied(key: str, variant: str, variant_en: str, has: str, under: Part) -> Figure:
    """Return 满意率 with half the credit for 基本满意, which feeds tell by the stars only."""
    return _share(
        f"satisfaction_rate_{key}_half",
        "满意率",
        "Satisfaction",
        Part("满意（含基本满意）", "satisfied, basically too", (Group(f"S{has}", "vx"),)),
        under,
        "A",
        choice="satisfaction_rate",
        variant=f"{variant}，基本满意计 0.5",
        variant_en=f"{variant_en}, basically satisfied counts half",
        halved=Part("基本满意", "basically satisfied", (Group(f"S{has}3", "vx"),)),
        caveat="基本满意 = 称满意而评三星，计 0.5；两者均为假定",
        caveat_en="Basically: satisfied, but with three stars; that and the half are assumed",
    )


HOTLINE = (
    _share(
        "sign_in_time_rate",
        "及时接收率",
        "Signed in time",
        marked("I", "按时签收", "signed in time", lacks=""),
        either("IJ", "签收", "signed", lacks=""),
        "V:36,24",
        ORDERS,
    ),
    *_RESPONSES,
    _share(
        "callback_rate",
        "有效回访率",
        "Valid call-backs",
        Part("有效回访", "valid call-backs", (Group("dV", "vx"),)),
        Part("应回访（已答复）", "to be called back (answered)", (Group("d", "vx"),)),
        "V:26",
    ),
    _share(
        "satisfaction_rate_valid",
        "满意率",
        "Satisfaction",
        marked("S", "满意", "satisfied", lacks="vx"),
        _TOLD,
        "V:26",
        choice="satisfaction_rate",
        variant="有评价口径",
        variant_en="of those who said",
        caveat=_FORMULA,
        caveat_en=_FORMULA_EN,
    ),
    _share(
        "satisfaction_rate_callbacks",
        "满意率",
        "Satisfaction",
        Part("回访满意", "called back and satisfied", (Group("VS", "vx"),)),
        _VALID,
        "O",
        choice="satisfaction_rate",
        variant="有效回访口径",
        variant_en="of valid call-backs",
        caveat=_FORMULA,
        caveat_en=_FORMULA_EN,
    ),
    _half_satisfied("valid", "有评价口径", "of those who said", "", _TOLD),
    _half_satisfied("callbacks", "有效回访口径", "of valid call-backs", "V", _VALID),
    _share(
        "solved_rate_said",
        "解决率",
        "Solved",
        marked("R", "确认解决", "said to be solved", lacks="vx"),
        either("RN", "明确答复的", "told solved or not", lacks="vx"),
        "O",
        choice="solved_rate",
        variant="有答复口径",
        variant_en="of those who said",
        caveat=_FORMULA,
        caveat_en=_FORMULA_EN,
    ),
    _share(
        "solved_rate_callbacks",
        "解决率",
        "Solved",
        Part("回访确认解决", "called back and said to be solved", (Group("VR", "vx"),)),
        _VALID,
        "O",
        choice="solved_rate",
        variant="有效回访口径",
        variant_en="of valid call-backs",
        caveat=_FORMULA,
        caveat_en=_FORMULA_EN,
    ),
    _share(
        "solved_rate_closed",
        "解决率",
        "Solved",
        Part("确认解决并办结", "closed and said to be solved", (Group("cR", "x"),)),
        parts.CLOSED_COUNTED,
        "A",
        choice="solved_rate",
        variant="办结口径",
        variant_en="of those closed",
        caveat="未回应不算解决",
        caveat_en="No answer is not a solution",
    ),
    _share(
        "five_star_rate_closed",
        "五星率",
        "Five stars",
        _FIVE,
        parts.CLOSED,
        "S",
        choice="five_star_rate",
        variant="办结口径",
        variant_en="of those closed",
        caveat="五星办结的官方定义未找到",
        caveat_en="No official definition of a five-star closing was found",
    ),
    _share(
        "five_star_rate_received",
        "五星率",
        "Five stars",
        _FIVE,
        parts.RECEIVED,
        "S",
        choice="five_star_rate",
        variant="接收口径",
        variant_en="of those received",
        caveat="五星办结的官方定义未找到",
        caveat_en="No official definition of a five-star closing was found",
    ),
    _share(
        "excellent_rate",
        "优秀率",
        "Four or five stars",
        either("45", "四星与五星", "four or five stars"),
        either("12345", "有评分的", "rated"),
        "O",
        caveat="以四星与五星为优秀，可议",
        caveat_en="Takes four and five stars for excellent, which is open to question",
    ),
    _share(
        "redo_rate",
        "重办率",
        "Done again",
        Part("重办过", "done again", (Group("dq", "v"),)),
        Part("已答复", "answered", (Group("d", "v"),)),
        "V:36,24",
        ORDERS,
        better="less",
    ),
)

SETTLED = (
    _share(
        "same_day_share",
        "当日到场率",
        "Begun the same day",
        marked("T", "当日开始处置", "work began on the day of receipt"),
        either("TM", "已开始处置", "work has begun"),
        "A",
        SOCIAL,
    ),
    _share(
        "same_day_closed_share",
        "当日开工的结案率",
        "Closed, of those begun the same day",
        Part("当日开始且已结案", "begun the same day and closed", (Group("cT"),)),
        marked("T", "当日开始处置", "work began on the day of receipt"),
        "A",
        SOCIAL,
    ),
    Figure(
        "settled",
        "办结数（按层级看）",
        "Settled (look by level)",
        parts.CLOSED,
        "received",
        "A",
        SOCIAL,
        unit="cases",
        section="people",
        caveat="各层级占比见按层级分组的占比列",
        caveat_en="The share settled at each level is the share of each row by level",
    ),
)
