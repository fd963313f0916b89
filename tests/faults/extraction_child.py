"""Reads sessions with a model that notes every call in a file, until killed or done. Arguments: home, the file."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.extraction import asking
from lifeos_cli.extraction.kinds import KINDS
from lifeos_cli.extraction.summary import KINDS as READING
from lifeos_cli.extraction.worker import Worker, run
from lifeos_cli.paths import resolve
from lifeos_cli.providers.base import Stopped, TextDelta, Usage
from lifeos_cli.store import users
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.providers.base import ProviderEvent, Request

PARALLELISM = 2
SLOWEST = 2.0
"""Seconds an answer takes at most."""


class Noting:
    """A provider that knows what the person of the test says, and writes down that it was asked before it answers."""

    name, model = "noting", "ollama/noting"

    def __init__(self, log: Path) -> None:
        self._log = log

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer about the session whose number stands in the message."""
        found = re.search(r"I live in town (\d+)", request.messages[0].content)
        assert found is not None
        n = found[1]
        with self._log.open("a") as opened:
            opened.write(f"{n}\n")
        await asyncio.sleep(random.uniform(0, SLOWEST))  # noqa: S311 - a model's time, no secret
        yield TextDelta(answer(n))
        yield Usage(10, 20)
        yield Stopped("end_turn", self.model)


def answer(n: str) -> str:
    """Return what there is to find in session `n`."""
    practised = f"I practised juggling number {n}"
    lists = {
        "facts": [{"text": f"Lives in town {n}.", "quote": f"I live in town {n}"}],
        "insights": [{"text": f"Sees {n}.", "quote": practised}],
        "skills": [
            {"text": "juggling", "quote": practised, "difficulty": 2, "outcome": "done", "kind": "action"}
        ],
        "observations": [
            {
                "text": "keeps at it",
                "quote": practised,
                "dimension": "conscientiousness",
                "level": 1,
                "strength": "weak",
                "alternative": "a show is near",
            }
        ],
    }
    return json.dumps({"summary": f"Session {n}.", "title": f"Town {n}", "tags": ["juggling"], **lists})


def main() -> None:
    """Say when the imports are done, then work."""
    home, log = sys.argv[1:3]
    paths = resolve(home)
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
    vars(asking)["connect"] = lambda *_args, **_more: Noting(Path(log))
    print("ready", flush=True)
    known = {name: KINDS[name] for name in READING}
    sys.exit(run(Worker(paths, [person], parallelism=PARALLELISM, known=known), stay=False))


if __name__ == "__main__":
    main()
