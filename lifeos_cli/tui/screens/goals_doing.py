"""What the keys of Goals do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.record import goal_events, goal_lines, goals
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Choose, Confirm, Read
from lifeos_cli.tui.text import Content, joined, plain
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.record.goal_board import View
    from lifeos_cli.store.database import Store

ASKED = {
    "complete": ("Is this goal reached?", "Reached", "Well done. ^u takes it back."),
    "pause": (
        "Let this goal rest? Days it rests count for nothing.",
        "Let it rest",
        "It rests. r takes it up again.",
    ),
    "abandon": ("Let this goal go?", "Let it go", "Let go. ^u takes it back."),
    "resume": ("", "", "Taken up again."),
    "reopen": ("", "", "It is active again."),
}
"""The question before a status event (none: it takes nothing away), the yes, and what is said after it."""


class Doing(ModeScreen):
    """The keys; `Goals` draws."""

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[str, View] = {}
        self.wanted = ""
        """The goal to go to once it is listed."""

    def show_detail(self) -> None:
        """Show the goal under the cursor whole."""
        raise NotImplementedError

    def open(self, goal_id: str) -> None:
        """Go to a goal."""
        self.remove_class("-boarding")
        self._stay(goal_id)
        self.add_class("-detail")
        self.query_one("#list", Rows).focus()

    def _stay(self, goal_id: str) -> None:
        """Put the cursor on a goal, once it is listed."""
        self.wanted = "" if self.query_one("#list", Rows).go(goal_id) else goal_id

    def chosen(self) -> View | None:
        """Return the goal under the cursor: of the column with the focus on the board, else of the list."""
        focused: Any = self.focused
        board = (
            self.has_class("-boarding")
            and isinstance(focused, Rows)
            and (focused.id or "").startswith("board-")
        )
        rows: Rows[View] = focused if board else self.query_one("#list", Rows)
        return rows.item

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show another goal."""
        if event.rows.id == "list":
            self.show_detail()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Look at a goal, or tick a milestone."""
        if event.rows.id == "steps":
            self.action_check()
        elif event.rows.id == "list":
            self.add_class("-detail")
            self.query_one("#steps", Rows).focus()
        else:
            self.open(event.item.goal.id)

    def key_escape(self) -> None:
        """Go back to the list."""
        self.remove_class("-detail")
        self.remove_class("-boarding")
        self.query_one("#list", Rows).focus()

    def _with(self, what: Callable[[View], None]) -> None:
        view = self.chosen()
        if view is None:
            self.lifeos.tell("There is no goal here yet: n sets one.")
        else:
            what(view)

    def action_new(self) -> None:
        """Set a goal in one line."""

        def write(store: Store, text: str) -> Any:
            return goal_lines.add(store, self.desk.user_id, text)

        self.ask(
            "What do you want?",
            write,
            lambda row: self._stay(row["id"]),
            hint="Run 10 km by 1 May; Meditate daily",
            said="Set. m adds a milestone, w says why.",
        )

    def action_check(self) -> None:
        """Tick the milestone under the cursor, or the next one; note that a habit was kept."""
        self._with(self._check)

    def _check(self, view: View) -> None:
        user, goal = self.desk.user_id, view.goal.id
        if view.goal.type != "outcome":
            self.do(partial(goal_events.kept, user_id=user, typed=goal), said="Noted. ^u takes it back.")
            return
        steps: Rows[Any] = self.query_one("#steps", Rows)
        here = steps.item if self.focused is steps else None
        step = here or next(
            (one for one in view.milestones if not one.done_on and one.withdrawn_at is None), None
        )
        if step is None or step.done_on:
            self.lifeos.tell("That one is done; m adds a milestone, d says the goal is reached.")
            return
        source = goal_events.HAND
        self.do(
            partial(goals.complete_milestone, user_id=user, typed=goal, milestone=step.id, source=source),
            said="Reached. ^u takes it back.",
        )

    def action_milestone(self) -> None:
        """Add a milestone."""

        def add(view: View) -> None:
            def write(store: Store, text: str) -> Any:
                from lifeos_cli.clock import local_date, now_ms
                from lifeos_cli.growth.goals.one_line import read_line

                step = read_line(text, local_date(now_ms()))
                return goal_events.add_milestone(
                    store, self.desk.user_id, view.goal.id, step.title, step.target_date
                )

            self.ask("Which milestone?", write, hint="5 km by friday", said="Added.")

        self._with(add)

    def action_plan(self) -> None:
        """Add a plan."""

        def add(view: View) -> None:
            def write(store: Store, text: str) -> Any:
                return goal_events.add_plan(store, self.desk.user_id, view.goal.id, text)

            self.ask(
                "If what comes, then you do what?",
                write,
                hint="if it rains, then I run inside",
                said="Planned.",
            )

        self._with(add)

    def action_why(self) -> None:
        """Say why it matters."""
        self._with(lambda view: self._change(view, "why", "Why does it matter to you?"))

    def action_title(self) -> None:
        """Change the title."""
        self._with(lambda view: self._change(view, "title", "What is it called?"))

    def _change(self, view: View, name: str, question: str) -> None:
        def write(store: Store, text: str) -> Any:
            return goals.edit(store, self.desk.user_id, view.goal.id, {name: text}, goal_events.HAND)

        self.ask(question, write, value=str(view.row[name] or ""), said="Changed. ^u takes it back.")

    def action_status(self, what: str) -> None:
        """Let a status event happen, after a yes where it takes something away."""
        question, yes, said = ASKED[what]

        def change(view: View) -> None:
            def answered(agreed: bool | None) -> None:
                if agreed:
                    self.do(
                        partial(goal_events.status, user_id=self.desk.user_id, typed=view.goal.id, what=what),
                        said=said,
                    )

            if question:
                self.app.push_screen(
                    Confirm(joined(f"{question}\n\n", (view.goal.title, "bold")), yes=yes), answered
                )
            else:
                answered(agreed=True)

        self._with(change)

    def action_remove(self) -> None:
        """Take a goal out of every list, after a yes."""

        def remove(view: View) -> None:
            def answered(agreed: bool | None) -> None:
                if agreed:
                    write = partial(goal_events.withdraw, user_id=self.desk.user_id, typed=view.goal.id)
                    self.do(write, said="Removed. ^u takes it back.")

            question = joined("Take this goal out of every list?\n\n", (view.goal.title, "bold"))
            self.app.push_screen(Confirm(question, yes="Remove"), answered)

        self._with(remove)

    def action_link(self) -> None:
        """Link a skill."""
        self._with(lambda view: self.do(self._skills, partial(self._choose_skill, view)))

    def _skills(self, store: Store) -> list[tuple[str, str]]:
        from lifeos_cli.record.skills import Forest

        forest = Forest(store, self.desk.user_id)
        return [(one.id, str(forest.rows[one.id]["name"])) for one in forest.skills]

    def _choose_skill(self, view: View, skills: list[tuple[str, str]]) -> None:
        def chosen(skill: str | None) -> None:
            if skill:
                write = partial(
                    goal_events.link, user_id=self.desk.user_id, typed=view.goal.id, skill_id=skill
                )
                self.do(write, said="Linked.")

        self.app.push_screen(Choose("Which skill?", skills), chosen)

    def action_board(self) -> None:
        """Show the board, or the list again."""
        self.toggle_class("-boarding")
        rows = self.query_one("#board-active" if self.has_class("-boarding") else "#list", Rows)
        rows.focus()

    def action_events(self) -> None:
        """Show all that happened to a goal."""

        def show(view: View) -> None:
            lines = [
                joined((f"{event.local_date}  ", "$text-muted"), event.type.replace("_", " "))
                for event in view.events
            ]
            said = Content("\n").join(lines) if lines else plain("Nothing yet.")
            self.app.push_screen(Read(f"What happened: {view.goal.title}", said))

        self._with(show)


__all__ = ["Doing"]
