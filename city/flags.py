"""
Flags: what is true of a case, one character each; a case's flags in order are its pattern.

A cell counts the cases of one pattern, so whatever figure can be told from flags can be summed
without touching a case. A new fact is one row of `FLAGS` and its mark in the fold.
"""

from city.case import Case, Clock

VOID, CLOSED, OPEN = "v", "c", "o"
DISPOSED, IN_TIME, LATE = "d", "t", "l"
EXEMPT = "x"
UNASSESSED = "0"

FLAGS: dict[str, str] = {
    VOID: "void: not accepted, or cancelled",
    CLOSED: "closed",
    OPEN: "in progress",
    DISPOSED: "the clock of the light was stopped: disposed of, or answered",
    IN_TIME: "it kept its limit",
    LATE: "it did not keep its limit",
    "f": "filed (立案)",
    "k": "cancelled after filing (作废)",
    "e": "extended at least once",
    "p": "was suspended (挂账)",
    "b": "was returned as not ours (退回)",
    "r": "was reworked: a check failed (返工)",
    "q": "was done again after closing or an answer (重办)",
    "m": "several departments worked on it (协同)",
    "n": "was dispatched to a second department after the first (二次派遣)",
    "u": "was urged (催办)",
    "s": "was supervised (督办)",
    "i": "was instructed (批示)",
    "Q": "an instruction or a supervision waits for its answer",
    "g": "closed by authority (强制结案)",
    "h": "put right on the spot (自处理)",
    "j": "its verdict was contested (申诉)",
    EXEMPT: "exempt in figures (豁免)",
    UNASSESSED: "of a kind that the district does not assess, and so exempt",
    "w": "linked to an earlier case (并案)",
    "y": "a public report: told by citizens, confirmed before filing",
    "z": "steps were skipped in what its feed told, and filled in",
    "a": "its feed contradicted the life cycle",
    "T": "work began on the local day of receipt",
    "M": "work began on a later day",
    "V": "called back with a valid answer",
    "S": "the requester is satisfied",
    "U": "the requester is not satisfied",
    "R": "the requester says it is solved",
    "N": "the requester says it is not solved",
    "1": "one star",
    "2": "two stars",
    "3": "three stars",
    "4": "four stars",
    "5": "five stars",
    "A": "accepted in time",
    "B": "accepted late",
    "C": "verified in time",
    "D": "verified late",
    "E": "dispatched in time",
    "F": "dispatched late",
    "G": "checked in time",
    "H": "checked late",
    "I": "signed in time",
    "J": "signed late",
    "K": "first contact in time",
    "L": "first contact late",
    "O": "called back in time",
    "P": "called back late",
    "Y": "sent to be verified in time",
    "Z": "sent to be verified late",
    "6": "sent to be checked in time",
    "7": "sent to be checked late",
    "W": "confirmed, taken in by the community, reviewed by the street, coordinated: in time",
    "X": "one of these late",
}
"""Every flag and what it says of a case, in the order of a pattern."""

CLOCK_FLAGS: dict[str, str] = {
    "accept": "AB",
    "verify": "CD",
    "dispatch": "EF",
    "check": "GH",
    "sign": "IJ",
    "contact": "KL",
    "callback": "OP",
    "send_verify": "YZ",
    "send_check": "67",
    "confirm": "WX",
    "community": "WX",
    "street": "WX",
    "coordinate": "WX",
}
"""Flags of a step's clock once it is stopped: in time, late; any late one outweighs."""

_PLACE = {flag: place for place, flag in enumerate(FLAGS)}


def pattern_of(case: Case) -> str:
    """Return the flags of a case in the order of `FLAGS`; the first one tells how it stands."""
    flags = set(case.marks)
    flags.add(VOID if case.is_void else CLOSED if case.is_closed else OPEN)
    if case.disposed_at is not None:
        _add_verdict(flags, case.kept_limit)
    if UNASSESSED in flags:
        flags.add(EXEMPT)
    if case.anomalies:
        flags.add("a")
    if case.orders:
        flags.add("Q")
    if case.master:
        flags.add("w")
    if case.stars is not None:
        flags.add(str(case.stars))
    for clock in case.clocks:
        _add_clock(flags, clock)
    return "".join(sorted(flags, key=_PLACE.__getitem__))


def _add_verdict(flags: set[str], kept: bool | None) -> None:
    flags.add(DISPOSED)
    if kept is not None:
        flags.add(IN_TIME if kept else LATE)


def _add_clock(flags: set[str], clock: Clock) -> None:
    in_time, pair = clock.in_time, CLOCK_FLAGS.get(clock.key)
    if in_time is None or pair is None:
        return
    if in_time and pair[1] not in flags:
        flags.add(pair[0])
    elif not in_time:
        flags.discard(pair[0])
        flags.add(pair[1])
