"""Keys, codes, orders, and the register of devices on real databases."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from city.devices import ALPHABET, CODE_LENGTH, code_of, digest_of, id_of, new_key, own_path
from city.errors import BadRequest, ServerUnavailable, SettingError
from dashboard.devices.store import DeviceStore
from tests.browser.served import free_port

NOW = 1_800_000_000_000
SERVANT = "nobody"
"""Who runs PostgreSQL if root runs the tests: root itself may not."""
PROGRAMS = (Path("/usr/lib/postgresql"), Path("/usr/local/pgsql"))


def postgres_programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, None where no PostgreSQL is installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += [path.parent for root in PROGRAMS for path in root.rglob("bin/initdb")]
    return folders[0] if folders else None


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A PostgreSQL of this module's own; skipped where none is installed or it may not run."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine")
    folder, port = Path(tempfile.mkdtemp(prefix="postgres-")), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, SERVANT)
    made = _run(programs / "initdb", "-D", folder / "data", "-U", "city", "-A", "trust")
    if made.returncode:
        pytest.skip(f"PostgreSQL does not run here: {made.stderr.decode().strip()[-200:]}")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    start = ("start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options)
    assert _run(programs / "pg_ctl", *start).returncode == 0
    yield f"postgresql://city@127.0.0.1:{port}/postgres"
    _run(programs / "pg_ctl", "stop", "-m", "fast", "-D", folder / "data")
    shutil.rmtree(folder)


def _run(*command: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd="/",
        user=SERVANT if os.geteuid() == 0 else None,
    )


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeviceStore]:
    """The register, empty, on each database that there is."""
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))
    opened = DeviceStore(url, tmp_path)
    for device in opened.enrolled().values():
        opened.revoke(device.id, NOW)
    yield opened
    opened.close()


def test_a_code_can_be_read_across_a_hall() -> None:
    """No letter that is taken for a digit; and every key has one."""
    codes = {code_of(digest_of(new_key())) for _ in range(200)}

    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)
    assert len(codes) > 195


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/", True),
        ("/flow?lang=en", True),
        ("/leader", True),
        ("/nope", False),  # nobody at a wall could lead it back
        ("/cases/city:7", False),  # a case is shown as a wall may show it, by itself
        ("//elsewhere.example/", False),  # another host
        ("https://elsewhere.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_screen_is_only_sent_to_pages_of_ours(path: str, own: bool) -> None:
    assert own_path(path) is own


def test_a_key_is_told_once_and_never_stored(store: DeviceStore) -> None:
    """Who reads the database can still not pass for a screen."""
    device, key = store.add("hall", NOW)

    (kept,) = store.enrolled().values()

    assert kept == device
    assert kept.digest == digest_of(key)
    assert key not in repr(store.all())


def test_a_screen_that_waits_is_confirmed_under_a_name(store: DeviceStore) -> None:
    """Its key never leaves its browser: the digest is enough."""
    digest = digest_of(new_key())

    store.confirm(digest, " 大厅左 ", NOW)

    assert store.find("大厅左").id == id_of(digest)
    assert store.find(id_of(digest)).name == "大厅左"


def test_a_name_belongs_to_one_screen(store: DeviceStore) -> None:
    """A command for 大厅 must not reach another hall."""
    store.add("hall", NOW)

    with pytest.raises(BadRequest, match="hall"):
        store.add("hall", NOW)
    with pytest.raises(BadRequest, match="1 to 80"):
        store.add("  ", NOW)
    with pytest.raises(BadRequest, match="elsewhere"):
        store.find("elsewhere")


def test_a_revoked_screen_is_unknown_and_may_be_confirmed_again(store: DeviceStore) -> None:
    """Its name is free at once; the list still says that it was there."""
    device, _ = store.add("hall", NOW)

    store.revoke("hall", NOW + 1)
    other, _ = store.add("hall", NOW + 2)

    assert list(store.enrolled()) == [other.id]
    assert device.id in {each.id for each in store.all() if each.revoked_at}
    assert store.confirm(device.digest, "hall two", NOW + 3).id in store.enrolled()


def test_two_processes_see_the_same_register(tmp_path: Path) -> None:
    """Two web processes, and the command line beside them."""
    one, two = DeviceStore("", tmp_path), DeviceStore("", tmp_path)

    device, _ = one.add("hall", NOW)

    assert list(two.enrolled()) == [device.id]
    assert (tmp_path / "devices.db").stat().st_mode & 0o077 == 0
    one.close()
    two.close()


def test_an_address_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL"):
        DeviceStore("mysql://127.0.0.1/x", tmp_path)
    with pytest.raises(SettingError, match="DATABASE_URL"):
        DeviceStore("no address", tmp_path)


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerUnavailable, match="DATABASE_URL"):
        DeviceStore(f"postgresql://city:secret@127.0.0.1:{free_port()}/x", tmp_path)
