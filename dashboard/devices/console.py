"""The commands `device` and `screen`: words in, lines out."""

from collections.abc import Iterator, Sequence

from city.clock import Instant
from city.devices import Device, ScreenRow
from city.errors import BadRequest
from dashboard.devices.acts import Acts
from dashboard.devices.cookies import ENROL
from dashboard.devices.desk import rows_of
from dashboard.devices.store import DeviceStore

DEVICE_ACTS = {"list": 0, "add": 1, "confirm": 2, "revoke": 1}
"""Act -> how many words follow it."""
SCREEN_ACTS = {"list": 0, "show": 1, "hold": 1, "release": 1}


def device_lines(
    store: DeviceStore, acts: Acts, words: Sequence[str], *, now: Instant, url: str
) -> Iterator[str]:
    """Do what `device` was told, and yield what to print; `url` is where the pages are."""
    act, given = _parted("device", DEVICE_ACTS, words)
    if act == "list":
        yield from map(_device_line, store.all())
    elif act == "add":
        device, key = store.add(given[0], now)
        yield f"{device.id}  {device.name}: start its browser once with this address, told only now"
        yield f"{url}{ENROL}?key={key}"
    elif act == "confirm":
        device = acts.confirm(given[0], given[1], now)
        yield f"{device.id}  {device.name}: enrolled"
    else:
        device = acts.revoke(given[0], now)
        yield f"{device.id}  {device.name}: revoked; it shows its code again"


def screen_lines(
    acts: Acts, words: Sequence[str], *, now: Instant, shown: dict[str, str]
) -> Iterator[str]:
    """Do what `screen` was told, and yield what to print; `shown` is what `show` shows."""
    act, given = _parted("screen", SCREEN_ACTS, words)
    if act == "list":
        rows = rows_of(acts.register.enrolled(), acts.floor, now)
        yield from (_screen_line(row, now) for row in rows)
        return
    if act == "show":
        device = acts.show(given[0], now, **shown)
    else:
        device = acts.hold(given[0], now) if act == "hold" else acts.release(given[0])
    yield f"{device.id}  {device.name}: {act}"


def _parted(command: str, acts: dict[str, int], words: Sequence[str]) -> tuple[str, Sequence[str]]:
    act, given = words[0], words[1:]
    if act not in acts:
        raise BadRequest(command, f"{act!r} is none of {', '.join(acts)}")
    if len(given) != acts[act]:
        raise BadRequest(command, f"{act} takes {acts[act]} more words, not {len(given)}")
    return act, given


def _device_line(device: Device) -> str:
    state = "enrolled" if device.revoked_at is None else "revoked"
    return f"{device.id}  {state:8}  {device.name}"


def _screen_line(row: ScreenRow, now: Instant) -> str:
    """Return id, name or code, age of the last answer, size, build, view, and what it is told."""
    name = row.device.name if row.device else f"({row.code})"
    seen = row.sighting
    if seen is None:
        return f"{row.id}  {name}  never seen"
    order = row.order
    told = " ".join(filter(None, (order.path, order.street, order.case))) if order else ""
    held = " held" if order and order.held else ""
    size = f"{seen.width}x{seen.height}@{seen.density:g}"
    age = max(now - seen.seen_at, 0) // 1000
    return (
        f"{row.id}  {name}  {age} s ago  {size}  {seen.build}  {seen.view}  {told}{held}".rstrip()
    )
