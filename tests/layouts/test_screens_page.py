"""The list of screens: what each shows is said in words."""

import pytest

from layouts.edition import Edition
from layouts.links import Lang
from layouts.screens.shown import shown_words
from tests.layouts import factories as make

SHOWN: dict[str, tuple[Lang, str]] = {
    "view=wall&scope=&lang=zh": ("zh", "总览"),
    "view=wall&scope=&lang=en": ("zh", "总览 · English"),
    "view=citizen&scope=&lang=zh": ("en", "Snapshots"),
    "view=screens&scope=&lang=zh": ("zh", "大屏管理"),
    "view=queue&scope=street%3D211002016%26figure%3Dpressing&lang=zh": (
        "zh",
        "案件 · 文圣街道 · 临期与在办超期数",
    ),
    "view=queue&scope=figure%3Dgone&lang=zh": ("zh", "案件 · figure=gone"),
    "view=case&scope=city%3A7&lang=zh": ("en", "Cases · city:7"),
    "view=wall&scope=past%3A1606183200000%3A0%3A1606183200000&lang=zh": (
        "zh",
        "总览 · 回放 2020-11-24 10:00",
    ),
    "view=other&scope=&lang=zh": ("zh", "view=other&scope=&lang=zh"),
    "": ("zh", "–"),
}


@pytest.mark.parametrize("view", SHOWN)
def test_what_a_screen_shows_is_said_in_words(view: str) -> None:
    """By the name of the page and of what it is narrowed to."""
    lang, wanted = SHOWN[view]

    assert shown_words(view, Edition(make.baita(), lang)) == wanted
