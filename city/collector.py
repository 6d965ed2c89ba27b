"""The garbage collector, told to look less often: a large heap that hardly changes costs it."""

import gc


def spare_collector() -> None:
    """
    Have the collector look less often; call once a process is set up.

    What is made for an event or a picture is freed by its reference count. Searching the tens of
    thousands of cases that a projector remembers for cycles cost a tenth of its time; searching all
    that a web process holds stopped every screen for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
