"""Snapshots for pages, assembled in one reading so that all their figures belong together."""

from collections.abc import Callable, Collection

from msgspec.structs import replace

from city.assessment import Assessment
from city.atlas import Camera
from city.boards import BoardsSnapshot, DistrictSnapshot, camera_section
from city.district import StreamSpec
from city.dossier import dossier_of
from city.errors import BadRequest
from city.figures import Ask, Measured
from city.head import Head
from city.history import Explainer, last_description
from city.lists import CaseSnapshot, DefinitionsSnapshot, QueueSnapshot, Selection
from city.metrics import Figures
from city.reconcile import Reconciled, Summary
from city.registry.book import figures_of
from city.sla import Limits
from city.snapshot import (
    FlowSnapshot,
    HotlineSnapshot,
    LeaderSnapshot,
    Movement,
    OpenCase,
    StepCount,
    WallSnapshot,
)
from city.social import CitizenSnapshot
from city.standings import AssessmentSnapshot, ScoresSnapshot
from city.store.assessments import Assessments
from city.store.beside import RECONCILED, Beside
from city.store.heads import FeedInfo, Heads
from city.store.hours import bands_of, hours_of
from city.store.map_reader import MapReader
from city.store.movements import MovementReader
from city.store.reader import PAGE_SIZE, Reader
from city.store.scenes import (
    age_bands,
    days_of,
    orders_of,
    step_lights,
    tagged_of,
    urgent_of,
    weeks_of,
)
from city.store.social import alarms_in, closed_stars, grid_section, levels_of
from city.surfaces import Surface, for_surface
from city.wall import BreakIn

URGENT_ROWS = 12
HOTLINE_ROWS = 6
ORDER_ROWS = 7
MOVEMENT_ROWS = 12
OPENED = "closing_rate"
"""The figure that the page of definitions opens with."""
LEADER_DAYS = 14


class Screens:
    """Assembles what each page shows."""

    def __init__(
        self,
        reader: Reader,
        *,
        streams: tuple[StreamSpec, ...],
        feeds: tuple[FeedInfo, ...],
        limits: Limits,
        break_in: BreakIn = BreakIn(),  # noqa: B008  # frozen
    ) -> None:
        self.reader = reader
        self._mirror = reader.mirror
        self._beside, self._assessments = Beside(reader), Assessments(reader)
        self._streams = {stream.key: stream for stream in streams}
        self._primary = streams[0]
        self._explainer = Explainer(limits)
        self._heads = Heads(reader, streams, feeds=feeds, limits=limits, break_in=break_in)
        self._map = MapReader(reader, self._primary)
        self._moved = MovementReader(self._mirror)

    def wall(self, asks: Collection[Ask] = ()) -> WallSnapshot:
        """Return the wall's overview, and the figures that its layout asks for."""
        self._map.look_at_cameras()

        def made() -> WallSnapshot:
            hours = hours_of(self.reader, self._primary.key)
            departments = self._account("department")
            near, overdue, urgent = self._urgent("wall", self._primary.key)
            hotline = "hotline" in self._streams
            return WallSnapshot(
                self.head(),
                departments,
                self._figures("hotline", "department") if hotline else None,
                self._account("class"),
                self._steps(departments),
                hours,
                urgent,
                near,
                overdue,
                self._moved.latest(MOVEMENT_ROWS),
                self._map.section(),
                self._figures("hotline", "class") if hotline else None,
                weeks_of(self.reader, "hotline") if hotline else (),
                orders_of(self.reader, ORDER_ROWS),
                tuple(self.reader.measure(asks).values()),
                bands_of(self.reader, self._primary.key, hours),
                self._map.unplaced(),
            )

        return self._mirror.read(made)

    def flow(self) -> FlowSnapshot:
        """Return the wall's scene 案件流转."""

        def made() -> FlowSnapshot:
            departments = self._account("department")
            return FlowSnapshot(
                self.head(),
                departments,
                self._account("channel"),
                self._account("street"),
                step_lights(self.reader, departments),
                age_bands(self.reader, departments),
                self._moved.latest(MOVEMENT_ROWS),
            )

        return self._mirror.read(made)

    def hotline(self) -> HotlineSnapshot:
        """Return the wall's scene 12345 热线; raises `KeyError` in a district without a hotline."""

        def made() -> HotlineSnapshot:
            near, overdue, urgent = self._urgent("wall", "hotline", HOTLINE_ROWS)
            return HotlineSnapshot(
                self.head(),
                self._figures("hotline", "department"),
                self._figures("hotline", "class"),
                weeks_of(self.reader, "hotline"),
                hours_of(self.reader, "hotline"),
                urgent,
                near,
                overdue,
                self._told_of("hotline"),
            )

        return self._mirror.read(made)

    def citizen(self, asks: Collection[Ask] = ()) -> CitizenSnapshot:
        """Return the wall's scene 你提我办; raises `KeyError` in a district without the stream."""
        cameras = replace(camera_section(self.reader.facts.facts().cameras), cameras=())

        def made() -> CitizenSnapshot:
            account = self._figures("citizen", "community")
            events = self._figures("grid", "community") if "grid" in self._streams else None
            video = self._figures("video", "community") if "video" in self._streams else None
            return CitizenSnapshot(
                self.head(),
                account,
                levels_of(self.reader, account),
                closed_stars(self.reader, account),
                grid_section(self.reader, events) if events else None,
                alarms_in(self.reader, video) if video else None,
                cameras,
                tuple(self.reader.measure(asks).values()),
                self._told_of("citizen", "grid"),
            )

        return self._mirror.read(made)

    def leader(self, asks: Collection[Ask] = ()) -> LeaderSnapshot:
        """Return a leader's overview, and the figures that its layout asks for."""

        def made() -> LeaderSnapshot:
            near, overdue, urgent = self._urgent("leader", self._primary.key)
            hotline = "hotline" in self._streams
            return LeaderSnapshot(
                self.head(),
                self._account("department"),
                self._account("street"),
                self._figures("hotline", "department") if hotline else None,
                days_of(self.reader, self._primary.key, LEADER_DAYS),
                urgent,
                near,
                overdue,
                tuple(self.reader.measure(asks).values()),
            )

        return self._mirror.read(made)

    def queue(self, selection: Selection) -> QueueSnapshot:
        """Return one page of a list of cases."""
        # not under the mirror's lock: a list of ended cases reads Redis, and the wall must go on
        total, rows, facets = self.reader.listing(selection)
        shown = tuple(for_surface(row, "operator") for row in rows)
        told = self.reader.evidence.measured(selection)
        return QueueSnapshot(self.head(), selection, total, PAGE_SIZE, shown, facets, told)

    def camera(self, camera_id: str) -> Camera:
        """Return a camera of the map; raises `UnknownCamera`."""
        self._map.look_at_cameras()
        return self._map.camera(camera_id)

    def case(self, case_id: str) -> CaseSnapshot:
        """Return one case; raises `UnknownCase`."""
        timeline = self.reader.timeline(case_id)
        events = tuple(timeline.decoded())
        case, explainer = timeline.case, self._explainer
        told = {lang: explainer.explain_case(timeline, lang) for lang in ("zh", "en")}
        described = last_description(events)
        snapshot = CaseSnapshot(
            self.head(),
            self.reader.listed(case),
            described.description if described else "",
            described.place.address if described else "",
            explainer.stages(timeline),
            events,
            told,
            case.anomalies,
            {lang: explainer.explain_steps(case, lang) for lang in ("zh", "en")},
            dossier_of(case),
        )
        return for_surface(snapshot, "operator", confidential=case.confidential)

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        """Return an account; raises `BadRequest`."""
        if stream not in self._streams:
            known = ", ".join(self._streams)
            raise BadRequest("stream", f"{stream!r} is none of {known}")
        return self.reader.figures(stream, window, by, lang)

    def boards(self) -> BoardsSnapshot:
        """Return what is no case: indicators, campaigns, cameras, and how the books compare."""
        return self._beside.boards(self.head())

    def district(self) -> DistrictSnapshot:
        """Return the wall's scene 区情."""
        # not under the mirror's lock: facts and days are read from Redis, and the wall must go on
        stands, days = self._beside.standing(), self._beside.recent()

        def made() -> DistrictSnapshot:
            tagged = tagged_of(self.reader, self._streams, self._primary.window)
            return DistrictSnapshot(
                self.head(),
                self._account("department"),
                stands.boards,
                stands.campaigns,
                tagged,
                replace(stands.cameras, cameras=()),
                days,
                self._moved.latest(MOVEMENT_ROWS),
            )

        return self._mirror.read(made)

    def reconciliation(
        self, stream: str = "", window: str = RECONCILED
    ) -> tuple[Summary, tuple[Reconciled, ...]]:
        """Return a platform's days against ours, newest first; raises `BadRequest`."""
        if stream and stream not in self._streams:
            raise BadRequest("stream", f"{stream!r} is none of {', '.join(self._streams)}")
        return self._beside.reconciliation(stream or self._primary.key, window)

    def measure(self, asks: Collection[Ask], lang: str = "zh") -> dict[Ask, Measured]:
        """Return figures of the registry, all of one moment; raises `BadRequest`."""
        return self.reader.measure(asks, lang)

    def assess(self, composite: str = "", window: str = "", lang: str = "zh") -> Assessment:
        """Return a composite score of every unit, with ranks; raises `BadRequest`."""
        return self._assessments.recent(composite, window, lang)

    def assessment(self) -> AssessmentSnapshot:
        """Return the wall's scene 部门考评: what was assessed last, at most a minute ago."""
        told = self._assessments.standings()

        def made() -> AssessmentSnapshot:
            movements = self._told_of(self._primary.key)
            return AssessmentSnapshot(self.head(), self._account("department"), told, movements)

        return self._mirror.read(made)

    def scores(self, composite: str = "", window: str = "") -> ScoresSnapshot:
        """Return one composite over a window, as far as it is known; raises `BadRequest`."""
        asked, span = self._assessments.asked(composite, window)
        told = self._assessments.newest(asked, span)
        return ScoresSnapshot(self.head(), asked, span, told)

    def definitions(self, stream: str, window: str, figure: str) -> DefinitionsSnapshot:
        """Return the registry of a stream, one figure of it opened; raises `BadRequest`."""
        spec = self._streams.get(stream) if stream else self._primary
        if spec is None:
            raise BadRequest("stream", f"{stream!r} is none of {', '.join(self._streams)}")
        listed = [Ask(each.key, spec.key, window) for each in figures_of(spec.key)]
        opened = Ask(figure or OPENED, spec.key, window, compare=True)

        def made() -> DefinitionsSnapshot:
            measured = self.reader.measure([*listed, opened])
            told = tuple(measured[ask] for ask in listed)
            answer = measured[opened]
            return DefinitionsSnapshot(self.head(), spec.key, answer.window, told, answer)

        return self._mirror.read(made)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, from any thread."""
        self._mirror.on_change(listener)

    def head(self) -> Head:
        """Return what every page says about itself."""
        return self._heads.head()

    def _account(self, by: str) -> Figures:
        return self.reader.figures(self._primary.key, self._primary.window, by)

    def _figures(self, stream: str, by: str) -> Figures:
        return self.reader.figures(stream, self._streams[stream].window, by)

    def _urgent(
        self, surface: Surface, stream: str, rows: int = URGENT_ROWS
    ) -> tuple[int, int, tuple[OpenCase, ...]]:
        near, overdue, cases = urgent_of(self.reader, stream, rows)
        return near, overdue, tuple(for_surface(case, surface) for case in cases)

    def _steps(self, account: Figures) -> tuple[StepCount, ...]:
        steps = step_lights(self.reader, account)
        return tuple(StepCount(s.step, s.reached, s.waiting.in_progress) for s in steps)

    def _told_of(self, *streams: str) -> tuple[Movement, ...]:
        """Return the newest movements of some streams."""
        told = (each for each in self._moved.latest(200) if each.stream in streams)
        return tuple(told)[:MOVEMENT_ROWS]
