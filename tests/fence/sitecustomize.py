"""No way out: a connection or a name look-up beyond this machine is an error.

Python imports a module of this name at start, so child processes of a test
that have this folder on `PYTHONPATH` are fenced too.
"""

import sys
from typing import Any

_HERE = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 - names of this machine


def _inside(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name is None or str(name) in _HERE or str(name).startswith("127.")


def _fence(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = args[1]
        outside = isinstance(address, tuple) and not _inside(address[0])
    elif event == "socket.getaddrinfo":
        address = args[0]
        outside = not _inside(address)
    else:
        return
    if outside:
        raise PermissionError(f"a test must not reach {address!r}")


sys.addaudithook(_fence)
