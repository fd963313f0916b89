"""The table of actions: keys, palette, help and the command line say the same."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import typer

from lifeos_cli.tui.actions import ACTIONS, ANYWHERE, LIST, keymap, of
from lifeos_cli.tui.modes import MODES, make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from tests.conftest import Lifeos


def command(path: str) -> Any:
    """Return the command of a path as `goals milestone done`; None where there is none."""
    from lifeos_cli.cli.commands import COMMANDS

    first, *rest = path.split()
    if first not in COMMANDS:
        return None
    found: Any = typer.main.get_command(import_module(COMMANDS[first][0]).app)
    for word in rest:
        found = getattr(found, "commands", {}).get(word)
    return found


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda one: one.id)
def test_every_action_has_a_command_that_exists_and_words_of_help(action: Any) -> None:
    assert command(action.command) is not None, action.command
    assert action.help.endswith(".")
    assert action.title


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert command("goals fly") is None
    assert command("nothing") is None


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_help_a_command_and_a_method_for_each_of_its_actions(mode: str) -> None:
    screen = make(mode)
    assert screen.mode == mode
    assert screen.help_text.endswith(".")
    assert command(MODES[mode].command) is not None
    for one in of(mode):
        name, _, _ = one.do.partition("(")
        owner = screen if "." not in name else None
        assert owner is None or hasattr(owner, f"action_{name}"), one.id


@pytest.mark.parametrize("mode", MODES)
def test_no_key_of_a_mode_means_two_things(mode: str) -> None:
    keys = [key for one in (*of(mode), *of(ANYWHERE)) for key in one.key.split(",") if key]
    assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
    assert not set(keys) & {key for one in of(LIST) for key in one.key.split(",") if one.id != "list.open"}


def test_a_key_can_be_chosen_by_its_actions_id_and_a_strange_id_is_told() -> None:
    found, wrong = keymap(["undo=u ctrl+z", "no.such=x"], vim=True)
    assert found["undo"] == "u,ctrl+z"
    assert found["list.down"] == "down,j"
    assert wrong == ["tui.keys names no action: no.such"]


def test_plain_lists_each_action_with_its_command(lifeos: Lifeos) -> None:
    rows = lifeos("tui", "--plain", "--json").json()
    assert {row["id"] for row in rows} == {one.id for one in ACTIONS.values() if one.command != "tui"}
    assert all(row["command"].startswith("lifeos ") for row in rows)


async def test_the_palette_has_every_action_with_its_key(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        offered = {one.title: one for one in hands.app.get_system_commands(hands.app.screen)}
        for one in ACTIONS.values():
            if one.mode != LIST and one.id != "palette":
                where = f"{MODES[one.mode].title}: " if one.mode else ""
                key = hands.app.key_of(one.id)
                assert f"{where}{one.title}" + (f"  ({key})" if key else "") in offered


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 8), ((40, 20), 12)])
async def test_the_palette_is_as_wide_as_the_screen_and_each_action_stands_beside_its_key(
    size: tuple[int, int], rows: int, filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=size) as hands:
        await hands.open("today")
        await hands.press("ctrl+p")
        await hands.until(lambda: "Chat: Coach  (^l)" in hands.screen())
        assert hands.app.screen.query_one("CommandList").size.width >= size[0] - 2
        titles = {one.title for one in hands.app.get_system_commands(hands.app.screen)}
        shown = [line.strip(" ▁▂▃▄▅▆▇█") for line in hands.screen().splitlines()]
        assert sum(line in titles for line in shown) >= rows
        assert max(len(title) for title in titles) <= size[0] - 4


async def test_the_page_keys_of_the_palette_do_nothing_while_it_has_no_lines(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        await hands.open("chat")
        hands.app.action_command_palette()
        await hands.pilot.resize_terminal(1, 1)
        await hands.press("pageup", "pagedown")
        await hands.pilot.resize_terminal(80, 24)
        await hands.until(lambda: "Chat: Again" in hands.screen())
        await hands.press("pagedown", "pageup")
        assert hands.app.failure is None
