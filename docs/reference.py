"""The command reference and the manual page, written from the commands themselves."""  # noqa: INP001 - a script's part

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ABOUT = """# Commands

<!-- Made by `python docs/generate.py commands`; change the commands' own texts instead. -->

Every command takes the flags of `lifeos --help` too (`--user`, `--home`, `--json`, `--quiet`, `--color`, `--debug`,
`--no-input`). Exit codes: [exit-codes.md](exit-codes.md); the keys of `--json`: [json.md](json.md).
"""


def walk() -> Iterator[tuple[str, Any]]:
    """Yield every command with its whole name, groups before what they hold."""
    from lifeos_cli.cli.commands import COMMANDS
    from lifeos_cli.cli.entry import command

    top = command()
    for name in COMMANDS:
        found = top.get_command(None, name)  # type: ignore[arg-type]  # the context is not used
        yield from _below(f"lifeos {name}", found)


def _below(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    yield name, found
    for child, command in getattr(found, "commands", {}).items():
        yield from _below(f"{name} {child}", command)


def commands() -> str:
    """Return the page: a section for each command with its usage, its text, its arguments and options."""
    parts = [ABOUT]
    for name, found in walk():
        level = "##" if name.count(" ") == 1 else "###"
        parts.append(f"{level} {name}\n")
        parts.append(_text(found.help or "") + "\n")
        if getattr(found, "commands", None):
            continue
        parts.append(f"```\n{_usage(name, found)}\n```\n")
        rows = [_row(param) for param in found.params if not getattr(param, "hidden", False)]
        if rows := [row for row in rows if row]:
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _usage(name: str, found: Any) -> str:
    words = [name]
    if any(_is_option(param) and not param.hidden for param in found.params):
        words.append("[OPTIONS]")
    for param in found.params:
        if not _is_option(param):
            metavar = param.metavar or (param.name or "").upper()
            shown = metavar if param.required or metavar.startswith("[") else f"[{metavar}]"
            words.append(f"{shown}..." if param.nargs == -1 and not shown.endswith("...") else shown)
    return " ".join(words)


def _is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def _row(param: Any) -> str:
    text = _text(param.help or "").replace("\n", " ")
    if not _is_option(param):
        return f"- `{param.metavar or (param.name or '').upper()}`: {text}" if text else ""
    if "--help" in param.opts:
        return ""
    names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    metavar = "" if param.is_flag else f" `{param.metavar or param.type.name.upper()}`"
    default = param.default
    plain = isinstance(default, (str, int, float)) and not isinstance(default, bool) and default != ""
    return f"- {names}{metavar}: {text}" + (f" Default: `{default}`." if plain else "")


def _text(help_: str) -> str:
    lines = [line.strip() for line in help_.replace("\b", "").strip().split("\n")]
    return re.sub(r"([<>*_|])", r"\\\1", "\n".join(lines)).replace("\f", "")


def man() -> str:
    """Return the manual page in roff."""
    from lifeos_cli.cli.commands import COMMANDS
    from lifeos_cli.cli.grammar import global_options
    from lifeos_cli.errors import ExitCode

    lines = [
        ".\\\" Made by `python docs/generate.py man`; change the commands' own texts instead.",
        ".TH LIFEOS 1",
        ".SH NAME",
        "lifeos \\- a life coach that lives in a terminal and remembers",
        ".SH SYNOPSIS",
        ".B lifeos",
        "[\\fIoptions\\fR] [\\fIcommand\\fR [\\fIarguments\\fR]]",
        ".SH DESCRIPTION",
        "Talk to a coach, check in, keep goals, see skills and a profile grow out of what was said and done.",
        "Everything is kept in files on this machine. Without a command, on a terminal, it shows today.",
        "Each command explains itself:",
        ".B lifeos \\fIcommand\\fB \\-\\-help\\fR.",
        ".SH OPTIONS",
    ]
    for option in global_options(hidden=False):
        metavar = "" if option.is_flag else f" \\fI{option.metavar}\\fR"
        lines += [".TP", f".B {_roff(', '.join(option.opts))}{metavar}", _roff(option.help or "")]
    lines.append(".SH COMMANDS")
    for name, (_, text) in COMMANDS.items():
        lines += [".TP", f".B {_roff(name)}", _roff(text)]
    lines.append(".SH EXIT STATUS")
    for code in ExitCode:
        lines += [".TP", f".B {code.value}", code.name.lower().replace("_", " ")]
    lines += [
        ".SH ENVIRONMENT",
        "Each setting has a variable; docs/settings.md and",
        ".B lifeos config list",
        "name them.",
        ".SH FILES",
        ".B lifeos config path",
        "and",
        ".B lifeos db path",
        "print where settings and the database are.",
        ".SH BUGS",
        "It is a program, not a person: it can be wrong, and it is no therapy. In an emergency call your local number.",
    ]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
