"""Before the first questionnaire: whose scores one's own are compared with. It is chosen once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault
from lifeos_cli.record import assessments
from lifeos_cli.render.profile_words import norm_words
from lifeos_cli.tui.screens.dialogs import Ask, Choose

if TYPE_CHECKING:
    from lifeos_cli.tui.screens.base import ModeScreen

QUESTION = (
    "Your scores are compared with those of other people who took the same test. With whose? "
    "It is chosen once and kept, so that no birthday moves a score."
)
_WITH = [
    ("", "Everybody (Enter takes this)"),
    ("female", "Women"),
    ("male", "Men"),
    ("born", "People of my age"),
    ("female born", "Women of my age"),
    ("male born", "Men of my age"),
]


async def settle(host: ModeScreen) -> bool:
    """Have the norms chosen, if they never were; false if the person leaves it."""
    user = host.desk.user_id
    if await host.lifeos.work.do(lambda store: assessments.norms_kept(store, user)):
        return True
    chosen = await host.app.push_screen_wait(Choose(QUESTION, _WITH))
    if chosen is None:
        return False
    words = chosen.split()
    sex = next((one for one in words if one != "born"), None)
    born = None
    if "born" in words:
        born = await host.app.push_screen_wait(
            Ask("When were you born?", hint="1990-05-01; only your age group is used", check=_wrong)
        )
        if born is None:
            return False
    row = await host.lifeos.work.do(lambda store: assessments.norm_row(store, user, sex=sex, born=born))
    host.lifeos.tell(f"Compared with {norm_words(row)}.")
    return True


def _wrong(typed: str) -> str:
    """Say what is wrong with a birthday."""
    try:
        assessments.norm_row_named(born=typed)
    except UsageFault as fault:
        return f"{fault.message}. {fault.hint}".rstrip()
    return ""


__all__ = ["settle"]
