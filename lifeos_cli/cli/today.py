"""`lifeos today`: what is due, what was last, what is next."""

from __future__ import annotations

from typing import Any

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

app = single()
_GOALS = 3


@app.command()
def today() -> None:
    """Show what is due, what was last, and what comes next."""
    show()


def show() -> None:
    """Print today."""
    run = current()
    seen = found()
    if run.json:
        run.out_json(seen)
        return
    from lifeos_cli.text import one_line

    due, last, session = seen["due"], seen["last_checkin"], seen["last_session"]
    lines = [f"Today, {seen['local_date']}"]
    if due:
        lines.append(f"Due      {_slot(due['slot'])}check-in ({due['window']}): lifeos checkin")
    elif last:
        lines.append(f"Done     {_slot(last['slot'])}check-in {last['handle']}")
    lines += [f"Due      {one_line(one['content'], 70)} ({one['due_date']})" for one in seen["followups"]]
    if seen["streak"] > 1:
        lines.append(f"Days     {seen['streak']} in a row")
    if session:
        title = f"  {one_line(session['title'], 50)}" if session["title"] else ""
        lines.append(f"Last     {session['coach'] or session['type']}, {session['local_date']}{title}")
    for n, goal in enumerate(seen["goals"][:_GOALS]):
        lines.append(f"{'Goals' if not n else '':<8} {_goal(goal)}")
    lines += [
        f"Offer    {_cut(one['content'])}: lifeos skills evidence accept {one['handle']}"
        for one in seen["offers"][:1]
    ]
    if seen["skill"]:
        lines.append(f"Skill    {_cut(seen['skill']['name'], 40)}: {_cut(seen['skill']['reasons'][0])}")
    lines.append(f"Next     {seen['next_step']}")
    run.out("\n".join(lines))


def _cut(text: str, most: int = 70) -> str:
    from lifeos_cli.text import one_line

    return one_line(text, most)


def _goal(goal: dict[str, Any]) -> str:
    step = f": {_cut(goal['next']['text'], 50)}" if goal["next"] else ""
    due = f" (by {goal['next']['due_date']})" if goal["next"] and goal["next"]["due_date"] else ""
    return f"{goal['handle']}  {_cut(goal['title'], 40)}{step}{due}"


def _slot(slot: str) -> str:
    return "" if slot == "day" else f"{slot} "


def found() -> dict[str, Any]:
    """Collect today, as JSON shows it."""
    from lifeos_cli.clock import local_date, now_ms
    from lifeos_cli.growth.checkins import streak, windows
    from lifeos_cli.record import checkins, sessions
    from lifeos_cli.record.today import grown
    from lifeos_cli.store import checkins as stored
    from lifeos_cli.store import sessions as stored_sessions

    run = current()
    due = checkins.due(run.store, run.person.id, windows(run.settings.items("checkin.windows")))
    newest = stored.between(run.store.conn, run.person.id, newest=1)
    session = stored_sessions.last_used(run.store.conn, run.person.id)
    day = local_date(now_ms())
    days = stored.days_filled(run.store.conn, run.person.id)
    return {
        "local_date": day,
        "user": run.person.name,
        "due": due,
        "last_checkin": checkins.public(newest[0], _tags(newest[0].id)) if newest else None,
        "streak": streak(days, day),
        "last_session": sessions.public(session) if session else None,
        **grown(run.store, run.person.id, day),
        "next_step": _next_step(due is not None, sessions.public(session) if session else None),
    }


def _tags(row_id: str) -> list[str]:
    from lifeos_cli.store import checkins

    run = current()
    return checkins.tags_of(run.store.conn, run.person.id, [row_id])[row_id]


def _next_step(due: bool, session: dict[str, Any] | None) -> str:
    """Name the one thing that is most worth doing now."""
    if session is None and due:
        return "lifeos checkin takes a minute; lifeos chat starts a conversation."
    if session and session["captures"].get("next_action"):
        from lifeos_cli.text import one_line

        return f"You said: {one_line(str(session['captures']['next_action']), 70)}"
    if due:
        return "lifeos checkin"
    if session and session["status"] == "active":
        return "Go on where you were: lifeos chat -c"
    return "lifeos chat"
