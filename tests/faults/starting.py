"""Children of the fault tests that say when they are at their work."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Lifeos


def start(lifeos: Lifeos, module: str, *arguments: object) -> subprocess.Popen[bytes]:
    """Start a module of this folder on the home; returns once it is past its imports."""
    child = subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", str(lifeos.home), *map(str, arguments)],
        stdout=subprocess.PIPE,
        env=lifeos.env(),
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child
