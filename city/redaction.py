"""Free text without what identifies a person, by rule: numbers, plates, homes, accounts, names."""

import re

from city.name_rules import hide_names
from city.privacy import FULL_WIDTH, STAR, mask_identity
from city.rewriting import Group

HIDDEN = STAR * 4

# a number that is part of a longer code (a case number, a serial) is not somebody's number
_ALONE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
# but these words are written in front of a number without a space
_LEAD = r"(?:(?<![0-9A-Za-z])|(?<=[Tt][Ee][Ll])|(?<=[VvWw][Xx])|(?<=[Qq][Qq]))"
_GAP = r"[ \u3000.·/_—-]{0,3}"
_CALL = "电话|手机|座机|热线|号码|联系方式|致电|来电|拨打|拨通|传真|短号|[Tt][Ee][Ll]|[Pp]hone"
# beginning with one class of characters, by which `re` skips all that cannot begin a match
_HOUSE = "[0-9A-Za-z一二三四五六七八九十东南西北][0-9A-Za-z一二三四五六七八九十]{0,3}"
_SPELT = "〇零一二三四五六七八九幺两洞拐壹贰叁肆伍陆柒捌玖"

_DIGIT = re.compile("[0-9０-９]")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＠]")
_DOOR = re.compile(r"[0-9A-Za-z一二三四五六七八九十-]+(?=\s*(?:单元|室|户|号房|门))")
_BETWEEN_DIGITS = re.compile("[ \u3000-]")
_HAS_DOOR = re.compile("[单室户房门]")


def redact(text: str) -> str:
    """Return free text in which everything that a rule knows as personal is hidden."""
    if _DIGIT.search(text):
        if _WIDE.search(text):
            text = text.translate(FULL_WIDTH)
        text = _HOMES(_WORDED(_PLATES(_NUMBERS(text))))
    text = _ACCOUNTS(text)
    if "@" in text or "＠" in text:
        text = _MAIL(text.translate(FULL_WIDTH))
    return text if text.isascii() else hide_names(_WORDED(_SPELT_OUT(text)))


def redact_address(address: str) -> str:
    """Return an address without entrance and door, so that it tells a building, not a home."""
    address = redact(address)
    return _DOOR.sub(STAR, address) if _HAS_DOOR.search(address) else address


def _ends(found: re.Match[str]) -> str:
    """Leave the net and the last four digits."""
    return f"{found[1].replace(' ', '')}{HIDDEN}{_BETWEEN_DIGITS.sub('', found[3])}"


def _landline(found: re.Match[str]) -> str:
    return f"{found[1]}-{HIDDEN}{found[2][-4:]}"


def _local(found: re.Match[str]) -> str:
    return f"{found[1]}{HIDDEN}{found[2][-2:]}"


def _after_label(found: re.Match[str]) -> str:
    return found[1] + HIDDEN


def _identity(found: re.Match[str]) -> str:
    return mask_identity(re.sub("[ \u3000]", "", found[0]))


_NUMBERS = Group(
    r"[0-9][ ()（）\u3000./·_—-]{0,3}(?:[0-9][ ()（）\u3000./·_—-]{0,3}){6}",
    (
        _ALONE + r"\d{6}[ \u3000]?(?:\d{8}[ \u3000]?\d{3}[\dXxＸ]|\d{6}[ \u3000]?\d{3})" + _END,
        _identity,
    ),
    (
        _LEAD + rf"(?:(?:\+|00)?86[ -]?)?(1[3-9]\d){_GAP}(\d{{4}}){_GAP}(\d{{4}})(?!\d)",
        _ends,
    ),
    # in other groups, or digit by digit
    (_LEAD + r"(1[3-9]\d)([ -]\d{3}[ -]\d)(\d[ -]?\d{3})(?!\d)", _ends),
    (_LEAD + r"(1[3-9]\d\d)([ -]\d{3})[ -](\d{4})(?!\d)", _ends),
    # a slip before the last digit or two; nine or ten digits and a house are no such number
    (
        _LEAD + r"(1[3-9]\d)(\d{4})(\d{2}[ \u3000]\d\d|\d{3}[ \u3000]\d)(?![\d.号#栋幢座楼室])",
        _ends,
    ),
    (_ALONE + r"(1 [3-9] \d)((?: \d){4})((?: \d){4})(?!\d)", _ends),
    (_ALONE + r"\d{4}(?:[ -]?\d{4}){2,3}[ -]?(\d{3,4})" + _END, lambda f: HIDDEN + f[1]),
    (_ALONE + r"([48]00)[ -]?(\d{3,4})[ -]?(\d{3,4})(?!\d)", _ends),
    (_ALONE + r"([(（]?0\d{2,3}[)）]?)[ —-]{0,2}(\d{3,4}[ -]?\d{4})(?!\d)", _landline),
    (
        _ALONE + r"(\(\d{3}\) ?|\d{3}[-.])(\d{3})[-.](\d{4})(?!\d)",
        lambda found: f"{found[1]}***-**{found[3][-2:]}",
    ),
    # a local number is known by the words before it alone: sums and years look alike
    (rf"((?:{_CALL})\D{{0,6}})(?<!\d)([2-9]\d{{2,3}}[ -]?\d{{4}})(?!\d)", _local),
    (r"(\*{4}\d{2,4}[、,，/和或 ]{1,2})([2-9]\d{2,3}[ -]?\d{4})(?![\d.])", _local),
)
"""The longest numbers first, so that no rule sees a piece of another's."""

_SPELT_OUT = Group(
    f"[一幺壹][ -]?[三四五六七八九叁肆伍陆柒捌玖][ -]?[{_SPELT}]",
    (
        f"(?<![{_SPELT}])[一幺壹][ -]?[三四五六七八九叁肆伍陆柒捌玖]"
        f"(?:[ -]?[{_SPELT}]){{9}}(?![{_SPELT}])",
        lambda _found: HIDDEN,
    ),
)

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATES = Group(
    "[A-Za-z牌号]",
    (
        rf"([{_PROVINCES}][A-Za-z])[·•・. -]?(?=[A-Za-z]{{0,6}}\d)[\dA-Za-z]{{4,6}}[挂学警港澳领]?"
        + _END,
        _after_label,
    ),
    (
        r"((?:车牌|牌照|车号)(?:号码?)?[是为:： ]{0,3})(?=[A-Za-z·]{0,5}\d)[A-Za-z\d·]{4,7}" + _END,
        _after_label,
    ),
)

_HOMES = Group(
    "[栋幢座楼院单室房户业租]|[0-9][-－—][0-9]",
    # building, entrance and door in one: the building stays
    (
        rf"({_HOUSE}\s?(?:号楼|栋|幢|座|号院))[-－—,，]?\s?"
        rf"(?:{_HOUSE}\s?单元\s?\d{{1,4}}|\d{{1,2}}[-－—]\d{{2,4}}(?:[-－—]\d{{1,4}})?|[A-Za-z]?\d{{3,4}})"
        r"(?![\d.米元年平个多余几名万mM㎡])",
        lambda found: found[1] + STAR,
    ),
    # 14#3-501; a plain 3#楼 is a building, and 3#2-5层 are storeys of it
    (
        r"([0-9](?<![\d.-].)\d{0,2}[#＃](?:楼|栋|幢)?)\s?\d{1,2}[-－—]\d{3,4}(?![\d.-])",
        lambda found: found[1] + STAR,
    ),
    (rf"{_HOUSE}(\s?单元)\s?\d{{1,4}}(?!\d)", lambda found: STAR + found[1] + STAR),
    (
        r"[0-9A-Za-z](?<![\d.].)\d{2,4}(?:-\d{1,4})?"
        r"(?=\s?(?:室|号房|房(?![价产地子屋租东源贷管间型])|业主|住户|房主|租户))",
        lambda _found: STAR,
    ),
    (r"[0-9](?<![\d.].)\d?(?=号房)", lambda _found: STAR),
    (r"[0-9](?<![\d-].)\d{0,2}-\d{1,2}-\d{3,4}(?![\d-])", lambda _found: STAR),
)

_STOREY = "[0-9一二三四五六七八九十]{1,3}[楼层]"
_WORDED = Group(
    "单元",
    # a door in words: its side of a storey, or its number digit by digit
    (
        rf"(?:({_HOUSE}\s?(?:号楼|栋|幢|座|号院))[-－—,，]?\s?)?{_HOUSE}\s?单元\s?"
        rf"(?:(?:{_STOREY}\s?)?(?:[东西南北]{{1,2}}|[左右中对])(?:[边侧]?户|手?门)"
        r"|[一二三四五六七八九十]{1,2}[〇零][一二三四五六七八九](?:室|户|号)?)",
        lambda found: f"{found[1] or ''}{STAR}",
    ),
)

_MAIL = Group(
    "@",
    (
        r"(?<![A-Za-z0-9_.+-])([A-Za-z0-9_+-])[A-Za-z0-9_.+-]*(@[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)",
        lambda found: f"{found[1]}{STAR * 3}{found[2]}",
    ),
)

_APP = r"(?:微信|薇信|[Ww]e[Cc]hat|(?<![A-Za-z])(?:[VvWw][Xx]|[Qq]{1,2}|[Vv]信?)|扣扣|抖音|支付宝)"
_ACCOUNTS = Group(
    "微信|薇信|扣扣|抖音|支付宝|v|V|w|W|q|Q",
    (
        rf"({_APP}(?:群|同)?(?:号码?|ID|id|账号)?(?:[:： 是为叫加]|就是){{0,3}})"
        r"(?=[A-Za-z_-]*\d)[A-Za-z\d_-]{5,20}" + _END,
        _after_label,
    ),
    (
        rf"({_APP}(?:号码?|ID|id|账号)[:： 是为]{{0,3}})[A-Za-z][A-Za-z\d_-]{{5,19}}" + _END,
        _after_label,
    ),
)
