"""Invented people and words. No name, number or address here belongs to anybody."""

from random import Random

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("某某", "小明", "建国", "丽华", "志强", "桂英", "海燕", "文博")
ROADS = ("民主路", "中华大街", "胜利路", "新运大街", "八一街", "东二道街", "文圣路", "南郊街")
PLACES = ("菜市场北侧", "小学门前", "公交站旁", "小区东门", "银行门口", "路口西南角", "河堤步道")
BESIDE = ("门前", "东侧", "西门外", "停车场入口", "北侧人行道", "对面")
REMARKS = (
    "影响通行，请尽快处理",
    "已持续两天",
    "周边居民多次反映",
    "现场照片已上传",
    "请现场核实",
)
RESULTS = ("已现场处置完毕", "已清理干净并留人值守", "已修复，恢复原状", "已劝离并告知规定")
REASONS = ("经核实不属本部门职责", "定位有误，请重新派遣")
INSTRUCTION = "请责任部门抓紧整改，并报告结果"
URGE = "已超时限，请尽快办理"
SUPERVISION = "超时未办，列入督办"
NOT_SOLVED = "现场仍未整改到位"
PASSED_UP = "超出本级处置能力，申请上级协调"
ANSWER = "已按要求整改，现场复查合格"
JOINED = "请协同处置"
PARKED = "需待产权单位落实资金，暂缓处置"
MORE_TIME = "现场条件受限，申请延长一个时限"
APPEAL = "因外部施工无法进场，申请核减超期"
APPEAL_DECIDED = "已核对现场记录"
EXEMPTED = "不可抗力，不计入考核"
SELF_HANDLED = "采集员已当场劝离并复位"
IN_ORDER = "现场检查，未发现违规"
TAGGED = "列入市容专项整治"
VOID_REASONS = ("与已有案件重复", "经现场核实问题不存在", "不符合立案条件")

FALSE_ALARMS = ("人工查看截图，未见问题", "光线变化引起的误报", "车辆临时停靠，已驶离")


def person(random: Random) -> str:
    """Return an invented name."""
    return random.choice(FAMILY) + random.choice(GIVEN)


def phone(random: Random) -> str:
    """Return an invented mobile number; the block 170-0000 is used for nobody."""
    return f"1700000{random.randrange(10_000):04d}"


def address(random: Random) -> str:
    """Return an invented address."""
    return f"{random.choice(ROADS)}{random.choice(PLACES)}"


def remark(random: Random, title: str) -> str:
    """Return an invented description of a case."""
    return f"{title}，{random.choice(REMARKS)}"
