"""The garbage collector, told to look less often: a large heap that hardly changes costs it."""

import gc


def spare_collector(*, young: int = 50_000, old: int = 100) -> None:
    """
    Have the collector look less often; call once a process is set up.

    `young` objects more than before make it look at the newest, every twentieth time at those that
    outlived that, and each `old`th time after that at all; what is there now it never looks at.

    What is made for an event or a picture is freed by its reference count. Searching the tens of
    thousands of cases that a projector remembers for cycles cost a tenth of its time; searching all
    that a web process holds stopped every screen for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(young, 20, old)
