"""The scenes that a district's wall has, and what each of them is drawn from now."""

from city.district import District
from city.ports import ScreenSource
from city.scenes import Scenes
from city.wall import ASSESSED, PUBLISHED, STREAM_OF
from layouts.wall.citizen import asks_of


def scenes_of(source: ScreenSource, district: District) -> Scenes:
    """Return who answers for each scene that the district has, whether it is in the rotation."""
    every: Scenes = {
        "overview": lambda: source.wall(),
        "flow": lambda: source.flow(),
        "hotline": lambda: source.hotline(),
        "citizen": lambda: source.citizen(asks_of(district)),
        "assessment": lambda: source.assessment(),
        "district": lambda: source.district(),
    }
    return {scene: read for scene, read in every.items() if _has(district, scene)}


def _has(district: District, scene: str) -> bool:
    """Return whether the district has what a scene shows."""
    if scene == ASSESSED:
        return bool(district.scores.composites)
    if scene == PUBLISHED:
        return bool(district.indicators or district.campaigns)
    return scene not in STREAM_OF or district.stream(STREAM_OF[scene]) is not None
