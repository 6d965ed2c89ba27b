"""What a person at the desk can do with a screen, from the command line and from the page."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from city.clock import Instant
from city.devices import Device, Order, Sighting, own_path
from city.district import District
from city.errors import BadRequest, UnknownCase
from city.ports import Floor, Register
from city.wall import DESK, SCENES


class Told(Protocol):
    """What is known of a case."""

    @property
    def confidential(self) -> bool:
        """Whether it is kept from all but the clerk who handles it."""


class Found(Protocol):
    """A case that was found, in a page's snapshot or with all its events."""

    @property
    def case(self) -> Told:
        """The case itself."""


CaseFinder = Callable[[str], Found]
"""Raises `UnknownCase` for an id that no case has."""


class Acts:
    """Acts on screens. Every one is answered by the device that it was done to."""

    def __init__(
        self, register: Register, floor: Floor, district: District, find_case: CaseFinder
    ) -> None:
        self.register, self.floor = register, floor
        self._district, self._find_case = district, find_case

    def confirm(self, code: str, name: str, now: Instant) -> Device:
        """
        Enrol the screen that shows a code.

        Raises:
            BadRequest: No screen shows it, two do, or the name is not free.
        """
        wanted = code.strip().upper()
        found = [each for each in self.floor.seen().values() if each.code == wanted]
        device = self.register.confirm(_only(found, wanted).digest, name, now)
        self.floor.tell(device.id, None)  # wakes every web process
        return device

    def revoke(self, screen: str, now: Instant) -> Device:
        """Take a screen's enrolment away; it goes on showing the wall, with its code."""
        device = self.register.revoke(screen, now)
        self.floor.tell(device.id, None)
        return device

    def show(
        self, screen: str, now: Instant, *, path: str = "", street: str = "", case: str = ""
    ) -> Device:
        """
        Make a screen show a page, a street on its map, or a case, until it is released.

        Raises:
            BadRequest: There is no such device, page, street or case, the case is confidential, or
                there is nothing to show.
        """
        device = self.register.find(screen)
        if not (path or street or case):
            raise BadRequest("show", "a page, a street or a case is expected")
        if path and not own_path(path):
            known = ", ".join((*SCENES.values(), *DESK.values()))
            raise BadRequest("page", f"{path!r} is no page of ours: {known}")
        if street and street not in self._district.streets:
            known = ", ".join(self._district.streets)
            raise BadRequest("street", f"{street!r} is none of {known}")
        order = Order(path, street, self._case(case), told_at=now)
        self.floor.tell(device.id, order)
        return device

    def hold(self, screen: str, now: Instant) -> Device:
        """Keep a screen on what it shows now, until it is released."""
        device = self.register.find(screen)
        order = self.floor.orders().get(device.id) or Order(told_at=now)
        self.floor.tell(device.id, msgspec.structs.replace(order, held=True))
        return device

    def release(self, screen: str) -> Device:
        """Let a screen go back to its own."""
        device = self.register.find(screen)
        self.floor.tell(device.id, None)
        return device

    def _case(self, wanted: str) -> str:
        """Return the id of a case that a wall may show, named by id, or by number in any stream."""
        wanted = wanted.strip()
        if not wanted:
            return ""
        for case_id in (wanted, *(f"{each.key}:{wanted}" for each in self._district.streams)):
            try:
                found = self._find_case(case_id)
            except UnknownCase:
                continue
            if found.case.confidential:
                raise BadRequest("case", f"{wanted!r} is confidential (保密) and goes on no wall")
            return case_id
        raise BadRequest("case", f"no case {wanted!r}")


def _only(found: list[Sighting], code: str) -> Sighting:
    if not found:
        raise BadRequest("code", f"no screen shows {code!r} now")
    if len(found) > 1:
        raise BadRequest("code", f"{len(found)} screens show {code!r}; reload one of them")
    return found[0]
