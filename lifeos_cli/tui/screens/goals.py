"""Goals: the list, a board by status, and one goal whole with its milestones to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical

from lifeos_cli.growth.goals.rows import OPEN
from lifeos_cli.record.goal_board import BoardCache, board
from lifeos_cli.render.goals import course_line, how_far, next_line, progress_bar
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.goals_doing import Doing
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.widgets.parts import Scroll, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.growth.goals.rows import Milestone
    from lifeos_cli.record.goal_board import View

STATUSES = ("active", "paused", "completed", "abandoned")
TABLES = ("goals", "milestones", "goal_events", "goal_skills", "skills")
EMPTY = 'No goals yet. Press n: one line is enough, as "Run 10 km by 1 May" or "Meditate daily".'
_BAR = 10


class Goals(Doing):
    """What a person wants."""

    mode = "goals"
    help_text = (
        "Your goals, how far each is, and what comes next. Space ticks the milestone under the cursor, or notes that a "
        "habit was kept; b shows them as a board by status. Nothing is lost: ^u takes the last write back."
    )
    CSS = """
    Goals #list { width: 2fr; }
    Goals #detail { width: 3fr; padding: 0 0 0 2; }
    Goals.-narrow #detail, Goals.-boarding #list, Goals.-boarding #detail { display: none; }
    Goals.-narrow.-detail #list { display: none; }
    Goals.-narrow.-detail #detail { display: block; padding: 0; }
    Goals #steps { height: auto; max-height: 12; min-height: 1; }
    Goals #card, Goals #more { height: auto; }
    Goals #board { display: none; height: 1fr; }
    Goals.-boarding #board { display: block; layout: horizontal; }
    Goals.-narrow.-boarding #board { layout: vertical; }
    Goals #board Vertical { width: 1fr; padding: 0 1 0 0; }
    Goals.-narrow #board Vertical { height: auto; max-height: 10; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        rows: Rows[View] = Rows(_goal, lambda view: view.goal.id, height=2, empty=EMPTY, id="list")
        steps: Rows[Milestone] = Rows(
            _step,
            lambda step: step.id,
            empty="No milestones. m adds one.",
            id="steps",
            copy=lambda step: step.title,
        )
        detail = Scroll(Text(id="card"), steps, Text(id="more"), id="detail", can_focus=False)
        kinds = [
            Vertical(
                Text(status.capitalize(), classes="heading"),
                Rows(_tile, lambda view: view.goal.id, height=2, empty="none", id=f"board-{status}"),
            )
            for status in STATUSES
        ]
        yield Horizontal(rows, detail, Horizontal(*kinds, id="board"))

    def live(self) -> Sequence[Query[Any]]:
        """Make the query."""
        user, kept = self.desk.user_id, BoardCache()
        return (Query(TABLES, lambda store: board(store, user, kept=kept), self._show),)

    def _show(self, views: list[View]) -> None:
        self.views = {view.goal.id: view for view in views}
        rows: Rows[View] = self.query_one("#list", Rows)
        rows.show([view for view in views if view.standing.status in OPEN] + _closed(views))
        for status in STATUSES:
            column: Rows[View] = self.query_one(f"#board-{status}", Rows)
            column.show([view for view in views if view.standing.status == status])
        if self.wanted and rows.go(self.wanted):
            self.wanted = ""
        self.show_detail()

    def show_detail(self) -> None:
        """Show the goal under the cursor whole."""
        view = self.chosen()
        self.query_one("#card", Text).say(_card(view) if view else Content(""))
        self.query_one("#more", Text).say(_more(view) if view else Content(""))
        steps: Rows[Milestone] = self.query_one("#steps", Rows)
        steps.show([step for step in view.milestones if step.withdrawn_at is None] if view else [])
        steps.set_class(view is None, "hidden")


def _closed(views: list[View]) -> list[View]:
    return [view for view in views if view.standing.status not in OPEN]


def _goal(view: View, width: int) -> list[Content]:
    """Draw a goal of the list: title, then how far and what comes next."""
    status = view.standing.status
    quiet = "" if status == "active" else "$text-muted"
    mark = "" if status == "active" else status
    head = columns(width, line(view.goal.title, width, quiet), plain(mark, "$text-muted"))
    share = f"{progress_bar(view.progress.share, _BAR)} " if view.progress.share is not None else ""
    coming = next_line(view.next) if status == "active" else ""
    return [
        head,
        joined(
            ("  " + share, "$accent"), (line(coming, max(width - len(share) - 2, 1)).plain, "$text-muted")
        ),
    ]


def _tile(view: View, width: int) -> list[Content]:
    return [line(view.goal.title, width), plain(f"  {how_far(view.progress)}", "$text-muted")]


def _step(step: Milestone, width: int) -> list[Content]:
    done = step.done_on is not None
    mark = ("[x] ", "$success") if done else ("[ ] ", "bold")
    when = f"done {step.done_on}" if done else f"by {step.due_on}" if step.due_on else ""
    room = max(width - len(mark[0]), 1)
    said = columns(room, line(step.title, room, "$text-muted" if done else ""), plain(when, "$text-muted"))
    return [joined(mark).append(said)]


def _card(view: View) -> Content:
    """Draw what a goal is."""
    row, status = view.row, view.standing.status
    lines = [
        joined((view.goal.title, "bold")),
        plain(f"{row['handle']}  {view.goal.type}, {status} since {view.standing.since}", "$text-muted"),
    ]
    if view.progress.share is not None:
        lines.append(joined((progress_bar(view.progress.share, 20), "$accent"), f" {how_far(view.progress)}"))
    told = ("why", "measure", "target_date", "cue", "frequency", "value", "weekly_action")
    lines += [
        joined((f"{name.replace('_', ' ')}: ", "$text-muted"), str(row[name])) for name in told if row[name]
    ]
    if not row["why"] and status == "active":
        lines.append(plain("Why does it matter to you? w says it.", "$text-muted"))
    lines.append(plain("\nMilestones", "bold $accent"))
    return Content("\n").join(lines)


def _more(view: View) -> Content:
    """Draw what belongs to a goal."""
    lines: list[Content] = []
    if view.goal.plans:
        lines.append(plain("\nPlans", "bold $accent"))
        lines += [plain(f"{plan}") for plan in view.goal.plans]
    if view.skills:
        lines.append(plain("\nSkills", "bold $accent"))
        lines += [plain(name) for _, _, name in view.skills]
    if view.standing.status == "active":
        course = course_line(view.goal, view.rhythm, view.movement)
        lines += [plain("\nNow", "bold $accent"), plain(course)] if course else []
        if view.next:
            lines.append(joined(("→ ", "$accent"), next_line(view.next)))
        if view.gaps:
            lines.append(plain(f"When you like: {view.gaps[0].question}", "$text-muted"))
    return Content("\n").join(lines)
