"""The script that takes the README's picture, over pages that a hall would show."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser

from city.settings import ROOT
from tests.browser.served import Served, free_port

pytestmark = pytest.mark.browser

SCRIPT = ROOT / "docs" / "images" / "take.py"
STAGE = Path(__file__).with_name("map_stage.py")
PNG_SIZE = slice(16, 24)
"""Where a PNG tells its width and height, four bytes each."""


def taking() -> ModuleType:
    """Return the script as a module; it lies beside its picture, in no package."""
    spec = importlib.util.spec_from_file_location("take", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_taken_once_the_wall_is_drawn(browser: Browser, tmp_path: Path) -> None:
    """A script that nobody runs waits, one day, for something that is not on the page any more."""
    picture = tmp_path / "wall.png"
    served = Served(STAGE, port=free_port(), env={})
    served.start()
    try:
        taking().take(browser, served.url, picture)
    finally:
        served.kill()

    raw = picture.read_bytes()[PNG_SIZE]
    size = int.from_bytes(raw[:4]), int.from_bytes(raw[4:])
    assert size == (1920, 1080)
