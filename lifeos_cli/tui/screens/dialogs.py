"""Short dialogues over a screen: a yes or no, a line of text, one of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from lifeos_cli.tui.text import Content, line, plain
from lifeos_cli.tui.widgets.page import Page
from lifeos_cli.tui.widgets.parts import Field, Press, Scroll, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Button, Input


class Confirm(ModalScreen[bool]):
    """A question that is answered with yes or no; Esc is no.

    Args:
        question: What is asked.
        yes: The label of the button that agrees.
        no: The label of the other one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer(True)", "Yes"),
        ("n,escape", "answer(False)", "No"),
        ("left,right", "app.focus_next", "Other"),
    ]
    help_text = "Y or Enter on the first button agrees, N or Esc does not."

    def __init__(self, question: str | Content, *, yes: str = "Yes", no: str = "No") -> None:
        super().__init__(classes="dialog")
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        """Put the dialogue together; the button that does nothing has the focus."""
        with Vertical(classes="box"):
            with Scroll(classes="question", can_focus=False):
                yield Text(self._question)
            with Horizontal(classes="buttons"):
                yield Press(f"{self._yes} (y)", id="yes", variant="primary")
                yield Press(f"{self._no} (n)", id="no")

    def on_mount(self) -> None:
        """Begin at the harmless one."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, agreed: bool) -> None:
        """Answer by a key."""
        self.dismiss(agreed)


class Ask(ModalScreen[str | None]):
    """A question that is answered with a line of text; Esc leaves it.

    Args:
        question: What is asked.
        value: What stands there already.
        hint: An example, shown while nothing is typed.
        check: Returns what is wrong with a text, or nothing.
        secret: What is typed is not shown.
        wrong: Why what stands there was refused.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]
    help_text = "Enter takes what is typed, Esc leaves without it."

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        hint: str = "",
        check: Callable[[str], str] | None = None,
        secret: bool = False,
        wrong: str = "",
    ) -> None:
        super().__init__(classes="dialog")
        self._question, self._value, self._hint, self._check = question, value, hint, check
        self._secret, self._wrong = secret, wrong

    def compose(self) -> ComposeResult:
        """Put the dialogue together."""
        with Vertical(classes="box"):
            yield Text(self._question)
            yield Field(self._value, placeholder=self._hint, id="answer", password=self._secret)
            yield Text(self._wrong, id="wrong", classes="wrong")
            yield Text("Enter takes it, Esc leaves", classes="muted")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once what is wrong with what is typed."""
        text = event.value.strip()
        known = self._wrong if event.value == self._value else ""
        self.query_one("#wrong", Text).say(self._check(text) if self._check and text else known)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the text, unless something is wrong with it."""
        text = event.value.strip()
        wrong = self._check(text) if self._check else ""
        if wrong:
            self.query_one("#wrong", Text).say(wrong)
        elif text:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class Choose(ModalScreen[str | None]):
    """One of several; typing narrows them down, Enter takes one, Esc leaves.

    Args:
        question: What is asked.
        options: (id, text) of each.
        at: The id the cursor begins at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave"),
        ("up", "step(-1)", "Up"),
        ("down", "step(1)", "Down"),
    ]
    help_text = "Typing narrows the list down, arrows move, Enter takes one, Esc leaves."

    def __init__(self, question: str, options: Sequence[tuple[str, str]], *, at: str = "") -> None:
        super().__init__(classes="dialog")
        self._question, self._options, self._at = question, list(options), at

    def compose(self) -> ComposeResult:
        """Put the dialogue together."""
        with Vertical(classes="box"):
            yield Text(self._question)
            yield Field(placeholder="type to narrow down", id="filter")
            rows: Rows[tuple[str, str]] = Rows(
                lambda item, width: [line(item[1], width)],
                lambda item: item[0],
                empty="Nothing is called that.",
            )
            rows.can_focus = False
            yield rows

    def on_mount(self) -> None:
        """List everything."""
        rows: Rows[Any] = self.query_one(Rows)
        rows.show(self._options)
        rows.go(self._at)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what has every word."""
        words = event.value.casefold().split()
        self.query_one(Rows).show(
            [one for one in self._options if all(word in one[1].casefold() for word in words)]
        )

    def on_input_submitted(self) -> None:
        """Take the row under the cursor."""
        self.query_one(Rows).action_open()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take a row."""
        self.dismiss(event.item[0])

    def action_step(self, by: int) -> None:
        """Move while the field keeps the focus."""
        rows: Rows[Any] = self.query_one(Rows)
        rows.action_down() if by > 0 else rows.action_up()

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


class Read(ModalScreen[None]):
    """A text to be read; Esc closes it.

    Args:
        title: Its heading.
        content: The text, or what draws it for a width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter", "leave", "Close")]
    help_text = "Arrows scroll, Esc closes."

    def __init__(self, title: str, content: str | Content | Callable[[int], Content]) -> None:
        super().__init__(classes="dialog")
        self._title, self._content = title, content

    def compose(self) -> ComposeResult:
        """Put the page together."""
        with Vertical(classes="box tall"):
            yield Text(plain(self._title, "bold"))
            with Scroll(id="page"):
                yield Page(self._content) if callable(self._content) else Text(self._content)
            yield Text("Esc closes", classes="muted")

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#page").focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


__all__ = ["Ask", "Choose", "Confirm", "Read"]
