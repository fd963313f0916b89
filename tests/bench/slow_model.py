"""A model on loopback in a process of its own that answers after some seconds, in one piece; prints where it is."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from tests.model_server import serve


def answer(body: dict[str, Any]) -> str:
    """Say where the person of the session lives."""
    found = re.search(r"I live in town (\d+)", str(body["messages"][-1]["content"]))
    n = found[1] if found else "0"
    fact = {"text": f"Lives in town {n}.", "quote": f"I live in town {n}", "status": "new", "of": ""}
    return json.dumps({"summary": f"Town {n}.", "title": n, "tags": ["home"], "facts": [fact]})


def main() -> None:
    """Serve until standard input ends."""
    for server in serve():
        server.delay, server.answer, server.scenario = float(sys.argv[1]), answer, "whole"
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
