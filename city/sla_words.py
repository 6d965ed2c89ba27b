"""How a deadline is told to people: the words of `Limits.explain`, in Chinese and English."""

from datetime import date

from city.clock import HOUR, MINUTE, Instant, LocalDays

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {
    "minute": ("分钟", "minutes"),
    "urgent_hour": ("紧急工作时", "hours round the clock"),
    "work_hour": ("工作时", "working hours"),
    "work_day": ("工作日", "working days"),
    "natural_day": ("自然日", "calendar days"),
}
"""Every unit of a limit, as people call it."""

LENGTHS = {"zh": {HOUR: "小时", MINUTE: "分钟"}, "en": {HOUR: "h", MINUTE: "min"}}

TEXTS = {
    "zh": {
        "begins": "{start} {act} + {value} {unit}",
        "given": "{start} 起算，时限由来源系统给定",
        "unlimited": "{start} 起，没有已知时限，不计时",
        "rested": "{start} 挂账，至 {end} 恢复，其间不计时",
        "rested_late": "{start} 挂账，至 {end} 恢复；挂账前已到期，期限不变",
        "paused": "{start} 停止计时，至 {end} 接着计时，其间不计时",
        "handed": "{at} 转到工作时间不同的部门，此后按其工作时间计时",
        "in_time": "{at} 停止计时，未超时限",
        "late": "{at} 停止计时，已超时限",
        "continuous": "昼夜连续计时，周末和节假日不停",
        "ran": "{start} 至 {end}：用 {length}",
        "used": "{span}{reason}：用 {length}",
        "skipped": "{span}：{reason}，不计时",
        "closed": "{span}：工作时间已过，不计时",
        "ends": "用满 {share}% 于 {near}（转黄）；到期 {due}",
        "provisional": "暂定：{year} 年放假安排尚未公布，暂按周一至周五计算，公布后可能变动",
        "weekend": "周末",
        "make_up": "（调休上班）",
    },
    "en": {
        "begins": "{act} {start} + {value} {unit}",
        "given": "From {start}; the source system set the deadline",
        "unlimited": "From {start}; no known limit, so no clock runs",
        "rested": "Suspended at {start}, resumed at {end}: not counted in between",
        "rested_late": "Suspended at {start}, resumed at {end}: it was due before, and that stays",
        "paused": "Stopped at {start}, ran on at {end}: not counted in between",
        "handed": "{at}: to a department with other hours, by which it counts from then on",
        "in_time": "The clock stopped at {at}, within the limit",
        "late": "The clock stopped at {at}, past the limit",
        "continuous": "Counted day and night, weekends and holidays included",
        "ran": "{start} to {end}: {length} used",
        "used": "{span}{reason}: {length} used",
        "skipped": "{span}: {reason}, not counted",
        "closed": "{span}: after office hours, not counted",
        "ends": "{share}% used at {near} (turns yellow); due {due}",
        "provisional": "Provisional: the holidays of {year} are not published yet, so it counts "
        "Monday to Friday and may move",
        "weekend": "weekend",
        "make_up": " (make-up workday)",
    },
}

STARTS = {
    "disposal": ("派遣", "Dispatched"),
    "answer": ("受理", "Accepted"),
    "accept": ("上报", "Reported"),
    "verify": ("核实下发", "Sent to verify"),
    "send_verify": ("上报", "Reported"),
    "send_check": ("处置完成", "Handled"),
    "confirm": ("告警", "Alarmed"),
    "dispatch": ("立案", "Filed"),
    "check": ("处置完成", "Handled"),
    "sign": ("派单", "Dispatched"),
    "contact": ("受理", "Accepted"),
    "callback": ("答复", "Answered"),
    "community": ("上报", "Reported"),
    "street": ("上送街道", "Passed to the street"),
    "coordinate": ("申请协调", "Coordination asked for"),
}
"""What starts each clock, as people call it."""


class Words:
    """
    The steps of one explanation, in one language and one time zone.

    Lengths are rounded by what was told before them, so that all that is told adds up.
    """

    def __init__(self, lang: str, days: LocalDays) -> None:
        self.lang = lang if lang in TEXTS else "zh"
        self._texts = TEXTS[self.lang]
        self._days = days
        self._used = 0
        self.weekend = self._texts["weekend"]
        self.make_up = self._texts["make_up"]

    def begins(self, clock: str, start: Instant, value: float, unit: str) -> str:
        """Return the first step: what started the clock and when, how much, of which unit."""
        english = self.lang == "en"
        act = STARTS[clock][english] if clock in STARTS else ""
        return self._texts["begins"].format(
            start=self._time(start), act=act, value=f"{value:g}", unit=UNITS[unit][english]
        )

    def given(self, start: Instant) -> str:
        """Return the first step of a deadline that the source set."""
        return self._texts["given"].format(start=self._time(start))

    def unlimited(self, start: Instant) -> str:
        """Return the only step of a clock without a limit."""
        return self._texts["unlimited"].format(start=self._time(start))

    def rested(self, start: Instant, end: Instant, *, late: bool = False) -> str:
        """Return the step of a rest; one that began `late`, when it was due, moved nothing."""
        text = self._texts["rested_late" if late else "rested"]
        return text.format(start=self._time(start), end=self._time(end))

    def paused(self, start: Instant, end: Instant) -> str:
        """Return the step of a clock that was stopped and ran on with what was left."""
        return self._texts["paused"].format(start=self._time(start), end=self._time(end))

    def handed(self, at: Instant) -> str:
        """Return the step of a case that passes to a department with other hours."""
        return self._texts["handed"].format(at=self._time(at))

    def stopped(self, at: Instant, *, in_time: bool) -> str:
        """Return the step of a clock's end: when, and whether that was in time."""
        return self._texts["in_time" if in_time else "late"].format(at=self._time(at))

    def continuous(self) -> str:
        """Return the step of a clock that never stops."""
        return self._texts["continuous"]

    def ran(self, start: Instant, end: Instant, unit: str) -> str:
        """Return the step of a time of a clock that never stops, between two of its pauses."""
        length = self._length(end - start, MINUTE if unit == "minute" else HOUR)
        return self._texts["ran"].format(
            start=self._time(start), end=self._time(end), length=length
        )

    def used(self, first: date, last: date, *, used: int, reason: str) -> str:
        """Return the step of days on which `used` ms were used up."""
        span, length = self._span(first, last), self._length(used, HOUR)
        return self._texts["used"].format(span=span, reason=reason, length=length)

    def skipped(self, first: date, last: date, *, reason: str) -> str:
        """Return the step of days that do not count."""
        return self._texts["skipped"].format(span=self._span(first, last), reason=reason)

    def closed(self, day: date) -> str:
        """Return the step of a working day of which no working time was left."""
        return self._texts["closed"].format(span=self._date(day))

    def ends(self, near: Instant, due: Instant, share: int) -> str:
        """Return the last step: when it turns yellow and when it is due."""
        near_text, due_text = self._time(near), self._time(due)
        return self._texts["ends"].format(share=share, near=near_text, due=due_text)

    def provisional(self, year: int) -> str:
        """Return the warning that a year's days off are not published."""
        return self._texts["provisional"].format(year=year)

    def _length(self, used: int, unit: int) -> str:
        """Return a length in hours or minutes; `unit` is the ms of one."""
        before, self._used = self._used, self._used + used
        value = round(self._used / unit, 2) - round(before / unit, 2)
        name = LENGTHS[self.lang][unit]
        return f"{round(value, 2):g} {name}"

    def _time(self, moment: Instant) -> str:
        local = self._days.local(moment)
        return f"{self._date(local.date())} {local:%H:%M}"

    def _span(self, first: date, last: date) -> str:
        if first == last:
            return self._date(first)
        joint = "至" if self.lang == "zh" else " to "
        return f"{self._date(first)}{joint}{self._date(last)}"

    def _date(self, day: date) -> str:
        weekday = WEEKDAYS[self.lang][day.weekday()]
        if self.lang == "zh":
            return f"{weekday} {day.month}月{day.day}日"
        return f"{weekday} {day.day} {MONTHS[day.month - 1]}"
