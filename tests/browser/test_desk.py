"""The desk page 考评 in real Chromium: windows are chosen by links, and by two dates."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import HALL, Served, wait_for

pytestmark = pytest.mark.browser

LIVE = "() => window.live && live.fulls > 0 && !!document.querySelector('[data-live-view]')"


def test_two_dates_make_a_window_in_whatever_order(
    serve: Callable[..., Served], page: Page
) -> None:
    """The page's policy lets no form be sent, so a script goes to the address."""
    hall = serve(HALL)
    page.goto(hall.url + "/scores?composite=street&window=month&lang=en")
    wait_for(lambda: page.evaluate(LIVE), 20, "the page to be live")
    fields = page.locator("#scores-dates input")
    expect(fields).to_have_count(2)

    fields.nth(0).fill("2026-10-31")
    fields.nth(1).fill("2026-10-01")
    page.locator("#scores-dates button").click()

    page.wait_for_url("**/scores?composite=street&window=2026-10-01..2026-10-31&lang=en")
    expect(page.locator("#scores-window")).to_have_text("1 Oct–31 Oct")
    expect(fields.nth(0)).to_have_value("2026-10-01")
    page.locator("#scores-windows a.chip").first.click()  # no load: the fields follow
    expect(fields).to_have_count(2)
    expect(fields.nth(1)).not_to_have_value("2026-10-31")
