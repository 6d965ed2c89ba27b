"""How figures that are shares of the cases received are made."""

from city.registry.figure import Figure, Part
from city.registry.streams import ALL


def share(
    key: str,
    name: str,
    name_en: str,
    over: Part,
    under: Part,
    source: str,
    *,
    streams: tuple[str, ...] = ALL,
    **more: str | Part,
) -> Figure:
    """Return the share of `under` that is `over`, of the section of quality unless `more` says."""
    return Figure(
        key,
        name,
        name_en,
        over,
        "received",
        source,
        streams,
        denominator=under,
        **{"section": "quality", **more},  # type: ignore[arg-type]
    )
