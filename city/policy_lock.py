"""
The lock of policies: what versions said when they were used, so that no edit rewrites history.

`policies.lock` in a district's folder has one line for each entry of each sealed version. `check`
refuses a folder in which a sealed entry reads otherwise, or is gone; new entries may be added.
"""

from collections.abc import Iterable
from pathlib import Path

from city.clock import Instant
from city.errors import Problem
from city.policies import Policies
from city.sheets import Findings

FILE = "policies.lock"
WAY_OUT = "a policy that was used is not changed: write policies/<name>.toml with `since`"

UNSEALED = "is in force and not sealed: an edit of it would rewrite history; `app.py policies seal`"

Entries = Iterable[tuple[str, str]]


def lock_lines(policies: Policies, base: Entries, now: Instant) -> list[str]:
    """Return the lines of the lock for all versions in force by `now`; `base` are the tables'."""
    lines = [f"{policies.versions[0].key}\t{name}\t{value}" for name, value in base]
    for policy in policies.versions:
        if policy.since <= now:
            lines += [f"{policy.key}\t{name}\t{value}" for name, value in policy.entries()]
            lines.append(f"{policy.key}\tsince\t{policy.since}")
    return sorted(lines)


def unsealed(folder: Path, policies: Policies, base: Entries, now: Instant) -> list[Problem]:
    """Return a warning for each version in force by `now` of which something is not sealed."""
    lock = folder / FILE
    sealed = set(lock.read_text(encoding="utf-8").splitlines()) if lock.exists() else set()
    lines = [line for line in lock_lines(policies, base, now) if line not in sealed]
    where = f"{folder.name}/{FILE}"
    return [Problem(where, key, UNSEALED) for key in dict.fromkeys(map(_policy_of, lines))]


def _policy_of(line: str) -> str:
    return line.split("\t")[0]


def check_lock(found: Findings, policies: Policies, base: Entries) -> None:
    """Note every sealed entry that reads otherwise now; a folder without a lock has sealed none."""
    if not (found.folder / FILE).exists():
        return
    text = found.text_of(FILE) or ""
    present = _present(policies, base)
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.split("\t")
        if len(parts) != 3:
            found.note(FILE, f"row {number}", "is not POLICY, ENTRY, VALUE with tabs between")
            continue
        policy, entry, sealed = parts
        reads = present.get((policy, entry))
        if reads != sealed:
            now = "is gone" if reads is None else f"reads {reads!r} now"
            found.note(FILE, f"{policy} {entry}", f"was sealed as {sealed!r} and {now}; {WAY_OUT}")


def _present(policies: Policies, base: Entries) -> dict[tuple[str, str], str]:
    present = {(policies.versions[0].key, name): value for name, value in base}
    for policy in policies.versions:
        present |= {(policy.key, name): value for name, value in policy.entries()}
        present[policy.key, "since"] = str(policy.since)
    return present
