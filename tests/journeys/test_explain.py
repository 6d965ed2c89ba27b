"""`app.py explain` as its user runs it: why a case on a real Redis is due when it is."""

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from city.district import load_district
from city.settings import Settings
from tests.factories import life, make_received
from tests.journeys.test_replay_counts import run
from tests.store_world import PREFIX, ReadModel

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

TIMES = ("2026-08-28T16:00", "2026-08-28T16:10", "2026-08-28T16:30")
"""A Friday, the office open till 18:00: when a case came in, was filed, and was sent out."""
TOLD = {
    "zh": """\
周五 8月28日 16:30 派遣 + 2 工作时
周五 8月28日：用 1.5 小时
周六 8月29日至周日 8月30日：周末，不计时
周一 8月31日：用 0.5 小时
用满 80% 于 周一 8月31日 08:06（转黄）；到期 周一 8月31日 08:30

周五 8月28日 16:00 上报 + 15 分钟
昼夜连续计时，周末和节假日不停
用满 80% 于 周五 8月28日 16:12（转黄）；到期 周五 8月28日 16:15
周五 8月28日 16:10 停止计时，未超时限

周五 8月28日 16:10 立案 + 15 分钟
昼夜连续计时，周末和节假日不停
用满 80% 于 周五 8月28日 16:22（转黄）；到期 周五 8月28日 16:25
周五 8月28日 16:30 停止计时，已超时限
""",
    "en": """\
Dispatched Fri 28 Aug 16:30 + 2 working hours
Fri 28 Aug: 1.5 h used
Sat 29 Aug to Sun 30 Aug: weekend, not counted
Mon 31 Aug: 0.5 h used
80% used at Mon 31 Aug 08:06 (turns yellow); due Mon 31 Aug 08:30

Reported Fri 28 Aug 16:00 + 15 minutes
Counted day and night, weekends and holidays included
80% used at Fri 28 Aug 16:12 (turns yellow); due Fri 28 Aug 16:15
The clock stopped at Fri 28 Aug 16:10, within the limit

Filed Fri 28 Aug 16:10 + 15 minutes
Counted day and night, weekends and holidays included
80% used at Fri 28 Aug 16:22 (turns yellow); due Fri 28 Aug 16:25
The clock stopped at Fri 28 Aug 16:30, past the limit
""",
}
"""First the clock of the light, then each step's: 15 minutes to file, and 15 to send out."""


@pytest.fixture
def asked(redis_client: Any, settings: Settings) -> Settings:
    """Settings of a read model with a case that was sent out on Friday, and one that was not."""
    model = ReadModel(redis_client, partitions=1, rules=load_district("baita").limits)
    for event, time in zip(life(until=3, class_="E0112"), TIMES, strict=True):
        model.tell([replace(event, time=datetime.fromisoformat(f"{time}:00+08:00"))])
    model.tell([make_received("city:2", class_="E0112")])
    return settings.model_copy(update={"namespace": PREFIX})


@pytest.mark.parametrize("lang", list(TOLD))
def test_explain_tells_each_clock_of_a_case_step_by_step(asked: Settings, lang: str) -> None:
    """Who doubts a deadline counts along, in hours and days."""
    assert run(asked, "baita", "explain", "city:1", "--lang", lang) == TOLD[lang]


def test_explain_says_of_a_case_not_sent_out_that_its_clock_has_not_started(
    asked: Settings,
) -> None:
    assert run(asked, "baita", "explain", "city:2").startswith("尚未派遣，处置时限未起算\n")


@pytest.mark.parametrize(
    ("arguments", "named"), [(("city:3",), "city:3"), (("city:2", "--lang", "fr"), "zh, en")]
)
def test_explain_names_what_is_none(
    asked: Settings, arguments: tuple[str, ...], named: str
) -> None:
    """In one sentence; a traceback would say nothing to who asked."""
    with pytest.raises(AssertionError, match=named) as failed:
        run(asked, "baita", "explain", *arguments)
    assert "Traceback" not in str(failed.value)
