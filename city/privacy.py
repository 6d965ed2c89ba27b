"""Personal values that a source names as such: how a name, a phone and a number are masked."""

import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

STAR = "*"
PersonalKind: TypeAlias = Literal["name", "phone", "identity", "text"]

_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|夏侯|端木|南宫|独孤"
)
FULL_WIDTH = (
    {ord("０") + n: str(n) for n in range(10)}
    | {ord(first) + n: chr(ord(first) - 0xFEE0 + n) for first in "Ａａ" for n in range(26)}
    | {ord("－"): "-", ord("＋"): "+", ord("＠"): "@"}
)
"""Full-width digits, letters and signs as the ASCII ones, for `str.translate`."""


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
    digits = re.sub(r"\D", "", phone.translate(FULL_WIDTH))
    if len(digits) > 11 and digits.startswith(("86", "0086")):
        digits = digits[digits.index("86") + 2 :]
    if len(digits) < 7:
        return STAR * 4 if digits else ""
    return digits[:3] + STAR * 4 + digits[-4:]


def mask_identity(number: str) -> str:
    """Return an identity number with three first and two last characters left."""
    number = number.strip().translate(FULL_WIDTH)
    return number[:3] + STAR * (len(number) - 5) + number[-2:] if len(number) > 8 else STAR * 4


def mask(value: str, kind: PersonalKind) -> str:
    """Return a personal value masked in the way of its kind; plain `text` is wholly hidden."""
    return _MASKS[kind](value)


def hide_known(text: str, known: Iterable[tuple[str, PersonalKind]]) -> str:
    """Return text in which every known personal value is replaced by its masked form."""
    for value, kind in known:
        if len(value) > 1 and value in text:
            text = text.replace(value, mask(value, kind))
    return text


_MASKS: dict[PersonalKind, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "text": lambda value: STAR * 4 if value.strip() else "",
}
