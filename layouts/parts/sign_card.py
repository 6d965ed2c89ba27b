"""The panel of a camera or a storm that was chosen on a map; a storm's travels with its mark."""

from typing import Any

from city.atlas import Camera, Storm, StormCase
from layouts.edition import Edition
from layouts.text import number

Card = dict[str, Any]
"""What fills the panel: `mark`, `title`, `left`, `rule`, `facts`, `privacy`; of a storm `cases`."""


def camera_card(camera: Camera, edition: Edition) -> Card:
    """Return the panel of a camera: whose it is and whether it can be watched; no picture."""
    state = edition.say("camera_online" if camera.online else "camera_offline")
    facts = [
        [edition.say("map_camera_state"), state],
        [edition.say("camera_owner"), camera.owner or edition.say("camera_unknown_owner")],
    ]
    if camera.street:
        facts.append([edition.say("map_street"), edition.label("street", camera.street)])
    return {
        "mark": "map-eye" if camera.online else "map-eye is-off",
        "title": camera.name or edition.say("map_camera"),
        "left": state,
        "rule": edition.say("map_camera_rule"),
        "facts": facts,
        "privacy": edition.say("map_camera_privacy"),
    }


def storm_words(storm: Storm, edition: Edition) -> str:
    """Return in a sentence what a storm is of, how many told of it, where and since when."""
    return edition.say(
        "map_storm",
        name=edition.label("class", storm.class_),
        street=edition.label("street", storm.street),
        count=number(storm.cases),
        time=f"{edition.local(storm.since):%H:%M}",
    )


def storm_card(storm: Storm, edition: Edition) -> Card:
    """Return the panel of a storm: what is told of, how often, where, since when, and by which."""
    linking = edition.district.linking
    rule = edition.say(
        "map_storm_rule",
        cases=linking.storm_cases,
        minutes=f"{linking.storm_minutes:g}",
        metres=f"{linking.storm_metres:g}",
    )
    facts = [
        [edition.say("map_storm_cases"), edition.say("map_open", count=number(storm.cases))],
        [edition.say("map_street"), edition.label("street", storm.street)],
        [edition.say("map_storm_first"), f"{edition.local(storm.since):%H:%M}"],
        [edition.say("map_storm_reached"), f"{edition.local(storm.reached_at):%H:%M}"],
    ]
    return {
        "mark": "map-surge",
        "title": edition.label("class", storm.class_),
        "left": edition.say("map_storm_left", count=number(storm.cases)),
        "rule": rule,
        "facts": facts,
        "cases": [[each.id, _told(each, edition)] for each in storm.members],
        "privacy": edition.say("map_privacy"),
    }


def _told(case: StormCase, edition: Edition) -> str:
    """Return when a case was received and its number, as the button that leads to it says."""
    return f"{edition.local(case.received_at):%H:%M} {case.number or case.id}"
