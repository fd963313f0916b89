"""Actions of Chat."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "chat"
ROWS = (
    Action(
        "chat.stop",
        "Stop",
        "escape",
        "stop",
        _MODE,
        "chat",
        "Stop the reply; or leave the line you type in.",
        shown=True,
    ),
    Action("chat.write", "Write", "i", "write", _MODE, "chat", "Go to the line you type in."),
    Action(
        "chat.sessions",
        "Sessions",
        "ctrl+t,s",
        "sessions",
        _MODE,
        "sessions list",
        "Show or hide the list.",
        shown=True,
    ),
    Action("chat.new", "New", "ctrl+n,n", "new", _MODE, "chat", "Begin another conversation.", shown=True),
    Action(
        "chat.coach",
        "Coach",
        "ctrl+l,c",
        "coach",
        _MODE,
        "coaches list",
        "Hand over to another coach.",
        shown=True,
    ),
    Action(
        "chat.context",
        "Context",
        "ctrl+r,x",
        "context",
        _MODE,
        "context",
        "See what a model would be sent.",
        shown=True,
    ),
    Action("chat.editor", "Editor", "ctrl+g", "editor", _MODE, "chat", "Write in your own editor."),
    Action("chat.older", "Older", "o", "older", _MODE, "sessions show", "Show earlier messages."),
    Action("chat.resume", "Go on", "g", "resume", _MODE, "chat", "Go on with a reply that broke off."),
    Action(
        "chat.retry",
        "Again",
        "r",
        "retry",
        _MODE,
        "chat",
        "Take the last reply away and ask again, after a yes.",
    ),
    Action(
        "chat.end", "End", "", "end", _MODE, "sessions end", "End the session; its summary is made by and by."
    ),
    Action(
        "chat.send_model",
        "Model",
        "",
        "model",
        _MODE,
        "consent set",
        "Say whether a provider may be sent what you write.",
    ),
)
