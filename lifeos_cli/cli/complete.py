"""Shell completion from the person's own record: handles with what they stand for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.cli.runtime import Runtime

MOST = 50
"""How many candidates one press of TAB lists."""


def checkin_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of the last check-ins."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import checkins

        rows = checkins.between(run.store.conn, run.person.id, newest=MOST)
        found = [(row.handle or row.id, f"{row.local_date} {row.slot}") for row in reversed(rows)]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


def session_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of the last sessions with their titles."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import sessions

        rows = sessions.listed(run.store.conn, run.person.id, archived=True, most=MOST)
        found = [(row.handle, one_line(row.title or row.coach or row.type, 40)) for row in rows]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


def coach_names(incomplete: str) -> list[tuple[str, str]]:
    """List the coaches' ids with their titles."""
    found: list[tuple[str, str]] = []
    with _quietly():
        from lifeos_cli.coach.catalog import load_all

        found = [(coach.id, coach.title) for coach in load_all(current().paths.coaches)]
    return [(name, text) for name, text in found if name.startswith(incomplete.lower())]


def job_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of the last jobs."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import jobs_views

        rows = jobs_views.listed(run.store.conn, run.person.id, most=MOST)
        found = [(row.handle, f"{row.type} {row.status}") for row in reversed(rows)]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


def job_kinds(incomplete: str) -> list[str]:
    """List the kinds of jobs."""
    from lifeos_cli.extraction.kinds import KINDS

    return [name for name in KINDS if name.startswith(incomplete)]


def user_names(incomplete: str) -> list[str]:
    """List the people of the store."""
    found: list[str] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import users

        found = [user.name for user in users.all_users(run.store.conn)]
    return [name for name in found if name.lower().startswith(incomplete.lower())]


def dimensions(incomplete: str) -> list[str]:
    """List the dimensions of the profile."""
    from lifeos_cli.growth.profile.dimensions import DIMENSIONS

    return [name for name in DIMENSIONS if name.lower().startswith(incomplete.lower())]


def instruments(incomplete: str) -> list[str]:
    """List the questionnaires."""
    from lifeos_cli.growth.instruments.catalog import NAMES

    return [name for name in NAMES if name.startswith(incomplete.lower())]


def observation_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of the last observations with what they are of."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import observations

        rows = observations.listed(run.store.conn, run.person.id)[-MOST:]
        found = [(row["handle"] or row["id"], f"{row['dimension']} {row['kind']}") for row in reversed(rows)]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


def goal_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of goals with their titles."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import goals

        rows = goals.listed(run.store.conn, run.person.id, most=MOST)
        found = [(row["handle"] or row["id"], one_line(row["title"], 40)) for row in rows]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


def skill_handles(incomplete: str) -> list[tuple[str, str]]:
    """List handles of skills with their names."""
    found: list[tuple[str, str]] = []
    with _quietly():
        run = _with_store()
        from lifeos_cli.store import skills

        rows = skills.listed(run.store.conn, run.person.id)
        found = [
            (row["handle"] or row["id"], one_line(row["name"], 40))
            for row in rows
            if row["withdrawn_at"] is None
        ]
    return [(handle, text) for handle, text in found if handle.startswith(incomplete.lower())]


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Complete nothing rather than print an error into the person's command line."""
    with contextlib.suppress(Exception):
        yield


def _with_store() -> Runtime:
    """Return the run with its store open; pressing TAB makes no new one.

    Raises:
        NotFoundError: There is no store yet.
    """
    from lifeos_cli.store.database import Store

    run = current()
    run.store = Store(run.paths, create=False)
    return run
