"""Where requests run that are answered outside a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.base import ToolContext
from lifeos_cli.coach.tools.registry import BUILT_IN, toolbox
from lifeos_cli.growth.checkins import windows
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.tools.box import Toolbox
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.tool_calls import Call


def place(
    store: Store, user_id: str, settings: Settings, calls: Sequence[Call]
) -> tuple[Toolbox, ToolContext]:
    """Return the tools, and where they run when requests are answered outside a conversation."""
    names = dict.fromkeys([*BUILT_IN, *(call.name for call in calls)])
    session = sessions.get(store.conn, user_id, calls[0].session_id) if calls else None
    context: Any = ToolContext(
        store=store,
        user_id=user_id,
        session=session,  # type: ignore[arg-type]  # a call's session goes with it, so there is one
        turn=0,
        source=Provenance(actor="", origin="chat"),
        windows=windows(settings.items("checkin.windows")),
        coaches=store.paths.coaches,
    )
    return toolbox(names, settings), context
