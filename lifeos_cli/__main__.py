"""The entry point: answers `--version` at once, hands everything else to the command line."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

YOUNG = 50_000
"""Objects made before the garbage collector looks for cycles: Python's 700 cost a command up to a tenth of its time."""


def main() -> None:
    """Run `lifeos` with the process's arguments and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from lifeos_cli import __version__

        try:
            if sys.stdout is not None:  # `>&-`
                sys.stdout.write(f"lifeos {__version__}\n")
                sys.stdout.flush()
        except BrokenPipeError:
            leave(0)
        except OSError as error:
            sys.stderr.write(f"lifeos: {error.strerror}: standard output.\n")
            leave(1)
        leave(0)
    os.umask(0o077)
    from lifeos_cli.later import postpone

    gc.set_threshold(YOUNG, 20, 50)
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
