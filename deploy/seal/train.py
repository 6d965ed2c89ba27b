"""
Train the dictionary that sealed records share: `python deploy/seal/train.py OUT`.

It learns from the simulator's invented history only, since a dictionary holds pieces of what it was
trained on. A dictionary that records were sealed with must never change: a new one takes a new
file and a new first byte in `city/store/records.py`.
"""

import sys
from pathlib import Path

import zstandard

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from city.cases import Case  # noqa: E402
from city.clock import system_now  # noqa: E402
from city.district import load_district  # noqa: E402
from city.events import encode_event  # noqa: E402
from city.store.records import encode_body  # noqa: E402
from city.timeline import Arrival, Timeline, absorb  # noqa: E402
from ingest.adapter import Origin, Refusal  # noqa: E402
from ingest.feeds import load_feeds  # noqa: E402
from ingest.simulation.history import history  # noqa: E402
from ingest.simulation.plan import load_plan  # noqa: E402

BYTES = 24 * 1024


def main() -> None:
    """Write the dictionary to the file named."""
    district = load_district("baita")
    feeds = {feed.name: feed for feed in load_feeds(district, "baita")}
    cases: dict[str, list[Arrival]] = {}
    for message in history(load_plan("baita"), district, system_now(), seed=7):
        event = feeds[message.feed].adapter.adapt(
            message.value, Origin(message.feed, 0, 0, message.at)
        )
        if not isinstance(event, Refusal):
            cases.setdefault(event.case, []).append((event, encode_event(event)))
    samples = [
        encode_body(absorb(Timeline(Case(case_id)), arrivals, district.limits))
        for case_id, arrivals in cases.items()
    ]
    trained = zstandard.train_dictionary(BYTES, samples)
    Path(sys.argv[1]).write_bytes(trained.as_bytes())
    sealed = zstandard.ZstdCompressor(level=3, dict_data=trained)
    before, after = sum(map(len, samples)), sum(len(sealed.compress(each)) for each in samples)
    sys.stdout.write(f"{len(samples)} cases, {before / len(samples):.0f} B plain, ")
    sys.stdout.write(f"{after / len(samples):.0f} B sealed\n")


if __name__ == "__main__":
    main()
