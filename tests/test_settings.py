"""Settings: one declaration a key, four layers, and a file whose comments survive."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lifeos_cli import tomlfile
from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.settings import load
from lifeos_cli.settings_checks import EXTRACTED, TOOLS
from lifeos_cli.settings_file import set_value, unset_value
from lifeos_cli.settings_key import Key, as_text
from lifeos_cli.settings_sources import check
from lifeos_cli.settings_spec import KEYS, template

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths

ROOT = Path(__file__).parent.parent
SAMPLE: dict[str, tuple[str, str]] = {
    "model": ("openai/gpt-1", "ollama/llama3.2:3b"),
    "models.extraction": ("guided", "x/y"),
    "anthropic.base_url": ("http://localhost:1", "https://example.org/v1"),
    "anthropic.cache": ("false", "true"),
    "ollama.base_url": ("http://localhost:1", "http://box.local:11434"),
    "llama-server.base_url": ("http://localhost:1", "http://box.local:8080"),
    "litellm.base_url": ("http://localhost:1", "https://example.org/v1"),
    "coach": ("woop", "mine-2"),
    "chat.max_tokens": ("64", "100000"),
    "chat.context_tokens": ("2000", "100000"),
    "chat.timeout_s": ("1", "600"),
    "chat.retries": ("0", "10"),
    "chat.markdown": ("false", "true"),
    "chat.plain": ("true", "false"),
    "checkin.windows": ("07:00-08:00", "06:00-07:30,21:00-23:00"),
    "safety.region": ("DE", "US"),
    "safety.card_file": ("/a/card.txt", "/b/card.txt"),
    "safety.second_opinion": ("false", "true"),
    "memory.enabled": ("false", "true"),
    "memory.not_in": ("checkin", "exploration,checkin"),
    "memory.embedder": ("static", "litellm:ollama/nomic-embed-text"),
    "usage.daily_limit": ("2.50", "0"),
    "usage.monthly_limit": ("20", "0.000001"),
    "usage.per_minute": ("1", "60"),
    "color": ("always", "never"),
    "chat.max_steps": ("1", "20"),
    **{f"tools.{name}": ("auto", "never") for name, _ in TOOLS},
    **{f"extract.{name}": ("propose", "accept") for name, _ in EXTRACTED},
    "tui.theme": ("nord", "ansi-dark"),
    "tui.animation": ("true", "false"),
    "tui.mouse": ("false", "true"),
    "tui.vim": ("true", "false"),
    "tui.keys": ("goals.done=d", "help=f1 h,goals.done=ctrl+d"),
    "tools.own": ("moon=auto", "moon,tide=never"),
}
"""Two valid values a key, neither the default."""


def write(paths: Paths, text: str) -> None:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings.write_bytes(text.encode())


def shown(paths: Paths, key: str) -> str:
    return as_text(load(paths).value(key))


def test_every_key_has_a_sample_and_a_valid_default() -> None:
    assert SAMPLE.keys() == KEYS.keys()
    for key in KEYS.values():
        assert key.accept(key.default) == key.default
        assert key.help.endswith(".")
        assert re.fullmatch(r"LIFEOS_[A-Z_]+", key.env)
    assert len({key.env for key in KEYS.values()}) == len(KEYS)


def test_a_key_and_a_table_never_share_a_name() -> None:
    assert not [one for one in KEYS for other in KEYS if other.startswith(f"{one}.")]


@pytest.mark.parametrize("name", list(KEYS))
def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(
    name: str, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, (one, other) = KEYS[name], SAMPLE[name]
    settings = load(paths)
    assert (settings.value(name), settings.origin(name), settings.given(name)) == (
        key.default,
        "default",
        False,
    )

    set_value(paths, name, [one])
    settings = load(paths)
    assert (as_text(settings.value(name)), settings.origin(name), settings.given(name)) == (one, "file", True)
    assert settings.where(name) == str(paths.settings)

    monkeypatch.setenv(key.env, other)
    settings = load(paths)
    assert (as_text(settings.value(name)), settings.origin(name)) == (other, "env")
    assert settings.where(name) == key.env

    settings.override(name, None)
    assert settings.origin(name) == "env"
    settings.override(name, key.default)
    assert (settings.value(name), settings.origin(name), settings.given(name)) == (key.default, "flag", True)

    monkeypatch.delenv(key.env)
    assert unset_value(paths, name)
    assert load(paths).origin(name) == "default"
    assert paths.settings.read_text() == ""


def test_an_empty_variable_counts_as_not_set(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEOS_COACH", "")
    assert load(paths).origin("coach") == "default"


def test_our_own_variable_wins_over_the_foreign_one(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://localhost:2/")
    assert shown(paths, "anthropic.base_url") == "http://localhost:2"
    assert load(paths).where("anthropic.base_url") == "ANTHROPIC_BASE_URL"
    monkeypatch.setenv("LIFEOS_ANTHROPIC_BASE_URL", "http://localhost:3")
    assert shown(paths, "anthropic.base_url") == "http://localhost:3"


def test_each_type_has_its_own_reader(paths: Paths) -> None:
    settings = load(paths)
    assert settings.text("coach") == "goal_grow"
    assert settings.number("chat.max_tokens") == 4096
    assert settings.flag("chat.markdown") is True
    assert settings.items("checkin.windows") == ["08:00-10:00", "20:00-22:00"]
    settings.items("checkin.windows").clear()
    assert settings.items("checkin.windows")
    for read, key in (
        (settings.text, "chat.plain"),
        (settings.number, "chat.plain"),
        (settings.flag, "chat.max_tokens"),
        (settings.items, "coach"),
    ):
        with pytest.raises(TypeError, match=re.escape(key)):
            read(key)


@pytest.mark.parametrize(
    ("name", "given", "normal"),
    [
        ("model", "claude-opus-5-5", "anthropic/claude-opus-5-5"),
        ("model", "openrouter/meta/llama:free", "openrouter/meta/llama:free"),
        ("anthropic.base_url", "http://localhost:11434/", "http://localhost:11434"),
        ("safety.region", "de", "DE"),
        ("checkin.windows", "7:05-8:00", "07:05-08:00"),
        ("chat.plain", "YES", "true"),
    ],
)
def test_a_value_is_read_in_its_normal_form_and_kept_as_typed(
    name: str, given: str, normal: str, paths: Paths
) -> None:
    assert as_text(set_value(paths, name, [given])) == normal
    assert shown(paths, name) == normal
    assert given in paths.settings.read_text() or name == "chat.plain"


def test_a_home_in_a_path_is_found(paths: Paths) -> None:
    set_value(paths, "safety.card_file", ["~/card.txt"])
    assert load(paths).text("safety.card_file") == str(Path.home() / "card.txt")


BAD = [
    ("model", "gpt"),
    ("model", ""),
    ("model", "Open AI/x"),
    ("model", "openai/"),
    ("models.extraction", "open ai"),
    ("anthropic.base_url", "localhost:1"),
    ("anthropic.base_url", "ftp://x"),
    ("anthropic.base_url", "https://me:secret@example.org"),
    ("coach", "../x"),
    ("coach", ""),
    ("chat.max_tokens", "63"),
    ("chat.max_tokens", "many"),
    ("chat.max_tokens", "6.5"),
    ("chat.max_tokens", "9" * 30),
    ("chat.timeout_s", "0"),
    ("chat.retries", "11"),
    ("usage.daily_limit", "-1"),
    ("usage.daily_limit", "two"),
    ("usage.monthly_limit", "inf"),
    ("usage.monthly_limit", "NaN"),
    ("usage.per_minute", "-1"),
    ("chat.markdown", "maybe"),
    ("tui.keys", "goals.done"),
    ("tui.theme", "a b"),
    ("checkin.windows", ""),
    ("checkin.windows", "08:00"),
    ("checkin.windows", "08:00-25:00"),
    ("checkin.windows", "10:00-08:00"),
    ("checkin.windows", "08:00-10:00,09:00-11:00"),
    ("checkin.windows", "20:00-22:00,08:00-10:00"),
    ("checkin.windows", "01:00-02:00,03:00-04:00,05:00-06:00"),
    ("safety.region", "DEU"),
    ("safety.card_file", "card.txt"),
    ("safety.card_file", "~nobody-at-all/card.txt"),
    ("color", "sometimes"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_and_nothing_is_written(name: str, value: str, paths: Paths) -> None:
    with pytest.raises(UsageFault, match=re.escape(name)) as caught:
        set_value(paths, name, [value])
    assert str(paths.settings) in caught.value.hint
    assert not paths.settings.exists()


@pytest.mark.parametrize(("name", "value"), [pair for pair in BAD if pair[1]])
def test_a_bad_variable_is_named(
    name: str, value: str, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEYS[name].env, value)
    with pytest.raises(UsageFault, match=f"^{KEYS[name].env}: {re.escape(name)} "):
        load(paths)


@pytest.mark.parametrize(
    ("text", "line", "key", "hint"),
    [
        ('coach = "woop"\n\nmodle = "a/b"\n', 3, "modle", "'model'"),
        ("[chat]\n# one\n\nmax_token = 5\n", 4, "chat.max_token", "'chat.max_tokens'"),
        ("[chats]\nplain = true\n", 2, "chats.plain", "'chat.plain'"),
        ("max_tokens = 500\n", 1, "max_tokens", "'chat.max_tokens'"),
        ("chat = 5\n", 1, "chat", "'chat.max_tokens'"),
        ('"chat.plain" = true\n', 1, "chat.plain", "'chat.plain'"),
        ("\n[checkin]\nwindows = [\n  '08:00-07:00',\n]\n", 3, "checkin.windows", "unset checkin.windows"),
        ("[chat]\r\nplain = true\r\nmax_tokens = 'many'\r\n", 3, "chat.max_tokens", "unset"),
        ("[chat]\nmax_tokens = true\n", 2, "chat.max_tokens", "unset"),
        ("chat = {plain = 1}\n", 1, "chat.plain", "unset"),
        ("color = 'alway'\n", 1, "color", "unset"),
        ("anthropic.api_key = 'x'\n", 1, "anthropic.api_key", "config key set"),
        ("zzzzzz = 1\n", 1, "zzzzzz", "config edit"),
    ],
)
def test_a_mistake_in_the_file_names_file_line_key_and_the_nearest_key(
    text: str, line: int, key: str, hint: str, paths: Paths
) -> None:
    write(paths, text)
    with pytest.raises(UsageFault) as caught:
        load(paths)
    assert caught.value.message.startswith(f"{paths.settings}, line {line}: ")
    assert key in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"coach = 'woop'\nmodel = \n", 2),
        (b"coach = 'woop'\ncoach = 'x'\n", 2),
        (b"\n\n[chat\n", 3),
        (b"coach = 'woop", 1),
        (b"x = '''\n\n", 3),
        (b"coach = 'woop'\n# caf\xe9\n", 2),
    ],
)
def test_a_file_that_is_not_toml_names_the_line_and_is_left_alone(
    raw: bytes, line: int, paths: Paths
) -> None:
    write(paths, "")
    paths.settings.write_bytes(raw)
    for act in (
        load,
        lambda where: set_value(where, "coach", ["woop"]),
        lambda where: unset_value(where, "coach"),
    ):
        with pytest.raises(UsageFault, match=f"config.toml, line {line}: "):
            act(paths)
    assert paths.settings.read_bytes() == raw


def test_the_whole_list_of_problems_can_be_had(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write(paths, "modle = 1\n[chat]\nmax_tokens = 1\n")
    monkeypatch.setenv("LIFEOS_COLOR", "red")
    assert [(problem.line, problem.key) for problem in check(paths)] == [
        (1, "modle"),
        (3, "chat.max_tokens"),
        (0, "color"),
    ]
    write(paths, "x = \n")
    assert [(problem.where, problem.line) for problem in check(paths)] == [(str(paths.settings), 1)]


def test_a_byte_order_mark_and_windows_line_ends_are_read(paths: Paths) -> None:
    write(paths, "\ufeffcoach = 'woop'\r\n[chat]\r\nplain = true\r\n")
    assert load(paths).flag("chat.plain")
    set_value(paths, "coach", ["values"])
    assert paths.settings.read_bytes() == b"coach = 'values'\r\n[chat]\r\nplain = true\r\n".replace(
        b"'", b'"'
    )


LAYOUTS = [
    "",
    "# only a comment\n",
    "model = 'x/y'",
    "# top\nmodel = 'a/b'  # mine\n\n[chat] # table\n# above\nplain = true # behind\n",
    "chat.plain = true\n[models]\nextraction = 'a/b'\n",
    "chat = {plain = true}  # inline\n",
    "[chat]\nplain = true\n[models]\nextraction = 'a/b'\n[chat.deep]\ny = 1\n",
    "[[stray]]\na = 1\n",
    "[checkin]\nwindows = [\n  '08:00-09:00', # morning\n  '20:00-21:00',\n]\n",
    "[a.b]\nx = 1\n[chat]\nplain = true\n[a.c]\nx = 1\n",
    "[ chat ]\n'plain' = true\n",
    "\r\nmodel = 'x/y' # c\r\n[chat]\r\nplain = true\r\n",
]


@pytest.mark.parametrize("text", LAYOUTS)
@pytest.mark.parametrize(
    ("name", "value"), [("model", "q/r"), ("chat.max_tokens", "99"), ("checkin.windows", "01:00-02:00")]
)
def test_whatever_the_layout_only_the_key_changes_and_comments_stay(
    text: str, name: str, value: str, paths: Paths
) -> None:
    write(paths, text)
    before = dict(tomlfile.flatten(tomllib.loads(text)))
    kept = [comment for comment in re.findall(r"# *(\w[\w ]*)", text) if comment != "morning"]

    set_value(paths, name, [value])
    after = paths.settings.read_text()
    inside = dict(tomlfile.flatten(tomllib.loads(after)))
    assert as_text(inside.pop(name)) == value
    assert inside == {key: old for key, old in before.items() if key != name}
    assert all(comment in after for comment in kept)

    assert unset_value(paths, name)
    after = paths.settings.read_text()
    assert dict(tomlfile.flatten(tomllib.loads(after))) == inside
    assert all(comment in after for comment in kept if comment not in {"mine", "c"} or name != "model")


def test_taking_the_last_key_out_of_a_table_keeps_the_comments_in_it(paths: Paths) -> None:
    write(paths, "[chat] # talk\n# why\nplain = true\n")
    unset_value(paths, "chat.plain")
    assert paths.settings.read_text() == "[chat] # talk\n# why\n"
    assert load(paths).origin("chat.plain") == "default"


def test_a_key_of_an_older_time_can_be_taken_out(paths: Paths) -> None:
    write(paths, "old = 1 # once\ncoach = 'woop'\n[gone]\nx = 1\n")
    assert unset_value(paths, "old")
    assert unset_value(paths, "gone.x")
    assert load(paths).text("coach") == "woop"


def test_unsetting_what_is_not_set_writes_nothing_and_an_unknown_key_is_refused(paths: Paths) -> None:
    assert not unset_value(paths, "coach")
    assert not paths.settings.exists()
    with pytest.raises(UsageFault, match="modle") as caught:
        unset_value(paths, "modle")
    assert "'model'" in caught.value.hint


def test_a_key_can_be_mended_while_another_line_is_still_wrong(paths: Paths) -> None:
    write(paths, "modle = 1\n[chat]\nmax_tokens = 1\n")
    set_value(paths, "chat.max_tokens", ["100"])
    unset_value(paths, "modle")
    assert load(paths).number("chat.max_tokens") == 100


def test_a_file_whose_change_would_do_more_is_left_alone(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(paths, "coach = 'woop'\n")
    for wrong in ("coach = 'woop'\ncolor = 'never'\n", "not toml"):
        monkeypatch.setattr("tomlkit.dumps", lambda _document, wrong=wrong: wrong)
        with pytest.raises(LifeosError, match="nothing was written"):
            set_value(paths, "coach", ["values"])
    assert paths.settings.read_text() == "coach = 'woop'\n"


def test_the_file_is_for_its_owner_alone_and_leaves_no_litter(paths: Paths) -> None:
    write(paths, "coach = 'woop'\n")
    paths.settings.chmod(0o644)
    set_value(paths, "coach", ["values"])
    assert paths.settings.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in paths.config.iterdir()) == [".lock", "config.toml"]


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_value(paths, "coach", ["woop"])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        set_value(paths, "coach", ["values"])
    assert shown(paths, "coach") == "woop"
    assert sorted(path.name for path in paths.config.iterdir()) == [".lock", "config.toml"]


def test_a_linked_file_is_written_through_the_link(paths: Paths, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "lifeos.toml"
    paths.config.mkdir(parents=True)
    paths.settings.symlink_to(real)
    assert load(paths).origin("coach") == "default"
    set_value(paths, "coach", ["woop"])
    set_value(paths, "color", ["never"])
    assert paths.settings.is_symlink()
    assert real.read_text() == 'coach = "woop"\ncolor = "never"\n'


def test_threads_that_set_different_keys_lose_none(paths: Paths) -> None:
    jobs = [threading.Thread(target=set_value, args=(paths, name, [SAMPLE[name][0]])) for name in KEYS]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    settings = load(paths)
    assert {name: as_text(settings.value(name)) for name in KEYS} == {
        name: one for name, (one, _) in SAMPLE.items()
    }


def test_the_template_explains_every_key_and_sets_none(paths: Paths) -> None:
    write(paths, template())
    assert not [name for name in KEYS if load(paths).given(name)]
    write(paths, re.sub(r"^# (?=\S+ = )", "", template(), flags=re.MULTILINE))
    settings = load(paths)
    assert {name: settings.value(name) for name in KEYS} == {name: key.default for name, key in KEYS.items()}
    assert all(settings.given(name) for name in KEYS)
    set_value(paths, "chat.max_tokens", ["99"])
    assert load(paths).number("chat.max_tokens") == 99


def test_a_description_has_everything_and_is_json(paths: Paths) -> None:
    described = json.loads(json.dumps(load(paths).describe("color")))
    assert described == {
        "key": "color",
        "value": "auto",
        "origin": "default",
        "where": "",
        "default": "auto",
        "type": "text",
        "choices": ["auto", "always", "never"],
        "env": "LIFEOS_COLOR",
        "also_env": [],
        "help": KEYS["color"].help,
    }


def test_an_override_that_does_not_fit_is_refused(paths: Paths) -> None:
    settings = load(paths)
    with pytest.raises(UsageFault, match=r"chat\.max_tokens must be 64 or more"):
        settings.override("chat.max_tokens", 1)
    settings.override("model", "claude-x")
    assert settings.text("model") == "anthropic/claude-x"


def test_a_long_or_hostile_value_is_cut_and_made_harmless_in_the_error() -> None:
    with pytest.raises(ValueError, match="must be") as caught:
        Key("k", "number", 1, "A number.").parse(["\x1b]0;x\x07" + "y" * 5000])
    assert len(str(caught.value)) < 100
    assert "\x1b" not in str(caught.value)


def test_loading_without_a_file_imports_nothing_heavy(paths: Paths) -> None:
    code = (
        "import sys; from lifeos_cli.paths import resolve; from lifeos_cli.settings import load;"
        f"s = load(resolve({str(paths.config.parent)!r})); s.text('model'); s.items('checkin.windows');"
        "print(*{'tomllib', 'tomlkit', 'keyring', 'difflib', 'json', 'tempfile', 'fcntl', 'typer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
