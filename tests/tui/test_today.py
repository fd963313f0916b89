"""Today in the app: the check-in, what waits, the first run."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.record import checkins as recorded
from lifeos_cli.record import consents, drafts, goal_board
from lifeos_cli.record.insights import add as add_insight
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import checkins, users
from lifeos_cli.tui.screens.dialogs import Ask, Read
from lifeos_cli.tui.screens.first import FirstRun
from lifeos_cli.tui.widgets.checkin import CheckinForm
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from lifeos_cli.store.database import Store


def me(store: Store) -> str:
    """Return the person's id."""
    return str(store.conn.execute("SELECT id FROM users").fetchone()[0])


async def today(hands: Any) -> Any:
    """Open Today with its form."""
    screen = await hands.open("today")
    await hands.until(lambda: screen.query(CheckinForm) and screen.query(Scale))
    return screen


async def test_the_check_in_that_is_due_is_filled_in_place(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await today(hands)
        await hands.press("c", "6", "down", "4", "down", "left", "left")
        screen.query_one("#item-note", Field).value = "a good day"
        screen.query_one("#item-note", Field).focus()
        await hands.press("enter")
        await hands.until(lambda: not screen.query(CheckinForm))
        (row,) = checkins.between(filled.conn, me(filled), newest=1)
        assert (row.mood, row.energy, row.stress, row.note, row.slot) == (6, 4, 3, "a good day", "evening")
        await hands.until(lambda: "is done: mood 6, energy 4" in screen.query_one("#filled", Text).said)


async def test_one_made_in_another_process_takes_the_form_away(
    filled: Store, drive: Callable[..., Any]
) -> None:
    from lifeos_cli.growth.checkins import windows
    from lifeos_cli.record.checkins import log

    async with drive(filled) as hands:
        screen = await today(hands)
        log(
            filled, me(filled), {"mood": 5}, windows=windows(hands.app.desk.settings.items("checkin.windows"))
        )
        await hands.until(lambda: not screen.query(CheckinForm))
        await hands.until(lambda: "mood 5" in hands.screen())


async def test_an_empty_check_in_is_refused_and_stays(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await today(hands)
        before = len(checkins.between(filled.conn, me(filled)))
        screen.query_one(CheckinForm).action_save()
        await hands.until(
            lambda: any("nothing in this check-in" in one.message for one in hands.app._notifications)
        )
        assert screen.query(CheckinForm)
        assert len(checkins.between(filled.conn, me(filled))) == before


async def test_the_last_check_in_is_corrected_not_doubled(filled: Store, drive: Callable[..., Any]) -> None:
    count = len(checkins.between(filled.conn, me(filled)))
    async with drive(filled) as hands:
        screen = await today(hands)
        screen.query_one("#goals", Rows).focus()
        await hands.press("e")
        await hands.until(lambda: "Correct " in hands.screen() and isinstance(screen.focused, Scale))
        await hands.press("1", "enter")
        await hands.until(lambda: checkins.between(filled.conn, me(filled), newest=1)[0].mood == 1)
        assert len(checkins.between(filled.conn, me(filled))) == count


async def test_the_form_that_is_due_comes_back_after_a_correction_with_what_was_typed(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = asyncio.Event()

    async def slowly(_form: CheckinForm) -> None:
        await let_go.wait()

    async with drive(filled) as hands:
        screen = await today(hands)
        screen.query_one("#item-note", Field).value = "half a no"
        screen.query_one("#goals", Rows).focus()
        await hands.press("e")
        await hands.until(lambda: "Correct " in hands.screen() and isinstance(screen.focused, Scale))
        monkeypatch.setattr(CheckinForm, "on_unmount", slowly, raising=False)
        await hands.press("1", "enter")
        await hands.until(lambda: checkins.between(filled.conn, me(filled), newest=1)[0].mood == 1)
        screen.again()
        await hands.pilot.pause()
        let_go.set()
        await hands.until(lambda: "Evening check-in" in hands.screen() and screen._correcting is None)
        (form,) = screen.query(CheckinForm)
        assert form.is_running
        assert form.query_one("#item-note", Field).value == "half a no"
        await hands.press("c", "6", "ctrl+q")
    assert drafts.kept(filled, me(filled))["checkin note"] == "half a no"


async def test_a_correction_is_left_as_it_was_and_what_was_typed_before_it_comes_back(
    filled: Store, drive: Callable[..., Any]
) -> None:
    before = checkins.between(filled.conn, me(filled), newest=1)
    async with drive(filled) as hands:
        screen = await today(hands)
        screen.query_one("#item-note", Field).value = "half a no"
        screen.query_one("#goals", Rows).focus()
        await hands.press("e")
        await hands.until(lambda: screen._correcting is not None and isinstance(screen.focused, Scale))
        screen.query_one("#item-note", Field).value = "not this"
        assert screen.drafts() == {**screen.drafts(), "checkin note": "half a no"}
        screen.query_one("#goals", Rows).focus()
        await hands.press("c")
        await hands.until(lambda: screen._correcting is None and screen.query("#item-note"))
        assert screen.query_one("#item-note", Field).value == "half a no"
    assert checkins.between(filled.conn, me(filled), newest=1) == before


async def test_words_of_distress_are_answered_with_the_card(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        screen = await today(hands)
        screen.query_one("#item-note", Field).value = "I want to kill myself"
        screen.query_one("#item-note", Field).focus()
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        assert "findahelpline" in "".join(part.said for part in hands.app.screen.query(Text)).lower()


async def test_what_was_typed_into_the_form_survives_leaving(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await today(hands)
        screen.query_one("#item-note", Field).value = "half a no"
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app._exit)
    assert drafts.kept(filled, me(filled)) == {"checkin note": "half a no"}
    async with drive(filled) as hands:
        screen = await today(hands)
        assert screen.query_one("#item-note", Field).value == "half a no"


async def test_the_insight_the_streak_and_the_moods_are_shown(
    filled: Store, drive: Callable[..., Any]
) -> None:
    add_insight(filled, me(filled), "Mornings are mine", Provenance("cli", "cli"))
    async with drive(filled, size=(100, 40)) as hands:
        screen = await today(hands)
        await hands.until(lambda: "You saw: Mornings are mine" in hands.screen())
        assert "30 days" in screen.query_one("#lately", Text).said


async def test_enter_on_a_goal_opens_it(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await today(hands)
        rows: Rows[Any] = screen.query_one("#goals", Rows)
        rows.focus()
        await hands.press("down")
        assert rows.item is not None
        wanted = rows.item.goal.id
        await hands.press("enter")
        await hands.until(lambda: hands.app.current_mode == "goals")
        listed: Rows[Any] = hands.app.screen.query_one("#list", Rows)
        await hands.until(lambda: listed.item and listed.item.goal.id == wanted)


async def test_the_words_of_care_do_not_depend_on_the_disk(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_more: Any) -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    async with drive(filled) as hands:
        screen = await today(hands)
        monkeypatch.setattr(recorded, "log", full)
        screen.query_one("#item-note", Field).value = "I want to kill myself"
        screen.query_one("#item-note", Field).focus()
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        await hands.until(lambda: "112" in hands.screen())
        await hands.press("escape")
        assert screen.query_one("#item-note", Field).value == "I want to kill myself"


async def test_a_goal_is_set_from_here(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await today(hands)
        screen.query_one("#goals", Rows).focus()
        await hands.press("n")
        assert isinstance(hands.app.screen, Ask)
        hands.app.screen.query_one(Field).value = "Swim"
        await hands.press("enter")
        await hands.until(
            lambda: any(one.goal.title == "Swim" for one in goal_board.board(filled, me(filled)))
        )


async def test_the_first_run_writes_what_was_filled_in(store: Store, drive: Callable[..., Any]) -> None:
    async with drive(store) as hands:
        await hands.until(lambda: isinstance(hands.app.screen, FirstRun))
        await hands.press(*"Ann", "enter", *"Swim daily", "enter", "5", "enter", "enter")
        await hands.until(lambda: not isinstance(hands.app.screen, FirstRun))
        (person,) = users.all_users(store.conn)
        assert person.name == "Ann"
        assert consents.granted(store, person.id, "adult") is True
        assert [one.goal.title for one in goal_board.board(store, person.id)] == ["Swim"]
        assert [row.mood for row in checkins.between(store.conn, person.id)] == [5]


async def test_the_first_run_begins_with_what_is_stored_on_a_small_screen_too(
    store: Store, drive: Callable[..., Any]
) -> None:
    async with drive(store, size=(40, 20)) as hands:
        await hands.until(lambda: "on this machine only" in hands.screen() and "Skip (Esc)" in hands.screen())
        await hands.press("pagedown")
        await hands.until(lambda: "A key of Anthropic's" in hands.screen())
        await hands.press("pageup")
        await hands.until(lambda: "on this machine only" in hands.screen())


async def test_the_first_run_can_be_skipped_whole_and_writes_nothing(
    store: Store, drive: Callable[..., Any]
) -> None:
    async with drive(store) as hands:
        await hands.until(lambda: isinstance(hands.app.screen, FirstRun))
        await hands.press(*"Ann")
        await hands.press("escape")
        await hands.until(lambda: "Before the first chat" in hands.screen())
        assert consents.granted(store, me(store), "adult") is None
        assert users.all_users(store.conn)[0].name == "me"


async def test_a_store_with_anything_in_it_meets_a_banner_instead(
    store: Store, drive: Callable[..., Any]
) -> None:
    from lifeos_cli.record import goal_lines

    goal_lines.add(store, me(store), "Swim")
    async with drive(store) as hands:
        await hands.open("today")
        assert not isinstance(hands.app.screen, FirstRun)
        await hands.until(lambda: "Before the first chat" in hands.screen())
