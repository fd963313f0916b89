"""API keys: three places, in order, and none of them ever shows one."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from lifeos_cli import keybox
from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.keys import ApiKey, get_key, remove_key, set_key, stored, variable, where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lifeos_cli.paths import Paths

SECRET = "sk-ant-api03-Zq8wErTyUiOpAsDfGhJkLwxyz"  # noqa: S105 - not a key of anybody's
OTHER = "sk-other-1234567890abcdefghijklmnop"


class Box(KeyringBackend):
    """A key store that works, unless `trouble` is made when it is to keep something."""

    priority = 9

    def __init__(self, trouble: Callable[[str], object] | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own gap
        self.held: dict[tuple[str, str], str] = {}
        self.trouble = trouble

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is held."""
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Hold it."""
        if self.trouble:
            self.trouble(password)
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Let go of it."""
        del self.held[service, username]


def blurt(password: str) -> None:
    raise RuntimeError(f"cannot keep {password}")


def give_up(_password: str) -> None:
    raise SystemExit(3)


@pytest.fixture
def use() -> Iterator[object]:
    """Put a key store into force."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def box(use: object) -> Box:
    """A working key store in force."""
    made = Box()
    keyring.set_keyring(made)
    return made


def test_the_environment_wins_over_what_is_stored(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    set_key(paths, "anthropic", SECRET)
    monkeypatch.setenv("ANTHROPIC_API_KEY", f"  {OTHER}\n")
    found = get_key(paths, "anthropic")
    assert found is not None
    assert (found.reveal(), found.origin) == (OTHER, "env")
    monkeypatch.setenv("ANTHROPIC_API_KEY", " ")
    found = get_key(paths, "anthropic")
    assert found is not None
    assert (found.reveal(), found.origin) == (SECRET, "file")


def test_any_provider_has_its_variable(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    assert variable("my-own_one") == "MY_OWN_ONE_API_KEY"
    monkeypatch.setenv("MY_OWN_ONE_API_KEY", OTHER)
    assert get_key(paths, "my-own_one") is not None
    assert get_key(paths, "openai") is None


def test_without_a_key_store_the_key_goes_to_a_file_for_its_owner_alone(paths: Paths) -> None:
    assert set_key(paths, "anthropic", f"\n {SECRET} \n") == "file"
    assert paths.keys.stat().st_mode & 0o777 == 0o600
    assert paths.config.stat().st_mode & 0o777 == 0o700
    found = get_key(paths, "anthropic")
    assert found is not None
    assert found.reveal() == SECRET
    assert where(paths, "anthropic") == ("anthropic", "file", str(paths.keys), "wxyz")


def test_with_a_key_store_the_file_only_points_to_it(paths: Paths, box: Box) -> None:
    assert set_key(paths, "anthropic", SECRET) == "keyring"
    assert SECRET not in paths.keys.read_text()
    assert list(box.held.values()) == [SECRET]
    found = get_key(paths, "anthropic")
    assert found is not None
    assert (found.reveal(), found.origin) == (SECRET, "keyring")
    assert where(paths, "anthropic") == ("anthropic", "keyring", "the system's key store", "")


def test_setting_a_key_anew_leaves_one_entry_in_the_store(paths: Paths, box: Box) -> None:
    set_key(paths, "anthropic", SECRET)
    set_key(paths, "anthropic", OTHER)
    assert list(box.held.values()) == [OTHER]


def test_two_homes_do_not_share_an_entry(paths: Paths, box: Box, tmp_path: object) -> None:
    from lifeos_cli.paths import resolve

    set_key(paths, "anthropic", SECRET)
    second = resolve(f"{tmp_path}/second")
    set_key(second, "anthropic", OTHER)
    remove_key(second, "anthropic")
    found = get_key(paths, "anthropic")
    assert found is not None
    assert found.reveal() == SECRET


@pytest.mark.parametrize("kind", [fail.Keyring, null.Keyring, lambda: Box(blurt), lambda: Box(give_up)])
def test_a_key_store_that_does_not_work_is_passed_over_in_silence(
    kind: Callable[[], KeyringBackend], paths: Paths, use: object, capfd: pytest.CaptureFixture[str]
) -> None:
    keyring.set_keyring(kind())
    assert set_key(paths, "anthropic", SECRET) == "file"
    found = get_key(paths, "anthropic")
    assert found is not None
    assert found.reveal() == SECRET
    assert capfd.readouterr() == ("", "")


def test_a_key_store_that_hangs_is_left_behind(
    paths: Paths, use: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(Box(lambda _password: time.sleep(2)))
    monkeypatch.setattr(keybox, "PATIENCE", 0.05)
    assert set_key(paths, "anthropic", SECRET) == "file"
    for thread in threading.enumerate():
        if thread.name == "key store":
            thread.join()


def test_a_key_store_that_has_gone_counts_as_no_key(paths: Paths, box: Box) -> None:
    set_key(paths, "anthropic", SECRET)
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring's own gap
    assert get_key(paths, "anthropic") is None
    with pytest.raises(LifeosError, match="still there"):
        remove_key(paths, "anthropic")
    assert where(paths, "anthropic") is None


def test_removing_a_key_removes_it_everywhere(paths: Paths, box: Box) -> None:
    set_key(paths, "anthropic", SECRET)
    remove_key(paths, "anthropic")
    assert box.held == {}
    assert get_key(paths, "anthropic") is None
    with pytest.raises(NotFoundError, match="anthropic"):
        remove_key(paths, "anthropic")


def test_a_key_of_the_environment_is_not_ours_to_remove(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    with pytest.raises(NotFoundError) as caught:
        remove_key(paths, "anthropic")
    assert "ANTHROPIC_API_KEY" in caught.value.hint


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_can_reach_is_refused_with_the_cure(mode: int, paths: Paths) -> None:
    set_key(paths, "anthropic", SECRET)
    paths.keys.chmod(mode)
    for act in (
        lambda: get_key(paths, "anthropic"),
        lambda: where(paths, "anthropic"),
        lambda: stored(paths),
    ):
        with pytest.raises(LifeosError) as caught:
            act()
        assert f"chmod 600 {paths.keys}" in caught.value.hint
    set_key(paths, "openai", OTHER)
    assert paths.keys.stat().st_mode & 0o777 == 0o600
    assert get_key(paths, "anthropic") is not None


def test_the_environment_needs_no_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    set_key(paths, "anthropic", SECRET)
    paths.keys.chmod(0o644)
    monkeypatch.setenv("ANTHROPIC_API_KEY", OTHER)
    assert get_key(paths, "anthropic") is not None


def test_comments_in_the_file_of_keys_stay(paths: Paths) -> None:
    set_key(paths, "anthropic", SECRET)
    paths.keys.write_text("# from work\n" + paths.keys.read_text())
    set_key(paths, "openai", OTHER)
    remove_key(paths, "anthropic")
    assert paths.keys.read_text() == f'# from work\nopenai = "{OTHER}"\n'


@pytest.mark.parametrize("value", ["", " \n", "two words", "a\nb", "schl\u00fcssel", "x" * 5000, "a\x00b"])
def test_what_cannot_be_a_key_is_refused_and_not_repeated(value: str, paths: Paths) -> None:
    with pytest.raises(UsageFault) as caught:
        set_key(paths, "anthropic", value)
    assert not paths.keys.exists()
    assert not value.strip() or value.strip() not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize("name", ["", "An Thropic", "../x", SECRET, SECRET.lower(), "a.b", "x" * 40])
def test_what_cannot_be_a_provider_is_refused_and_not_repeated(name: str, paths: Paths) -> None:
    for act in (
        lambda: get_key(paths, name),
        lambda: set_key(paths, name, OTHER),
        lambda: remove_key(paths, name),
    ):
        with pytest.raises(UsageFault) as caught:
            act()
        assert not name or name not in f"{caught.value.message}{caught.value.hint}"


def test_a_key_does_not_print_itself() -> None:
    key = ApiKey(SECRET, "file")
    shown = f"{key} {key!r} {key!s:>40} {[key]} {vars(type(key)).keys()}"
    assert SECRET not in shown
    assert SECRET not in "".join(traceback.format_exception(ValueError(key)))
    for copier in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            copier(key)


def test_only_a_long_key_shows_its_tail() -> None:
    assert ApiKey(SECRET, "file").tail() == "wxyz"
    assert ApiKey("short-key", "file").tail() == ""


def test_all_keys_are_listed_by_provider(paths: Paths, monkeypatch: pytest.MonkeyPatch, use: object) -> None:
    set_key(paths, "mine", SECRET)
    keyring.set_keyring(Box())
    set_key(paths, "openai", OTHER)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "short")
    monkeypatch.setenv("UNRELATED_API_KEY", OTHER)
    assert [(place.provider, place.origin, place.tail) for place in stored(paths)] == [
        ("anthropic", "env", ""),
        ("openai", "keyring", ""),
        ("mine", "file", "wxyz"),
    ]


def test_the_key_store_is_not_even_imported_without_its_mark(paths: Paths) -> None:
    set_key(paths, "anthropic", SECRET)
    code = (
        "import sys; from lifeos_cli.keys import get_key, stored; from lifeos_cli.paths import resolve;"
        f"p = resolve({str(paths.config.parent)!r}); assert get_key(p, 'anthropic'); assert stored(p);"
        "assert get_key(p, 'openai') is None;"
        "print(*{'keyring', 'tomlkit', 'threading', 'tempfile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
