"""Settings: every declared one, what it does, where its value comes from; changed where it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.containers import Vertical

from lifeos_cli.errors import LifeosError
from lifeos_cli.settings_file import set_value, unset_value
from lifeos_cli.settings_key import as_text
from lifeos_cli.settings_spec import KEYS
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Ask, Choose
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import Input

    from lifeos_cli.settings_key import Key

_COLUMN, _WIDE = 32, 60
"""Where values begin, on a screen that is this wide."""


class One(NamedTuple):
    """A setting as it is listed, or a heading."""

    name: str
    value: str = ""
    origin: str = ""


class Settings(ModeScreen):
    """Every setting."""

    mode = "settings"
    help_text = (
        "Every setting with its value and where it comes from: a flag, the environment, your file, or the default. "
        "Enter changes it in your file, whose comments stay; a value that will not do is refused where you type it."
    )
    CSS = """
    Settings #about { height: auto; max-height: 6; border-top: solid $panel; padding: 0 1; }
    Settings #filter { margin: 0 0 0 2; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        rows: Rows[One] = Rows(
            _row,
            lambda one: one.name,
            empty="No setting has that in it.",
            skip=lambda one: not one.origin,
            id="list",
        )
        yield Vertical(
            Field(placeholder="type to find a setting", id="filter", classes="hidden"), rows, Text(id="about")
        )

    def on_mount(self) -> None:
        """List them."""
        super().on_mount()
        self._list()
        self.query_one("#list", Rows).focus()

    def on_screen_resume(self) -> None:
        """Read the file anew: somebody else may have written it."""
        super().on_screen_resume()
        try:
            self.desk.reload()
        except LifeosError as error:
            self.lifeos.refuse(error)
        self._list()

    def _list(self) -> None:
        words = self.query_one("#filter", Field).value.casefold().split()
        found: list[One] = []
        group = ""
        for key in KEYS.values():
            if not all(word in f"{key.name} {key.help}".casefold() for word in words):
                continue
            head = key.name.partition(".")[0] if "." in key.name else "general"
            if head != group:
                group = head
                found.append(One(f"[{group}]"))
            found.append(
                One(
                    key.name, as_text(self.desk.settings.value(key.name)), self.desk.settings.origin(key.name)
                )
            )
        self.query_one("#list", Rows).show(found)

    def on_input_changed(self, _event: Input.Changed) -> None:
        """List what has the words."""
        self._list()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.query_one("#list", Rows).focus()

    def key_escape(self) -> None:
        """List everything again."""
        field = self.query_one("#filter", Field)
        field.value = ""
        field.add_class("hidden")
        self.query_one("#list", Rows).focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say what the setting does."""
        if event.item is not None and event.item.origin:
            self.query_one("#about", Text).say(self._about(KEYS[event.item.name]))

    def _about(self, key: Key) -> Content:
        settings = self.desk.settings
        where = settings.where(key.name)
        lines = [joined(key.help)]
        if key.choices:
            lines.append(joined(("one of ", "$text-muted"), ", ".join(key.choices)))
        default = as_text(key.default) or "(empty)"
        lines.append(
            joined(("default ", "$text-muted"), default, ("   environment ", "$text-muted"), key.env)
        )
        if where:
            lines.append(joined(("set by ", "$text-muted"), where))
        return Content("\n").join(lines)

    def _chosen(self) -> Key | None:
        item: One | None = self.query_one("#list", Rows).item
        return KEYS.get(item.name) if item else None

    def on_rows_opened(self, _event: Rows.Opened) -> None:
        """Change it."""
        self.action_change()

    def action_change(self) -> None:
        """Ask for another value, in the way its type calls for."""
        key = self._chosen()
        if key is None:
            return
        now = self.desk.settings.value(key.name)
        if key.type == "flag":
            self._write(key, "false" if now else "true")
        elif key.choices:
            options = [(choice, choice) for choice in key.choices]
            self.app.push_screen(Choose(key.name, options, at=str(now)), partial(self._chose, key))
        else:
            ask = Ask(
                f"{key.name}\n{key.help}",
                value=as_text(now),
                hint=as_text(key.default),
                check=partial(_wrong, key),
            )
            self.app.push_screen(ask, partial(self._chose, key))

    def _chose(self, key: Key, text: str | None) -> None:
        if text is not None:
            self._write(key, text)

    def _write(self, key: Key, text: str) -> None:
        paths = self.desk.paths
        self.do(lambda _store: set_value(paths, key.name, [text]), partial(self._written, key))

    def _written(self, key: Key, _value: Any) -> None:
        self.desk.reload()
        self.lifeos.use_settings()
        self._list()
        self.query_one("#about", Text).say(self._about(key))
        origin = self.desk.settings.origin(key.name)
        if origin in {"env", "flag"}:
            self.lifeos.tell(
                f"Written, but {self.desk.settings.where(key.name) or 'a flag'} is set and wins."
            )

    def action_unset(self) -> None:
        """Go back to the default."""
        key = self._chosen()
        if key is not None:
            paths = self.desk.paths
            self.do(
                lambda _store: unset_value(paths, key.name),
                partial(self._written, key),
                said="Back to the default.",
            )

    def action_filter(self) -> None:
        """Find a setting."""
        field = self.query_one("#filter", Field)
        field.remove_class("hidden")
        field.focus()

    def action_key(self) -> None:
        """Store a provider's key; it is not shown."""

        def stored(value: str | None) -> None:
            if value:
                from lifeos_cli.keys import set_key

                paths = self.desk.paths
                self.do(
                    lambda _store: set_key(paths, "anthropic", value),
                    said="The key is stored, readable by you alone.",
                )

        self.app.push_screen(
            Ask("The key of Anthropic (not shown; another provider: lifeos config key set)", secret=True),
            stored,
        )


def _wrong(key: Key, text: str) -> str:
    """Say why a value will not do; nothing if it will."""
    try:
        key.parse([text])
    except ValueError as error:
        return f"{key.name} {error}"
    return ""


def _row(one: One, width: int) -> list[Content]:
    if not one.origin:
        return [plain(one.name, "bold $accent")]
    changed = one.origin != "default"
    name = plain(one.name, "bold" if changed else "")
    column = _COLUMN if width >= _WIDE else max(width // 2, 10)
    value = line(one.value or "(empty)", max(width - column - 8, 8), "" if changed else "$text-muted")
    mark = joined((f"  {one.origin}", "$text-muted")) if changed else Content("")
    return [columns(column - 2, name, Content("")).append("  ").append(value).append(mark)]
