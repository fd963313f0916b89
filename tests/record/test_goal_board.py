"""A board that is read again and again is the board that is read once."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.growth.goals.course import next_step
from lifeos_cli.growth.goals.progress import periods, progress
from lifeos_cli.ids import ulid
from lifeos_cli.record import goal_lines
from lifeos_cli.record.goal_board import BoardCache, board
from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def test_a_kept_board_follows_every_change_and_computes_only_what_changed(store: Store, me: User) -> None:
    dice, kept = random.Random(5), BoardCache()  # noqa: S311 - a seeded simulation
    now = now_ms()
    for number in range(6):
        goal_lines.add(store, me.id, f"Goal {number}")
        with store.write() as conn:
            conn.execute("UPDATE goals SET type = 'process', frequency = 'daily' WHERE title = 'Goal 3'")
    for step in range(40):
        goal = dice.choice(board(store, me.id, kept=kept))
        before = {view.goal.id: view for view in board(store, me.id, kept=kept)}
        at = now - dice.randrange(60) * DAY
        event = {"id": ulid(), "user_id": me.id, "goal_id": goal.goal.id, "kind": "kept", "at": at}
        with store.write() as conn:
            insert(conn, "goal_events", {**event, "local_date": local_date(at), "created_at": now})
            if step % 7 == 0:
                conn.execute("UPDATE goals SET withdrawn_at = :at WHERE title = 'Goal 1'", {"at": now})
            if step % 9 == 0:
                conn.execute("UPDATE goals SET withdrawn_at = NULL")
        after = board(store, me.id, kept=kept)
        assert after == board(store, me.id)
        for view in after:
            if step % 7 and step % 9 and view.goal.id != goal.goal.id:
                assert view is before[view.goal.id]


def test_periods_that_are_given_change_nothing(store: Store, me: User) -> None:
    goal_lines.add(store, me.id, "Walk")
    with store.write() as conn:
        conn.execute("UPDATE goals SET type = 'process', frequency = 'weekly', created_on = '2026-01-01'")
    view = board(store, me.id, today="2026-03-01")[0]
    given = (view.goal, view.milestones, view.events, view.standing, "2026-03-01")
    ran = periods(view.goal, view.events, view.standing, "2026-03-01")
    assert len(ran) > 5
    assert progress(*given, ran) == progress(*given) == view.progress
    assert next_step(*given, ran) == next_step(*given) == view.next
