"""
Take the picture of the README from a product that runs, such as `make demo`.

    .venv/bin/python docs/images/take.py [http://127.0.0.1:8050]

Needs Chromium and the test tools (`make unit` installs them). Wait until the history is laid down.
"""

import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PICTURE = Path(__file__).with_name("wall.png")
SIZE: ViewportSize = {"width": 1920, "height": 1080}
ASKED = "rotate=off&theme=night&view=16x9"
"""A turn would take another scene; the hour of the day must not choose the theme."""
PATIENCE_SECONDS = 60.0
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = """() => {
    const el = document.querySelector('.map'), layer = window.city && el && city.map.layerOf(el);
    return window.live && live.fulls > 0 && !live.isStale
        && document.fonts.status === 'loaded' && !!layer && layer.points.size > 0 && layer.draws > 0
        && document.querySelector('#wall-hours .main-svg') !== null; }"""
"""Live, in its own fonts, with cases on the map and the curve of the hours."""
CALM = "document.querySelectorAll('.was').length === 0"
"""No number is just giving way to the next one."""
ENROLLED = "document.getElementById('shell-screen').hidden = true"
"""The screen of a hall shows no code by which it could be enrolled."""
CAMERAS_SECONDS = 6
"""The first page that looks at a map has its cameras read beside it."""


class NotShown(Exception):
    """There is nothing to be pictured at an address."""


def take(browser: Browser, url: str, picture: Path) -> None:
    """Save the wall at `url` as `picture`, once everything on it is drawn; raises `NotShown`."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{url.rstrip('/')}/?{ASKED}")
    wait_settled(page)
    page.evaluate(ENROLLED)
    page.screenshot(path=picture)
    page.close()


def wait_settled(page: Page) -> None:
    """Wait until the wall is live and drawn; the pages' policy forbids Playwright's own waiting."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(SETTLED):
        if time.monotonic() > end:
            raise NotShown(f"{page.url} shows no live wall with cases")
        page.wait_for_timeout(250)
    page.wait_for_timeout(CAMERAS_SECONDS * 1_000)  # bars grow into place meanwhile
    while not page.evaluate(CALM) and time.monotonic() < end:
        page.wait_for_timeout(50)


def main() -> None:
    """Take the picture of the product at the address that was given."""
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8050"
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            take(browser, url, PICTURE)
        except NotShown as missing:
            sys.exit(str(missing))
        finally:
            browser.close()


if __name__ == "__main__":
    main()
