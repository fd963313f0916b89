"""A server on loopback that speaks the Anthropic and the OpenAI wire format, faults included."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.model_batches import PATH, BatchDesk
from tests.model_script import REFUSALS, REPLY, Do, Text, steps
from tests.model_wires import AnthropicWire, OpenAIWire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.model_script import Refusal

__all__ = ["REPLY", "ModelServer", "serve"]


@dataclass
class ModelServer:
    """What the server is told to do, and what it was asked."""

    scenario: str = "ok"
    """A name of `model_script`, for every call that `script` does not cover."""
    script: list[str] = field(default_factory=list)
    """Scenarios of the next calls, one each."""
    reply: str = REPLY
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    connections: int = 0
    """That were opened."""
    first_piece_sent: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    """`held` and the stalls: the rest of the reply is sent when this is set."""
    url: str = ""
    desk: BatchDesk = field(default_factory=BatchDesk)
    """Message Batches."""
    answer: Callable[[dict[str, Any]], str] | None = None
    """Gives the reply by the body of a request, instead of `reply`."""
    delay: float = 0.0
    """Seconds before a reply begins."""

    def env(self, client: str = "anthropic") -> dict[str, str]:
        """Return the environment that points the program here, with no wait for another try."""
        key = "sk-ant-test-0123456789"
        if client == "litellm":
            return {
                "LIFEOS_LITELLM_BASE_URL": self.url,
                "OPENAI_API_KEY": key,
                "LIFEOS_MODEL": "litellm/openai/gpt-test",
                "LIFEOS_CHAT_RETRIES": "0",
            }
        return {
            "ANTHROPIC_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": key,
            "LIFEOS_MODEL": "anthropic/claude-sonnet-5-5",
            "LIFEOS_CHAT_RETRIES": "0",
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    model: ModelServer

    def setup(self) -> None:
        super().setup()
        self.model.connections += 1

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or b"{}")
        server = self.model
        server.requests.append(body)
        server.headers.append(dict(self.headers.items()))
        server.paths.append(self.path)
        if self.path.startswith(f"{PATH}/"):
            self._cancel(self.path)
            return
        if self.path == PATH:
            self._batch(body)
            return
        scenario = server.script.pop(0) if server.script else server.scenario
        wire = AnthropicWire if self.path.endswith("/messages") else OpenAIWire
        if scenario in REFUSALS:
            echo = json.dumps(body["messages"][-1]["content"])
            self._refuse(REFUSALS[scenario], wire.refusal(REFUSALS[scenario], echo))
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if server.delay:
            time.sleep(server.delay)
        reply = server.answer(body) if server.answer else server.reply
        with suppress(OSError):
            self._play(scenario, wire(body["model"]), reply)

    def do_GET(self) -> None:
        desk = self.model.desk
        path = self.path.partition("?")[0]
        self.model.paths.append(path)
        batch_id, _, rest = path.removeprefix(f"{PATH}/").partition("/")
        if path == PATH:
            self._json(desk.listed())
        elif batch_id not in desk.batches:
            self._refuse(REFUSALS["unknown"], AnthropicWire.refusal(REFUSALS["unknown"], ""))
        elif rest == "results":
            self._results(desk.results(batch_id))
        else:
            desk.looks += 1
            self._json(desk.show(batch_id))

    def _cancel(self, path: str) -> None:
        desk = self.model.desk
        batch_id, _, rest = path.removeprefix(f"{PATH}/").partition("/")
        if rest != "cancel" or batch_id not in desk.batches:
            self._refuse(REFUSALS["unknown"], AnthropicWire.refusal(REFUSALS["unknown"], ""))
        elif desk.ended:
            self._refuse(REFUSALS["bad_request"], AnthropicWire.refusal(REFUSALS["bad_request"], ""))
        else:
            self._json(desk.cancel(batch_id))

    def _batch(self, body: dict[str, Any]) -> None:
        desk = self.model.desk
        shown = desk.take(body)
        if desk.lose:
            desk.lose -= 1
            self._do("cut", AnthropicWire(""))
        else:
            self._json(shown)

    def _results(self, lines: list[bytes]) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/x-jsonl")
        self.send_header("content-length", str(sum(map(len, lines))))
        self.end_headers()
        if self.model.desk.cut_results:
            self.model.desk.cut_results -= 1
            self.wfile.write(lines[0])
            self._do("cut", AnthropicWire(""))
            return
        self.wfile.write(b"".join(lines))

    def _json(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _play(self, scenario: str, wire: AnthropicWire | OpenAIWire, reply: str) -> None:
        self._send(wire.begin())
        for step in steps(scenario, reply):
            if isinstance(step, Do):
                if not self._do(step.what, wire):
                    return
                continue
            for piece in wire.write(step):
                self._send(piece)
            if isinstance(step, Text):
                self.model.first_piece_sent.set()
        self.wfile.write(b"0\r\n\r\n")

    def _do(self, what: str, wire: AnthropicWire | OpenAIWire) -> bool:
        """Treat the connection in some way; returns whether it goes on."""
        if what == "wait":
            self.model.release.wait(60)
        elif what == "pause":
            time.sleep(0.02)  # a model that is slow, as seen by the client
        elif what == "malformed":
            self._send(wire.malformed())
        else:
            self.close_connection = True
            if what == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.wfile.flush()
            return False
        return True

    def _send(self, piece: bytes) -> None:
        if piece:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()

    def _refuse(self, found: Refusal, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(found.status)
        self.send_header("content-type", "application/json")
        if found.retry_after is not None:
            self.send_header("retry-after", found.retry_after)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Stay quiet."""


def serve() -> Iterator[ModelServer]:
    """Run the server for as long as the generator is open."""
    state = ModelServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"model": state}))
    http.daemon_threads = True
    http.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that leaves is no news
    state.desk.url = state.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.release.set()
        http.shutdown()
        http.server_close()
