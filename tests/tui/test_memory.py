"""Memory in the app: facts, search as you type, forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.growth.checkins import windows
from lifeos_cli.record import checkins, consents, facts, learnt
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.settings import load
from lifeos_cli.tui.screens.dialogs import Ask, Confirm
from lifeos_cli.tui.screens.memory import _found
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows
from tests.tui.test_skills import answer, whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


def told(store: Store) -> list[str]:
    """List the facts that stand."""
    rows = learnt.listed(store, whose(store), "facts")
    return [row["content"] for row in rows if row["status"] == "active"]


def note(store: Store, text: str) -> None:
    """Log a check-in with a note, as another process would."""
    chosen = windows(load(store.paths).items("checkin.windows"))
    checkins.log(store, whose(store), {"mood": 4, "note": text}, windows=chosen, origin="cli")


async def search(hands: Any, text: str) -> Any:
    """Open Memory and type a search; returns the screen once it is answered."""
    screen = await hands.open("memory")
    await hands.press("slash", *text)
    assert screen.query_one("#query", Field).value == text
    await hands.until(lambda: "found by" in screen.query_one("#state", Text).said)
    return screen


@pytest.fixture
def by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model: words alone are searched."""
    monkeypatch.setenv("LIFEOS_MEMORY_ENABLED", "false")


async def test_it_opens_with_the_facts_and_what_each_rests_on(
    filled: Store, drive: Callable[..., Any]
) -> None:
    row = filled.conn.execute(
        "SELECT id, session_id, content FROM messages WHERE role = 'user' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    facts.add(filled, whose(filled), "Keeps bees", Provenance("extraction", "chat", row[1], row[0], row[2]))
    async with drive(filled) as hands:
        await hands.open("memory")
        await hands.until(lambda: "Keeps bees" in hands.screen())
        await hands.until(lambda: "A model took it from your words" in hands.screen())
        await hands.until(lambda: row[2][:40] in hands.screen())


async def test_a_fact_is_kept_corrected_and_withdrawn_after_a_question(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("memory")
        rows: Rows[Any] = screen.query_one("#found", Rows)
        await hands.press("n")
        await answer(hands, "I work three days a week")
        await hands.until(lambda: any(one.content == "I work three days a week" for one in rows.items))
        rows.action_first()
        await hands.press("e")
        await hands.until(lambda: isinstance(hands.app.screen, Ask))
        assert hands.app.screen.query_one(Field).value == "I work three days a week"
        await answer(hands, "I work four days a week")
        await hands.until(lambda: "I work four days a week" in told(filled))
        assert "I work three days a week" not in told(filled)
        await hands.until(lambda: "Earlier: I work three days" in hands.screen())
        await hands.press("w")
        assert isinstance(hands.app.screen, Confirm)
        await hands.press("y")
        await hands.until(lambda: "I work four days a week" not in told(filled))


async def test_a_proposed_fact_counts_once_it_is_accepted(filled: Store, drive: Callable[..., Any]) -> None:
    facts.add(filled, whose(filled), "Speaks Welsh", Provenance(), proposed=True)
    async with drive(filled) as hands:
        await hands.open("memory")
        await hands.until(lambda: "a accepts" in hands.screen())
        assert "Speaks Welsh" not in told(filled)
        await hands.press("a")
        await hands.until(lambda: "Speaks Welsh" in told(filled))
        await hands.until(lambda: "a accepts" not in hands.screen())


@pytest.mark.usefixtures("by_words")
async def test_a_search_answers_as_it_is_typed_and_shows_the_hit_in_its_conversation(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(110, 36)) as hands:
        screen = await search(hands, "breakfast")
        rows: Rows[Any] = screen.query_one("#found", Rows)
        await hands.until(lambda: rows.items and all("breakfast" in one.text for one in rows.items))
        said = next(one for one in rows.items if one.tbl == "messages")
        rows.go(said.id)
        await hands.press("enter")
        assert rows.has_focus
        after = filled.conn.execute(
            "SELECT content FROM messages WHERE session_id = :s AND id > :id ORDER BY turn, step LIMIT 1",
            {"s": said.session_id, "id": said.id},
        ).fetchone()
        await hands.until(lambda: after[0][:30] in " ".join(hands.screen().split()))
        await hands.press("escape")
        await hands.until(lambda: not screen.text)
        assert "facts of your life" in hands.screen()


@pytest.mark.usefixtures("by_words")
async def test_an_open_search_finds_what_another_process_commits_and_keeps_its_place(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await search(hands, "breakfast")
        rows: Rows[Any] = screen.query_one("#found", Rows)
        await hands.until(lambda: len(rows.items) > 1)
        rows.action_last()
        held = rows.item.id if rows.item else ""
        note(filled, "Late breakfast with an old neighbour")
        await hands.until(lambda: any("old neighbour" in one.text for one in rows.items))
        assert rows.item is not None
        assert rows.item.id == held


async def test_meaning_is_searched_once_the_model_is_ready(filled: Store, drive: Callable[..., Any]) -> None:
    note(filled, "Could not fall asleep until dawn")
    async with drive(filled) as hands:
        screen = await search(hands, "insomnia")
        rows: Rows[Any] = screen.query_one("#found", Rows)
        await hands.until(lambda: "meaning" in screen.query_one("#state", Text).said)
        await hands.until(lambda: any("until dawn" in one.text for one in rows.items[:5]))


@pytest.mark.usefixtures("by_words")
async def test_forgetting_asks_twice_and_a_no_to_either_keeps_the_text(
    filled: Store, drive: Callable[..., Any]
) -> None:
    note(filled, "A zebra in the garden")
    async with drive(filled) as hands:
        screen = await search(hands, "zebra")
        rows: Rows[Any] = screen.query_one("#found", Rows)
        await hands.until(lambda: rows.items)
        await hands.press("enter", "d")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("n")
        await hands.press("d")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        first = hands.app.screen
        await hands.press("y")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm) and hands.app.screen is not first)
        assert "cannot be taken back" in hands.screen()
        await hands.press("escape")
        count = "SELECT COUNT(*) FROM checkins WHERE note LIKE '%zebra%'"
        assert filled.conn.execute(count).fetchone()[0] == 1
        await hands.press("d")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        second = hands.app.screen
        await hands.press("y")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm) and hands.app.screen is not second)
        await hands.press("y")
        await hands.until(lambda: filled.conn.execute(count).fetchone()[0] == 0)
        await hands.until(lambda: not any("zebra" in getattr(one, "text", "") for one in rows.items))


@pytest.mark.usefixtures("by_words")
async def test_voices_adds_the_coachs_words(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await search(hands, "made")
        await hands.press("enter", "v")
        await hands.until(lambda: "all words" in screen.query_one("#state", Text).said)
        rows: Rows[Any] = screen.query_one("#found", Rows)
        assert any(one.role == "assistant" for one in rows.items)


async def test_without_anything_it_says_what_to_do(store: Store, drive: Callable[..., Any]) -> None:
    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        if len(hands.app.screen_stack) > 1:
            await hands.press("escape")
        await hands.open("memory")
        assert "Nothing is known yet" in hands.screen()
        await hands.press("e", "w", "a", "d", "s", "v", "escape")
        assert hands.app.failure is None


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("a plain line", "plain", "a plain line"),
        ("x " * 100 + "needle in hay", "needle", "needle"),
        ("no match at all", "zzz", "no match at all"),
        ("İstanbul " * 30, "istanbul", "İstanbul"),
    ],
)
def test_a_hit_is_cut_so_that_the_word_is_seen(text: str, asked: str, shown: str) -> None:
    drawn = _found(text, asked, 40)
    assert shown in drawn.plain
    assert drawn.cell_length <= 40
