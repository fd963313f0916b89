"""Works on jobs of `tests.extraction.flows` until killed or done. Arguments: home, run|stay, parallelism."""

from __future__ import annotations

import sys

from lifeos_cli.extraction.worker import Ended, Worker, run
from lifeos_cli.paths import resolve
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.extraction import flows


def main() -> None:
    """Say when the imports are done, then each run of a job that has ended."""
    home, verb, parallelism = sys.argv[1:4]
    paths = resolve(home)
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id

    def told(ended: Ended) -> None:
        print(ended.job.handle, ended.status, flush=True)

    print("ready", flush=True)
    worker = Worker(paths, [person], parallelism=int(parallelism), known=flows.KNOWN, told=told)
    sys.exit(128 + number if (number := run(worker, stay=verb == "stay")) else 0)


if __name__ == "__main__":
    main()
