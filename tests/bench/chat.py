"""What a reply costs beside the bare SDK: a whole process, a running chat, and what is done before the request leaves.

    python -m tests.bench.chat [MESSAGES]

The model is a server on loopback in a process of its own, which answers at once.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import memory_search
from tests.bench.timing import PROGRAM, environment, in_turn, show, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.providers.base import Provider, Request

ROUNDS = 15
TURNS = 60
SERVER = """
import sys
from tests.model_server import serve
for one in serve():
    print(one.url, flush=True)
    sys.stdin.read()
"""
BARE_SDK = """
import os, sys, anthropic
client = anthropic.Anthropic(base_url=os.environ["ANTHROPIC_BASE_URL"], max_retries=0)
with client.messages.stream(
    model="claude-sonnet-5-5", max_tokens=4096, messages=[{"role": "user", "content": "hi"}]
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
"""
ASKED = (
    "What was it that I wanted to train before running again?",
    "My sister rides to work, what did she buy?",
    "I slept badly and the meeting is tomorrow",
    "Which plan did we make for the garden in spring?",
)


@contextmanager
def model(server: str = SERVER) -> Iterator[str]:
    """Run a server in a process of its own; gives its address."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", server], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


def keyed(home: Path, url: str) -> dict[str, str]:
    """Return the environment of a program that talks to the server."""
    own = {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "sk-ant-bench",
        "LIFEOS_MODEL": "claude-sonnet-5-5",
    }
    return {**environment(home), **own}


def one_shot(home: Path, url: str) -> None:
    """Time `lifeos chat "hi"` beside a script that imports the same SDK and streams the same reply."""
    env = keyed(home, url)
    cases = {
        "bare SDK script": partial(whole, (sys.executable, "-c", BARE_SDK), env),
        'lifeos chat "hi"': partial(whole, (PROGRAM, "chat", "hi"), env),
    }
    show("One message, whole process", in_turn(cases, ROUNDS), "bare SDK script")


async def running(talk: Conversation, url: str) -> None:
    """Time turns of a running chat: until the request leaves, and until the first token, beside the bare SDK."""
    import anthropic

    from lifeos_cli.coach import events, turn

    client = anthropic.AsyncAnthropic(base_url=url, api_key="sk-ant-bench", max_retries=0)
    left = Left(talk.provider)
    talk.provider = left
    before: list[float] = []
    first: list[float] = []
    bare: list[float] = []
    for n in range(TURNS):
        text = f"{ASKED[n % len(ASKED)]} ({n})"
        began = time.perf_counter()
        async with aclosing(turn.run(talk, text)) as stream:
            async for event in stream:
                if isinstance(event, events.TextDelta) and len(first) == n:
                    first.append(time.perf_counter() - began)
        before.append(left.at - began)
        sent = left.request
        assert sent is not None
        bare.append(await bare_call(client, sent))
    for name, values in (
        ("until the request leaves", before),
        ("first token", first),
        ("first token, bare SDK", bare),
    ):
        warm = sorted(values[5:])
        p50, p95 = statistics.median(warm), warm[int(len(warm) * 0.95)]
        print(f"  {name:<28} p50 {p50 * 1000:7.2f} ms  p95 {p95 * 1000:7.2f}")
    ratio = statistics.median(first[5:]) / statistics.median(bare[5:])
    print(f"  first token is {ratio:.2f} x the bare SDK's")


async def bare_call(client: Any, sent: Request) -> float:
    """Return the seconds to the first token of the same request by the SDK alone."""
    from lifeos_cli.providers.anthropic_wire import arguments

    given = arguments(sent, "claude-sonnet-5-5", cache=True)
    began = time.perf_counter()
    found = 0.0
    async with client.messages.stream(**given) as stream:
        async for event in stream:
            if event.type == "text" and not found:
                found = time.perf_counter() - began
    return found


class Left:
    """A provider that notes when a request left."""

    def __init__(self, inner: Provider) -> None:
        self.inner, self.name, self.model = inner, inner.name, inner.model
        self.at = 0.0
        self.request: Request | None = None

    def stream(self, request: Request) -> Any:
        """Note the moment, and ask."""
        self.at, self.request = time.perf_counter(), request
        return self.inner.stream(request)


def conversation(home: Path, url: str) -> Conversation:
    """Open a conversation as `lifeos chat` does, with its memory warm."""
    from lifeos_cli.coach.catalog import find
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.coach.tools.registry import BUILT_IN, toolbox
    from lifeos_cli.paths import resolve
    from lifeos_cli.providers.anthropic import Anthropic
    from lifeos_cli.record.users import whose
    from lifeos_cli.settings import load
    from lifeos_cli.store.database import Store

    paths = resolve(str(home))
    store = Store(paths)
    person = whose(store, None)
    talk = Conversation(
        store, person.id, Anthropic("claude-sonnet-5-5", "sk-ant-bench", base_url=url), find("goal_grow")
    )
    talk.toolbox = toolbox(list(BUILT_IN), load(paths))
    talk.memory = Recaller(paths, person.id, lasting=True).start()
    talk.memory.recall("warm up with something that was said", session_id="", turn=0)
    return talk


def main(count: int) -> None:
    """Measure on a new home and on one with so many messages."""
    from lifeos_cli.memory.index.model import open_embedder

    with model() as url, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([PROGRAM, "chat", "hi"], env=keyed(home, url), capture_output=True, check=True)
        one_shot(home, url)
        memory_search.fill(home, count, memory_search.Talk(), open_embedder("builtin"))
        print(f"\n{count:,} messages stored")
        one_shot(home, url)
        asyncio.run(running(conversation(home, url), url))


if __name__ == "__main__":
    print(json.dumps({"python": sys.version.split()[0]}))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
