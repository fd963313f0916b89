"""The tools a coach may use in one conversation, and what each may do without being asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lifeos_cli.coach.tools import daily, facts, goals, growth, memory
from lifeos_cli.record import consents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lifeos_cli.coach.tools.base import Tool
    from lifeos_cli.providers.base import ToolSpec
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store

BUILT_IN: Final[Mapping[str, Tool]] = {
    tool.name: tool for noun in (memory, goals, facts, growth, daily) for tool in noun.TOOLS
}
WRITES: Final = tuple(tool.name for tool in BUILT_IN.values() if not tool.reads)
"""Each has a setting `tools.<name>`."""
PERMISSIONS: Final = ("ask", "auto", "never")


class Toolbox(NamedTuple):
    """Tools by name, with what is allowed."""

    tools: Mapping[str, Tool]
    permissions: Mapping[str, str]
    """ask, auto or never, by the name of a tool that writes; `ask` where nothing is said."""
    warnings: tuple[str, ...] = ()
    """What is wrong with a person's own tools that were left out."""

    def permission(self, tool: Tool) -> str:
        """Say whether a call runs by itself (auto), is asked about (ask), or never runs."""
        said = self.permissions.get(tool.name, "auto" if tool.reads else "ask")
        return said if said in PERMISSIONS else "ask"

    def offered(self, store: Store, user_id: str) -> list[Tool]:
        """List the tools a model is told of: allowed, and agreed to where agreement is needed."""
        return [
            tool
            for tool in self.tools.values()
            if self.permission(tool) != "never"
            and (not tool.consent or consents.granted(store, user_id, tool.consent))
        ]

    def specs(self, store: Store, user_id: str) -> tuple[ToolSpec, ...]:
        """Describe the offered tools to a model."""
        return tuple(tool.spec() for tool in self.offered(store, user_id))

    def allowing(self, name: str) -> Toolbox:
        """Return the same tools, one of them no longer asked about."""
        return self._replace(permissions={**self.permissions, name: "auto"})


EMPTY: Final = Toolbox({}, {})


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
