"""The Chromium that looks at pages, for benchmarks and tests."""

import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """Return the system's Chromium, None for Playwright's own."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
