"""The past of the simulated city, ending at exactly the published totals."""

from collections.abc import Iterator
from random import Random

from city.clock import DAY, HOUR, SECOND, Instant
from city.district import District
from ingest.simulation.dirt import soil
from ingest.simulation.lives import Lives
from ingest.simulation.messages import Desk, Message, draw
from ingest.simulation.places import Places, Spot
from ingest.simulation.plan import Campaign, Plan
from ingest.simulation.scripts import Scripts
from ingest.simulation.shapes import Subject
from ingest.simulation.standing import FRESH, Stand, campaign_due, stands


def history(plan: Plan, district: District, now: Instant, *, seed: int) -> list[Message]:
    """
    Return every message of the past up to `now`, in the order in which they are sent.

    Counted by local day of receipt, cases of the last days add up to the plan's totals, whatever
    time of day `now` is.
    """
    month = district.days.local(now).month
    past = _Past(plan.in_month(month), district, now, Random(seed))
    messages = [*past.city(), *past.city_before(), *past.hotline(), *past.void()]
    for stream in plan.past:
        messages += past.smaller(stream)
    messages.sort()
    return soil(messages, plan.share, Random(seed + 1), until=now)


class _Past:
    def __init__(self, plan: Plan, district: District, now: Instant, random: Random) -> None:
        self._plan, self._district, self._now, self._random = plan, district, now, random
        self._desk = Desk(district, plan, Places(district, plan, random))
        self._lives = Lives(district, plan, self._desk, random)
        self._scripts = Scripts(plan, self._desk, random)
        self._today = district.days.day_of(now)
        self._rain: dict[int, bool] = {}

    def city(self) -> Iterator[Message]:
        """The window's cases: those in progress stand where the plan wants them."""
        totals = self._plan.history
        times = self._times("city", totals.city_window, totals.city_received)
        standing = stands(
            times,
            self._plan,
            self._district.limits,
            now=self._now,
            open_cases=totals.city_received - totals.city_closed,
            random=self._random,
        )
        marked = self._marked("city", [n for n in range(len(times)) if n not in standing], times)
        for number, at in enumerate(times):
            stand = standing.get(number)
            if stand is None:
                subject = marked.get(number) or self._desk.subject(self._random, "city", at)
                yield from self._lives.closed_city(subject, at, self._now)
            else:
                yield from self._open(at, stand)

    def _marked(self, stream: str, closed: list[int], times: list[Instant]) -> dict[int, Subject]:
        """Return the cases of campaigns among those closed: which, and what each is about."""
        found: dict[int, Subject] = {}
        for key, campaign in self._plan.campaigns.items():
            if campaign.stream != stream:
                continue
            kinds = [kind for kind, count in campaign.cases.items() for _ in range(count)]
            free = [n for n in closed if n not in found and self._now - times[n] > DAY]
            for number, kind in zip(self._random.sample(free, len(kinds)), kinds, strict=True):
                found[number] = self._campaign_subject(key, campaign, kind, times[number])
        return found

    def _campaign_subject(
        self, key: str, campaign: Campaign, class_key: str, at: Instant
    ) -> Subject:
        if campaign.stream == "city":
            subject = self._desk.subject_of_class(
                self._random, at, class_key=class_key, condition="1"
            )
        else:
            subject = self._desk.subject_of_kind(
                self._random, campaign.stream, at, class_key=class_key
            )
        subject.campaign = key
        if campaign.community:
            subject.street = self._district.communities[campaign.community].street
            subject.spot = Spot(subject.street, campaign.community, None, None)
        return subject

    def smaller(self, stream: str) -> Iterator[Message]:
        """Yield a smaller stream's past: what is settled, in progress, refused, of campaigns."""
        flow, random, now = self._plan.past[stream], self._random, self._now
        times = self._times(stream, flow.days, round(flow.days * flow.a_day))
        in_hand = self._in_hand(times, flow.open)
        solved = [key for key, count in self._plan.solved.items() for _ in range(count)]
        for number, at in enumerate(times):
            if number in in_hand:
                yield from self._scripts.open(self._desk.subject(random, stream, at), at, now)
            elif stream == "enterprise":
                kind = solved.pop()
                subject = self._desk.subject_of_kind(random, stream, at, class_key=kind)
                yield from self._scripts.closed(subject, at, now)
            else:
                yield from self._scripts.closed(self._desk.subject(random, stream, at), at, now)
        yield from self._refused(stream, len(times))
        yield from self._inspections(stream)

    def _in_hand(self, times: list[Instant], count: int) -> set[int]:
        """Return which are in progress: the youngest, and most of the others from late days."""
        young = [n for n, at in enumerate(times) if self._now - at < FRESH]
        rest = range(max(0, len(times) - max(3 * count, len(young) + 1)), len(times) - len(young))
        more = max(0, count - len(young))
        return set(young) | set(self._random.sample(rest, min(more, len(rest))))

    def _refused(self, stream: str, count: int) -> Iterator[Message]:
        share = self._plan.share
        false = share.false_alarm / (1 - share.false_alarm)
        part = {"video": false, "enterprise": 0.0}.get(stream, share.void)
        for at in self._times(stream, self._plan.past[stream].days, round(count * part)):
            subject = self._desk.subject(self._random, stream, at)
            yield from self._scripts.refused(subject, at, self._now)

    def _inspections(self, stream: str) -> Iterator[Message]:
        """Yield the campaigns in which places are looked at, each place a case."""
        for key, campaign in self._plan.campaigns.items():
            if stream == "city" or campaign.stream != stream:
                continue
            kinds = [kind for kind, count in campaign.cases.items() for _ in range(count)]
            times = self._times(stream, campaign.days, len(kinds), skip=1)
            for at, kind in zip(times, kinds, strict=True):
                subject = self._campaign_subject(key, campaign, kind, at)
                yield from self._scripts.inspected(subject, at, self._now)

    def _open(self, at: Instant, stand: Stand) -> list[Message]:
        if stand.class_key:
            subject = self._desk.subject_of_class(
                self._random, at, class_key=stand.class_key, condition=stand.condition
            )
        else:
            subject = self._desk.subject(self._random, "city", at)
        subject.due_at = stand.due_at
        return self._lives.open_city(
            subject, at, self._now, step=stand.step, sent=stand.sent_at, rests=stand.rests
        )

    def city_before(self) -> Iterator[Message]:
        """Cases received before the window; a few of them are still in progress."""
        totals = self._plan.history
        days = totals.city_days - totals.city_window
        count = days * totals.city_before
        times = self._times("city", totals.city_days, count, skip=totals.city_window)
        carried = set(self._random.sample(range(count * 2 // 3, count), totals.city_carried))
        for number, at in enumerate(times):
            if number not in carried:
                subject = self._desk.subject(self._random, "city", at)
                yield from self._lives.closed_city(subject, at, self._now)
                continue
            class_key, _, condition = draw(self._random, self._plan.campaign).partition("/")
            sent = at + round(self._random.uniform(0.2, 1.0) * HOUR)
            due_at = campaign_due(
                self._district.days, self._now + round(self._random.uniform(-3, 30) * DAY)
            )
            yield from self._open(at, Stand("handle", class_key, condition, sent, due_at))

    def hotline(self) -> Iterator[Message]:
        """The window's orders: closed and rated, five stars exactly as often as published."""
        totals = self._plan.history
        times = self._times("hotline", totals.hotline_days, totals.hotline_received)
        open_count = totals.hotline_received - totals.hotline_closed
        in_hand = set(self._random.sample(range(len(times) * 9 // 10, len(times)), open_count))
        young = [n for n, at in enumerate(times) if self._now - at < FRESH]
        in_hand = set(young[:open_count]) | set(sorted(in_hand)[: open_count - len(young)])
        stars = self._stars()
        for number, at in enumerate(times):
            subject = self._desk.subject(self._random, "hotline", at)
            rated = None if number in in_hand else stars.pop()
            yield from self._lives.order(
                subject, at, self._now, stars=rated, open_=number in in_hand
            )

    def _stars(self) -> list[int]:
        totals = self._plan.history
        fewer = {key: weight for key, weight in self._plan.stars.items() if key != "5"}
        rest = totals.hotline_closed - totals.hotline_five_star
        stars = [5] * totals.hotline_five_star
        stars += [int(draw(self._random, fewer)) for _ in range(rest)]
        self._random.shuffle(stars)
        return stars

    def void(self) -> Iterator[Message]:
        """Cases that do not count, on top of those that do."""
        totals = self._plan.history
        count = round(totals.city_received * self._plan.share.void)
        for at in self._times("city", totals.city_window, count):
            subject = self._desk.subject(self._random, "city", at)
            yield from self._lives.void_city(subject, at, self._now)

    def _times(self, stream: str, days: int, count: int, *, skip: int = 0) -> list[Instant]:
        """
        Return `count` moments of receipt in the last `days` local days, oldest first.

        They follow the weights of weekdays and hours and thin out on rainy days; of the present
        hour only what is over counts. The last `skip` days get none.
        """
        slots, weights = [], []
        for back in range(days - 1, skip - 1, -1):
            day = self._today - back
            start = self._district.days.start_of(day)
            for hour, weight in enumerate(self._plan.hours[stream]):
                begin = start + hour * HOUR
                end = min(begin + HOUR, self._now)
                if end - begin >= 2 * SECOND:
                    slots.append((begin, end))
                    weights.append(weight * self._weight(stream, day) * (end - begin) / HOUR)
        chosen = self._random.choices(slots, weights, k=count)
        times = [begin + self._random.randrange(end - begin) for begin, end in chosen]
        return sorted(at - at % SECOND for at in times)

    def _weight(self, stream: str, day: int) -> float:
        if day not in self._rain:
            self._rain[day] = self._random.random() < self._plan.share.rain_day
        weekday = self._plan.weekdays[stream][(day + 3) % 7]  # day 0 was a Thursday
        return weekday * (0.3 if stream == "city" and self._rain[day] else 1.0)
