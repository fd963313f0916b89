"""Every benchmark in one run: `python -m tests.bench`."""

from __future__ import annotations

from tests.bench import cold_start, jobs, store

if __name__ == "__main__":
    cold_start.main()
    store.main()
    jobs.main()
