"""A server on loopback that speaks the Anthropic wire format, faults included."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLY = "You have thought about this. What is the smallest first step?"
STATUSES = {"refused": (401, "authentication_error"), "unknown": (404, "not_found_error")}
STATUSES |= {
    "limited": (429, "rate_limit_error"),
    "broken": (500, "api_error"),
    "busy": (529, "overloaded_error"),
}


@dataclass
class ModelServer:
    """What the server is told to do, and what it was asked."""

    scenario: str = "ok"
    """ok, held, cut, silent, overloaded, length, or a key of `STATUSES`."""
    reply: str = REPLY
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    first_piece_sent: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    """`held`: the rest of the reply is sent when this is set."""
    url: str = ""

    def env(self) -> dict[str, str]:
        """Return the environment that points the program here."""
        return {
            "ANTHROPIC_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": "sk-ant-test-0123456789",
            "LIFEOS_MODEL": "anthropic/claude-sonnet-5-5",
            "LIFEOS_CHAT_RETRIES": "0",
        }


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def _start(model: str) -> bytes:
    usage = {
        "input_tokens": 25,
        "output_tokens": 1,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
    }
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    block = {"type": "text", "text": ""}
    return _event("message_start", {"message": message}) + _event(
        "content_block_start", {"index": 0, "content_block": block}
    )


def _delta(text: str) -> bytes:
    return _event("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": text}})


def _stop(reason: str) -> bytes:
    delta = {"delta": {"stop_reason": reason, "stop_sequence": None}, "usage": {"output_tokens": 17}}
    return (
        _event("content_block_stop", {"index": 0})
        + _event("message_delta", delta)
        + _event("message_stop", {})
    )


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - the methods of one class
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.requests.append(body)
            server.headers.append(dict(self.headers.items()))
            if server.scenario in STATUSES:
                self._refuse(*STATUSES[server.scenario])
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            with suppress(OSError):
                for piece in self._pieces(body["model"]):
                    self.wfile.write(piece)
                    self.wfile.flush()
            self.close_connection = True

        def _pieces(self, model: str) -> Iterator[bytes]:
            words = server.reply.split(" ")
            yield _start(model)
            yield _delta(words[0])
            server.first_piece_sent.set()
            if server.scenario == "held":
                yield _delta(" " + words[1])
                server.release.wait(60)
            if server.scenario == "cut":
                yield b"event: content_block_delta\ndata: {"
                return
            if server.scenario == "overloaded":
                error = {"type": "overloaded_error", "message": "Overloaded"}
                yield _event("error", {"error": error})
                return
            for word in words[2 if server.scenario == "held" else 1 :]:
                yield _delta(" " + word)
            if server.scenario != "silent":
                yield _stop("max_tokens" if server.scenario == "length" else "end_turn")

        def _refuse(self, status: int, kind: str) -> None:
            data = json.dumps({"type": "error", "error": {"type": kind, "message": "no"}}).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            """Stay quiet."""

    return Handler


def serve() -> Iterator[ModelServer]:
    """Run the server for as long as the generator is open."""
    state = ModelServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    http.daemon_threads = True
    state.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.release.set()
        http.shutdown()
        http.server_close()
