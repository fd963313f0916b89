"""Mutation-tests the pure cores: `python -m tests.mutants [FOLDER] [GLOB ...]` (extra `mutants`; an hour or more).

The tree is copied to FOLDER (a new temporary one without it) and mutated
there; a second run with the same FOLDER goes on where the first was stopped.
Prints, for each file, how many mutants were killed, survived, or had no test,
then the names of those that survived (`mutmut show NAME` in FOLDER prints one).
Exit code 1 if any survived.
"""

from __future__ import annotations

import fnmatch
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORES = (
    "lifeos_cli/growth/**/*.py",
    "lifeos_cli/memory/fuse.py",
    "lifeos_cli/extraction/queue.py",
    "lifeos_cli/extraction/steering.py",
    "lifeos_cli/extraction/ending.py",
    "lifeos_cli/store/jobs.py",
)
TESTS = (
    "tests/growth",
    "tests/memory/test_fuse.py",
    "tests/extraction/test_queue.py",
    "tests/extraction/test_queue_model.py",
    "tests/extraction/test_queue_rows.py",
    "tests/extraction/test_workflow.py",
)
SETTINGS = """
[mutmut]
source_paths=
    lifeos_cli
only_mutate=
    {files}
pytest_add_cli_args_test_selection=
    {tests}
pytest_add_cli_args=
    -p
    no:cacheprovider
    -o
    timeout=0
    -o
    filterwarnings=default
    -m
    not slow
also_copy=
    {rest}
"""
ENDED = {0: "survived", 1: "killed", 3: "killed", 5: "no test", 33: "no test", None: "not run"}
"""What mutmut's exit codes mean here; every other one is a time-out or a crash, which is a kill."""


def copy(folder: Path, globs: list[str]) -> None:
    """Copy what Git knows of the tree, and write mutmut's settings beside it."""
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    files = [name for name in named.decode().split("\0") if name and (ROOT / name).is_file()]
    for name in files:
        to = folder / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes((ROOT / name).read_bytes())
    cores = [str(path.relative_to(ROOT)) for glob in CORES for path in sorted(ROOT.glob(glob))]
    chosen = [name for name in cores if not globs or any(fnmatch.fnmatch(name, glob) for glob in globs)]
    rest = sorted({name.split("/")[0] for name in files} - {"lifeos_cli", "tests"})
    settings = SETTINGS.format(
        **{
            name: "\n    ".join(lines)
            for name, lines in {"files": chosen, "tests": TESTS, "rest": rest}.items()
        }
    )
    (folder / "setup.cfg").write_text(settings, encoding="utf-8")


def told(folder: Path) -> int:
    """Print how it went, a line a file and a line a survivor; returns how many survived."""
    survived = []
    totals: Counter[str] = Counter()
    for meta in sorted((folder / "mutants").rglob("*.py.meta")):
        codes: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        if not codes:
            continue
        ended = Counter(ENDED.get(code, "killed") for code in codes.values())
        survived += [name for name, code in codes.items() if code == 0]
        totals += ended
        line = ", ".join(f"{count} {how}" for how, count in sorted(ended.items()))
        print(f"{meta.relative_to(folder / 'mutants').with_suffix('')}: {line}")
    print(f"all: {', '.join(f'{count} {how}' for how, count in sorted(totals.items()))}")
    print(*survived, sep="\n")
    return len(survived)


def main(arguments: list[str]) -> int:
    """Mutate, run, and tell; returns the exit code."""
    folder = Path(arguments[0]) if arguments else Path(tempfile.mkdtemp(prefix="lifeos-mutants-"))
    if not (folder / "setup.cfg").exists():
        folder.mkdir(parents=True, exist_ok=True)
        copy(folder, arguments[1:])
    print(f"in {folder}", file=sys.stderr)
    tool = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
    subprocess.run(tool, cwd=folder, check=False, stdout=subprocess.DEVNULL)
    return 1 if told(folder) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
