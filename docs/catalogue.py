"""The catalogue of what the program says, read from its source: a gettext template."""  # noqa: INP001 - a script's part

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reference import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SPOKEN = ("cli", "tui", "render", "record", "growth", "transfer", "memory")
"""Where a text that reads as words is for a person; elsewhere only errors and what is handed to the screen are."""
NOT_SPOKEN = ("record/demo", "growth/instruments/data", "growth/profile/ipip", "memory/embed")
SAYING = {
    "note",
    "say",
    "say_wrapped",
    "say_inline",
    "ask",
    "ask_until",
    "confirm",
    "emit_written",
    "notify",
    "warn",
}
"""Calls whose first text reaches a person."""
NAMING = {
    "classes",
    "id",
    "metavar",
    "name",
    "origin",
    "param_hint",
    "selector",
    "key",
    "encoding",
    "mode",
    "type",
}
"""Arguments that are names and never shown as words."""
HELP = {"help", "title", "epilog", "tooltip", "placeholder", "empty", "about"}
_WORDS = re.compile(r"[A-Za-z]{2,}[,.:;)]? \(?[A-Za-z'{]|^[A-Z][a-z]{2,}[.:?!]?$")
_CODE = re.compile(
    r"\\[wdsb]|\(\?|^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|PRAGMA)\b|://\S+$|;\s*}|^%[a-zA-Z]"
)
HEAD = """# What lifeos says, in English. Made by `python docs/generate.py strings`; change the source instead.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


class Said(NamedTuple):
    """A text of the program."""

    text: str
    """With a name in braces for each value in it."""
    kind: str
    """error, hint, help, said (a line on stderr), shown."""
    file: str
    format: bool
    """Whether it holds values."""
    plural: str = ""
    """What stands in its place for any number but 1."""


def texts() -> Iterator[Said]:
    """Yield every text meant for a person, file by file."""
    for path in sorted((ROOT / "lifeos_cli").rglob("*.py")):
        yield from read(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    for _, command in walk():
        if command.callback and command.help:  # its docstring
            file = f"{command.callback.__module__.replace('.', '/')}.py"
            yield Said(command.help, "help", file, format=False)


def read(source: str, file: str) -> list[Said]:
    """Return the texts of one file that are meant for a person, in their order."""
    reader = _Reader(file, _errors())
    reader.visit(ast.parse(source))
    return reader.found


@cache
def _errors() -> set[str]:
    from lifeos_cli import errors

    return {
        name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)
    }


class _Reader(ast.NodeVisitor):
    """Collects the texts of one file."""

    def __init__(self, file: str, errors: set[str]) -> None:
        self.file, self.errors = file, errors
        self.found: list[Said] = []
        inside = file.removeprefix("lifeos_cli/")
        self.spoken = inside.startswith(
            (*(f"{one}/" for one in SPOKEN), "settings")
        ) and not inside.startswith(NOT_SPOKEN)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read a function without its docstring."""
        self._body(node)
        self.visit(node.args)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Read a coroutine as any function."""
        self._body(node)
        self.visit(node.args)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Read a class without its docstrings."""
        self._body(node)

    def visit_Module(self, node: ast.Module) -> None:
        """Read a module without its docstrings."""
        self._body(node)

    def _body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) -> None:
        for one in node.body:  # a text that stands alone is a docstring
            if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):
                self.visit(one)

    def visit_Call(self, node: ast.Call) -> None:
        """Read what is handed to an error, to the screen, or to an option's help."""
        name = _name(node)
        if name == "counted" and len(node.args) == 3:  # noqa: PLR2004 - the number, its noun, and that for several
            self._plural(*node.args)
            return
        kind = "error" if name in self.errors else "said" if name in SAYING else ""
        for place, value in enumerate(node.args):
            self._take(value, kind) if kind and not place else self.visit(value)
        for one in node.keywords:
            if one.arg == "hint" or one.arg in HELP:
                self._take(one.value, "hint" if one.arg == "hint" else "help")
            elif one.arg not in NAMING:
                self.visit(one.value)
        self.visit(node.func)

    def _plural(self, number: ast.expr, one: ast.expr, several: ast.expr) -> None:
        """Keep a noun with its plural."""
        self.visit(number)
        if isinstance(one, ast.Constant) and isinstance(several, ast.Constant):
            self.found.append(
                Said(str(one.value), "shown", self.file, format=False, plural=str(several.value))
            )

    def _take(self, node: ast.expr, kind: str) -> None:
        """Keep a text whatever it looks like, and the texts of which one is chosen."""
        for one in _choices(node):
            made = _template(one)
            if made is not None and re.search(r"[A-Za-z]{2}", re.sub(r"{[^}]*}", "", made[0])):
                self.found.append(Said(made[0], kind, self.file, made[1]))
            elif made is None:
                self.visit(one)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Keep a text that reads as words, where texts are meant for a person."""
        self._shown(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """The same of a text with values in it; and the texts inside the values."""
        self._shown(node)
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                self.visit(one.value)

    def _shown(self, node: ast.expr) -> None:
        made = _template(node)
        if self.spoken and made is not None and _WORDS.search(made[0]) and not _CODE.search(made[0]):
            self.found.append(Said(made[0], "shown", self.file, made[1]))


def _choices(node: ast.expr) -> list[ast.expr]:
    """Return both sides of `a if b else c`, and what `or` chooses from."""
    if isinstance(node, ast.IfExp):
        return [*_choices(node.body), *_choices(node.orelse)]
    return list(node.values) if isinstance(node, ast.BoolOp) else [node]


def _template(node: ast.expr) -> tuple[str, bool] | None:
    """Return a text with a name in braces for each value, and whether there are values; None if it is no text."""
    if isinstance(node, ast.Constant):
        return (node.value, False) if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts, names = [], []
    for one in node.values:
        if isinstance(one, ast.Constant):
            parts.append(str(one.value).replace("{", "{{").replace("}", "}}"))
        elif isinstance(one, ast.FormattedValue):
            name = _value(one.value)
            names.append(name)
            again = names.count(name)
            made = _template(one.format_spec) if one.format_spec else None
            parts.append(f"{{{name}{again if again > 1 else ''}{f':{made[0]}' if made else ''}}}")
    return "".join(parts), bool(names)


def _value(node: Any) -> str:
    """Name a value by the last name in its expression."""
    if isinstance(node, ast.Call) and node.args:
        return _value(node.args[0])
    if isinstance(node, ast.Subscript):
        return _value(node.slice) if isinstance(node.slice, ast.Constant) else _value(node.value)
    if isinstance(node, ast.Constant):
        return re.sub(r"\W", "_", str(node.value)) if isinstance(node.value, str) else "value"
    return _name(node) or "value"


def _name(node: Any) -> str:
    while isinstance(node, ast.Call):
        node = node.func
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))


def template() -> str:
    """Return the template: each text once, with where it stands and what it is."""
    merged: dict[tuple[str, str], list[Said]] = {}
    for one in texts():
        merged.setdefault((one.text, one.plural), []).append(one)
    parts = [HEAD]
    for (text, plural), places in merged.items():
        kinds = ", ".join(dict.fromkeys(one.kind for one in places))
        files = " ".join(dict.fromkeys(one.file for one in places))
        flag = "#, python-brace-format\n" if any(one.format for one in places) else ""
        empty = f'msgid_plural {_quoted(plural)}\nmsgstr[0] ""\nmsgstr[1] ""' if plural else 'msgstr ""'
        parts.append(f"#. {kinds}\n#: {files}\n{flag}msgid {_quoted(text)}\n{empty}\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    for sign, written in (
        ("\\", "\\\\"),
        ('"', '\\"'),
        ("\n", "\\n"),
        ("\t", "\\t"),
        ("\r", "\\r"),
        ("\b", "\\b"),
        ("\f", "\\f"),
    ):
        text = text.replace(sign, written)
    lines = text.split("\\n")
    if len(lines) == 1:
        return f'"{text}"'
    return '""\n' + "\n".join(
        f'"{line}\\n"' if n < len(lines) - 1 else f'"{line}"' for n, line in enumerate(lines)
    )
