"""What pages say: words by key, numbers, shares, moments and lengths of time, in two languages."""

from datetime import date, datetime

from city.clock import DAY, HOUR, MINUTE, SECOND, Instant
from city.sla_words import MONTHS, WEEKDAYS
from layouts import text_screens
from layouts.links import Lang
from layouts.text_assessment import ASSESSMENT_WORDS
from layouts.text_boards import BOARDS
from layouts.text_definitions import DEFINITION_WORDS
from layouts.text_district import DISTRICT_WORDS
from layouts.text_en import EN
from layouts.text_map import MAP_WORDS
from layouts.text_social import SOCIAL_WORDS
from layouts.text_zh import ZH
from layouts.vocabulary import VOCABULARY

PAIRS = {
    **VOCABULARY,
    **MAP_WORDS,
    **BOARDS,
    **DEFINITION_WORDS,
    **SOCIAL_WORDS,
    **ASSESSMENT_WORDS,
    **DISTRICT_WORDS,
}
WORDS: dict[Lang, dict[str, str]] = {
    "zh": {**ZH, **text_screens.ZH, **{key: words[0] for key, words in PAIRS.items()}},
    "en": {**EN, **text_screens.EN, **{key: words[1] for key, words in PAIRS.items()}},
}
NONE = "–"
"""Stands where there is no number; a nought is only shown for what was counted."""
LONG_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def say(lang: Lang, key: str, **facts: object) -> str:
    """Return the words of a key with facts filled in; raises `KeyError` for an unknown key."""
    text = WORDS[lang][key]
    return text.format(**facts) if facts else text


def number(value: int | None) -> str:
    """Return a count with its thousands apart."""
    return NONE if value is None else f"{value:,}"


def percent(part: int, whole: int, *, digits: int = 1) -> str:
    """Return the share of `part` in `whole` in percent without its sign."""
    return f"{part / whole * 100:.{digits}f}" if whole else NONE


def day_text(lang: Lang, moment: date) -> str:
    """Return a day without its year: `11月24日`, `24 Nov`."""
    if lang == "zh":
        return f"{moment.month}月{moment.day}日"
    return f"{moment.day} {MONTHS[moment.month - 1]}"


def date_text(lang: Lang, moment: datetime) -> str:
    """Return a day with its year and weekday, as the header shows it."""
    if lang == "zh":
        weekday = "一二三四五六日"[moment.weekday()]
        return f"{moment.year}年{moment.month}月{moment.day}日 星期{weekday}"
    return f"{LONG_WEEKDAYS[moment.weekday()]} {day_text(lang, moment)} {moment.year}"


def moment_text(lang: Lang, moment: datetime, today: datetime) -> str:
    """Return a moment as short as today allows: the time, with the day, or with the year."""
    clock = f"{moment:%H:%M}"
    if moment.date() == today.date():
        return clock
    if abs((moment.date() - today.date()).days) < 5:
        return f"{WEEKDAYS[lang][moment.weekday()]} {clock}"
    if moment.year == today.year:
        return f"{day_text(lang, moment)} {clock}"
    return f"{moment:%Y-%m-%d} {clock}"


def remaining_text(lang: Lang, left: Instant) -> str:
    """Return the time left, or by how much it is over, to the minute (below a day) or hour."""
    length = abs(left)
    if length < DAY:
        text = f"{length // HOUR:02}:{length % HOUR // MINUTE:02}"
    else:
        text = say(lang, "duration_days", d=length // DAY, h=length % DAY // HOUR)
    return say(lang, "left" if left >= 0 else "over", time=text)


def age_text(lang: Lang, age: Instant) -> str:
    """Return how long ago something was heard; an age below nought is none."""
    age = max(age, 0)
    s, m, h, d = age // SECOND % 60, age // MINUTE % 60, age // HOUR % 24, age // DAY
    if age < MINUTE:
        return say(lang, "age_seconds", s=s)
    if age < HOUR:
        return say(lang, "age_minutes", m=m, s=s)
    if age < DAY:
        return say(lang, "age_hours", h=h, m=m)
    return say(lang, "age_days", d=d)
