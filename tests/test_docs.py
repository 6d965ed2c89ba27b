"""What an operator meets is documented: each setting, command, key, topic, metric and decision."""

import inspect
import re
from pathlib import Path

import pytest

from app import cli
from city.district import DISTRICTS, load_district
from city.settings import ROOT, Settings
from city.store import keys
from ingest.feeds import load_feeds

DOCS = ROOT / "docs"
SECTIONS = ["Context", "Decision", "Consequences"]


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def settings_by_variable() -> dict[str, str]:
    """Return each setting's environment variable and default."""
    return {
        field.alias or f"CITY_{name.upper()}": str(field.default)
        for name, field in Settings.model_fields.items()
    }


@pytest.mark.parametrize("variable", list(settings_by_variable()))
def test_every_setting_is_documented(variable: str) -> None:
    assert f"| `{variable}` |" in text_of("settings.md")


def test_no_setting_is_documented_that_is_none() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", text_of("settings.md"), re.MULTILINE)

    assert set(documented) == set(settings_by_variable())


@pytest.mark.parametrize("variable", ["CITY_DISTRICT", "CITY_PORT", "CITY_PARTITIONS"])
def test_a_default_is_the_one_that_is_documented(variable: str) -> None:
    assert f"| `{variable}` | `{settings_by_variable()[variable]}` |" in text_of("settings.md")


def key_functions() -> list[str]:
    """Return the names of everything that names a key."""
    whole = [name for name, _ in inspect.getmembers(keys, inspect.isfunction)]
    members = [
        name
        for kind in (keys.Keys, keys.ShardKeys)
        for name, value in vars(kind).items()
        if isinstance(value, property) or inspect.isfunction(value)
    ]
    return sorted(
        name for name in {*whole, *members} if not name.startswith("_") and name != "key_slot"
    )


@pytest.mark.parametrize("name", key_functions())
def test_every_key_is_documented(name: str) -> None:
    assert f"`{name}`" in text_of("redis-keys.md")


def feed_topics() -> set[str]:
    """Return the topics of every district's feeds, without the namespace."""
    return {
        feed.topic.removeprefix("x.")
        for folder in DISTRICTS.iterdir()
        if (folder / "district.toml").exists()
        for feed in load_feeds(load_district(folder.name), "x")
    }


@pytest.mark.parametrize("topic", sorted({"case-events", "dead-letters", *feed_topics()}))
def test_every_topic_is_documented(topic: str) -> None:
    assert re.search(rf"(?<![\w-]){topic}(?![\w-])", text_of("feeds.md"))


def test_every_metric_is_documented() -> None:
    """A metric is named where it is exposed; the page tells its unit and meaning."""
    source = (ROOT / "dashboard" / "api" / "metrics.py").read_text(encoding="utf-8")
    named = set(re.findall(r"\"(city_[a-z_]+)\"", source))

    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in text_of("metrics.md")] == []


def test_every_command_is_documented() -> None:
    commands = [each for each in cli.registered_commands if not each.hidden]
    groups = [str(each.name) for each in cli.registered_groups]
    names = sorted([each.callback.__name__ for each in commands if each.callback] + groups)

    documented = re.findall(r"^\| `([a-z]+)[ `]", text_of("commands.md"), re.MULTILINE)

    assert sorted(documented) == names


@pytest.mark.parametrize("room", ["city", "ingest", "dashboard"])
def test_every_module_is_in_the_architecture(room: str) -> None:
    """`ingest/simulation` is named as a whole."""
    told = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Modules")[2]
    told = told.partition("\n## ")[0]
    items = [item for item in told.split("\n- ") if item.startswith(f"`{room}/")]
    names = {
        path.stem
        for path in (ROOT / room).rglob("*.py")
        if path.stem != "__init__" and path.parent.name != "simulation"
    }

    named = "\n".join(items)
    assert [name for name in sorted(names) if not re.search(rf"[`/]{name}`", named)] == []


def test_every_decision_is_numbered_whole_and_listed() -> None:
    """A decision is found by its number, and read in one order of thought."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    listed = text_of("decisions/README.md")

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        told = page.read_text(encoding="utf-8")
        title = told.partition("\n")[0].removeprefix(f"# {int(page.name[:4])}. ")
        assert f"{int(page.name[:4])}. [{title}]({page.name})" in listed
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: ", told, re.MULTILINE), page.name
        assert re.findall(r"^\*\*(\w+)\.\*\*", told, re.MULTILINE) == SECTIONS, page.name


@pytest.mark.parametrize(
    "path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS))
)
def test_no_link_in_the_documents_leads_nowhere(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", told)

    assert [link for link in links if not (path.parent / link).exists()] == []
