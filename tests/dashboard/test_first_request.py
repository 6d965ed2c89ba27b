"""The first request of a process, whatever page it asks for."""

import httpx
import pytest

from tests.browser.served import HALL, Served, free_port


@pytest.mark.parametrize("path", ["/", "/flow", "/leader", "/cases?light=overdue"])
def test_the_first_page_is_whole_whichever_it_is(path: str) -> None:
    """After a restart screens come back to the scene they showed, not to the overview."""
    served = Served(HALL, port=free_port(), env={})
    try:
        served.start()
        text = httpx.get(served.url + path, timeout=10).text
    finally:
        served.kill()

    assert "01-tokens" in text
    assert "wall/scenes" in text
    assert text.count("stylesheet") > 5
