"""Personal data: how a name, a phone and a number are masked, and free text redacted by rule."""

import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

STAR = "*"
PersonalKind: TypeAlias = Literal["name", "phone", "identity", "text"]

_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|夏侯|端木|南宫|独孤"
)
_WIDE = {ord("０") + n: str(n) for n in range(10)} | {
    ord("－"): "-",
    ord("＋"): "+",
    ord("Ｘ"): "X",
}

# a number that is part of a longer code (a case number, a plate) is not somebody's number
_ALONE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_IDENTITY = re.compile(_ALONE + r"(\d{3})(\d{11}|\d{8})(\d{3}[\dXx]|\d{4})" + _END)
_CARD = re.compile(_ALONE + r"(\d{4})([ -]?\d{4}){2,3}[ -]?(\d{3,4})" + _END)
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])((?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)"
)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(\(?0\d{2,3}\)?)[ -]?(\d{3,4})[ -]?(\d{4})(?!\d)")
_AMERICAN = re.compile(r"(?<![0-9A-Za-z])(\(\d{3}\) ?|\d{3}[-.])(\d{3})[-.](\d{4})(?!\d)")
_TOLD = re.compile(
    r"((?:电话|手机|座机|联系方式)(?:号码?)?[是为:： ]{0,3})(\d{3,4})-?(\d{4})(?!\d)"
)
_MAIL = re.compile(r"(?<![\w.+-])([\w+-])[\w.+-]*(@[\w-]+\.[\w.-]+)", re.ASCII)
_NAMED = re.compile(
    r"((?:姓名|联系人|来电人|投诉人|举报人|反映人|当事人|业主)\s*[:：]\s*|我叫|本人叫)([\u4e00-\u9fff·]{2,4})"
)
_DOOR = re.compile(r"[0-9A-Za-z一二三四五六七八九十-]+(?=\s*(?:单元|室|户|号房|门))")
_RUN = re.compile(r"\d[ ()./－-]{0,2}(?:\d[ ()./－-]{0,2}){6}")
_LABEL = re.compile("[姓系电诉报映事业我人][名人主叫]")
_HAS_DOOR = re.compile("[单室户房门]")


def mask_name(name: str) -> str:
    """Return a name with only its surname: `张*`; a foreign one with each word's first letter."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return " ".join(word[0] + STAR for word in name.split())
    compound = len(name) > 2 and _COMPOUND_SURNAMES.match(name)
    return (name[:2] if compound else name[:1]) + STAR


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: `138****5678`; a short one wholly hidden."""
    digits = re.sub(r"\D", "", phone.translate(_WIDE))
    if len(digits) > 11 and digits.startswith(("86", "0086")):
        digits = digits[digits.index("86") + 2 :]
    if len(digits) < 7:
        return STAR * 4 if digits else ""
    return digits[:3] + STAR * 4 + digits[-4:]


def mask_identity(number: str) -> str:
    """Return an identity number with three first and two last characters left."""
    number = number.strip().translate(_WIDE)
    return number[:3] + STAR * (len(number) - 5) + number[-2:] if len(number) > 8 else STAR * 4


def mask(value: str, kind: PersonalKind) -> str:
    """Return a personal value masked in the way of its kind; plain `text` is wholly hidden."""
    return _MASKS[kind](value)


def redact(text: str) -> str:
    """Return free text without whole phone, identity and card numbers, mail names and names."""
    if not _may_identify(text):
        return text
    text = text.translate(_WIDE)
    for pattern, replace in _RULES:
        text = pattern.sub(replace, text)
    return text


def redact_address(address: str) -> str:
    """Return an address without entrance and door, so that it tells a building, not a home."""
    address = redact(address)
    return _DOOR.sub(STAR, address) if _HAS_DOOR.search(address) else address


def hide_known(text: str, known: Iterable[tuple[str, PersonalKind]]) -> str:
    """Return text in which every known personal value is replaced by its masked form."""
    for value, kind in known:
        if len(value) > 1 and value in text:
            text = text.replace(value, mask(value, kind))
    return text


def _may_identify(text: str) -> bool:
    """Return whether any rule can apply: most texts are looked at once and no more."""
    if _RUN.search(text) or "@" in text:
        return True
    return not text.isascii() and _LABEL.search(text) is not None


def _card(found: re.Match[str]) -> str:
    return STAR * 4 + found[3]


def _landline(found: re.Match[str]) -> str:
    return f"{found[1]}-{STAR * 4}{found[3]}"


_MASKS: dict[PersonalKind, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "text": lambda value: STAR * 4 if value.strip() else "",
}

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_IDENTITY, lambda found: mask_identity(found[0])),
    (_MOBILE, lambda found: f"{found[2]}{STAR * 4}{found[4]}"),
    (_CARD, _card),
    (_LANDLINE, _landline),
    (_AMERICAN, lambda found: f"{found[1]}***-**{found[3][-2:]}"),
    (_TOLD, lambda found: f"{found[1]}{STAR * 4}{found[3][-2:]}"),
    (_MAIL, lambda found: f"{found[1]}{STAR * 3}{found[2]}"),
    (_NAMED, lambda found: found[1] + mask_name(found[2])),
)
"""The longest numbers first, so that no rule sees a piece of another's."""
