"""Life cycles as tables: nothing may fall between them."""

import pytest

from city import lifecycle
from city.events import EVENT_TYPES
from city.snapshot import STEPS


@pytest.mark.parametrize("stream", list(lifecycle.AFTER))
def test_every_state_is_shown_in_a_step_or_is_void(stream: str) -> None:
    states = {*lifecycle.AFTER[stream].values(), *lifecycle.OBSERVED_STATE[stream].values()}

    assert states <= set(lifecycle.STEP_OF) | lifecycle.VOID


def test_every_step_is_one_of_the_six() -> None:
    assert set(lifecycle.STEP_OF.values()) == set(STEPS)


@pytest.mark.parametrize("stream", list(lifecycle.AFTER))
def test_tables_speak_of_known_events_only(stream: str) -> None:
    assert set(lifecycle.AFTER[stream]) <= set(EVENT_TYPES.values())


def test_what_reopens_a_case_leads_to_a_state_that_is_open() -> None:
    for after in lifecycle.AFTER.values():
        for kind in lifecycle.REOPENING:
            assert after[kind] not in lifecycle.ENDED
