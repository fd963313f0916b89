"""The docs are true: generated pages are current, links lead somewhere, commands exist, recipes run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_COMMAND = re.compile(r"`lifeos ([a-z][a-z ,-]*)")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def known() -> dict[str, set[str]]:
    """Return what each command holds: its subcommands, or nothing."""
    sys.path.insert(0, str(DOCS))
    from reference import walk  # type: ignore[import-not-found, unused-ignore]

    found: dict[str, set[str]] = {}
    for name, command in walk():
        found[name.removeprefix("lifeos ")] = set(getattr(command, "commands", {}))
    return found


def test_generated_pages_are_up_to_date() -> None:
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_exists(page: Path) -> None:
    for said in _COMMAND.findall(page.read_text("utf-8")):
        first, *rest = said.replace(",", " ").split()
        assert first in known(), said
        if known()[first] and rest and not rest[0].startswith("-"):
            assert rest[0] in known()[first], said


def test_every_command_has_help_of_its_own() -> None:
    sys.path.insert(0, str(DOCS))
    from reference import walk  # type: ignore[import-not-found, unused-ignore]

    for name, command in walk():
        assert (command.help or "").strip(), name


def test_every_table_is_in_the_data_model(paths: Paths) -> None:
    text = (DOCS / "data-model.md").read_text("utf-8")
    with Store(paths) as store:
        rows = store.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        ).fetchall()
    ours = {row[0] for row in rows if not row[0].startswith(("word", "_"))}
    said = set(re.findall(r"`([a-z_]+)`", text))
    assert ours - said == set()


@pytest.fixture
def program(lifeos: Lifeos, tmp_path: Path) -> dict[str, str]:
    """Return an environment with `lifeos` and `python3` on its path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, words in (
        ("lifeos", f'{sys.executable} -m lifeos_cli "$@"'),
        ("python3", f'{sys.executable} "$@"'),
    ):
        file = folder / name
        file.write_text(f"#!/bin/sh\nexec {words}\n")
        file.chmod(0o755)
    return {**lifeos.env(), "PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.parametrize("page", ["recipes.md", "first-ten-minutes.md"])
def test_every_block_of_shell_runs(page: str, program: dict[str, str], tmp_path: Path) -> None:
    blocks = _BLOCK.findall((DOCS / page).read_text("utf-8"))
    assert blocks
    for block in blocks:
        done = subprocess.run(
            ["sh", "-eu", "-c", block], env=program, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        assert "Traceback" not in done.stderr
