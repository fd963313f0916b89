"""`lifeos config` as a person and a script meet it: the real program, one process a call."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from lifeos_cli.settings_spec import KEYS, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos, Result

SECRET = "sk-ant-api03-Zq8wErTyUiOpAsDfGhJkLwxyz"  # noqa: S105 - not a key of anybody's
STORE = """
import json, pathlib, os
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 9
    file = pathlib.Path(os.environ["HOME"]) / "store.json"

    def _held(self):
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def get_password(self, service, username):
        return self._held().get(username)

    def set_password(self, service, username, password):
        self.file.write_text(json.dumps({**self._held(), username: password}))

    def delete_password(self, service, username):
        held = self._held()
        del held[username]
        self.file.write_text(json.dumps(held))
"""


def config(lifeos: Lifeos) -> Path:
    return lifeos.home / "config" / "config.toml"


def spoken(result: Result) -> str:
    return result.out + result.err


def script(path: Path, body: str) -> str:
    """Make an editor out of a few lines of Python that have the file's path in `path`."""
    path.write_text(f"import pathlib, sys\npath = pathlib.Path(sys.argv[-1])\n{body}\n")
    return f"'{sys.executable}' '{path}' --wait"


def test_list_is_one_line_a_key_with_tabs(lifeos: Lifeos) -> None:
    result = lifeos("config", "list")
    assert (result.code, result.err) == (0, "")
    assert [row[0] for row in result.rows()] == list(KEYS)
    assert ["model", "anthropic/claude-sonnet-5-5"] in result.rows()
    assert ["checkin.windows", "08:00-10:00,20:00-22:00"] in result.rows()


def test_list_says_where_each_value_comes_from(lifeos: Lifeos) -> None:
    lifeos("config", "set", "coach", "woop")
    result = lifeos("config", "list", "--show-origin", env={"LIFEOS_MODEL": "guided"})
    rows = {row[0]: row[1:] for row in result.rows()}
    assert rows["coach"] == ["woop", "file", str(config(lifeos))]
    assert rows["model"] == ["guided", "env", "LIFEOS_MODEL"]
    assert rows["color"] == ["auto", "default", ""]


def test_list_as_json_has_everything_typed(lifeos: Lifeos) -> None:
    rows = {row["key"]: row for row in lifeos("config", "list", "--json").json()}
    assert list(rows) == list(KEYS)
    assert rows["chat.max_tokens"]["value"] == 4096
    assert rows["checkin.windows"]["value"] == ["08:00-10:00", "20:00-22:00"]
    assert {"key", "value", "origin", "default", "help", "env", "type"} <= rows["model"].keys()


def test_list_on_a_terminal_is_in_columns(lifeos: Lifeos) -> None:
    child = lifeos.terminal("config", "list", "--show-origin")
    child.expect(pexpect.EOF)
    assert "\t" not in child.before
    assert re.search(r"^model {5,}anthropic/claude-sonnet-5-5 {2,}default\r$", child.before, re.MULTILINE)


def test_get_prints_just_the_value(lifeos: Lifeos) -> None:
    assert lifeos("config", "get", "chat.markdown").out == "true\n"
    assert lifeos("config", "get", "model", env={"LIFEOS_MODEL": "claude-x"}).out == "anthropic/claude-x\n"
    found = lifeos("config", "get", "model", "--json").json()
    assert (found["key"], found["value"], found["origin"]) == (
        "model",
        "anthropic/claude-sonnet-5-5",
        "default",
    )


def test_path_prints_just_the_path(lifeos: Lifeos) -> None:
    assert lifeos("config", "path").out == f"{config(lifeos)}\n"
    assert lifeos("config", "path", "--json").json() == {"path": str(config(lifeos)), "exists": False}
    assert not lifeos.home.exists()


def test_set_keeps_the_comments_and_says_what_it_did_on_stderr(lifeos: Lifeos) -> None:
    config(lifeos).parent.mkdir(parents=True)
    config(lifeos).write_text("# mine\ncoach = 'woop'  # for winter\n\n[chat]\n# calm\nplain = true\n")
    result = lifeos("config", "set", "coach", "values")
    assert (result.code, result.out) == (0, "")
    assert "coach is now values" in result.err
    assert config(lifeos).read_text() == (
        '# mine\ncoach = "values"  # for winter\n\n[chat]\n# calm\nplain = true\n'
    )
    assert config(lifeos).stat().st_mode & 0o777 == 0o600


def test_set_takes_several_words_for_a_list_only(lifeos: Lifeos) -> None:
    result = lifeos("config", "set", "checkin.windows", "07:00-08:00", "19:00-21:00", "--json", "--quiet")
    assert result.json() == {
        "key": "checkin.windows",
        "value": ["07:00-08:00", "19:00-21:00"],
        "path": str(config(lifeos)),
    }
    assert result.err == ""
    assert lifeos("config", "get", "checkin.windows").out == "07:00-08:00,19:00-21:00\n"
    result = lifeos("config", "set", "coach", "goal", "grow")
    assert result.code == 2
    assert "one value" in result.err


def test_set_says_when_a_variable_wins_over_the_file(lifeos: Lifeos) -> None:
    result = lifeos("config", "set", "coach", "woop", env={"LIFEOS_COACH": "mi"})
    assert result.code == 0
    assert "LIFEOS_COACH" in result.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("set", "modle", "x/y"), "Did you mean 'model'?"),
        (("get", "chat.max_token"), "Did you mean 'chat.max_tokens'?"),
        (("unset", "colour"), "Did you mean 'color'?"),
        (("set", "chat.max_tokens", "3"), "chat.max_tokens must be 64 or more, not '3'"),
        (("set", "color", "alway"), "always?"),
        (("set", "model", "gpt"), "provider/id"),
        (("set", "coach", ""), "coach must be"),
    ],
)
def test_an_unknown_key_or_bad_value_exits_2_and_writes_nothing(
    args: tuple[str, ...], said: str, lifeos: Lifeos
) -> None:
    result = lifeos("config", *args)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert result.err.count("\n") == 1
    assert not lifeos.home.exists()


def test_a_mistake_in_the_file_stops_every_reader_with_file_line_and_key(lifeos: Lifeos) -> None:
    config(lifeos).parent.mkdir(parents=True)
    config(lifeos).write_text("[chat]\nmax_token = 5\n")
    for args in (("list",), ("get", "coach")):
        result = lifeos("config", *args)
        assert result.code == 2
        said = f"lifeos: {config(lifeos)}, line 2: 'chat.max_token' is not a setting. Did you mean 'chat.max_tokens'?"
        assert result.err == f"{said}\n"
    assert lifeos("config", "unset", "chat.max_token").code == 0
    assert lifeos("config", "list").code == 0


def test_validate_lists_every_mistake_and_exits_2(lifeos: Lifeos) -> None:
    assert lifeos("config", "validate").code == 0
    config(lifeos).parent.mkdir(parents=True)
    config(lifeos).write_text("modle = 1\n[chat]\nplain = 1\n")
    result = lifeos("config", "validate", env={"LIFEOS_COLOR": "red"})
    assert result.code == 2
    lines = result.err.splitlines()
    assert all(word in line for word, line in zip(("line 1", "line 3", "LIFEOS_COLOR"), lines, strict=True))
    found = lifeos("config", "validate", "--json")
    assert found.code == 2
    assert [(one["line"], one["key"]) for one in found.json()["problems"]] == [
        (1, "modle"),
        (3, "chat.plain"),
    ]


def test_unset_goes_back_to_the_default_and_may_be_repeated(lifeos: Lifeos) -> None:
    lifeos("config", "set", "coach", "woop")
    assert lifeos("config", "unset", "coach", "--json").json()["removed"] is True
    assert lifeos("config", "unset", "coach", "--json").json()["removed"] is False
    assert lifeos("config", "get", "coach").out == "goal_grow\n"


def test_processes_that_set_different_keys_at_once_lose_none(lifeos: Lifeos) -> None:
    wanted = {
        "model": "x/y",
        "coach": "woop",
        "chat.max_tokens": "99",
        "chat.timeout_s": "9",
        "chat.plain": "true",
        "safety.region": "DE",
        "color": "never",
    }
    running = [lifeos.start("config", "set", name, value) for name, value in wanted.items()]
    assert [process.communicate(timeout=60) and process.returncode for process in running] == [0] * len(
        wanted
    )
    rows = dict(row for row in lifeos("config", "list").rows() if row[0] in wanted)
    assert rows == wanted


def test_edit_opens_the_persons_editor_and_checks_afterwards(lifeos: Lifeos, tmp_path: Path) -> None:
    editor = script(tmp_path / "my editor.py", "path.write_text(path.read_text() + 'coach = \"woop\"\\n')")
    result = lifeos("config", "edit", env={"VISUAL": editor, "EDITOR": "false"})
    assert result.code == 0
    assert lifeos("config", "get", "coach").out == "woop\n"
    assert config(lifeos).read_text().startswith(template())


def test_edit_says_what_is_wrong_and_keeps_what_was_written(lifeos: Lifeos, tmp_path: Path) -> None:
    editor = script(tmp_path / "e.py", "path.write_text('coach = \"woop\"\\nmodle = 1\\n')")
    result = lifeos("config", "edit", env={"EDITOR": editor})
    assert result.code == 2
    assert "line 2: 'modle' is not a setting. Did you mean 'model'?" in result.err
    assert config(lifeos).read_text() == 'coach = "woop"\nmodle = 1\n'


def test_an_edit_that_changes_nothing_leaves_no_file(lifeos: Lifeos, tmp_path: Path) -> None:
    assert lifeos("config", "edit", env={"EDITOR": script(tmp_path / "e.py", "")}).code == 0
    assert not config(lifeos).exists()


@pytest.mark.parametrize(
    ("editor", "args", "code"),
    [("false", (), 1), ("no-such-editor-here", (), 2), ("'", (), 2), ("true", ("--no-input",), 2)],
)
def test_an_editor_that_fails_is_said_in_one_line(
    editor: str, args: tuple[str, ...], code: int, lifeos: Lifeos
) -> None:
    result = lifeos("config", "edit", *args, env={"EDITOR": editor})
    assert result.code == code
    assert result.err.count("\n") == 1
    assert not config(lifeos).exists()


def test_a_key_is_piped_in_and_never_shown(lifeos: Lifeos) -> None:
    runs = [lifeos("config", "key", "set", "anthropic", "--debug", stdin=f" {SECRET}\r\n")]
    assert (lifeos.home / "config" / "keys.toml").stat().st_mode & 0o777 == 0o600
    listed = lifeos("config", "key", "list")
    assert listed.rows() == [["anthropic", "file", str(lifeos.home / "config" / "keys.toml"), "...wxyz"]]
    others = (("key", "list", "--json"), ("list", "--json"), ("validate",), ("key", "rm", "anthropic"))
    runs += [lifeos("config", *args, "--debug") for args in others]
    assert [run.code for run in runs] == [0] * 5
    assert not [run for run in [*runs, listed] if SECRET[:-4] in spoken(run)]
    assert lifeos("config", "key", "list").out == ""


@pytest.mark.parametrize("stdin", ["", "  \n", "two words\n", "\x00\n"])
def test_what_is_not_a_key_is_refused(stdin: str, lifeos: Lifeos) -> None:
    result = lifeos("config", "key", "set", "anthropic", stdin=stdin)
    assert result.code == 2
    assert not lifeos.home.exists()


@pytest.mark.parametrize(
    "args",
    [
        ("anthropic", SECRET),
        ("anthropic", "--key", SECRET),
        ("anthropic", f"--key={SECRET}"),
        (SECRET,),
        (SECRET.lower(), SECRET),
    ],
)
def test_a_key_as_an_argument_is_refused_and_not_repeated(args: tuple[str, ...], lifeos: Lifeos) -> None:
    for debug in ((), ("--debug",)):
        result = lifeos("config", "key", "set", *args, *debug, stdin=SECRET)
        assert result.code == 2
        assert SECRET.lower() not in spoken(result).lower()
        assert not lifeos.home.exists()


def test_a_key_given_as_a_setting_is_sent_to_the_right_command(lifeos: Lifeos) -> None:
    result = lifeos("config", "set", "anthropic.api_key", SECRET, "--debug")
    assert result.code == 2
    assert "lifeos config key set" in result.err
    assert SECRET not in spoken(result)


def test_on_a_terminal_the_key_is_asked_for_without_an_echo(lifeos: Lifeos) -> None:
    child = lifeos.terminal("config", "key", "set", "anthropic")
    child.expect("not shown.*: ")
    child.waitnoecho()
    child.sendline(SECRET)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert SECRET not in child.before
    assert SECRET in (lifeos.home / "config" / "keys.toml").read_text()


@pytest.mark.parametrize(("pressed", "code"), [("\x03", 130), ("\x04", 2), ("\r", 2)])
def test_the_question_can_be_left_without_a_trace(pressed: str, code: int, lifeos: Lifeos) -> None:
    child = lifeos.terminal("config", "key", "set", "anthropic")
    child.expect("not shown.*: ")
    child.waitnoecho()
    child.send(pressed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert "Traceback" not in child.before
    assert not lifeos.home.exists()


def test_with_no_input_on_a_terminal_nothing_is_asked(lifeos: Lifeos) -> None:
    child = lifeos.terminal("config", "key", "set", "anthropic", "--no-input")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "standard input" in child.before


def test_a_key_goes_to_the_systems_store_where_there_is_one(lifeos: Lifeos, tmp_path: Path) -> None:
    (tmp_path / "its_store.py").write_text(STORE)
    env = {"PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "its_store.Keyring"}
    result = lifeos("config", "key", "set", "anthropic", stdin=SECRET, env=env)
    assert result.code == 0
    assert "key store" in result.err
    assert SECRET not in (lifeos.home / "config" / "keys.toml").read_text()
    assert lifeos("config", "key", "list").rows() == [["anthropic", "keyring", "the system's key store", ""]]
    assert lifeos("config", "key", "rm", "anthropic", env=env).code == 0
    assert (tmp_path / "person" / "store.json").read_text() == "{}"


def test_a_file_of_keys_that_others_can_read_is_refused(lifeos: Lifeos) -> None:
    lifeos("config", "key", "set", "anthropic", stdin=SECRET)
    (lifeos.home / "config" / "keys.toml").chmod(0o644)
    result = lifeos("config", "key", "list")
    assert result.code == 1
    assert "chmod 600" in result.err
    assert SECRET not in spoken(result)


def test_removing_a_key_that_is_not_there_exits_3(lifeos: Lifeos) -> None:
    assert lifeos("config", "key", "rm", "openai").code == 3


def test_hostile_text_in_the_file_is_shown_harmless(lifeos: Lifeos) -> None:
    config(lifeos).parent.mkdir(parents=True)
    config(lifeos).write_text('"\\u001b]52;c;eA==\\u0007x" = "[/bold]"\nmodel = "a/[@click=x]\\u202e"\n')
    for args in (("validate",), ("list",), ("get", "model"), ("validate", "--json")):
        assert not set(spoken(lifeos("config", *args))) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    "args", [("list", "--json"), ("set", "coach", "woop"), ("key", "list"), ("unset", "coach")]
)
def test_no_command_here_opens_the_store_or_imports_what_is_heavy(
    args: tuple[str, ...], lifeos: Lifeos
) -> None:
    code = (
        "import sys; from lifeos_cli.cli.entry import run; code = run(sys.argv[1:]);"
        "heavy = {'anthropic', 'litellm', 'lancedb', 'pyarrow', 'numpy', 'textual', 'openai', 'keyring', 'sqlite3'};"
        "print(code, *heavy & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "config", *args]
    done = subprocess.run(command, env=lifeos.env(), capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0"
    assert not (lifeos.home / "data").exists()
