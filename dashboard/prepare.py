"""What Dash does at the first request for `/`, done before any page is answered."""

import inspect

from dash import Dash


async def prepare(app: Dash) -> None:
    """
    Let Dash find its style sheets, scripts and pages, once all of them are registered.

    Dash 4.4.1 does so at the first request for `/` or for an address of its own. Any other page
    that a cold process is asked for would come without the scripts of `assets/`, and without the
    inline ones that pages need: nothing on it would ever move. Its hooks do nothing when they are
    called again.
    """
    for hook in app.backend._before_request_funcs:  # type: ignore[attr-defined]
        done = hook()
        if inspect.isawaitable(done):
            await done
