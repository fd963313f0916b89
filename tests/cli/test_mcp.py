"""`lifeos mcp`, spoken to by the protocol's own client."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.transfer.lines import as_bytes, message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.conftest import Lifeos

mcp = pytest.importorskip("mcp")


@asynccontextmanager
async def client(lifeos: Lifeos, *args: str) -> AsyncIterator[Any]:
    command, *rest = lifeos.argv("mcp", *args)
    server = mcp.StdioServerParameters(command=command, args=rest, env=lifeos.env())
    async with mcp.stdio_client(server) as (read, write), mcp.ClientSession(read, write) as session:
        await session.initialize()
        yield session


async def call(session: Any, name: str, **given: Any) -> Any:
    """Return what a tool gives, or its error as text."""
    done = await session.call_tool(name, given)
    told = done.content[0].text if done.content else ""
    if done.is_error:
        return told
    made = done.structured_content
    return made["result"] if set(made or {}) == {"result"} else made


@pytest.fixture
def known(lifeos: Lifeos) -> Lifeos:
    lifeos("import", "jsonl", "-", stdin=as_bytes(message(1, content="a kestrel over the river field")))
    lifeos("checkin", "--mood", "5", "--note", "a long walk by the sea")
    return lifeos


async def test_without_write_a_client_can_only_read(known: Lifeos) -> None:
    before = known("export", "jsonl").out
    async with client(known) as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"memory_search", "context", "goals", "skills", "profile", "today"}
        assert all(tool.annotations.read_only_hint for tool in tools.values())
        hits = await call(session, "memory_search", query="walk by the sea")
        assert "a long walk by the sea" in json.dumps(hits)
        assert (await call(session, "today"))["last_checkin"]["mood"] == 5
        assert await call(session, "goals") == []
        assert await call(session, "skills") == []
        made = await call(session, "profile")
        assert made == known("profile", "show", "--json").json()
        assert {one["confidence"] for one in made["dimensions"].values()} == {0.0}
        made = await call(session, "context", text="how was the sea?")
        assert made["items"]
        assert "nknown tool" in str(await refused(session, "add_insight", content="x"))
    assert known("export", "jsonl").out == before


async def test_what_is_computed_is_what_the_commands_show(known: Lifeos) -> None:
    known("profile", "assess", "mini-ipip", "--answers", "-", stdin="4 2 4 2 3 5 4 2 1 5 3 4 2 2 4 1 4 3 2 2")
    known("skills", "evidence", "add", "Public speaking", "Gave a toast")
    known("goals", "add", "Read more")
    async with client(known) as session:
        found = (await call(session, "profile"))["dimensions"]
        assert found["openness"]["confidence"] > 0.3
        shown = known("profile", "show", "--json").json()["dimensions"]
        assert found["openness"]["mean"] == pytest.approx(shown["openness"]["mean"], abs=1e-6)
        assert [row["name"] for row in await call(session, "skills")] == ["Public speaking"]
        assert await call(session, "goals") == known("goals", "list", "--json").json()


async def refused(session: Any, name: str, **given: Any) -> object:
    try:
        return await call(session, name, **given)
    except mcp.MCPError as error:
        return error


async def test_with_write_rows_say_where_they_come_from(known: Lifeos) -> None:
    async with client(known, "--write") as session:
        await call(session, "add_checkin", mood=6, note="from elsewhere")
        goal = await call(session, "add_goal", title="Read more", type="process", why="calm")
        assert goal["origin"] == "mcp"
        await call(session, "add_insight", content="mornings are best for me")
        assert "mood must be a number" in await call(session, "add_checkin", mood=99)
        (row,) = await call(session, "goals", status="active")
        assert row["title"] == "Read more"
    rows = known("export", "jsonl").jsonl()
    assert {row["type"] for row in rows if row.get("origin") == "mcp"} == {
        "checkin",
        "goal",
        "goal_event",
        "insight",
    }


async def test_what_met_a_crisis_or_was_not_read_yet_is_not_given(lifeos: Lifeos) -> None:
    lifeos("import", "jsonl", "-", "--no-embed", stdin=as_bytes(message(1, content="the unread heron")))
    lifeos("checkin", "--mood", "1", "--note", "I want to kill myself by the heron lake")
    async with client(lifeos) as session:
        assert await call(session, "memory_search", query="heron") == []
        assert await call(session, "context", text="I want to kill myself") is None
