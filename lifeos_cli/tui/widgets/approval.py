"""What a coach would like to write, asked where the conversation stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical

from lifeos_cli.coach.approvals import Decision
from lifeos_cli.errors import LifeosError
from lifeos_cli.tui.approving import question
from lifeos_cli.tui.widgets.parts import Press, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Button

    from lifeos_cli.store.tool_calls import Call
    from lifeos_cli.tui.desk import Desk


class Approval(Vertical):
    """The requests of one step, asked one after the other.

    Args:
        calls: The requests.
        answer: Takes the decisions, one each; None leaves a request open.
        desk: Whose settings an "always" is written to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "say('yes')", "Yes"),
        ("n", "say('no')", "No"),
        ("a", "say('always')", "Always"),
        ("l", "say('later')", "Later"),
    ]
    DEFAULT_CSS = """
    Approval { height: auto; border: round $warning; padding: 0 1; margin: 0 0 1 0; }
    Approval Horizontal { height: 1; margin: 1 0 0 0; }
    Approval Press { margin: 0 1 0 0; }
    """
    help_text = "y writes it, n does not, a writes it and asks no more about this tool, l leaves it waiting."
    help_title = "A coach asks"

    def __init__(
        self, calls: Sequence[Call], answer: Callable[[list[Decision | None]], None], desk: Desk
    ) -> None:
        super().__init__()
        self._calls, self._answer, self._desk = list(calls), answer, desk
        self._decided: list[Decision | None] = []

    def compose(self) -> ComposeResult:
        """Put the question together."""
        yield Text(question(self._calls[0]), id="question")
        with Horizontal():
            for label, name in (
                ("Yes (y)", "yes"),
                ("No (n)", "no"),
                ("Always (a)", "always"),
                ("Later (l)", "later"),
            ):
                yield Press(label, id=name)

    def focus_first(self) -> None:
        """Take the focus, at the answer that writes nothing."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.action_say(event.button.id or "later")

    def action_say(self, word: str) -> None:
        """Answer the request at hand, then ask about the next."""
        if len(self._decided) == len(self._calls):  # a key that was pressed before this had gone
            return
        call = self._calls[len(self._decided)]
        if word == "later":
            self._decided += [None] * (len(self._calls) - len(self._decided))
        else:
            self._decided.append(Decision(approved=word != "no", always=word == "always"))
            if word == "always":
                self._remember(call.name)
        if len(self._decided) < len(self._calls):
            self.query_one("#question", Text).say(question(self._calls[len(self._decided)]))
            return
        self._answer(self._decided)
        from lifeos_cli.tui.widgets.prompt import Prompt

        self.screen.query_one(Prompt).focus()
        self.remove()

    def _remember(self, tool: str) -> None:
        """Write an `always` into the person's settings."""
        from lifeos_cli.settings_file import set_value

        app: Any = self.app
        try:
            set_value(self._desk.paths, f"tools.{tool}", ["auto"])
            self._desk.reload()
        except LifeosError as error:
            app.refuse(error)
        else:
            app.tell(f"From now on without asking. To be asked again: tools.{tool} in Settings.")
