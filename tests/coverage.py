"""Which lines of the program the tests run, its child processes too: `python -m tests.coverage [pytest arguments]`.

Tests that look at what a command imports fail under it, for it imports itself;
what a process had run when it was killed is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETTINGS = """
[run]
source = lifeos_cli
parallel = True
data_file = {folder}/data
patch = _exit
sigterm = True
concurrency = thread
[report]
exclude_also =
  if TYPE_CHECKING:
  \\.\\.\\.$
"""


def main(arguments: list[str]) -> int:
    """Run the tests, print the files with lines that were not run, the worst last; returns the report's code."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "coveragerc"
        settings.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
        env = {**os.environ, "COVERAGE_PROCESS_START": str(settings)}
        tests = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not slow", *arguments]
        subprocess.run(tests, cwd=ROOT, env=env, check=False)
        tool = [sys.executable, "-m", "coverage"]
        subprocess.run([*tool, "combine", "-q", f"--rcfile={settings}"], cwd=ROOT, check=False)
        report = [*tool, "report", f"--rcfile={settings}", "--skip-covered", "--sort=miss", "--fail-under=95"]
        return subprocess.run(report, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
