"""All benchmarks of `make bench`, one after the other, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

from city.settings import ROOT, Settings
from ingest.servers import servers

RECORDING = ROOT.parent / "shared" / "data" / "nyc311" / "nyc311_day_2018-10-21.csv.gz"


def main() -> int:
    """Run them; one that fails is said at the end, and the others are still run."""
    failed = []
    with servers(Settings(), print) as addresses:
        base = addresses.redis_url.rsplit("/", 1)[0]
        for name, arguments in (
            ("due_times", []),
            ("throughput", []),
            ("read_model", [f"{base}/15"]),
            ("minutes", [f"{base}/15"]),
            ("pixels", []),
            ("viewers", []),
            ("side_by_side", []),
            *((("sealed", [str(RECORDING)]),) if RECORDING.exists() else ()),
        ):
            print(f"\n== {name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
            if subprocess.run(command, cwd=Path(ROOT), check=False).returncode:
                failed.append(name)
    if not RECORDING.exists():
        print(f"\nsealed: left out, {RECORDING.name} is not here")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
