"""Message Batches as a server on loopback keeps them: handed in, processing, ended, with results as JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.model_wires import INPUT, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "/v1/messages/batches"
ERRORS = {"invalid": "invalid_request_error", "broken": "api_error"}


def _said(params: dict[str, Any]) -> str:
    return "succeeded"


def _reply(params: dict[str, Any]) -> str:
    return json.dumps({"summary": "They spoke.", "title": "Talk", "tags": []})


@dataclass
class BatchDesk:
    """What was handed in, and how it is answered."""

    ended: bool = False
    """Whether batches are done when they are asked after."""
    outcome: Callable[[dict[str, Any]], str] = _said
    """By the parameters of a request: succeeded, expired, canceled, or a key of `ERRORS`."""
    reply: Callable[[dict[str, Any]], str] = _reply
    url: str = ""
    batches: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    looks: int = 0
    lose: int = 0
    """So many batches are taken, and the connection is cut instead of an answer."""
    canceled: set[str] = field(default_factory=set)
    """Batches that were canceled; they show as canceling until `ended`."""
    cut_results: int = 0
    """So many times the results break off after their first line."""

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take a batch in."""
        batch_id = f"msgbatch_{len(self.batches) + 1}"
        names = [one["custom_id"] for one in body["requests"]]
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= 64 and name.replace("-", "").replace("_", "").isalnum() for name in names)
        self.batches[batch_id] = body["requests"]
        return self.show(batch_id)

    def show(self, batch_id: str) -> dict[str, Any]:
        """Return a batch as the protocol does."""
        held, canceled = self.batches[batch_id], batch_id in self.canceled
        now = datetime.now(UTC)
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        for one in held:
            kind = self._kind(batch_id, one)
            counts["processing" if not self.ended else "errored" if kind in ERRORS else kind] += 1
        return {
            "id": batch_id,
            "type": "message_batch",
            "processing_status": "ended" if self.ended else "canceling" if canceled else "in_progress",
            "request_counts": counts,
            "created_at": now.isoformat(),
            "expires_at": (now + timedelta(days=1)).isoformat(),
            "ended_at": now.isoformat() if self.ended else None,
            "archived_at": None,
            "cancel_initiated_at": now.isoformat() if canceled else None,
            "results_url": f"{self.url}{PATH}/{batch_id}/results" if self.ended else None,
        }

    def listed(self) -> dict[str, Any]:
        """Return all batches, the newest first."""
        shown = [self.show(one) for one in reversed(self.batches)]
        first, last = (shown[0]["id"], shown[-1]["id"]) if shown else (None, None)
        return {"data": shown, "has_more": False, "first_id": first, "last_id": last}

    def results(self, batch_id: str) -> list[bytes]:
        """Return a line for each request, in an order of the server's own."""
        lines = [self._line(batch_id, one) for one in reversed(self.batches[batch_id])]
        return [json.dumps(line).encode() + b"\n" for line in lines]

    def cancel(self, batch_id: str) -> dict[str, Any]:
        """Answer no more of a batch that has not ended."""
        self.canceled.add(batch_id)
        return self.show(batch_id)

    def _kind(self, batch_id: str, one: dict[str, Any]) -> str:
        return "canceled" if batch_id in self.canceled else self.outcome(one["params"])

    def _line(self, batch_id: str, one: dict[str, Any]) -> dict[str, Any]:
        kind = self._kind(batch_id, one)
        result: dict[str, Any] = {"type": kind}
        if kind in ERRORS:
            error = {"type": ERRORS[kind], "message": "no"}
            result = {"type": "errored", "error": {"type": "error", "error": error, "request_id": None}}
        elif kind == "succeeded":
            usage = {"input_tokens": INPUT, "output_tokens": OUTPUT}
            message = {"id": "msg_1", "type": "message", "role": "assistant", "model": one["params"]["model"]}
            said = [{"type": "text", "text": self.reply(one["params"])}]
            result["message"] = {**message, "content": said, "stop_reason": "end_turn", "usage": usage}
        return {"custom_id": one["custom_id"], "result": result}
