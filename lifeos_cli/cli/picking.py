"""Choosing one row on the whole screen: keys and screen are the terminal's, standard output stays for a pipe."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import typer

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode, NotFoundError, UsageFault


class Row(NamedTuple):
    """One row to choose from."""

    handle: str
    """What is printed when it is chosen."""
    text: str
    full: dict[str, Any]
    """What --json prints."""


def pick(question: str, rows: list[Row], *, empty: NotFoundError, hint: str) -> None:
    """Let the person choose, and print the handle.

    Args:
        question: What is asked.
        rows: What there is to choose from.
        empty: Raised where there is nothing.
        hint: The command that lists the same.

    Raises:
        UsageFault: There is no terminal to choose on.
        NotFoundError: There is nothing to choose from.
    """
    run = current()
    if run.no_input or not sys.stderr.isatty():
        raise UsageFault("choosing needs a terminal", hint=hint)
    if not rows:
        raise empty
    chosen = _choose(question, rows)
    if chosen is None:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if run.json:
        run.out_json(chosen.full)
    else:
        run.out(chosen.handle)


def _choose(question: str, rows: list[Row]) -> Row | None:
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
        state["at"] = min(max(len(_matching(rows, state["typed"])) - 1, 0), state["at"] + 1)

    @keys.add("enter")
    def _take(event: Any) -> None:
        found = _matching(rows, state["typed"])
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

    control = FormattedTextControl(
        lambda: _screen(question, rows, state["typed"], state["at"]), focusable=True
    )
    app: Application[Row | None] = Application(
        layout=Layout(Window(control)),
        key_bindings=keys,
        full_screen=True,
        input=create_input(always_prefer_tty=True),
        output=create_output(stdout=sys.stderr),
    )
    return app.run()


def _matching(rows: list[Row], typed: str) -> list[Row]:
    words = typed.casefold().split()
    return [row for row in rows if all(word in f"{row.handle} {row.text}".casefold() for word in words)]


def _screen(question: str, rows: list[Row], typed: str, at: int) -> Any:
    """Draw the question and the rows around the cursor."""
    from shutil import get_terminal_size

    from lifeos_cli.text import one_line

    width, height = get_terminal_size()
    room = max(height - 3, 1)
    found = _matching(rows, typed)
    first = max(min(at - room // 2, len(found) - room), 0)
    parts = [("", f"{question} {one_line(typed, 40)}\n\n")]
    for n, row in list(enumerate(found))[first : first + room]:
        mark = ">" if n == at else " "
        line = one_line(f"{row.handle}  {row.text}", max(width - 4, 10))
        parts.append(("reverse" if n == at else "", f"{mark} {line}\n"))
    return parts
