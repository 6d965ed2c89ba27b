"""The mirror's lock: whoever waits has it before whoever gave it back."""

import threading

from city.store.turns import Turns
from tests.browser.served import wait_for


def test_who_waits_is_before_who_has_just_had_it() -> None:
    turns, order = Turns(), list[str]()

    def wait() -> None:
        with turns:
            order.append("who waited")

    waiting = threading.Thread(target=wait)
    with turns:
        waiting.start()
        wait_for(turns.wanted, 5, "the other thread to wait")
        order.append("who had it")
    with turns:
        order.append("who had it, again")
    waiting.join(5)

    assert order == ["who had it", "who waited", "who had it, again"]


def test_its_holder_may_take_it_again() -> None:
    turns, done = Turns(), threading.Event()
    with turns, turns:
        pass

    def take() -> None:
        with turns:
            done.set()

    threading.Thread(target=take).start()

    assert done.wait(5)
