"""Where the person types: a line editor with history and multi-line paste, or plain lines."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lifeos_cli.paths import Paths

PROMPT = "you> "
KEPT = 1000
"""How many entries of the input history are read."""


class Editor(Protocol):
    """Reads what the person types."""

    def read(self) -> str | None:
        """Return the next message, None at end of input; Ctrl-C raises KeyboardInterrupt."""
        ...

    def keep(self, text: str, *, crisis: bool) -> None:
        """Remember a message for the up arrow; a crisis message is not remembered."""
        ...


class PlainEditor:
    """Lines from standard input, for screen readers, dumb terminals and scripts; a final backslash goes on."""

    def read(self) -> str | None:
        """Return the next message, None at end of input."""
        sys.stdout.write(PROMPT)
        sys.stdout.flush()
        lines: list[str] = []
        while True:
            line = sys.stdin.readline()
            if not line:
                sys.stdout.write("\n")
                return "\n".join(lines) if lines else None
            text = line.rstrip("\n")
            if not text.endswith("\\"):
                return "\n".join([*lines, text])
            lines.append(text[:-1])

    def keep(self, text: str, *, crisis: bool) -> None:
        """Remember nothing."""


def line_editor(paths: Paths) -> Editor:
    """Return the line editor; the prompt is on the screen before its library is loaded.

    What is typed meanwhile is kept byte by byte, Ctrl-D included, for the editor to read.
    """
    with _keys_held():
        sys.stdout.write(PROMPT)
        sys.stdout.flush()
        # Asking the terminal where the cursor is would wait for its answer, and some never give one.
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        from lifeos_cli.store.cipher import note

        file = paths.state / "chat_history.jsonl"
        open_ = not note(paths.database).exists()
        history = InMemoryHistory(load(file) if open_ else [])
        session: PromptSession[str] = PromptSession(history=history, multiline=True, key_bindings=_keys())
    sys.stdout.write("\r\x1b[K")
    return _LineEditor(session, file if open_ else None)


@contextmanager
def _keys_held() -> Iterator[None]:
    """Let the terminal neither echo nor edit for the block."""
    import termios

    try:
        before = termios.tcgetattr(sys.stdin)
    except (termios.error, ValueError):
        yield
        return
    held = [*before]
    held[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, held)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _keys() -> Any:
    """Enter sends; Alt-Enter makes a new line. A pasted text keeps its lines."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter")
    @keys.add("c-j")
    def _send(event: Any) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _line(event: Any) -> None:
        event.current_buffer.insert_text("\n")

    return keys


class _LineEditor:
    """The line editor of prompt-toolkit."""

    def __init__(self, session: Any, file: Path | None) -> None:
        self._session = session
        self._file = file

    def read(self) -> str | None:
        """Return the next message, None at end of input."""
        try:
            typed: str = self._session.prompt(PROMPT)
        except EOFError:
            return None
        return typed

    def keep(self, text: str, *, crisis: bool) -> None:
        """Append to the history file, which is the person's alone to read."""
        if crisis:
            self._session.history._loaded_strings[:] = [  # noqa: SLF001 - the only way to take an entry back
                entry for entry in self._session.history.get_strings() if entry != text
            ]
            return
        if self._file is None:  # an encrypted store leaves no plain text beside it
            return
        from lifeos_cli.paths import private_dir

        private_dir(self._file.parent)
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(text) + "\n")


def load(file: Path) -> list[str]:
    """Return the newest entries of the history file, oldest first; lines that do not read are left out."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()[-KEPT:]
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, str):
            found.append(entry)
    return found
