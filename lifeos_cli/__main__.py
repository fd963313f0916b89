"""The entry point: answers `--version` at once, hands everything else to the command line."""

from __future__ import annotations

import contextlib
import os
import sys

YOUNG = 50_000
"""Objects made before the garbage collector looks: a short command ends without its looking at all."""


def main() -> None:
    """Run `lifeos` with the process's arguments and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from lifeos_cli import __version__

        sys.stdout.write(f"lifeos {__version__}\n")
        leave(0)
    os.umask(0o077)
    import gc

    from lifeos_cli.later import postpone

    gc.set_threshold(YOUNG, 10, 10)
    postpone()
    from lifeos_cli.cli.entry import run

    leave(run(sys.argv[1:]))


def leave(code: int) -> None:
    """End the process now.

    What had to be written is written; tearing modules down would take longer
    than most commands.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # a reader may have gone
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
