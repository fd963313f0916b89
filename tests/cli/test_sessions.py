"""`lifeos sessions`, typed as its user would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.store import make
from tests.zones import at

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import Session
    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T21:00:00+00:00"}
COLUMNS = ["handle", "last_used", "type", "coach", "status", "messages", "title"]
KEYS = [
    *(
        "id",
        "handle",
        "type",
        "coach",
        "title",
        "status",
        "archived_at",
        "summary",
        "safety_level",
        "supportive",
    ),
    *("captures", "origin", "forked_from", "local_date", "tz", "started_at", "last_used_at", "ended_at"),
]


@pytest.fixture
def made(paths: Paths) -> dict[str, Session]:
    """Three conversations of three days."""
    with Store(paths) as store:
        me = users.current(store.conn)
        assert me
        found = {}
        for day, title, text in (
            ("20", "Morning walks", "I walked in the morning"),
            ("21", "Morning talks", "100% of the rain_coats\tand\nlines"),
            ("22", "Evening", "nothing much"),
        ):
            used = at("UTC", f"2026-11-{day}T10:00")
            row = make.session(store, me.id, title=title, last_used_at=used, local_date=f"2026-11-{day}")
            make.message(store, me.id, row.id, content=text, created_at=used)
            found[title.lower()] = row
    return found


def titles(lifeos: Lifeos, *args: str) -> list[str]:
    return [row["title"] for row in lifeos("sessions", *args, "--json", env=NOW).json()]


def test_the_list_is_tsv_for_a_program_and_json_when_asked(lifeos: Lifeos, made: dict[str, Session]) -> None:
    header, *rows = lifeos("sessions", "list").rows()
    assert header == COLUMNS
    assert [row[-1] for row in rows] == ["Evening", "Morning talks", "Morning walks"]
    found = lifeos("sessions", "list", "--json").json()
    assert [list(row) for row in found] == [[*KEYS, "messages_count"]] * 3
    assert [row["id"] for row in found] == [row.id for row in reversed(made.values())]
    assert titles(lifeos, "list", "-n", "1") == ["Evening"]


def test_ranges_are_of_the_day_a_session_was_used_last(lifeos: Lifeos, made: dict[str, Session]) -> None:
    assert titles(lifeos, "list", "--since", "yesterday") == ["Evening", "Morning talks"]
    assert titles(lifeos, "list", "--until", "2026-11-20") == ["Morning walks"]
    assert titles(lifeos, "list", "--since", "2026-11-21", "--until", "yesterday") == ["Morning talks"]
    for wrong in (
        ["--since", "whenever"],
        ["--until", ""],
        ["--type", "party"],
        ["-n", "9" * 30],
        ["-n", "0"],
    ):
        done = lifeos("sessions", "list", *wrong)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_handle_an_id_or_a_beginning_names_it(lifeos: Lifeos, made: dict[str, Session]) -> None:
    row = made["evening"]
    for typed in (row.handle, row.id, row.id.lower(), "eve", "EVENING"):
        assert lifeos("sessions", "show", typed, "--json").json()["id"] == row.id
    ambiguous = lifeos("sessions", "show", "morning")
    assert (ambiguous.code, ambiguous.out) == (2, "")
    assert made["morning walks"].handle in ambiguous.err
    assert made["morning talks"].handle in ambiguous.err
    assert lifeos("sessions", "show", "nothing").code == 3


def test_a_conversation_is_shown_whole(lifeos: Lifeos, made: dict[str, Session]) -> None:
    found = lifeos("sessions", "show", "evening", "--json").json()
    assert list(found) == [*KEYS, "messages_count", "messages"]
    assert found["messages"][0]["content"] == "nothing much"
    read = lifeos("sessions", "show", "evening").out
    assert read.splitlines()[1] == "Evening"
    assert read.endswith("you (10:00)\nnothing much\n") or "nothing much" in read


def test_a_session_is_renamed(lifeos: Lifeos, made: dict[str, Session]) -> None:
    handle = made["evening"].handle
    assert lifeos("sessions", "rename", handle, "\x1b]0;x\x07 Late [/b]\t", "--json").json()["title"] == (
        "\x1b]0;x\x07 Late [/b]"
    )
    assert [row[-1] for row in lifeos("sessions", "list").rows() if row[0] == handle] == ["Late [/b]"]
    for title in ("", "  ", "x" * 201):
        done = lifeos("sessions", "rename", handle, title)
        assert (done.code, len(done.err.splitlines())) == (2, 1)


def test_a_session_is_ended_and_put_away_and_brought_back(lifeos: Lifeos, made: dict[str, Session]) -> None:
    handle = made["evening"].handle
    assert lifeos("sessions", "end", handle).out == f"{handle}\n"
    archived = lifeos("sessions", "archive", handle)
    assert f"lifeos sessions archive {handle} --undo" in archived.err
    assert "Evening" not in titles(lifeos, "list")
    assert "Evening" in titles(lifeos, "list", "--archived")
    assert titles(lifeos, "search", "evening") == ["Evening"]
    row = lifeos("sessions", "archive", handle, "--undo", "--json").json()
    assert (row["archived_at"], row["status"]) == (None, "ended")
    assert "Evening" in titles(lifeos, "list")


def test_deleting_off_a_terminal_needs_a_yes(lifeos: Lifeos, made: dict[str, Session]) -> None:
    handle = made["evening"].handle
    refused = lifeos("sessions", "rm", handle)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert len(titles(lifeos, "list")) == 3
    assert lifeos("sessions", "rm", handle, "--yes", "--json").json()["deleted"] is True
    assert lifeos("sessions", "rm", handle, "--yes").code == 3
    assert len(titles(lifeos, "list")) == 2


def test_deleting_on_a_terminal_asks_and_takes_only_a_yes(lifeos: Lifeos, made: dict[str, Session]) -> None:
    handle = made["evening"].handle
    for answer, left in (("", 3), ("nope", 3), ("y", 2)):
        terminal = lifeos.terminal("sessions", "rm", handle)
        terminal.expect(r"\[y/N\] ")
        terminal.sendline(answer)
        terminal.wait()
        assert len(titles(lifeos, "list")) == left


def test_a_search_takes_several_words_in_any_case_and_signs_as_they_are(
    lifeos: Lifeos, made: dict[str, Session]
) -> None:
    assert titles(lifeos, "search", "MORNING walked") == ["Morning walks"]
    assert titles(lifeos, "search", "morning") == ["Morning talks", "Morning walks"]
    assert titles(lifeos, "search", "100%") == ["Morning talks"]
    assert titles(lifeos, "search", "rain_coats") == ["Morning talks"]
    assert titles(lifeos, "search", "r%n") == []
    header, row = lifeos("sessions", "search", "rain_coats").rows()
    assert header == ["handle", "date", "coach", "title", "role", "snippet"]
    assert row[-1] == "100% of the rain_coats and lines"
    assert lifeos("sessions", "search", " ").code == 2
    nothing = lifeos("sessions", "search", "nowhere")
    assert (nothing.code, nothing.out.count("\n")) == (0, 1)
