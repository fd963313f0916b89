"""The check-in, filled in where it stands: what the slot asks, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.message import Message

from lifeos_cli.growth.checkin_items import BY_ID, asked_in
from lifeos_cli.tui.text import plain
from lifeos_cli.tui.widgets.parts import Field, Press, Text
from lifeos_cli.tui.widgets.scale import Scale

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lifeos_cli.growth.checkin_items import Item

SHORT = {
    "mood": "Mood",
    "energy": "Energy",
    "stress": "Tension",
    "sleep_hours": "Hours of sleep",
    "sleep_quality": "Rested",
    "connection": "Connected",
    "progress": "Progress",
}
"""What a scale is called where its question does not fit."""


class CheckinForm(Vertical):
    """A check-in.

    Args:
        slot: morning, evening or day: what is asked depends on it.
        answers: What stands there already, by item.
        drafts: What was typed before and not saved, by place.
        title: Its heading.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Previous"),
        ("enter", "save", "Save"),
    ]
    DEFAULT_CSS = "CheckinForm { height: auto; } CheckinForm Horizontal { height: 1; }"
    help_text = (
        "A digit answers a scale and goes on, text is typed, Enter saves. Every question can be skipped."
    )

    class Filled(Message):
        """The person wants it saved."""

        def __init__(self, answers: dict[str, Any]) -> None:
            super().__init__()
            self.answers = answers

    def __init__(self, slot: str, *, answers: dict[str, Any], drafts: dict[str, str], title: str) -> None:
        super().__init__(id="checkin")
        self.slot, self._answers, self._drafts, self._title = slot, answers, drafts, title

    def _items(self) -> list[Item]:
        asked = asked_in(self.slot)
        return asked + [BY_ID[name] for name in self._answers if name in BY_ID and BY_ID[name] not in asked]

    def compose(self) -> ComposeResult:
        """Put one line an item."""
        yield Text(plain(self._title, "bold $accent"))
        for item in self._items():
            if item.is_scale:
                scale = Scale(item, SHORT.get(item.id, item.id))
                scale.set_reactive(Scale.value, self._answers.get(item.id))
                yield scale
            elif item.id != "micro_item":
                typed = self._answers.get(item.id) or self._drafts.get(f"checkin {item.id}", "")
                yield Field(typed, placeholder=item.text, id=f"item-{item.id}")
        with Horizontal():
            yield Press("Save (Enter)", id="save", variant="primary")

    def begin(self) -> None:
        """Go to the first question."""
        for scale in self.query(Scale):
            scale.focus()
            return

    def on_scale_answered(self) -> None:
        """Go on to the next question once a digit was typed."""

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def on_button_pressed(self) -> None:
        """Save."""
        self.action_save()

    def action_save(self) -> None:
        """Hand over what was answered."""
        self.post_message(self.Filled(self.answers()))

    def answers(self) -> dict[str, Any]:
        """Return what is answered, by item; a scale left alone is None, a text left empty is empty."""
        found: dict[str, Any] = {}
        for item in self._items():
            if item.is_scale:
                found[item.id] = self.query_one(f"#item-{item.id}", Scale).value
            elif item.id != "micro_item":
                found[item.id] = self.query_one(f"#item-{item.id}", Field).value.strip()
        return found

    def drafts(self) -> dict[str, str]:
        """Return the texts as they stand, by place."""
        return {
            f"checkin {field.id.removeprefix('item-')}": field.value
            for field in self.query(Field)
            if field.id
        }
