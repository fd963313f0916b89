"""The fence around every test, and the real program to run inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from lifeos_cli.paths import Paths, resolve
from tests.fence import sitecustomize

if TYPE_CHECKING:
    from collections.abc import Mapping

# A machine that is busy makes an example slow, not wrong.
hypothesis.settings.register_profile("lifeos", deadline=None)
hypothesis.settings.load_profile("lifeos")
_FENCE = str(Path(sitecustomize.__file__).parent)
_FOREIGN = ("LIFEOS_", "XDG_", "ANTHROPIC_", "OPENAI_", "LITELLM_", "DBUS_", "LC_")
_NAMES = {"VISUAL", "EDITOR", "PAGER", "FORCE_COLOR", "LANG", "LANGUAGE", "PYTHONPATH", "PYTHONWARNINGS"}
_FIXED = {
    "TZ": "UTC",
    "NO_COLOR": "1",
    "COLUMNS": "100",
    "LINES": "40",
    "TERM": "xterm-256color",
    "LC_ALL": "C.UTF-8",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
}


@pytest.fixture(autouse=True)
def _fenced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own person, settings, keys or zone leaks into a test."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name in _NAMES or name.upper().endswith(("_API_KEY", "_PROXY")):
            monkeypatch.delenv(name)
    for name, value in _FIXED.items():
        monkeypatch.setenv(name, value)
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("HOME", str(person))
    time.tzset()


@dataclass(frozen=True, slots=True)
class Result:
    """How one run of the program ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Read the output as one JSON document."""
        return json.loads(self.out)

    def jsonl(self) -> list[Any]:
        """Read the output as one JSON document a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def rows(self) -> list[list[str]]:
        """Read the output as tab-separated rows."""
        return [line.split("\t") for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Lifeos:
    """The real program, in a process of its own, with everything it keeps under `home`."""

    home: Path

    def env(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the fenced environment of a child, with `extra` on top; a `PYTHONPATH` comes after the fence."""
        given = dict(extra or {})
        path = os.pathsep.join(filter(None, (_FENCE, given.pop("PYTHONPATH", ""))))
        return {**os.environ, "LIFEOS_HOME": str(self.home), "PYTHONPATH": path, **given}

    def argv(self, *args: str) -> list[str]:
        """Return the whole command line."""
        return [sys.executable, "-m", "lifeos_cli", *args]

    def __call__(
        self,
        *args: str,
        stdin: str | bytes | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Result:
        """Run to the end; without `stdin` standard input is empty."""
        given = stdin.encode() if isinstance(stdin, str) else stdin or b""
        done = subprocess.run(
            self.argv(*args),
            input=given,
            capture_output=True,
            env=self.env(env),
            timeout=timeout,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(
        self, *args: str, env: Mapping[str, str] | None = None, **popen: Any
    ) -> subprocess.Popen[bytes]:
        """Start and return at once, all three streams piped unless `popen` says otherwise."""
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(self.argv(*args), env=self.env(env), **{**streams, **popen})

    def terminal(self, *args: str, env: Mapping[str, str] | None = None, timeout: float = 30) -> Any:
        """Start on a terminal of 40 lines and 100 columns, as a `pexpect.spawn` of text."""
        import pexpect

        python, *rest = self.argv(*args)
        return pexpect.spawn(
            python, rest, env=self.env(env), encoding="utf-8", timeout=timeout, dimensions=(40, 100)
        )


@pytest.fixture
def lifeos(tmp_path: Path) -> Lifeos:
    """Call it as one would on a command line: `lifeos("checkin", "--mood", "5")`."""
    return Lifeos(tmp_path / "home")


@pytest.fixture
def paths(lifeos: Lifeos) -> Paths:
    """The folders of the same home, for tests that call functions instead of the program."""
    return resolve(str(lifeos.home))
