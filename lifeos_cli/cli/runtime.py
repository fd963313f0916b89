"""What every command of one run shares: the global flags, the terminal, the store and the person."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from asyncio import Runner

    from lifeos_cli.paths import Paths
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

_FALSE = {"", "0", "false", "no", "off"}


class Runtime:
    """The state of one run. Flags start from their environment twins; the command line overrides them."""

    def __init__(self) -> None:
        env = os.environ.get
        self.user: str | None = env("LIFEOS_USER") or None
        self.home: str | None = None
        self.json = _truth("LIFEOS_JSON")
        self.quiet = _truth("LIFEOS_QUIET")
        self.color: str | None = None
        self.debug = _truth("LIFEOS_DEBUG")
        self.no_input = _truth("LIFEOS_NO_INPUT")
        self.passphrase_stdin = False

    @cached_property
    def paths(self) -> Paths:
        """The folders, by `--home`, `LIFEOS_HOME` or the platform."""
        from lifeos_cli.paths import resolve

        return resolve(self.home)

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        from lifeos_cli.settings import load

        return load(self.paths)

    @cached_property
    def store(self) -> Store:
        """The open store, created on first use; what a killed run had begun to forget is finished first."""
        from lifeos_cli.store.database import Store

        store = Store(self.paths)
        if os.path.exists(f"{store.path}.forgetting"):  # noqa: PTH110 - on the fast path, and pathlib is slower
            from lifeos_cli.record.forgetting import finish

            said = finish(store, self.paths)
            self.note(said) if said else None
        return store

    @cached_property
    def loop(self) -> Runner:
        """The event loop of this run, made on first use: connections live as long as it does."""
        import asyncio

        return asyncio.Runner()

    @cached_property
    def person(self) -> User:
        """Who this run is for: `--user`, `LIFEOS_USER`, else the current user of the store."""
        from lifeos_cli.record.users import whose

        return whose(self.store, self.user)

    @cached_property
    def stdin_tty(self) -> bool:
        """Whether a person types on standard input."""
        return _is_tty(sys.stdin)

    @cached_property
    def stdout_tty(self) -> bool:
        """Whether standard output is a terminal; otherwise it is data for a program."""
        return _is_tty(sys.stdout)

    @property
    def use_terminal(self) -> bool:
        """Whether the terminal can be drawn on."""
        return self.stdout_tty and os.environ.get("TERM", "dumb") != "dumb"

    @cached_property
    def may_ask(self) -> bool:
        """Whether a question may be asked at all."""
        return self.stdin_tty and _is_tty(sys.stderr) and not self.no_input

    @cached_property
    def use_color(self) -> bool:
        """Whether to colour standard output: `--color`, then `NO_COLOR`, `FORCE_COLOR`, then the terminal."""
        choice = self.color or self.settings.text("color")
        if choice != "auto":
            return choice == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self.stdout_tty and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns of the terminal, `COLUMNS` first."""
        import shutil

        return shutil.get_terminal_size().columns

    def out(self, text: str) -> None:
        """Print data, made safe for a terminal."""
        sys.stdout.write(_printable(safe_text(text), sys.stdout) + "\n")

    def out_styled(self, text: str) -> None:
        """Print what the render floor has drawn: its own colour codes, nothing of anybody's text."""
        sys.stdout.write(_printable(text, sys.stdout) + "\n")

    def out_json(self, value: Any) -> None:
        """Print one JSON document, escaped so that it is plain ASCII."""
        from lifeos_cli.render.tables import to_json

        sys.stdout.write(to_json(value) + "\n")

    def note(self, text: str) -> None:
        """Say something about what was done, on stderr, unless `--quiet`."""
        if not self.quiet:
            self.say_wrapped(text)

    def say(self, text: str) -> None:
        """Say something that must be heard, on stderr, even with `--quiet`."""
        self.say_inline(text + "\n")

    def say_wrapped(self, text: str) -> None:
        """Say a longer text on stderr, broken between words on a terminal."""
        if _is_tty(sys.stderr):
            from lifeos_cli.render.wrap import wrap

            text = wrap(safe_text(text), self.width)
        self.say(text)

    def say_inline(self, text: str) -> None:
        """Say something on stderr and stay on the line; what was printed before comes first."""
        sys.stdout.flush()
        with contextlib.suppress(OSError):  # what cannot be said does not change what was done
            sys.stderr.write(_printable(safe_text(text), sys.stderr))
            sys.stderr.flush()

    def close(self) -> None:
        """Close what was opened."""
        loop = self.__dict__.pop("loop", None)
        if loop is not None:
            loop.close()
        store = self.__dict__.get("store")
        if store is not None:
            store.close()


def _truth(name: str) -> bool:
    return os.environ.get(name, "").lower() not in _FALSE


def _is_tty(stream: Any) -> bool:
    try:
        return stream is not None and bool(stream.isatty())
    except ValueError:
        return False


def _printable(text: str, stream: Any) -> str:
    """Replace what the stream's encoding cannot write, so that output never fails on a letter."""
    encoding = stream.encoding or "utf-8"
    return (
        text
        if encoding.lower().replace("-", "") == "utf8"
        else text.encode(encoding, "replace").decode(encoding)
    )


_state = [Runtime()]


def current() -> Runtime:
    """Return the state of this run."""
    return _state[0]


def begin() -> Runtime:
    """Start a run afresh."""
    _state[0] = Runtime()
    return _state[0]
