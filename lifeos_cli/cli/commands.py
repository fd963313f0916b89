"""The list of commands: a name, where it lives, and its line in `--help`. Nothing here is imported until named."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "chat": ("lifeos_cli.cli.chat", "Talk to a coach, or send one message from a script."),
    "checkin": ("lifeos_cli.cli.checkin", "Note how you are, in under 90 seconds or in one line."),
    "today": ("lifeos_cli.cli.today", "What is due, what was last, what is next."),
    "checkins": ("lifeos_cli.cli.checkins", "Check-ins: list, show, edit, rm, due, trend, calendar."),
    "goals": (
        "lifeos_cli.cli.goals",
        "What you want: add, list, show, check, milestone, done, next, and more.",
    ),
    "skills": (
        "lifeos_cli.cli.skills",
        "What you have learnt to do: tree, list, show, evidence, link, merge, suggest, graph.",
    ),
    "profile": (
        "lifeos_cli.cli.profile",
        "What the evidence says of you: show, why, history, trend, compare, assess, withdraw.",
    ),
    "review": ("lifeos_cli.cli.review", "A day, week, month or year looked back on, by rules."),
    "sessions": (
        "lifeos_cli.cli.sessions",
        "Conversations: list, show, rename, end, archive, fork, rm, rm-exchange, search.",
    ),
    "approvals": ("lifeos_cli.cli.approvals", "What a coach would like to write: list, show, approve, deny."),
    "undo": ("lifeos_cli.cli.undo", "Take back the last write a coach's tool made."),
    "coaches": ("lifeos_cli.cli.coaches", "Coaches: list, show, new, edit, validate."),
    "users": ("lifeos_cli.cli.users", "People of this store: list, show, add, edit, rename, use, rm."),
    "consent": ("lifeos_cli.cli.consent", "What you have agreed to: list, show, set."),
    "safety": ("lifeos_cli.cli.safety", "What the safety check says of a text."),
    "watch": ("lifeos_cli.cli.watch", "Follow changes as they are committed, one line each."),
    "config": (
        "lifeos_cli.cli.config",
        "Settings and keys: list, get, set, unset, path, edit, validate, key.",
    ),
    "models": ("lifeos_cli.cli.models", "Models: list, use, test."),
    "usage": ("lifeos_cli.cli.usage", "What the models have cost, by day, model, session or kind."),
    "memory": (
        "lifeos_cli.cli.memory",
        "What was said: search, stats, verify, optimize, rebuild, reindex, forget.",
    ),
    "context": ("lifeos_cli.cli.context", "What a model would be sent with a message, and why."),
    "import": ("lifeos_cli.cli.import_", "Take in conversations and check-ins from a file: jsonl."),
    "export": ("lifeos_cli.cli.export", "Write everything of yours to a file: jsonl."),
    "demo": ("lifeos_cli.cli.demo", "A made-up person's year, to look around in."),
    "db": ("lifeos_cli.cli.db", "The database: path, stats, check, backup, restore."),
}
