"""A questionnaire inside the app: one statement at a time; every answer is kept as it is given."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from lifeos_cli.growth.instruments.answers import careless
from lifeos_cli.growth.instruments.catalog import LOW, NAMES, load
from lifeos_cli.growth.profile.dimensions import TITLES
from lifeos_cli.growth.profile.wording import SURPRISE_QUESTION
from lifeos_cli.record import assessments
from lifeos_cli.render.profile_words import scores
from lifeos_cli.render.skills import bar
from lifeos_cli.tui.screens.dialogs import Choose, Read
from lifeos_cli.tui.screens.norms import settle
from lifeos_cli.tui.text import joined
from lifeos_cli.tui.views.sheet import Sheet
from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.screens.base import ModeScreen

_AGAIN = " anew"
_SURPRISES = [
    ("unusual", "Today was unusual"),
    ("shifted", "It has really shifted"),
    ("", "I would rather not say"),
]


class Taking(ModalScreen[bool]):
    """A sheet being filled in; gives whether it is complete.

    Args:
        sheet: What was answered so far.
        host: The mode it is taken from; it writes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"answer({n})", f"Answer {n}") for n in range(LOW, 6)),
        ("s", "skip", "Skip"),
        ("b,left,backspace", "back", "Back"),
        ("p,escape", "pause", "Pause"),
    ]
    CSS = """
    Taking #statement { padding: 1 2; text-style: bold; }
    Taking #answers { padding: 0 2; }
    Taking #how, Taking #keys { color: $text-muted; }
    Taking #keys { padding: 1 0 0 0; background: transparent; height: auto; dock: none; }
    """
    help_text = "1 to 5 answers, s skips, b goes back, p or Esc pauses: what you answered is kept."

    def __init__(self, sheet: Sheet, host: ModeScreen) -> None:
        super().__init__(classes="dialog")
        self._sheet, self._host = sheet, host
        self._since = monotonic()

    def compose(self) -> ComposeResult:
        """Put the page together."""
        with Vertical(classes="box"):
            yield Text(id="course")
            yield Text(self._sheet.form.instructions, id="how")
            yield Text(id="statement")
            yield Text(
                "\n".join(f"{n}  {label}" for n, label in enumerate(self._sheet.form.labels, LOW)),
                id="answers",
            )
            yield Text("1-5 answers  s skips  b back  Esc pauses, your answers are kept", id="keys")

    def on_mount(self) -> None:
        """Ask the first statement."""
        self._ask()

    def _ask(self) -> None:
        sheet, many = self._sheet, len(self._sheet.form.items)
        item = sheet.item
        if item is None:
            self.dismiss(result=True)
            return
        course = f"{sheet.place + 1} of {many}  "
        self.query_one("#course", Text).say(
            joined((f"{sheet.form.title}  ", "bold"), course, (bar(sheet.place / many), "$accent"))
        )
        self.query_one("#statement", Text).say(item.text)
        self._since = monotonic()

    def action_answer(self, value: int) -> None:
        """Answer, and go on."""
        self._answer(value)

    def action_skip(self) -> None:
        """Go on without an answer."""
        self._answer(None)

    def _answer(self, value: int | None) -> None:
        if self._sheet.item is not None:
            self._sheet.answer(value, monotonic() - self._since)
            keep(self._host, self._sheet)
            self._ask()

    def action_back(self) -> None:
        """Ask the last statement again."""
        self._sheet.back()
        self._ask()

    def action_pause(self) -> None:
        """Leave it for later."""
        self.dismiss(result=False)


def keep(host: ModeScreen, sheet: Sheet) -> None:
    """Keep what was answered so far, as a paused sheet."""
    answers, seconds = dict(sheet.answers), dict(sheet.seconds)

    def write(store: Store) -> None:
        row = assessments.pause(store, host.desk.user_id, sheet.form, answers, seconds, sheet.id)
        sheet.id = row["id"]  # writes follow one another in one thread: the next one finds it

    host.do(write)


def begin(host: ModeScreen) -> None:
    """Let a questionnaire be chosen, taken, and finished."""
    host.walk("assess", _take(host))


async def _take(host: ModeScreen) -> None:
    user = host.desk.user_id
    paused: dict[str, Any] = await host.lifeos.work.do(
        lambda store: {name: assessments.paused(store, user, load(name)) for name in NAMES}
    )
    chosen = await host.app.push_screen_wait(Choose("Which questionnaire?", _offered(paused)))
    if not chosen:
        return
    if not await settle(host):
        return
    name = chosen.removesuffix(_AGAIN)
    sheet = Sheet(load(name), None if chosen.endswith(_AGAIN) else paused[name])
    if not await host.app.push_screen_wait(Taking(sheet, host)):
        host.lifeos.tell("Paused. a goes on where you were." if sheet.answers else "Nothing was answered.")
        return
    await _finish(host, sheet)


def _offered(paused: dict[str, Any]) -> list[tuple[str, str]]:
    """List the questionnaires; a paused one can be gone on with, or begun anew."""
    found = []
    for name in NAMES:
        form, kept = load(name), paused[name]
        if kept:
            at = Sheet(form, kept).place + 1
            found += [(name, f"Go on at {at}: {form.title}"), (name + _AGAIN, f"Begin anew: {form.title}")]
        else:
            found.append((name, form.title))
    return found


async def _finish(host: ModeScreen, sheet: Sheet) -> None:
    """Score the sheet; a result far from what was known is asked about first."""
    user, form, whole, seconds = host.desk.user_id, sheet.form, sheet.whole(), dict(sheet.seconds)
    surprise = None
    if not careless(whole, form, list(seconds.values())):
        surprise = await _surprise(host, sheet)

    def write(store: Store) -> dict[str, Any]:
        with store.write():
            norms = assessments.norm_row(store, user)
            return assessments.finish(
                store, user, form, whole, seconds=seconds, sheet_id=sheet.id, surprise=surprise, norms=norms
            )

    told = assessments.public(await host.lifeos.work.do(write))
    if told["careless"]:
        text = (
            f"This time it was not scored: {told['careless']}. That happens, and nothing is changed by it. "
            "Take it again when you have a quiet moment."
        )
    else:
        text = "\n".join(scores(told, form))
    host.app.push_screen(Read(f"{form.title}, {told['handle']}", text))


async def _surprise(host: ModeScreen, sheet: Sheet) -> str | None:
    """Ask whether a result far from what was known is a bad day or a shift."""
    user = host.desk.user_id

    def look(store: Store) -> list[str]:
        with store.write():
            norms = assessments.norm_row(store, user)
        rows = assessments.surprising(store, user, sheet.form, sheet.whole(), norms)
        return [TITLES[row.dimension] for row in rows]

    names = await host.lifeos.work.do(look)
    if not names:
        return None
    told = f"{', '.join(names)}: quite different from what was known so far. {SURPRISE_QUESTION}"
    return await host.app.push_screen_wait(Choose(told, _SURPRISES)) or None


__all__ = ["Taking", "begin", "keep"]
