"""Words and numbers: complete in both languages, and never more than is known."""

import re
from datetime import UTC, datetime

import pytest

from city.clock import DAY, HOUR, MINUTE, SECOND, Instant
from city.events import EVENT_TYPES
from city.lifecycle import ENDED, STEP_OF
from city.metrics import WINDOWS
from city.snapshot import STEPS
from layouts.text import (
    NONE,
    WORDS,
    age_text,
    date_text,
    moment_text,
    number,
    percent,
    remaining_text,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_both_languages_have_the_same_keys() -> None:
    """A missing key would break a page in one language only."""
    assert WORDS["zh"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize("key", sorted(WORDS["zh"]))
def test_both_languages_fill_in_the_same_facts(key: str) -> None:
    """A translation that drops a figure says something else."""
    facts = [set(re.findall(r"{(\w+)}", WORDS[lang][key])) for lang in WORDS]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_data_can_name_has_words(lang: str) -> None:
    """Events, states, steps and windows come from the vocabulary; none may be shown raw."""
    words = WORDS[lang]  # type: ignore[index]
    wanted = [*EVENT_TYPES, *(f"step_{step}" for step in STEPS)]
    wanted += [f"state_{state}" for state in {*STEP_OF, *ENDED}]
    wanted += [f"window_{name}" for name in (*WINDOWS, "days")]
    assert [key for key in wanted if key not in words] == []


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (23 * MINUTE + 59 * SECOND, "余 00:23", "00:23 left"),
        (-(5 * HOUR + 48 * MINUTE), "超 05:48", "05:48 over"),
        (-1, "超 00:00", "00:00 over"),  # one millisecond late is late
        (0, "余 00:00", "00:00 left"),
        (DAY - 1, "余 23:59", "23:59 left"),
        (2 * DAY + 3 * HOUR, "余 2 日 3 时", "2d 3h left"),
    ],
)
def test_the_time_left_says_by_which_side_of_the_limit(left: Instant, zh: str, en: str) -> None:
    """余 and 超 are the words that people act on."""
    assert remaining_text("zh", left) == zh
    assert remaining_text("en", left) == en


@pytest.mark.parametrize(
    ("age", "zh"),
    [
        (-5, "滞后 0 秒"),  # clocks differ a little
        (4 * SECOND, "滞后 4 秒"),
        (25 * MINUTE + 32 * SECOND, "滞后 25 分 32 秒"),
        (3 * HOUR + MINUTE, "滞后 3 时 1 分"),
        (9 * DAY, "滞后 9 日"),
    ],
)
def test_an_age_is_as_exact_as_it_is_short(age: Instant, zh: str) -> None:
    """A feed that is seconds late is told apart from one that is minutes late."""
    assert age_text("zh", age) == zh


@pytest.mark.parametrize(
    ("moment", "zh"),
    [
        (datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "09:05"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "周一 09:05"),
        (datetime(2026, 10, 1, 9, 5, tzinfo=UTC), "10月1日 09:05"),
        (datetime(2025, 11, 24, 9, 5, tzinfo=UTC), "2025-11-24 09:05"),
    ],
)
def test_a_moment_names_its_day_only_as_far_as_needed(moment: datetime, zh: str) -> None:
    """The same weekday a year ago must not look like today."""
    assert moment_text("zh", moment, NOON) == zh


def test_dates_carry_their_weekday() -> None:
    """The hall's header."""
    assert date_text("zh", NOON) == "2026年11月24日 星期二"
    assert date_text("en", NOON) == "Tuesday 24 Nov 2026"


def test_what_is_not_known_is_a_dash_and_never_nought() -> None:
    """0 % of nothing would be a claim."""
    assert number(None) == percent(0, 0) == NONE
    assert number(0) == "0"
    assert percent(1929, 2122) == "90.9"
