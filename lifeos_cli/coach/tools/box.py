"""The tools of one conversation, and what each may do without being asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lifeos_cli.record import consents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import Tool
    from lifeos_cli.providers.base import ToolSpec
    from lifeos_cli.store.database import Store

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
