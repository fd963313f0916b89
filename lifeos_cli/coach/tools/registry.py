"""The tools that are built in, and those a coach may use: gathered from its file and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lifeos_cli.coach.tools import daily, facts, goals, growth, memory
from lifeos_cli.coach.tools.box import Toolbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lifeos_cli.coach.tools.base import Tool
    from lifeos_cli.settings import Settings

BUILT_IN: Final[Mapping[str, Tool]] = {
    tool.name: tool for noun in (memory, goals, facts, growth, daily) for tool in noun.TOOLS
}
WRITES: Final = tuple(tool.name for tool in BUILT_IN.values() if not tool.reads)
"""Each has a setting `tools.<name>`."""


def toolbox(names: Iterable[str] | None, settings: Settings) -> Toolbox:
    """Gather the tools of a coach.

    Args:
        names: Those the coach's file lists; None stands for all that are built in.
        settings: `tools.<name>` for each write, and `tools.own`.
    """
    permissions = {name: settings.text(f"tools.{name}") for name in WRITES}
    tools: dict[str, Tool] = {}
    own: dict[str, str] = {}
    for name in BUILT_IN if names is None else names:
        if name in BUILT_IN:
            tools[name] = BUILT_IN[name]
        else:
            own[name] = ""
    for entry in settings.items("tools.own"):
        name, _, permission = entry.partition("=")
        own[name] = permission
    if not own:
        return Toolbox(tools, permissions)
    from lifeos_cli.coach.tools.own import load

    loaded, warnings = load(own)
    return Toolbox(
        {**tools, **loaded},
        {**permissions, **{name: said for name, said in own.items() if said}},
        tuple(warnings),
    )
