"""Every benchmark, one after the other, written down: `python -m tests.bench [CHAPTER ...]`.

Each chapter is a module of this folder run in a process of its own. What it
prints is kept word for word in `docs/benchmarks.md`, beside the command that
made it, the machine and the versions; chapters that are not run keep what they
said last. The ratios of the shell's commands are drawn in `docs/benchmarks.svg`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from tests.bench.drawing import bars

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PLOT = DOCS / "benchmarks.md", DOCS / "benchmarks.svg"
PACKAGES = (
    "typer",
    "textual",
    "rich",
    "sqlite-utils",
    "lancedb",
    "anthropic",
    "litellm",
    "onnxruntime",
    "numpy",
)


class Chapter(NamedTuple):
    """A benchmark and what it is about."""

    name: str
    title: str
    about: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The line that makes its figures."""
        return " ".join(("python -m", f"tests.bench.{self.name}", *self.arguments))


CHAPTERS = (
    Chapter(
        "cold_start", "Cold start", "Whole commands beside a bare interpreter, and the prompt of a chat."
    ),
    Chapter(
        "commands",
        "Every command",
        "Whole commands on a made-up month; a note where the job itself is heavy.",
    ),
    Chapter("peers", "Beside other programs", "A thousand entries in each; whole processes in turn."),
    Chapter("chat", "A model's first token", "A model on loopback that answers at once.", ("100000",)),
    Chapter(
        "memory_search", "Search", "Words, vectors, both, at three sizes.", ("10000", "100000", "1000000")
    ),
    Chapter("memory_words", "Search by words", "The full-text leg alone.", ("10000", "100000")),
    Chapter("retrieval", "What search finds", "Recall at ten on labelled questions."),
    Chapter("store", "Live updates", "From another process's commit to a line of `lifeos watch`."),
    Chapter("jobs", "Background work", "Claiming, enqueueing, throughput."),
    Chapter("extraction", "What extraction finds", "Precision and recall by rules on the held-out half."),
    Chapter(
        "import_jsonl", "Import", "Beside a bare `executemany` of the same rows and index.", ("1000000",)
    ),
    Chapter("person", "Profile, goals and skills", "Ten years of evidence."),
    Chapter("simulation", "Significant change", "How often the rule speaks with and without a true change."),
    Chapter("skill_merge", "Near-duplicate skills", "Cross-validated on labelled pairs."),
    Chapter(
        "tui",
        "The app",
        "First frame, mode switches, another process's commits, keys while a reply streams; years in the store.",
        (".bench/tui", "frame", "switch", "live", "stream"),
    ),
    Chapter(
        "soak",
        "Memory over an hour",
        "A chat that is talked to, a follower, a writer.",
        ("60",),
    ),
    Chapter("scaling", "How cost grows", "The same commands at three sizes."),
    Chapter("scaling_within", "How work grows", "The same operations inside a process at three sizes."),
)


def run(chapter: Chapter) -> str:
    """Run a chapter; returns what it printed."""
    print(f"== {chapter.command}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{chapter.name}", *chapter.arguments],
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, flush=True)
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        raise SystemExit(f"{chapter.command} failed")
    return done.stdout.strip()


def machine() -> str:
    """Return a sentence about the machine and the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; {packages}."
    )


def kept() -> dict[str, str]:
    """Return the sections of the page as it is, by chapter."""
    if not PAGE.exists():
        return {}
    parts = re.split(r"^<!-- (\w+) -->\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def section(chapter: Chapter, printed: str) -> str:
    """Return a chapter's section."""
    day = datetime.now(UTC).date()
    return f"## {chapter.title}\n\n{chapter.about} `{chapter.command}`, {day}.\n\n```\n{printed}\n```"


def write(sections: dict[str, str]) -> None:
    """Write the page, and the plot where the figures for it are there."""
    drawn = bars(sections.get("peers", ""))
    if drawn:
        PLOT.write_text(drawn, encoding="utf-8")
    head = [
        "# Benchmarks",
        "",
        "<!-- Made by `python -m tests.bench`, which runs everything side by side in one session. -->",
        "",
        "Figures are medians; what counts is the ratio to what ran in turn with it on the same machine, for seconds",
        "are the machine's. Each block is what the command above it printed.",
        "",
        f"Machine: {machine()}",
        "",
        *(["![Beside other programs](benchmarks.svg)", ""] if PLOT.exists() else []),
    ]
    body = [f"<!-- {one.name} -->\n{sections[one.name]}\n" for one in CHAPTERS if one.name in sections]
    PAGE.write_text("\n".join(head) + "\n" + "\n".join(body), encoding="utf-8")


def main() -> None:
    """Run the chapters named, or all of them, and write the page after each."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help=", ".join(one.name for one in CHAPTERS)
    )
    wanted = parser.parse_args().chapters
    if unknown := set(wanted) - {one.name for one in CHAPTERS}:
        parser.error(f"no such chapter: {', '.join(sorted(unknown))}")
    sections = kept()
    for chapter in CHAPTERS:
        if not wanted or chapter.name in wanted:
            sections[chapter.name] = section(chapter, run(chapter))
            write(sections)


if __name__ == "__main__":
    main()
