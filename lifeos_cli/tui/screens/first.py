"""First run: what is stored and where, a yes, and two minutes to begin with; all of it can be skipped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from lifeos_cli.errors import LifeosError, with_hint
from lifeos_cli.record import consents
from lifeos_cli.safety import cards
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.text import plain
from lifeos_cli.tui.widgets.parts import Field, Press, Scroll, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Button
    from textual.worker import Worker

    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.app import LifeosApp
    from lifeos_cli.tui.desk import Desk


def terms(desk: Desk) -> str:
    """Say what is stored and where, and what this is."""
    return (
        f"What you write is stored in files on this machine only, under {desk.paths.data}.\n"
        "Nothing leaves it, unless you set a model provider's key and agree to send your messages there.\n"
        "Readings of you by a model are guesses; they are off until you turn them on.\n"
        f"{cards.program_line()}"
    )


def ask_consent(app: LifeosApp, then: Callable[[], object] = lambda: None) -> None:
    """Say it again, and ask.

    Args:
        app: The app.
        then: Called once the person has agreed.
    """

    def answered(agreed: bool | None) -> None:
        if agreed:
            app.run_worker(_agreed(app, then), exit_on_error=False)

    app.push_screen(
        Confirm(f"{terms(app.desk)}\n\nAre you 18 or older, and do you agree?", yes="I agree", no="Not now"),
        answered,
    )


async def _agreed(app: LifeosApp, then: Callable[[], object]) -> None:
    try:
        await app.work.do(partial(agree, user_id=app.desk.user_id))
    except LifeosError as error:
        app.refuse(error)
    else:
        app.tell("Noted. `Consent` in the command palette shows it again.")
        then()


def agree(store: Store, user_id: str) -> None:
    """Note the person's yes."""
    consents.answer(store, user_id, consents.ADULT, granted=True, origin="first_run")


class FirstRun(ModalScreen[None]):
    """The first two minutes, on one page; Esc skips all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "skip", "Skip"),
        ("pageup", "page(-1)", "Up"),
        ("pagedown", "page(1)", "Down"),
    ]
    CSS = """
    FirstRun > .box.tall { height: auto; max-height: 100%; }
    FirstRun #page { height: auto; }
    FirstRun .heading { margin: 0; }
    """
    help_text = (
        "Everything here is optional. Tab moves on, Page up and down scroll, Enter begins, Esc skips it all."
    )

    def __init__(self) -> None:
        super().__init__(classes="dialog")

    @property
    def _app(self) -> LifeosApp:
        found: Any = self.app
        return found  # type: ignore[no-any-return]  # there is one app

    def compose(self) -> ComposeResult:
        """Put the page together."""
        desk = self._app.desk
        name = "" if desk.name == "me" else desk.name
        with Vertical(classes="box tall"):
            yield Text(plain("Welcome to Life OS", "bold $accent"))
            with Scroll(id="page", can_focus=False):
                yield Text(terms(desk), classes="muted")
                yield Text("What should you be called?", classes="heading")
                yield Field(name, placeholder="a name, or nothing", id="name", max_length=100)
                yield Text("One thing you want", classes="heading")
                yield Field(placeholder="Run 10 km by 1 May", id="goal")
                yield Text(
                    "Or: how do you feel right now, 1 (very unpleasant) to 7 (very pleasant)?",
                    classes="heading",
                )
                yield Field(placeholder="4", id="mood", max_length=1, restrict="[1-7]?")
                yield Text("A key of Anthropic's, for replies by Claude (not needed)", classes="heading")
                yield Field(placeholder="none: a guided coach answers", id="key", password=True)
                yield Text("", id="wrong", classes="wrong")
            with Horizontal(classes="buttons"):
                yield Press("I am 18 or older and agree: begin", id="begin", variant="primary")
                yield Press("Skip (Esc)", id="skip")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something beside the app's own thread failed."""
        self._app.own_up(event)

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name").focus(scroll_visible=False)
        # What is stored comes first; where the page is longer than the screen, the focus would scroll it away.
        self.call_after_refresh(self.query_one("#page").scroll_home, animate=False)

    def on_input_submitted(self) -> None:
        """Go on to the next field; from the last one, begin."""
        if self.focused is not None and self.focused.id == "key":
            self._begin()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin, or skip."""
        if event.button.id == "begin":
            self._begin()
        else:
            self.action_skip()

    def action_page(self, by: int) -> None:
        """Scroll, while a field keeps the focus."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(page.size.height - 1, 1), animate=False)

    def action_skip(self) -> None:
        """Leave everything for later."""
        self.dismiss(None)

    def _begin(self) -> None:
        self.run_worker(self._beginning(), exclusive=True, exit_on_error=False)

    async def _beginning(self) -> None:
        typed = {
            name: self.query_one(f"#{name}", Field).value.strip() for name in ("name", "goal", "mood", "key")
        }
        app = self._app
        try:
            await app.work.do(partial(_start, desk=app.desk, typed=typed))
        except LifeosError as error:
            self.query_one("#wrong", Text).say(with_hint(error.message, error.hint))
            app.care(typed["goal"])
            return
        if typed["name"]:
            app.desk.name = typed["name"]
            app.renamed()
        self.dismiss(None)
        app.care(typed["goal"])
        app.tell("Ready. F1 is help; 1 to 9 go from mode to mode.")


def _start(store: Store, desk: Desk, typed: dict[str, str]) -> None:
    """Write what was filled in, and the agreement: all of it or none, but for the key, which lies elsewhere."""
    from lifeos_cli.growth.checkins import windows
    from lifeos_cli.record import checkins, goal_lines, users

    with store.write():
        agree(store, desk.user_id)
        if typed["name"]:
            users.rename(store, desk.user_id, typed["name"])
        if typed["goal"]:
            goal_lines.add(store, desk.user_id, typed["goal"])
        if typed["mood"]:
            chosen = windows(desk.settings.items("checkin.windows"))
            checkins.log(store, desk.user_id, {"mood": typed["mood"]}, windows=chosen)
    if typed["key"]:
        from lifeos_cli.keys import set_key

        set_key(desk.paths, "anthropic", typed["key"])
