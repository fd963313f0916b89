"""Our lines in a crontab: one block between two marks. Every other byte stays as it is."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.extraction.schedule.entries import Entry, Program

BEGIN = b"# >>> lifeos schedule: written by `lifeos schedule install`, taken out by `lifeos schedule remove`"
END = b"# <<< lifeos schedule"
_JOINED = b" (the line before had no end)"
_MARKS = re.compile(rb"^# (?:>>>|<<<) lifeos schedule", re.MULTILINE)
_BLOCK = re.compile(
    rb"(?P<cut>\n)?^# >>> lifeos schedule[^\n]*?(?P<joined> \(the line before had no end\))?\r?\n"
    rb"(?P<body>(?:(?!# (?:>>>|<<<) lifeos schedule)[^\n]*\n)*)^# <<< lifeos schedule[^\n]*(?:\n|\Z)",
    re.MULTILINE,
)
_NONE = "no crontab for"


class Crontab:
    """A crontab: the user's own, or a file.

    Args:
        file: The file; None for the user's own, through `crontab`.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def read(self) -> bytes:
        """Return it whole; nothing if there is none.

        Raises:
            UnavailableError: There is no cron here.
            LifeosError: It could not be read.
        """
        if self._file is not None:
            return self._file.read_bytes() if self._file.exists() else b""
        done = self._crontab("-l")
        if done.returncode == 0:
            return done.stdout
        said = done.stderr.decode(errors="replace")
        if _NONE in said:
            return b""
        raise LifeosError(f"the crontab could not be read: {said.strip() or done.returncode}")

    def write(self, content: bytes) -> None:
        """Put it in the place of what is there.

        Raises:
            UnavailableError: There is no cron here.
            LifeosError: It was refused; what was there stays.
        """
        if self._file is not None:
            _replace(self._file.resolve(), content)
            return
        done = self._crontab("-", given=content)
        if done.returncode:
            raise LifeosError(f"the crontab was refused: {done.stderr.decode(errors='replace').strip()}")

    def _crontab(self, *words: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        found = shutil.which("crontab")
        if found is None:
            raise UnavailableError(
                "there is no cron here", hint="Use --systemd, or write the lines by hand: examples/crontab."
            )
        return subprocess.run(  # noqa: S603 - a fixed program with fixed words
            [found, *words], input=given, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )


def _replace(file: Path, content: bytes) -> None:
    """Replace a file whole or not at all; its mode stays."""
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as made:
        made.write(content)
    fresh = Path(made.name)
    fresh.chmod(mode)
    fresh.replace(file)


def line(entry: Entry, program: Program) -> str:
    """Write an entry as a line of a crontab."""
    words = [f"{name}={shlex.quote(value)}" for name, value in program.variables]
    words += [shlex.quote(word) for word in (*program.words, *entry.arguments)]
    quiet = "" if entry.answers else " > /dev/null"
    # A bare % ends a command in a crontab (crontab(5)).
    return f"{entry.cron} {' '.join(words)}{quiet}".replace("%", "\\%")


def block(entries: Sequence[Entry], program: Program) -> bytes:
    """Write the lines between the marks."""
    lines = [f"# {entry.name}: {entry.about}\n{line(entry, program)}\n" for entry in entries]
    return "".join(lines).encode("utf-8", "surrogateescape")


def without(content: bytes) -> bytes:
    """Return a crontab without our block.

    Raises:
        LifeosError: The marks do not fit together.
    """
    return _BLOCK.sub(_removed, _checked(content))


def _removed(found: re.Match[bytes]) -> bytes:
    return b"" if found["joined"] or not found["cut"] else b"\n"


def with_block(content: bytes, body: bytes) -> bytes:
    """Return a crontab with our block in it: where it is now, else at the end.

    Raises:
        LifeosError: The marks do not fit together.
    """
    found = _BLOCK.search(_checked(content))
    if found is not None:
        start = found.start("body")
        return content[:start] + body + content[found.end("body") :]
    joined = bool(content) and not content.endswith(b"\n")
    begin = b"\n" + BEGIN + _JOINED if joined else BEGIN
    return content + begin + b"\n" + body + END + b"\n"


def installed(content: bytes) -> list[dict[str, str]]:
    """List our lines as they stand: `name`, `when`, `command`.

    Raises:
        LifeosError: The marks do not fit together.
    """
    found = _BLOCK.search(_checked(content))
    listed, name = list[dict[str, str]](), ""
    for text in found["body"].decode(errors="replace").splitlines() if found else ():
        if text.startswith("#"):
            name = text.lstrip("# ").partition(":")[0]
        elif text.strip():
            fields = text.split(None, 5)
            listed.append({"name": name, "when": " ".join(fields[:5]), "command": "".join(fields[5:])})
    return listed


def _checked(content: bytes) -> bytes:
    """Return the crontab if our marks stand in one pair or not at all."""
    marks, blocks = len(_MARKS.findall(content)), len(_BLOCK.findall(content))
    if marks != 2 * blocks or blocks > 1:
        raise LifeosError(
            "the marks of lifeos in the crontab do not fit together; it was left as it is",
            hint="Take the lines with '>>> lifeos schedule' and '<<< lifeos schedule' out by hand.",
        )
    return content
