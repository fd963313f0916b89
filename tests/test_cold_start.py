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
FAST = [
    ["--version"],
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
    print("\\n@" + json.dumps(sorted({name.partition(".")[0] for name, module in sys.modules.items() if module})))
    sys.stdout.flush()
    left(code)
os._exit = report
from lifeos_cli.__main__ import main
main()
report(0)
"""


@pytest.mark.parametrize("args", FAST, ids=" ".join)
def test_a_fast_command_imports_nothing_heavy_even_on_a_new_home(lifeos: Lifeos, args: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *args], env=lifeos.env(), capture_output=True, text=True, check=False
    )
    loaded = set(json.loads(done.stdout.rpartition("@")[2]))
    assert done.returncode == 0, done.stderr
    assert not loaded & HEAVY
    assert not loaded & ALSO_NOT


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
