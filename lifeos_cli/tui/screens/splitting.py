"""One skill that is two: the evidence that goes is marked, then the other skill is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from lifeos_cli.record import skill_edits
from lifeos_cli.tui.text import Content, joined, line
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lifeos_cli.growth.skills.rows import Skill
    from lifeos_cli.tui.screens.base import ModeScreen
    from lifeos_cli.tui.views.skills import Node, Piece


class Several(ModalScreen[list[str] | None]):
    """Some of several; Space marks a row, Enter takes what is marked, Esc leaves.

    Args:
        question: What is asked.
        options: (id, text) of each.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave"), ("space", "mark", "Mark")]
    help_text = "Space marks the row or unmarks it, Enter takes what is marked, Esc leaves."

    def __init__(self, question: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(classes="dialog")
        self._question, self._options = question, list(options)
        self._marked: dict[str, None] = {}

    def compose(self) -> ComposeResult:
        """Put the dialogue together."""
        with Vertical(classes="box"):
            yield Text(self._question)
            yield Rows[tuple[str, str]](self._row, lambda item: item[0])
            yield Text("Space marks, Enter takes what is marked, Esc leaves", classes="muted")

    def _row(self, item: tuple[str, str], width: int) -> list[Content]:
        mark = "[x] " if item[0] in self._marked else "[ ] "
        return [joined(mark, line(item[1])).truncate(width, ellipsis=True)]

    def on_mount(self) -> None:
        """List everything."""
        rows: Rows[Any] = self.query_one(Rows)
        rows.show(self._options)
        rows.focus()

    def action_mark(self) -> None:
        """Mark the row, or take its mark away."""
        rows: Rows[Any] = self.query_one(Rows)
        if rows.item is not None:
            key = rows.item[0]
            self._marked.pop(key) if key in self._marked else self._marked.update({key: None})
            rows.refresh()

    def on_rows_opened(self) -> None:
        """Take what is marked; without a mark, the row under the cursor."""
        item = self.query_one(Rows).item
        self.dismiss(list(self._marked) or ([item[0]] if item else None))

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


def split(host: ModeScreen, node: Node, pieces: Sequence[Piece], then: Callable[[Skill], object]) -> None:
    """Ask which evidence of a skill goes, and to which skill; then move it.

    Args:
        host: The mode that asks; it writes.
        node: The skill.
        pieces: Its evidence.
        then: Given the skill the evidence went to.
    """

    def marked(ids: list[str] | None) -> None:
        if ids:
            host.ask(
                f"To which skill do {_many(ids)} go?",
                lambda store, name: skill_edits.split(
                    store, host.desk.user_id, node.id, name=name, evidence=ids
                ),
                then,
                hint="A name, new or there already",
                said=lambda skill: f"{_many(ids).capitalize()} moved to {skill.name}. ^u takes it back.",
            )

    told = [(one.id, f"{one.day}  {one.content}") for one in pieces if one.status != "withdrawn"]
    host.app.push_screen(Several(f"Which evidence of {node.name} is of another skill?", told), marked)


def _many(ids: Sequence[str]) -> str:
    return "one piece" if len(ids) == 1 else f"{len(ids)} pieces"


__all__ = ["Several", "split"]
