"""`lifeos goals pick`: choose a goal on the whole screen; its handle goes to standard output, for a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode, NotFoundError, UsageFault

if TYPE_CHECKING:
    from lifeos_cli.record.goal_board import View


def pick() -> None:
    """Choose a goal: arrows or typing, Enter takes it, Esc leaves.

    Example: lifeos goals show $(lifeos goals pick)
    """
    run = current()
    if run.no_input or not sys.stderr.isatty():
        raise UsageFault("choosing needs a terminal", hint="`lifeos goals list` lists the handles.")
    from lifeos_cli.record.goal_board import board

    views = board(run.store, run.person.id, status="active")
    if not views:
        raise NotFoundError("there is no active goal", hint='lifeos goals add "..." sets one.')
    chosen = _choose(views)
    if chosen is None:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if run.json:
        from lifeos_cli.record.goal_board import public

        run.out_json(public(chosen))
    else:
        run.out(str(chosen.row["handle"]))


def _choose(views: list[View]) -> View | None:
    """Show the chooser on the terminal, whatever standard output is."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.input import create_input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys
    from prompt_toolkit.layout import Layout, Window
    from prompt_toolkit.layout.controls import FormattedTextControl
    from prompt_toolkit.output import create_output

    state: dict[str, Any] = {"typed": "", "at": 0}
    keys = KeyBindings()

    @keys.add("up")
    def _up(_event: Any) -> None:
        state["at"] = max(0, state["at"] - 1)

    @keys.add("down")
    def _down(_event: Any) -> None:
        state["at"] = min(max(len(_matching(views, state["typed"])) - 1, 0), state["at"] + 1)

    @keys.add("enter")
    def _take(event: Any) -> None:
        found = _matching(views, state["typed"])
        if found:
            event.app.exit(result=found[state["at"]])

    @keys.add("escape", eager=True)
    @keys.add("c-c")
    def _leave(event: Any) -> None:
        event.app.exit(result=None)

    @keys.add("backspace")
    def _shorter(_event: Any) -> None:
        state["typed"], state["at"] = state["typed"][:-1], 0

    @keys.add(Keys.Any)
    def _type(event: Any) -> None:
        if event.data.isprintable():
            state["typed"], state["at"] = state["typed"] + event.data, 0

    control = FormattedTextControl(lambda: _screen(views, state["typed"], state["at"]), focusable=True)
    app: Application[View | None] = Application(
        layout=Layout(Window(control)),
        key_bindings=keys,
        full_screen=True,
        input=create_input(always_prefer_tty=True),
        output=create_output(stdout=sys.stderr),
    )
    return app.run()


def _matching(views: list[View], typed: str) -> list[View]:
    words = typed.casefold().split()
    return [
        view
        for view in views
        if all(word in f"{view.row['handle']} {view.goal.title}".casefold() for word in words)
    ]


def _screen(views: list[View], typed: str, at: int) -> Any:
    from lifeos_cli.render.goals import how_far
    from lifeos_cli.text import one_line

    parts = [("", f"Which goal? {one_line(typed, 40)}\n\n")]
    for n, view in enumerate(_matching(views, typed)):
        line = f" {view.row['handle']}  {one_line(view.goal.title, 60)}  {how_far(view.progress)}\n"
        parts.append(("reverse" if n == at else "", line))
    return parts
