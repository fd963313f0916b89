"""The app: modes, one key each; what is written, read and said goes through here."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.events import Key
from textual.notifications import Notify
from textual.worker import WorkerState

from lifeos_cli.errors import LifeosError, with_hint
from lifeos_cli.tui.actions import ACTIONS, ANYWHERE, LIST, keymap
from lifeos_cli.tui.bindings import bindings
from lifeos_cli.tui.live import Answered, Live, Unread
from lifeos_cli.tui.modes import BREAKPOINTS, FIRST, MODES, NARROW, make
from lifeos_cli.tui.notes import Note
from lifeos_cli.tui.screens.frame import Frame
from lifeos_cli.tui.stylesheet import Sheet, let_go
from lifeos_cli.tui.text import one_line
from lifeos_cli.tui.tidy import Tidy
from lifeos_cli.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType
    from textual.events import Event
    from textual.notifications import SeverityLevel
    from textual.screen import Screen
    from textual.widget import Widget
    from textual.worker import Worker

    from lifeos_cli.tui.desk import Desk

_log = logging.getLogger(__name__)
LEAVE_SECONDS = 2.0
"""How long leaving waits for the store to keep what was typed."""
FRAME = "frame"
"""The mode of the first frame; no key leads there."""
_REPAINTS = (0.1, 0.6)
"""Seconds after coming back from the shell."""
MINUTE = 60.0
"""Seconds after which the open screen is read anew: what is due depends on the hour."""


class LifeosApp(App[int]):
    """The app.

    Args:
        desk: What this run is about.
    """

    TITLE = "lifeos"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        FRAME: Frame,
        **{name: partial(make, name) for name in MODES},
    }
    DEFAULT_MODE = FRAME
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ANYWHERE)
    PAUSE_GC_ON_SCROLL = True
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        let_go()
        self.stylesheet = Sheet(variables=self.get_css_variables())
        self.desk = desk
        self.live = Live(desk, self.post_message)
        self.work = Work(desk)
        self.tidy = Tidy(self)
        self.closing: list[Callable[[], object]] = []
        """What to end with the app: threads of screens."""
        self.failure: Exception | None = None
        """What ended the app, if something did."""
        self.animation_level = "full" if desk.settings.flag("tui.animation") else "none"
        self._chosen, wrong = keymap(desk.settings.items("tui.keys"), vim=desk.settings.flag("tui.vim"))
        desk.warnings += wrong

    def on_mount(self) -> None:
        """Put on the person's colours and keys, then, once the first frame stands, read the record."""
        self.use_settings()
        self.call_after_refresh(self._begin)

    def use_settings(self) -> None:
        """Follow the settings that the app itself heeds."""
        from textual.theme import BUILTIN_THEMES

        settings = self.desk.settings
        named = settings.text("tui.theme")
        if named in BUILTIN_THEMES:
            self.theme = named
        else:
            self.desk.warnings.append(f"tui.theme names no theme: {one_line(named, 30)}")
        self.animation_level = "full" if settings.flag("tui.animation") else "none"
        self._chosen, _ = keymap(settings.items("tui.keys"), vim=settings.flag("tui.vim"))
        self.set_keymap(self._chosen)

    def _resumed(self, _: object) -> None:
        """Paint once more after the shell has given the terminal back: the first frame may come too early for it."""
        for seconds in _REPAINTS:
            self.set_timer(seconds, lambda: self.screen.refresh(layout=True))

    async def _begin(self) -> None:
        self.app_resume_signal.subscribe(self, self._resumed)
        if self.current_mode == FRAME:
            await self.switch_mode(FIRST)
        self.live.start()
        self.set_interval(MINUTE, self._minute)
        for line in self.desk.warnings:
            self.notify(line, severity="warning", markup=False)
        if self.desk.fresh:
            from lifeos_cli.tui.screens.first import FirstRun

            self.push_screen(FirstRun())
        from lifeos_cli.tui.warm import settle, warm

        settle()
        warm(self.desk)

    def _minute(self) -> None:
        from lifeos_cli.tui.screens.base import ModeScreen

        if isinstance(self.screen, ModeScreen):
            self.screen.again()

    async def on_event(self, event: Event) -> None:
        """Count the keys, then do what Textual does."""
        if isinstance(event, Key):
            self.tidy.noticed()
        await super().on_event(event)

    def on_answered(self, message: Answered) -> None:
        """Show the answers of one snapshot in one frame."""
        self.tidy.noticed()
        with self.batch_update():
            for query, answer in message.answers:
                query.show(answer)

    def on_unread(self, message: Unread) -> None:
        """Say why a view stands still."""
        self.tell(message.error, wrong=True)

    def tell(self, line: str, *, wrong: bool = False) -> None:
        """Say a line in the corner for a while."""
        self.notify(
            one_line(line, 300),
            severity="error" if wrong else "information",
            timeout=8 if wrong else 4,
            markup=False,
        )

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say a line as `App.notify` does, in a form that cannot stop the app (`Note`)."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Note(message, title, severity, seconds, markup=markup)))

    def refuse(self, error: LifeosError) -> None:
        """Say what was wrong with what was wanted, and what to do about it."""
        self.tell(with_hint(error.message, error.hint), wrong=True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something beside the app's own thread failed."""
        self.own_up(event)

    def own_up(self, event: Worker.StateChanged) -> None:
        """Log what ended a worker of the app or of a screen, and say that it did."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            _log.error("a worker failed", exc_info=error)
            self.tell(f"that failed: {type(error).__name__}", wrong=True)

    def renamed(self) -> None:
        """Draw the person's new name wherever it stands."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                screen.query("ModeBar").refresh()

    def care(self, *texts: str) -> None:
        """Show the words of care when what a person wrote calls for them."""
        from lifeos_cli.record.care import called_for

        card = called_for(self.desk.settings, "\n".join(text for text in texts if text))
        if card:
            from lifeos_cli.tui.screens.dialogs import Read

            self.push_screen(Read("Before anything else", card))

    def key_of(self, action: str) -> str:
        """Return the first key of an action, as it is written on keys; empty if it has none."""
        key = self._chosen.get(action, ACTIONS[action].key).partition(",")[0]
        return self.format_key(key) if key else ""

    def format_key(self, key: str) -> str:
        """Write a key as a person would: `^q`, `F1`, `Esc`."""
        if key.startswith("ctrl+"):
            return f"^{key.removeprefix('ctrl+')}"
        named = {
            "escape": "Esc",
            "enter": "Enter",
            "space": "Space",
            "question_mark": "?",
            "slash": "/",
            "tab": "Tab",
        }
        named |= {"pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→"}
        named |= {
            "plus": "+",
            "minus": "-",
            "full_stop": ".",
            "comma": ",",
            "home": "Home",
            "end": "End",
            "delete": "Del",
        }
        return named.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """List every action for the palette, with its key; on a narrow screen each has one line."""
        room = screen.size.width >= NARROW
        for one in ACTIONS.values():
            if one.mode == LIST or one.id == "palette":
                continue
            where = f"{MODES[one.mode].title}: " if one.mode else ""
            key = self.key_of(one.id)
            yield SystemCommand(
                f"{where}{one.title}" + (f"  ({key})" if key else ""),
                one.help if room else "",
                partial(self.perform, one.id),
            )

    async def perform(self, action: str) -> None:
        """Do an action by its id, in its own mode."""
        one = ACTIONS[action]
        if one.mode and self.current_mode != one.mode:
            await self.switch_mode(one.mode)
        await self.run_action(one.do, self.screen if one.mode else self)

    async def action_mode(self, mode: str) -> None:
        """Go to a mode; a dialogue that is open stays where it is."""
        if len(self.screen_stack) == 1:
            await self.switch_mode(mode)

    async def open_goal(self, goal_id: str) -> None:
        """Go to a goal."""
        await self.action_mode("goals")
        self.screen.call_after_refresh(self.screen.open, goal_id)  # type: ignore[attr-defined]  # the screen of goals

    def action_help(self) -> None:
        """Show the help for what has focus."""
        from lifeos_cli.tui.screens.help import page

        self.push_screen(page(self.screen))

    def action_command_palette(self) -> None:
        """Show every action; typing finds one by its name."""
        from lifeos_cli.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_jump(self) -> None:
        """Let a letter choose the part that gets the focus."""
        from lifeos_cli.tui.screens.jump import Jump

        self.push_screen(Jump(self.screen), _focus)

    def action_undo(self) -> None:
        """Show the last write, and take it back on a yes."""
        from lifeos_cli.tui.undo import offer

        offer(self)

    def action_consent(self) -> None:
        """Say what is stored and where, and ask for agreement."""
        from lifeos_cli.tui.screens.first import ask_consent

        ask_consent(self)

    async def action_quit(self) -> None:
        """Leave; what was typed is kept."""
        await self.leave(0)

    async def leave(self, code: int) -> None:
        """Keep what was typed, then end with an exit code; a store that takes no write holds nobody up."""
        with suppress(LifeosError, TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                await self.keep_drafts()
        self.exit(code)

    async def keep_drafts(self) -> None:
        """Keep what stands in the fields of all screens."""
        from lifeos_cli.record import drafts

        typed = {
            place: text
            for stack in self._screen_stacks.values()
            for screen in stack
            for place, text in _typed(screen)
        }
        if typed:
            await self.work.do(lambda store: drafts.keep(store, self.desk.user_id, typed))

    def on_unmount(self) -> None:
        """Let the threads go."""
        for close in self.closing:
            close()
        self.live.stop()
        self.work.close()

    def _handle_exception(self, error: Exception) -> None:
        """End without Textual's own traceback: it shows the values of variables, and those are a diary."""
        self.failure = self.failure or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def _typed(screen: Screen[Any]) -> Iterable[tuple[str, str]]:
    """Return what a screen's fields hold, by the place each is of."""
    drafts = getattr(screen, "drafts", None)
    return drafts().items() if drafts else ()


def _focus(target: Widget | None) -> None:
    if target is not None:
        with suppress(Exception):  # it may be gone by now
            target.focus()


__all__ = ["LifeosApp"]
