"""What one closed case costs in Redis, all included, on the text of real New York cases."""

import argparse
import threading
from pathlib import Path

from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running
from city.store.site import Site
from ingest.progress import wait_applied
from ingest.replayer import replay_feed


def main() -> None:
    """Replay the file, close what is still open by sending rows again as closed, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a New York 311 day, CSV or CSV.gz")
    arguments = parser.parse_args()
    print(conditions("redis", "zstandard", "msgspec"))
    with fresh_site("newyork") as site, running(site, ["ingest"]):
        stop = threading.Event()
        replay_feed(
            site, "newyork", arguments.file, speed="max", progress=lambda *_: None, stop=stop
        )
        wait_applied(site, progress=lambda *_: None, stop=stop)
        print(report(site))


def report(site: Site) -> str:
    """Return bytes by kind of key, and per case: `MEMORY USAGE` of every key of the namespace."""
    sums: dict[str, int] = {}
    sealed = sealed_bytes = cases = 0
    for key in site.redis.scan_iter(f"{site.settings.prefix}:*", count=1000):
        name = key.decode().split(":")
        kind = name[3] if len(name) > 3 else name[-1]
        sums[kind] = sums.get(kind, 0) + site.redis.memory_usage(key, samples=0)
        if kind == "cases":
            for record in site.redis.hvals(key):
                cases += 1
                if record[:1] == b"\x01":
                    sealed, sealed_bytes = sealed + 1, sealed_bytes + len(record)
    lines = [f"{kind:<10}{size:>12,} B" for kind, size in sorted(sums.items())]
    shared = sum(size for kind, size in sums.items() if kind in ("cells", "ids", "days", "meta"))
    each = sealed_bytes / sealed + shared / cases + _overhead(site)
    lines.append(f"{sealed:,} of {cases:,} cases closed; record {sealed_bytes / sealed:.0f} B,")
    lines.append(f"with its share of cells, id sets and hash entries {each:.0f} B (bar 1,000)")
    return "\n".join(lines)


def _overhead(site: Site) -> float:
    """Return what Redis itself adds to the entry of one case in its hash, bytes."""
    total = entries = content = 0
    for key in site.redis.scan_iter(f"{site.settings.prefix}:*:cases", count=1000):
        total += site.redis.memory_usage(key, samples=0)
        for name, record in site.redis.hgetall(key).items():
            entries, content = entries + 1, content + len(name) + len(record)
    return (total - content) / entries if entries else 0.0


if __name__ == "__main__":
    main()
