"""Fast commands import nothing heavy, on a new home too: looked up in `sys.modules` of a clean interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

HEAVY = {"anthropic", "lancedb", "litellm", "numpy", "openai", "pandas", "pyarrow", "textual"}
ALSO_NOT = {"asyncio", "keyring", "prompt_toolkit", "rich", "tomlkit"}
UNUSED = {
    "difflib",
    "gettext",
    "hashlib",
    "ipaddress",
    "locale",
    "shutil",
    "statistics",
    "subprocess",
    "tokenize",
}
"""Of the standard library; the parser asks for most of them, and no fast command uses them."""
FAST = [
    ["--version"],
    ["checkins", "trend"],
    ["checkins", "calendar"],
    ["config", "list"],
    ["consent", "list"],
    ["coaches", "list"],
    ["db", "path"],
    ["facts", "list"],
    ["followups", "list"],
    ["goals", "add", "Run 10k by 1 May"],
    ["goals", "next"],
    ["insights", "list"],
    ["memory", "stats"],
    ["proposals", "list"],
    ["approvals", "list"],
    ["profile", "history"],
    ["profile", "trend"],
    ["review", "week"],
    ["safety", "check", "hello"],
    ["sessions", "search", "hello"],
    ["skills", "suggest"],
    ["sql", "SELECT 1"],
    ["tags", "list"],
    ["doctor"],
    ["--help"],
    ["checkin", "--mood", "5", "--note", "x"],
    ["checkins", "list"],
    ["checkins", "due"],
    ["goals", "list"],
    ["profile", "show"],
    ["skills", "tree"],
    ["sessions", "list"],
    ["today"],
    ["users", "list"],
    ["usage"],
    ["models", "list"],
    ["jobs", "stats"],
    ["jobs", "list"],
    ["schedule", "show", "--file", "/dev/null"],
]
PROBE = """
import json, os, sys
sys.argv[0] = "lifeos"
left = os._exit
def report(code):
    loaded = {name.partition(".")[0] for name, module in sys.modules.items() if type(module).__name__ != "Later"}
    print("\\n@" + json.dumps(sorted(loaded)))
    sys.stdout.flush()
    left(code)
os._exit = report
from lifeos_cli.__main__ import main
main()
report(0)
"""
AT_THE_PROMPT = PROBE.replace(
    "main()\nreport(0)",
    """
from lifeos_cli.cli import chat_editor, chat_loop
chat_loop._warm = lambda talk, plain: None
chat_editor.PlainEditor.read = lambda self: report(0)
main()
""",
)
"""Tells what is loaded when a chat asks for the first words, without what it then loads while a person types."""


@pytest.mark.parametrize("args", FAST, ids=" ".join)
def test_a_fast_command_imports_nothing_heavy_even_on_a_new_home(lifeos: Lifeos, args: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *args], env=lifeos.env(), capture_output=True, text=True, check=False
    )
    loaded = set(json.loads(done.stdout.rpartition("@")[2]))
    assert done.returncode == 0, done.stderr
    assert not loaded & HEAVY
    assert not loaded & ALSO_NOT
    if args not in (
        ["--help"],
        ["doctor"],
    ):  # pages wrap and have a locale; a check-up asks for the disk's space
        assert not loaded & UNUSED


def test_the_prompt_of_a_chat_waits_for_nothing_that_only_an_answer_needs(lifeos: Lifeos) -> None:
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-c", AT_THE_PROMPT, "chat", "--no-input", "--plain"],
        env=lifeos.env(),  # type: ignore[arg-type, unused-ignore]
        timeout=20,
        encoding="utf-8",
    )
    child.expect(r"@(\[.*\])")
    assert child.match
    loaded = set(json.loads(child.match.group(1).replace("\r\n", "")))
    assert "lifeos_cli" in loaded
    assert not loaded & (HEAVY | ALSO_NOT | {"subprocess", "statistics"})


@pytest.mark.parametrize(
    ("line", "built"),
    [(["goals", "list"], ["list"]), (["today", "today"], ["today"]), (["goals", "--json", "list"], None)],
)
def test_of_a_group_only_the_command_that_is_called_is_built(
    line: list[str], built: list[str] | None
) -> None:
    from lifeos_cli.cli.entry import command

    top = command()
    with top.make_context("lifeos", list(line)) as context:
        name, found, _ = top.resolve_command(context, list(line))
    held = list(getattr(found, "commands", [name]))
    assert held == built if built else {"list", "show", "milestone"} < set(held)


def test_help_lists_every_command_without_importing_one(lifeos: Lifeos) -> None:
    code = (
        "import sys; from lifeos_cli.cli.entry import run; run(['--help']);"
        "print([m for m in sys.modules if m.startswith('lifeos_cli.cli.')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=lifeos.env(), capture_output=True, text=True, check=False
    )
    from lifeos_cli.cli.commands import COMMANDS

    for name, (module, _) in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert f"'{module}'" not in done.stderr


def test_every_command_of_the_list_can_be_imported_and_has_help(lifeos: Lifeos) -> None:
    from importlib import import_module

    import typer

    from lifeos_cli.cli.commands import COMMANDS

    for module, line in COMMANDS.values():
        built = typer.main.get_command(import_module(module).app)
        assert built.help
        assert line.endswith(".")
