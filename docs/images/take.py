"""
Take the picture of the README from a product that runs, such as `make demo`.

    .venv/bin/python docs/images/take.py [http://127.0.0.1:8050]

Needs Chromium and the test tools (`make unit` installs them). Wait until the history is laid down.
"""

import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

PICTURE = Path(__file__).with_name("wall.png")
SIZE: ViewportSize = {"width": 1920, "height": 1080}
PATIENCE_SECONDS = 60.0
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = """() => window.live && live.fulls > 0 && !live.isStale
    && document.fonts.status === 'loaded' && document.querySelectorAll('.map-cluster').length > 0
    && document.querySelector('#wall-hours .main-svg') !== null"""


def take(url: str) -> None:
    """Save the wall at `url` as `wall.png`, once everything on it is drawn."""
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{url}?rotate=off")  # a turn would take another scene
        wait_settled(page)
        page.screenshot(path=PICTURE)
        browser.close()


def wait_settled(page: Page) -> None:
    """Wait until the wall is live and drawn; the pages' policy forbids Playwright's own waiting."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(SETTLED):
        if time.monotonic() > end:
            sys.exit(f"{page.url} shows no live wall with cases after {PATIENCE_SECONDS:g} s")
        page.wait_for_timeout(250)
    page.wait_for_timeout(2_000)  # bars grow into place


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8050")
