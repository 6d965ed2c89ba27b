"""Lamps: every feed has one, those in trouble come first, and each says since when."""

import pytest
from msgspec.structs import replace

from city.clock import DAY, MINUTE
from city.head import FeedLamp
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.lamps import IN_A_BAR, LAMPS, TROUBLED, lamps
from layouts.parts.marks import tone_class
from tests.layouts import factories as make
from tests.layouts.reading import by_id, words

ZH = Edition(make.baita(), "zh")


def row_of(*feeds: FeedLamp, places: int = LAMPS) -> list[str]:
    """Return what the places of the row show, the hidden ones left out."""
    row = lamps("wall", make.make_head(feeds=feeds), ZH, places=places)
    return [words(each) for each in row.children if "is-empty" not in each.className]


def looks_of(*feeds: FeedLamp) -> set[str]:
    return set(lamps("wall", make.make_head(feeds=feeds), ZH).className.split())


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", "此时段反常无件"), ("en", "unusually silent for this hour")]
)
def test_the_lamp_of_an_unusually_silent_feed_is_yellow_and_says_why(lang: Lang, told: str) -> None:
    """Its last message is young, so nothing else tells; one that is silent stays red."""
    feeds = make.make_head().feeds
    unusual = replace(feeds[0], unusual=True)
    cut_off = replace(feeds[0], feed="cut-off", state="silent", unusual=True)
    head = make.make_head(feeds=(unusual, feeds[1], cut_off))

    row = lamps("wall", head, Edition(make.baita(), lang))

    cut, first, second = (by_id(row, f"wall-feed-{n}") for n in (1, 2, 3))
    assert [told in lamp.title for lamp in (cut, first, second)] == [True, True, False]
    tones = [set(lamp.className.split()) - {"lamp"} for lamp in (cut, first, second)]
    assert tones == [{tone_class("silent")}, {tone_class("late")}, set()]


def test_each_of_ten_feeds_has_a_lamp() -> None:
    shown = row_of(*make.many_feeds(10))

    assert len(shown) == 10
    assert not any("路" in told for told in shown)


def test_what_has_no_place_is_counted_and_is_well() -> None:
    """A desk page's bar has four places: the late ones are there, whatever their order."""
    shown = row_of(*make.many_feeds(10, late=3), places=IN_A_BAR)

    assert len(shown) == IN_A_BAR + 1
    assert [told.split()[0] for told in shown[:3]] == ["区情指标", "视频告警", "平台日报"]
    assert shown[-1] == "另 6 路"


@pytest.mark.parametrize(
    ("state", "quiet", "told"),
    [
        ("ok", 5 * MINUTE, "10:01:42"),
        ("late", 5 * MINUTE, "10:01"),
        ("silent", DAY, "周一 10:06"),  # the time alone would be that of today
        ("ok", 10 * DAY, "11月14日 10:06"),  # published by the month
    ],
)
def test_a_lamp_tells_when_its_feed_was_last_heard(state: str, quiet: int, told: str) -> None:
    feed = replace(make.many_feeds(1)[0], state=state, heard_at=make.NOW - quiet)

    (shown,) = row_of(feed)

    assert f" {told} 滞后" in shown


def test_many_lamps_and_many_in_trouble_have_looks_of_their_own() -> None:
    """Style sheets give them two lines, or four instead of the movements."""
    assert looks_of(*make.many_feeds(4)) == {"lamps"}
    assert looks_of(*make.many_feeds(10, late=TROUBLED)) == {"lamps", "lamps--many"}
    assert "lamps--troubled" in looks_of(*make.many_feeds(10, late=TROUBLED + 1))
