"""The grammar of the command line: lazy groups, and global flags that work anywhere in a command."""

from __future__ import annotations

from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from lifeos_cli.cli import runtime
from lifeos_cli.cli.commands import COMMANDS

if TYPE_CHECKING:
    # typer carries its own copy of click and gives it no public name
    from typer._click import Command, Context, HelpFormatter, Parameter
    from typer.models import CommandInfo

COLORS = ("auto", "always", "never")


def _set(name: str) -> Any:
    """Make a callback that keeps a flag's value in the run's state, when the flag was given."""

    def keep(_ctx: Context, _param: Parameter, value: Any) -> None:
        if value is not None and value is not False:
            setattr(runtime.current(), name, value)

    return keep


def _color(_ctx: Context, _param: Parameter, value: str | None) -> None:
    if value is None:
        return
    if value not in COLORS:
        raise typer.BadParameter(f"'{value}' is not one of {', '.join(COLORS)}.", param_hint="--color")
    runtime.current().color = value


def global_options(*, hidden: bool) -> list[TyperOption]:
    """Make the global flags, to be added to one command."""
    common: dict[str, Any] = {"expose_value": False, "hidden": hidden, "is_eager": True}
    return [
        TyperOption(
            param_decls=["--user"], callback=_set("user"), metavar="NAME", help="Whose record.", **common
        ),
        TyperOption(
            param_decls=["--home"],
            callback=_set("home"),
            metavar="DIR",
            help="Keep everything here.",
            **common,
        ),
        TyperOption(
            param_decls=["--json"], callback=_set("json"), is_flag=True, help="Print JSON.", **common
        ),
        TyperOption(
            param_decls=["--quiet", "-q"], callback=_set("quiet"), is_flag=True, help="Say less.", **common
        ),
        TyperOption(
            param_decls=["--color"], callback=_color, metavar="WHEN", help="auto, always or never.", **common
        ),
        TyperOption(
            param_decls=["--debug"], callback=_set("debug"), is_flag=True, help="Show tracebacks.", **common
        ),
        TyperOption(
            param_decls=["--no-input"], callback=_set("no_input"), is_flag=True, help="Never ask.", **common
        ),
    ]


def with_globals(command: Command) -> Command:
    """Add the global flags to a command and, lazily, to whatever it holds; a flag of its own stays."""
    if getattr(command, "_with_globals", False):
        return command
    taken = {name for param in command.params for name in param.opts}
    for option in global_options(hidden=True):
        if not taken.intersection(option.opts):
            command.params.append(option)
    command._with_globals = True  # type: ignore[attr-defined]  # noqa: SLF001 - our own mark
    if isinstance(command, TyperGroup):
        for child in command.commands.values():
            with_globals(child)
    return command


class LazyGroup(TyperGroup):
    """The top level: knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """List the commands in the order a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002 - the signature is click's
        """Import the command's module and build it."""
        return self._built(cmd_name, [])

    def _built(self, cmd_name: str, rest: list[str]) -> Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if cmd_name not in self.commands:
            command = _only(import_module(entry[0]).app, rest[0] if rest else "")
            command.name = cmd_name
            self.commands[cmd_name] = with_globals(command)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002 - the signature is click's
        """List the commands with their lines, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        """Find the command, or say which one was probably meant."""
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            ctx.fail(f"No such command '{args[0]}'.{did_you_mean(args[0], list(COMMANDS))}")
        if args:
            self._built(args[0], args[1:])
        return super().resolve_command(ctx, args)


def _only(app: typer.Typer, verb: str) -> Command:
    """Build a group with the one command that is called, or all of it: each command costs a third of a millisecond."""
    called = [one for one in app.registered_commands if _name(one) == verb]
    if not called or len(app.registered_commands) == 1:
        return typer.main.get_command(app)
    lean = copy(app)
    lean.registered_commands, lean.registered_groups = called, []
    return typer.main.get_group(lean)


def _name(command: CommandInfo) -> str:
    return command.name or typer.main.get_command_name(getattr(command.callback, "__name__", ""))


def did_you_mean(typed: str, known: list[str]) -> str:
    """Return " Did you mean 'x'?" when something known is near, else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(typed, known, n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""


def group(help_: str) -> typer.Typer:
    """Make a command group the way all of ours are."""
    return typer.Typer(help=help_, rich_markup_mode=None, no_args_is_help=True, add_completion=False)


def single(help_: str | None = None) -> typer.Typer:
    """Make a command that stands alone at the top level."""
    return typer.Typer(help=help_, rich_markup_mode=None, add_completion=False)


__all__ = [
    "COLORS",
    "LazyGroup",
    "TyperCommand",
    "did_you_mean",
    "global_options",
    "group",
    "single",
    "with_globals",
]
