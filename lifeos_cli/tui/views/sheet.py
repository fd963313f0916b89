"""A questionnaire while it is filled in: which statement is next, what was answered, how long it took."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.instruments.catalog import HIGH, LOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.growth.instruments.answers import Answers
    from lifeos_cli.growth.instruments.catalog import Instrument, Item


class Sheet:
    """Answers to an instrument, one statement at a time.

    Args:
        form: The instrument.
        kept: The row of a paused sheet to go on with; None begins anew.
    """

    def __init__(self, form: Instrument, kept: Mapping[str, Any] | None = None) -> None:
        self.form = form
        self.id: str | None = kept["id"] if kept else None
        """The row it is kept in; None before the first answer was kept."""
        self.answers: dict[str, int | None] = json.loads(kept["answers"]) if kept else {}
        self.seconds: dict[str, float] = json.loads(kept["seconds"] or "{}") if kept else {}
        items = form.items
        self.place = next((n for n, item in enumerate(items) if item.id not in self.answers), len(items))

    @property
    def item(self) -> Item | None:
        """The statement that is asked; None once all were."""
        return self.form.items[self.place] if self.place < len(self.form.items) else None

    def answer(self, value: int | None, seconds: float) -> None:
        """Answer the statement and go on; None skips it.

        Args:
            value: 1 to 5, or None.
            seconds: How long it stood there.

        Raises:
            ValueError: Nothing is asked any more, or no such answer.
        """
        item = self.item
        if item is None or (value is not None and not LOW <= value <= HIGH):
            raise ValueError("nothing is asked, or that is no answer")
        self.answers[item.id] = value
        self.seconds.pop(item.id, None)
        if value is not None:
            self.seconds[item.id] = seconds
        self.place += 1

    def back(self) -> None:
        """Go back a statement; its answer is asked for again."""
        self.place = max(0, self.place - 1)
        item = self.item
        if item is not None:
            self.answers.pop(item.id, None)
            self.seconds.pop(item.id, None)

    def whole(self) -> Answers:
        """Return the sheet as scoring reads it: what was not answered is None."""
        return {item.id: self.answers.get(item.id) for item in self.form.items}
