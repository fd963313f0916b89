"""`lifeos` alone on an empty store: one way in, chosen by a digit."""

from __future__ import annotations

from lifeos_cli.cli.runtime import current

_WELCOME = """Welcome to Life OS. What you write stays in files on this machine.
I'm a program, not a person.

  1  say how you are           a minute    lifeos checkin
  2  name one thing you want   one line    lifeos goals add "Run 10k by 1 May"
  3  talk it over              as you like lifeos chat
  4  look around first         a made-up person's year: lifeos demo
"""
_AFTER = "Whenever you like: lifeos shows today, lifeos chat talks it over, lifeos --help lists everything."


def lead() -> list[str] | None:
    """Welcome somebody who has said nothing yet; returns the command they chose, empty for none.

    None where there is something to show already. Off a terminal, or with
    `--no-input`, nothing is asked.
    """
    run = current()
    from lifeos_cli.record.beginning import is_new

    if run.json or not is_new(run.store, run.person.id):
        return None
    run.say(_WELCOME)
    if not run.may_ask:
        return []
    from lifeos_cli.cli.reading import ask

    typed = (ask("Begin with 1, 2, 3 or 4 (Enter: not now): ") or "").strip()
    if typed == "1":
        return ["checkin"]
    if typed == "2":
        title = (ask("What do you want, in one line? ") or "").strip()
        return ["goals", "add", "--", title] if title else []
    if typed in {"3", "4"}:
        return ["chat"] if typed == "3" else ["demo"]
    run.say(_AFTER)
    return []
