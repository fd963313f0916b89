"""A questionnaire on a terminal: one statement at a time, back, pause, and going on later."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from lifeos_cli.cli.profile_assess import finish
from lifeos_cli.cli.reading import ask
from lifeos_cli.cli.runtime import current
from lifeos_cli.growth.instruments.catalog import HIGH, LOW

if TYPE_CHECKING:
    from lifeos_cli.growth.instruments.answers import Answers
    from lifeos_cli.growth.instruments.catalog import Instrument

_HELP = "1 to 5 answers, b goes back, s skips, p (or Ctrl-D) pauses, Ctrl-C leaves without saving."


def take(form: Instrument, *, restart: bool, sex: str | None, born: str | None) -> None:
    """Ask a whole form; pausing keeps what was answered."""
    from lifeos_cli.record import assessments

    run = current()
    if sex or born:  # what cannot be compared with is told before fifty statements are answered
        assessments.norm_row(run.store, run.person.id, sex=sex, born=born)
    kept = None if restart else assessments.paused(run.store, run.person.id, form)
    answers: dict[str, int | None] = json.loads(kept["answers"]) if kept else {}
    seconds: dict[str, float] = json.loads(kept["seconds"] or "{}") if kept else {}
    sheet_id = kept["id"] if kept else None
    run.note(f"{form.title}. {form.instructions}")
    run.note("  ".join(f"{n} {label}" for n, label in enumerate(form.labels, LOW)))
    run.note(_HELP)
    if kept:
        run.note(f"Going on where you paused: {len(answers)} of {len(form.items)} are answered.")
    if not _asked(form, answers, seconds):
        row = assessments.pause(run.store, run.person.id, form, answers, seconds, sheet_id)
        run.note(f"Paused as {row['handle']}. Go on with: lifeos profile assess {form.id}")
        return
    sheet: Answers = {item.id: answers.get(item.id) for item in form.items}
    finish(
        form,
        sheet,
        sex=sex,
        born=born,
        seconds=seconds,
        sheet_id=sheet_id,
        surprise=_surprise(form, sheet),
    )


def _asked(form: Instrument, answers: dict[str, int | None], seconds: dict[str, float]) -> bool:
    """Ask what is open; False when the person pauses."""
    place = next((n for n, item in enumerate(form.items) if item.id not in answers), len(form.items))
    while place < len(form.items):
        item = form.items[place]
        began = time.monotonic()
        typed = ask(f"{place + 1:>3}/{len(form.items)}  {item.text} [{LOW}-{HIGH}] ")
        word = "p" if typed is None else typed.strip().lower()
        if word in {"p", "pause", "q"}:
            return False
        if word in {"b", "back"}:
            place = max(0, place - 1)
            answers.pop(form.items[place].id, None)
        elif word in {"s", "skip"}:
            answers[item.id] = None
            place += 1
        elif word in {str(n) for n in range(LOW, HIGH + 1)}:
            answers[item.id] = int(word)
            seconds[item.id] = time.monotonic() - began
            place += 1
        else:
            current().say(f"  {_HELP}")
    return True


def _surprise(form: Instrument, sheet: Answers) -> str | None:
    """Ask whether a result far from what was expected is a bad day or a shift; the answer is stored with it."""
    from lifeos_cli.growth.instruments.answers import careless
    from lifeos_cli.growth.profile.dimensions import TITLES
    from lifeos_cli.growth.profile.wording import SURPRISE_QUESTION
    from lifeos_cli.record import assessments

    run = current()
    if careless(sheet, form):
        return None
    norms = assessments.norm_row(run.store, run.person.id)
    found = assessments.surprising(run.store, run.person.id, form, sheet, norms)
    if not found:
        return None
    names = ", ".join(TITLES[row.dimension] for row in found)
    run.say(f"{names}: quite different from what was known so far.")
    typed = (ask(f"{SURPRISE_QUESTION} [u unusual, s shifted, Enter skips] ") or "").strip().lower()
    return {"u": "unusual", "s": "shifted"}.get(typed[:1])
