"""The app in a browser on this machine: every request is checked here before textual-serve sees it.

textual-serve itself asks nobody who they are. So: the address is loopback, the
`Host` must be ours (a page that has its name resolve to this machine is
refused), a token that works once buys a cookie, and a WebSocket must come from
our own page.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
import signal
import socket
from typing import TYPE_CHECKING

from aiohttp import web
from textual_serve.server import Server

from lifeos_cli.errors import LifeosError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
TOKEN_BYTES = 32
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
    ),
}
"""No page of anybody else's may hold ours, the token goes to nobody as a referrer, and nothing is loaded from
elsewhere: textual-serve's page would ask a font's maker for it."""
REFUSED = "Not for you: open the address that `lifeos serve` printed; it works once.\n"


class Guarded(Server):
    """textual-serve behind a door.

    Args:
        command: What is run for each page.
        port: On loopback.
    """

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="lifeos")
        self._token: str | None = secrets.token_urlsafe(TOKEN_BYTES)
        self._pass = secrets.token_urlsafe(TOKEN_BYTES)
        self._cookie = f"lifeos_{port}"

    @property
    def address(self) -> str:
        """The address to open, once."""
        return f"http://{HOST}:{self.port}/?token={self._token}"

    async def make(self) -> web.Application:
        """Make the web application, every route of it behind the door."""
        app = await self._make_app()
        app.middlewares.append(self._door)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing: what is said is the command's."""

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who may; everybody else gets the same refusal, whatever they asked for."""
        if not self._ours(request):
            return web.Response(status=403, text=REFUSED, headers=HEADERS)
        given = request.query.get("token")
        if given is not None:
            return self._entered(given)
        if not _same(request.cookies.get(self._cookie, ""), self._pass):
            return web.Response(status=403, text=REFUSED, headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _ours(self, request: web.Request) -> bool:
        """Tell whether a request is for this address and, if it says where it comes from, from our own page."""
        here = f"{HOST}:{self.port}"
        origin = request.headers.get("Origin")
        if request.host != here or (origin is not None and origin != f"http://{here}"):
            return False
        socket_asked = request.headers.get("Upgrade", "").lower() == "websocket"
        return origin is not None if socket_asked else request.method in {"GET", "HEAD"}

    def _entered(self, given: str) -> web.Response:
        """Take the token, which works once, for a cookie that scripts cannot read."""
        if self._token is None or not _same(given, self._token):
            return web.Response(status=403, text=REFUSED, headers=HEADERS)
        self._token = None
        response = web.Response(status=303, headers={**HEADERS, "Location": "/"})
        response.set_cookie(self._cookie, self._pass, httponly=True, samesite="Strict", path="/")
        return response


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def run(program: list[str], port: int, opened: Callable[[str], object]) -> None:
    """Serve until a signal ends it.

    Args:
        program: The words that start this program for the person.
        port: On loopback; 0 takes a free one.
        opened: Given the address, once it can be opened.

    Raises:
        LifeosError: The port is taken.
    """
    asyncio.run(_serving(program, port, opened))


async def _serving(program: list[str], port: int, opened: Callable[[str], object]) -> None:
    door = _listen(port)
    server = Guarded(shlex.join([*program, "tui"]), door.getsockname()[1])
    runner = web.AppRunner(await server.make(), access_log=None)
    await runner.setup()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        await web.SockSite(runner, door).start()
        opened(server.address)
        await ended.wait()
    finally:
        await runner.cleanup()


def _listen(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError as error:
        door.close()
        raise LifeosError(
            f"port {port} cannot be used: {error.strerror}", hint="Name another: --port 0 takes a free one."
        ) from None
    return door


__all__ = ["Guarded", "run"]
