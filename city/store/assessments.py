"""Assessments as pages ask for them: kept, renewed by the minute, never made by a picture."""

from city.assessment import Assessment
from city.errors import BadRequest
from city.scores import Composite
from city.standings import Standings
from city.store.reader import Reader
from city.store.renewed import Renewed
from city.windows import Window, parse_window

Asked = tuple[str, str, str]
"""Key of a composite, window, language of the names."""


class Assessments:
    """What was assessed last. All of it is forgotten with the generation, and with the day."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._standings: Renewed[str, Standings] = Renewed(self._all, state=self._state)
        self._single: Renewed[Asked, Assessment] = Renewed(self._one, state=self._state)

    def standings(self) -> Standings | None:
        """Return all units over the windows of their streams, None until they are assessed."""
        return self._standings.newest("")

    def asked(self, key: str, window: str) -> tuple[Composite, Window]:
        """Return what a key and a window name; raises `BadRequest`."""
        composite = self._reader.district.scores.composite(key)
        stream = self._reader.district.stream(composite.stream)
        if stream is None:
            raise BadRequest("stream", f"{composite.stream!r} is no stream of this district")
        return composite, parse_window(window or stream.window, self._reader.today())

    def newest(self, composite: Composite, window: Window) -> Assessment | None:
        """Return a composite over a window as it was last assessed, None until it is."""
        return self._single.newest((composite.key, window.text, "zh"))

    def recent(self, key: str, window: str, lang: str) -> Assessment:
        """Return an assessment not older than a minute, waiting for it; raises `BadRequest`."""
        composite, span = self.asked(key, window)
        return self._single.recent((composite.key, span.text, lang))

    def _state(self) -> object:
        return self._reader.mirror.status.model, self._reader.today()

    def _all(self, _: str) -> Standings:
        assessor = self._reader.assessor
        named = [
            self.asked(composite.key, "")[1]
            for composite in self._reader.district.scores.composites
        ]
        assessor.prepare([*named, *assessor.months()])
        return assessor.standings()

    def _one(self, asked: Asked) -> Assessment:
        key, window, lang = asked
        assessor = self._reader.assessor
        assessor.prepare([parse_window(window, self._reader.today())])
        return assessor.assess(key, window, lang)
