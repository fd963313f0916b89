"""Jobs: background work, what it waits for, how it ended, and steering it."""

from __future__ import annotations

import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal

from lifeos_cli.extraction import steering, views
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.store import jobs
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.widgets.parts import Scroll, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job

OPEN = ("pending", "running", "failed")
MOST = 500
"""Jobs that are listed, the newest."""
STYLES = {"failed": "$text-error", "running": "$text-warning", "completed": "$text-success"}
MARKS = {"pending": "○", "running": "◐", "completed": "●", "failed": "✗", "canceled": "-"}


class Jobs(ModeScreen):
    """Background work."""

    mode = "jobs"
    help_text = (
        "What is worked on in the background: summaries, what is learnt from conversations, snapshots. Jobs run by "
        "themselves where `lifeos schedule install` was said; x runs what is due now."
    )
    CSS = """
    Jobs #head { height: 1; }
    Jobs #list { width: 2fr; }
    Jobs #detail { width: 2fr; padding: 0 0 0 2; }
    Jobs.-narrow #detail { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._all = False
        self._paused = False

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        rows: Rows[Job] = Rows(
            _job,
            lambda job: job.id,
            empty="Nothing waits, runs or has failed. A talk is read here once it has ended; x runs what is due.",
            id="list",
        )
        yield Text(id="head")
        yield Horizontal(rows, Scroll(Text(id="card"), id="detail"))

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries."""
        self._card_query: Query[Any] = Query(("jobs",), self._read_card, self._show_card)
        return (Query(("jobs",), self._read, self._show), self._card_query)

    def _read(self, store: Store) -> tuple[list[Job], dict[str, Any]]:
        queue = Queue(store, self.desk.user_id)
        statuses = () if self._all else OPEN
        return views.listed(queue, statuses=statuses, most=MOST), views.stats(queue)

    def _show(self, found: tuple[list[Job], dict[str, Any]]) -> None:
        listed, stats = found
        self._paused = stats["paused"]
        counts = ", ".join(
            f"{stats[name]} {name}" for name in ("pending", "running", "failed", "completed") if stats[name]
        )
        paused = ("  PAUSED: z goes on", "bold $text-warning") if self._paused else ""
        self.query_one("#head", Text).say(joined((counts or "no jobs yet", "$text-muted"), paused))
        self.query_one("#list", Rows).show(list(reversed(listed)))

    def _read_card(self, store: Store) -> dict[str, Any] | None:
        job = self._chosen_id
        queue = Queue(store, self.desk.user_id)
        found = jobs.get(store.conn, self.desk.user_id, job) if job else None
        return views.whole(queue, found) if found else None

    _chosen_id = ""

    def _show_card(self, job: dict[str, Any] | None) -> None:
        self.query_one("#card", Text).say(_card(job) if job else Content(""))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show another job."""
        self._chosen_id = event.item.id if event.item else ""
        self.again(self._card_query)

    def _chosen(self) -> Job | None:
        found: Job | None = self.query_one("#list", Rows).item
        if found is None:
            self.lifeos.tell("There is no job here.")
        return found

    def action_retry(self) -> None:
        """Run a job again."""
        job = self._chosen()
        if job is not None:
            self.do(
                lambda store: steering.retry(Queue(store, self.desk.user_id), job.id),
                said="It will be run again.",
            )

    def action_cancel(self) -> None:
        """End a job, after a yes."""
        job = self._chosen()
        if job is None:
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(
                    lambda store: steering.cancel(Queue(store, self.desk.user_id), job.id),
                    self._end_batch,
                    said="Canceled.",
                )

        self.app.push_screen(Confirm(f"End this job?\n\n{job.type} {job.handle}", yes="End it"), answered)

    def _end_batch(self, job: Job) -> None:
        """Cancel a job's batch at Anthropic too, in a process of its own: the server may take its time."""
        if job.type == "batch":
            self.run_worker(partial(self._ending, job), thread=True, group="batch", exit_on_error=False)

    def _ending(self, job: Job) -> None:
        words = [*self.desk.program(), "jobs", "cancel", job.id]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
        said = done.stderr.strip().splitlines()
        if said:
            self.app.call_from_thread(self.lifeos.tell, said[-1])

    def action_all(self) -> None:
        """Show what has ended too, or hide it."""
        self._all = not self._all
        self.again()

    def action_pause(self) -> None:
        """Run nothing, or go on."""
        room = None if self._paused else 0
        self.do(
            lambda store: steering.set_limit(Queue(store, self.desk.user_id), None, room),
            said="Going on." if self._paused else "Paused: nothing new is begun.",
        )

    def action_run_due(self) -> None:
        """Run what is due in a process of its own: leaving the app does not end it."""
        self.run_worker(partial(_run_due, self.desk.program()), thread=True, group="run", exit_on_error=False)
        self.lifeos.tell("Running what is due; it shows here.")


def _run_due(program: list[str]) -> None:
    null = subprocess.DEVNULL
    words = [*program, "jobs", "run", "--quiet"]
    subprocess.Popen(words, stdin=null, stdout=null, stderr=null, start_new_session=True).wait()  # noqa: S603 - ourselves


def _job(job: Job, width: int) -> list[Content]:
    style = STYLES.get(job.status, "$text-muted")
    left = joined((f"{MARKS.get(job.status, ' ')} ", style), line(job.type.replace("_", " "), width))
    why = job.waiting or job.error or ""
    return [
        columns(
            width,
            left.append(joined((f"  {why}", "$text-muted")) if why else Content("")),
            plain(job.status, style),
        )
    ]


def _card(job: dict[str, Any]) -> Content:
    """Draw a job whole."""
    lines = [
        joined((str(job["type"]).replace("_", " "), "bold"), (f"  {job['handle']}", "$text-muted")),
        joined((str(job["status"]), STYLES.get(str(job["status"]), ""))),
    ]
    names = (
        "created_at",
        "started_at",
        "finished_at",
        "run_after",
        "attempts",
        "waiting",
        "error",
        "hook_error",
    )
    lines += [
        joined((f"{name.replace('_', ' ')}: ", "$text-muted"), str(job[name])) for name in names if job[name]
    ]
    if job["steps"]:
        lines.append(plain("\nSteps", "bold $accent"))
    for step in job["steps"]:
        style = STYLES.get(step["status"], "$text-muted")
        lines.append(
            joined((f"{MARKS.get(step['status'], '·')} ", style), f"{step['name']} ", (step["status"], style))
        )
        if step["error"]:
            lines.append(plain(f"    {step['error']}", "$text-muted"))
    return Content("\n").join(lines)
