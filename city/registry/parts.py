"""The groups of cases that figures are made of, each with its one name."""

from city.registry.figure import Group, Part

OVERDUE = ("overdue",)

REPORTED = Part("上报", "reported", (Group(),))
RECEIVED = Part("接收", "received", (Group(lacks="v"),))
VOID = Part("作废与不予受理", "void", (Group("v"),))
CLOSED = Part("结案", "closed", (Group("c"),))
IN_PROGRESS = Part("处置中", "in progress", (Group("o"),))
WITHIN = Part("时限内", "within limit", (Group("o", lights=("within",)),))
NEAR = Part("临期", "near due", (Group("o", lights=("near",)),))
OVERDUE_OPEN = Part("在办超期", "overdue in progress", (Group("o", lights=OVERDUE),))
NOT_TIMED = Part("不计时", "not timed", (Group("o", lights=("untimed",)),))

# 应处置: done, or not done though the limit has run out; the exempt are in neither
_WAITING = Group("o", "dx", lights=OVERDUE)
_SETTLED = Group(lacks="vx", any_of="tl")
DISPOSED = Part("处置", "disposed of", (Group("d", "vx"),))
DUE_DISPOSED = Part(
    "应处置（已处置 + 超期未处置）",
    "to be disposed of (done + overdue not done)",
    (Group("d", "vx"), _WAITING),
)
TIMED_DUE = Part("应处置且有时限", "to be disposed of, with a limit", (_SETTLED, _WAITING))
IN_TIME = Part("按期处置", "disposed of in time", (Group("t", "vx"),))
DISPOSED_LATE = Part("超期处置", "disposed of late", (Group("l", "vx"),))
OVERDUE_WAITING = Part("超期待处置", "overdue, not disposed of", (_WAITING,))

# 应结案: closed, or not closed though overdue
_OVERDUE_UNCLOSED = Group("o", "x", lights=OVERDUE)
CLOSED_COUNTED = Part("结案", "closed", (Group("c", "x"),))
DUE_CLOSED = Part(
    "应结案（结案 + 超期未结案）",
    "to be closed (closed + overdue not closed)",
    (Group("c", "x"), _OVERDUE_UNCLOSED),
)
TIMED_DUE_CLOSED = Part(
    "应结案且有时限",
    "to be closed, with a limit",
    (Group("c", "x", "tl"), _OVERDUE_UNCLOSED),
)
TIMED_CLOSED = Part("有时限的结案", "closed, with a limit", (Group("c", "x", "tl"),))
CLOSED_IN_TIME = Part("按期结案", "closed in time", (Group("ct", "x"),))
CLOSED_LATE = Part("超期结案", "closed late", (Group("cl", "x"),))

FILED = Part("立案", "filed", (Group("f"),))
FILED_KEPT = Part("立案 − 作废", "filed and not cancelled", (Group("f", "k"),))
FILED_UNPARKED = Part("立案 − 挂账", "filed and never suspended", (Group("f", "p"),))
PUBLIC = Part("公众举报核实", "public reports confirmed", (Group("fy"),))
PUBLIC_UNPARKED = Part(
    "公众举报核实（未挂账）", "public reports confirmed, never suspended", (Group("fy", "p"),)
)
# a case that was handled was sent to someone, unless it was put right on the spot
_SENT = (Group(lacks="v", any_of="EF"), Group("d", "vhEF"))
SENT = Part("派遣", "dispatched", _SENT)
SENT_NOT_REWORKED = Part(
    "派遣 − 返工",
    "dispatched and not reworked",
    (Group(lacks="vr", any_of="EF"), Group("d", "vhEFr")),
)
SENT_NOT_RETURNED = Part(
    "派遣 − 退回",
    "dispatched and not returned",
    (Group(lacks="vb", any_of="EF"), Group("d", "vhEFb")),
)


def marked(flag: str, name: str, name_en: str, *, lacks: str = "v") -> Part:
    """Return the cases with a flag; void ones are left out unless `lacks` says otherwise."""
    return Part(name, name_en, (Group(flag, lacks),))


def either(flags: str, name: str, name_en: str, *, lacks: str = "v") -> Part:
    """Return the cases with one flag of several."""
    return Part(name, name_en, (Group("", lacks, flags),))
