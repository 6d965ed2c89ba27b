"""The transactional store of enrolled devices: SQLite in the state folder, or a PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from city.clock import Instant
from city.devices import Device, digest_of, id_of, new_key
from city.errors import BadRequest, ServerUnavailable, SettingError

SETTING = "DATABASE_URL"
DRIVER = "postgresql+psycopg"
BUSY_SECONDS = 5
"""How long a write waits for another process; SQLite admits one at a time."""
NAME_LENGTH = 80

METADATA = MetaData()
DEVICES = Table(
    "devices",
    METADATA,
    Column("id", String(12), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("added_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)
"""Moments are instants: ms since 1970, UTC."""


class DeviceStore:
    """Enrolled devices. Any thread, any number of processes."""

    def __init__(self, url: str, folder: Path) -> None:
        """
        Open the store; tables that are missing are made.

        Args:
            url: A PostgreSQL; empty for a file in `folder`.
            folder: The state folder.

        Raises:
            SettingError: The URL cannot be read.
            ServerUnavailable: The database does not answer.
        """
        self._shown = "the state folder"
        self._engine = self._open(url, folder)
        with self._begun() as connection:
            connection.execute(CreateTable(DEVICES, if_not_exists=True))

    def add(self, name: str, now: Instant) -> tuple[Device, str]:
        """Enrol a screen that is yet to come; returns the device and its key, told only here."""
        key = new_key()
        return self.confirm(digest_of(key), name, now), key

    def confirm(self, digest: str, name: str, now: Instant) -> Device:
        """
        Enrol the screen whose key has a digest; one that was revoked is enrolled again.

        Raises:
            BadRequest: The name is empty, too long, or another device's.
        """
        name = name.strip()
        if not 0 < len(name) <= NAME_LENGTH:
            raise BadRequest("name", f"a device's name has 1 to {NAME_LENGTH} characters")
        device = Device(id_of(digest), name, digest, now)
        try:
            with self._begun() as connection:
                self._put(connection, device)
        except IntegrityError as error:
            raise BadRequest("name", f"there is a device {name!r} already") from error
        return device

    def revoke(self, wanted: str, now: Instant) -> Device:
        """Take a device's enrolment away, by id or name; its name is free again."""
        device = self.find(wanted)
        values = {"revoked_at": now, "name": f"{device.name[:60]} ({device.id})"}
        with self._begun() as connection:
            connection.execute(update(DEVICES).where(DEVICES.c.id == device.id).values(values))
        return device

    def find(self, wanted: str) -> Device:
        """Return an enrolled device by id or name; raises `BadRequest` if there is none."""
        for device in self.enrolled().values():
            if wanted in (device.id, device.name):
                return device
        raise BadRequest("screen", f"no enrolled device {wanted!r}; `app.py device list` has all")

    def enrolled(self) -> dict[str, Device]:
        """Return every device that is not revoked, by id, in the order of names."""
        return {each.id: each for each in self.all() if each.revoked_at is None}

    def all(self) -> list[Device]:
        """Return every device that ever was, in the order of names."""
        with self._begun() as connection:
            rows = connection.execute(select(DEVICES).order_by(DEVICES.c.name)).all()
        return [Device(*row) for row in rows]

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _put(self, connection: Connection, device: Device) -> None:
        values = {
            "name": device.name,
            "digest": device.digest,
            "added_at": device.added_at,
            "revoked_at": None,
        }
        known = update(DEVICES).where(DEVICES.c.id == device.id).values(values)
        if connection.execute(known).rowcount == 0:
            connection.execute(insert(DEVICES).values(id=device.id, **values))

    def _open(self, url: str, folder: Path) -> Engine:
        if not url:
            folder.mkdir(parents=True, exist_ok=True)
            return _sqlite(folder / "devices.db")
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise SettingError(f"{SETTING}: not an address of a database") from error
        if not parsed.drivername.startswith("postgres"):
            raise SettingError(f"{SETTING}: postgresql://… is expected, or nothing for SQLite")
        self._shown = f"{parsed.host or 'localhost'}/{parsed.database or ''}"
        return create_engine(
            parsed.set(drivername=DRIVER),
            pool_pre_ping=True,
            connect_args={"connect_timeout": BUSY_SECONDS},
        )

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self._asked(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise ServerUnavailable("the database", self._shown, SETTING) from error


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")

    path.touch(mode=0o600)
    return engine
