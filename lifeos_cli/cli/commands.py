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
    "tui": ("lifeos_cli.cli.tui", "All of it on one screen, alive."),
    "serve": ("lifeos_cli.cli.serve", "The same in a browser on this machine."),
    "watch": ("lifeos_cli.cli.watch", "Follow changes as they are committed, one line each."),
    "config": (
        "lifeos_cli.cli.config",
        "Settings and keys: list, get, set, unset, path, edit, validate, key.",
    ),
    "models": ("lifeos_cli.cli.models", "Models: list, use, test."),
    "usage": ("lifeos_cli.cli.usage", "What the models have cost, by day, model, session or kind."),
    "memory": (
        "lifeos_cli.cli.memory",
        "What was said: search, stats, verify, audit, optimize, rebuild, reindex, forget.",
    ),
    "extract": (
        "lifeos_cli.cli.extract",
        "Read conversations: a summary, facts, tags and what was practised.",
    ),
    "facts": ("lifeos_cli.cli.facts", "What is so in your life: list, show, add, correct, accept, rm, why."),
    "insights": ("lifeos_cli.cli.insights", "What you came to see: list, show, add, accept, rm."),
    "followups": ("lifeos_cli.cli.followups", "What to come back to: list, show, add, done, rm."),
    "tags": ("lifeos_cli.cli.tags", "What conversations and check-ins are about: list, show, add, rm."),
    "proposals": (
        "lifeos_cli.cli.proposals",
        "What was found in conversations and waits for you: list, accept, reject.",
    ),
    "jobs": (
        "lifeos_cli.cli.jobs",
        "Background work: list, show, run, worker, retry, cancel, pause, resume, prune, stats.",
    ),
    "schedule": ("lifeos_cli.cli.schedule", "What runs by itself: install, show, remove."),
    "context": ("lifeos_cli.cli.context", "What a model would be sent with a message, and why."),
    "import": (
        "lifeos_cli.cli.import_",
        "Take in what was written elsewhere: chats, journals, notes, check-ins.",
    ),
    "export": (
        "lifeos_cli.cli.export",
        "Write everything of yours: jsonl, markdown, csv, parquet, ics, convex, html, sqlite.",
    ),
    "sql": ("lifeos_cli.cli.sql", "Ask your own data in SQL, read-only."),
    "mcp": ("lifeos_cli.cli.mcp", "Serve the record to a model's client (Model Context Protocol)."),
    "backup": ("lifeos_cli.cli.backup", "Copy the database, verified, and thin out older copies."),
    "restore": ("lifeos_cli.cli.restore", "Put a backup in the database's place."),
    "forget": (
        "lifeos_cli.cli.forget",
        "Forget for good: a message, session, fact, skill, check-in, person, all.",
    ),
    "encrypt": ("lifeos_cli.cli.encrypt", "Encrypt the database, its vectors and backups."),
    "decrypt": ("lifeos_cli.cli.decrypt", "Take the encryption away."),
    "rekey": ("lifeos_cli.cli.rekey", "Encrypt with another key or passphrase."),
    "doctor": ("lifeos_cli.cli.doctor", "What is wrong, and what to do about it."),
    "demo": ("lifeos_cli.cli.demo", "A made-up person's year, to look around in."),
    "db": ("lifeos_cli.cli.db", "The database: path, stats, check, backup, restore."),
}
