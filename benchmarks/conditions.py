"""Under which conditions a figure was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from city.clock import system_now, to_datetime


def conditions(*packages: str) -> str:
    """Return one line: date, processor, cores, Python, and the versions of some packages."""
    when = to_datetime(system_now()).strftime("%Y-%m-%d %H:%M UTC")
    parts = [when, _processor(), f"{os.cpu_count()} cores", f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in packages]
    return ", ".join(parts) + f", load {os.getloadavg()[0]:.1f}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
