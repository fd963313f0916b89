"""`lifeos serve`: who gets in, who does not, and that a real browser shows the app."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Lifeos

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)


@pytest.fixture
def served(lifeos: Lifeos) -> Iterator[str]:
    """The address that is printed."""
    lifeos("goals", "add", "Swim a mile")
    running = lifeos.start("serve", env={"LIFEOS_NOW": "2026-11-22T20:30"})
    assert running.stdout is not None
    line = running.stdout.readline().decode().strip()
    yield line
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)
    assert running.returncode == 0


def ask(address: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """Ask the server; underscores of header names stand for hyphens."""
    parts = urlsplit(address)
    conn = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    conn.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = conn.getresponse()
    answer.read()
    conn.close()
    return answer


def entered(address: str) -> str:
    """Use the token; returns the cookie."""
    parts = urlsplit(address)
    answer = ask(address, f"/?{parts.query}")
    assert answer.status == 303
    assert answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    return cookie.partition(";")[0]


def test_the_token_works_once_and_buys_a_cookie_that_opens_the_page(served: str) -> None:
    assert urlsplit(served).hostname == "127.0.0.1"
    cookie = entered(served)
    assert ask(served, f"/?{urlsplit(served).query}").status == 403
    page = ask(served, "/", Cookie=cookie)
    assert page.status == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/", "/ws", "/static/", "/download/x", "/nothing", "/?token=", "/?token=wrong", "/%2e%2e/"]
)
def test_without_token_or_cookie_everything_is_refused_alike(path: str, served: str) -> None:
    answer = ask(served, path)
    assert answer.status == 403
    assert ask(served, path, Cookie="lifeos_1=x; a=b").status == 403


def test_another_name_origin_or_method_is_refused_even_with_the_cookie(served: str) -> None:
    cookie, port = entered(served), urlsplit(served).port
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    asked |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert ask(served, "/", Cookie=cookie, Host=f"evil.example:{port}").status == 403
    assert ask(served, "/", Cookie=cookie, Host=f"localhost:{port}").status == 403
    assert ask(served, "/", Cookie=cookie, Origin="http://evil.example").status == 403
    assert ask(served, "/", Cookie=cookie, Origin="null").status == 403
    assert ask(served, "/", "POST", Cookie=cookie).status == 403
    assert ask(served, "/ws", Cookie=cookie, **asked).status == 403
    assert ask(served, "/ws", Cookie=cookie, Origin=f"http://evil.example:{port}", **asked).status == 403


def test_a_token_is_not_spent_by_a_request_that_is_refused(served: str) -> None:
    query = urlsplit(served).query
    assert ask(served, f"/?{query}", Origin="http://evil.example").status == 403
    assert ask(served, f"/?{query}", Host="evil.example").status == 403
    assert entered(served)


def test_the_socket_of_our_own_page_shows_the_app(served: str) -> None:
    import aiohttp

    async def first_words() -> bytes:
        found = b""
        headers = {"Cookie": entered(served), "Origin": served.partition("/?")[0]}
        address = served.partition("/?")[0] + "/ws?width=100&height=40"
        async with aiohttp.ClientSession() as session, session.ws_connect(address, headers=headers) as socket:
            async with asyncio.timeout(30):
                while b"Swim a mile" not in found:
                    message = await socket.receive()
                    found += message.data if isinstance(message.data, bytes) else b""
        return found

    assert b"Swim a mile" in asyncio.run(first_words())


def test_a_port_that_is_taken_is_told_in_one_line(lifeos: Lifeos, served: str) -> None:
    done = lifeos("serve", "--port", str(urlsplit(served).port))
    assert done.code == 1
    assert done.out == ""
    assert "cannot be used" in done.err


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_real_browser_shows_the_app_and_takes_keys(served: str, tmp_path: Path) -> None:
    browser = subprocess.Popen(
        [
            str(CHROMIUM),
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *("--disable-background-networking", "--remote-debugging-port=0", "--window-size=1200,800"),
            f"--user-data-dir={tmp_path / 'browser'}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    try:
        assert browser.stderr is not None
        for line in browser.stderr:
            if b"DevTools listening on" in line:
                port = urlsplit(line.decode().rpartition(" ")[2].strip()).port
                break
        else:
            raise AssertionError("the browser did not start")

        asyncio.run(_seen(port, served))
    finally:
        browser.kill()
        browser.communicate()


async def _seen(port: int | None, address: str) -> None:
    """Open the address, read what the page is sent to draw, press a key, and read again."""
    import aiohttp

    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        page = await _page(session, port)
        async with session.ws_connect(page, max_msg_size=2**26) as socket:
            tools = Devtools(socket)
            await tools.tell("Network.enable")
            await tools.tell("Page.navigate", url=address)
            await tools.until("Swim a mile")
            where = await tools.tell("Runtime.evaluate", expression="location.href", returnByValue=True)
            assert "token" not in where["result"]["value"]
            await tools.tell("Page.bringToFront")
            focus = "document.querySelector('textarea')?.focus()"
            await tools.tell("Runtime.evaluate", expression=focus)
            await tools.tell(
                "Input.dispatchKeyEvent", type="rawKeyDown", key="F4", code="F4", windowsVirtualKeyCode=115
            )
            await tools.until("Milestones")
            shot = await tools.tell("Page.captureScreenshot", format="png")
            assert len(set(base64.b64decode(shot["data"]))) > 100


async def _page(session: Any, port: int | None) -> str:
    """Return the address of the page's own debugger."""
    while True:
        async with session.get(f"http://127.0.0.1:{port}/json") as answer:
            for target in await answer.json(content_type=None):
                if target["type"] == "page":
                    return str(target["webSocketDebuggerUrl"])


class Devtools:
    """The debugger of one page.

    Args:
        socket: Its connection.
    """

    def __init__(self, socket: Any) -> None:
        self._socket, self._id = socket, 0
        self.sent = ""
        """All that the page's own socket was sent to draw."""

    async def _next(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await self._socket.receive()).data)
        if found.get("method") == "Network.webSocketFrameReceived":
            frame = found["params"]["response"]
            data = frame["payloadData"]
            self.sent += base64.b64decode(data).decode("utf-8", "replace") if frame["opcode"] == 2 else data
        return found

    async def tell(self, method: str, **params: Any) -> Any:
        """Call a method and return its answer."""
        self._id += 1
        await self._socket.send_str(json.dumps({"id": self._id, "method": method, "params": params}))
        while True:
            answer = await self._next()
            if answer.get("id") == self._id:
                return answer.get("result")

    async def until(self, words: str) -> None:
        """Read on until the page was sent the words."""
        while words not in self.sent:
            await self._next()
