"""A home with a made-up month for timing commands, and the words that stand for its rows."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.paths import resolve
from lifeos_cli.record.users import whose
from lifeos_cli.store.database import Store
from tests.bench.timing import PROGRAM, environment
from tests.coach.scripted import QUOTE, ask, auto, says, talk, told, wants

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS = 31
SAID = "I work as a nurse now. My brother is called Tom. I practised the violin for an hour."
PROPOSE = {"LIFEOS_EXTRACT_FACTS": "propose", "LIFEOS_EXTRACT_SKILLS": "propose"}


class Home(NamedTuple):
    """The made-up month under one folder, with a copy of it that writes go to."""

    folder: Path
    env: dict[str, str]
    words: dict[str, str]

    @property
    def spare(self) -> dict[str, str]:
        """The environment in which everything goes to the copy."""
        return {**self.env, "LIFEOS_HOME": str(self.folder / "spare")}

    def argv(self, line: str) -> list[str]:
        """Return the command line of a line with words in braces."""
        return [PROGRAM, *(word.format(**self.words) for word in line.split())]

    def renew(self) -> None:
        """Make the copy anew, with the files that a command may have taken or written."""
        shutil.rmtree(self.folder / "spare", ignore_errors=True)
        shutil.copytree(self.env["LIFEOS_HOME"], self.folder / "spare")
        shutil.copyfile(self.folder / "kept.db", self.words["backup"])
        Path(self.words["new"]).unlink(missing_ok=True)


def make(folder: Path) -> Home:
    """Make up a month: what `lifeos demo` makes, an import that was read, and what a coach asked and wrote."""
    env = environment(folder / "home")
    _run(env, "demo", "--days", str(DAYS), "--here")
    _run(env, "users", "use", "Demo")
    _run(env, "import", _talk(folder, "violin"), "--extract")
    _coached(str(folder / "home"))
    told_of = _run(env, "chat", SAID)["session"]
    _run({**env, **PROPOSE}, "extract", told_of)
    _run(env, "memory", "reindex")
    _run(env, "backup", str(folder / "kept.db"))
    return Home(folder, env, _words(env, folder))


def _talk(folder: Path, title: str) -> str:
    """Write a conversation of one message for `lifeos import`; returns the file."""
    lines: list[dict[str, str]] = [
        {"type": "session", "id": title, "title": title},
        {
            "type": "message",
            "session": title,
            "id": f"{title}-1",
            "role": "user",
            "content": f"The {title} again.",
        },
    ]
    file = folder / f"{title}.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


def _coached(home: str) -> None:
    with Store(resolve(home)) as store:
        me = whose(store, None)
        for permissions in (auto(), None):
            wanted = ask("record_fact", content="They run.", quote=QUOTE)
            conversation, _ = talk(store, me, wants(wanted), says("So."), permissions=permissions)
            asyncio.run(_told(conversation))


async def _told(conversation: Any) -> None:
    await told(conversation)


def _words(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Find a row of each kind; what is not there fails here and not while the clock runs."""
    goals = {goal["title"].split()[0]: goal for goal in _run(env, "goals", "list", "--status", "all")}
    skills = _run(env, "skills", "list")
    edge = _run(env, "skills", "graph", "--format", "json")["edges"][0]
    proposals = {row["kind"]: row["handle"] for row in _run(env, "proposals", "list")}
    evidence = _run(env, "skills", "evidence", "list")[0]
    lists = {
        name: _run(env, *words.split())
        for name, words in (
            ("checkin", "checkins list"),
            ("session", "sessions list --type coaching"),
            ("approval", "approvals list"),
            ("fact", "facts list"),
            ("insight", "insights list"),
            ("followup", "followups list"),
            ("job", "jobs list"),
            ("observation", "profile observations"),
        )
    }
    return {
        **{name: found[0].get("handle") or found[0]["id"] for name, found in lists.items()},
        "goal": goals["Run"]["handle"],
        "habit": goals["Meditate"]["handle"],
        "paused": goals["Speak"]["handle"],
        "reached": next(goal["handle"] for goal in goals.values() if goal["status"] == "completed"),
        "linked": goals["Run"]["skills"][0]["handle"],
        "skill": skills[0]["handle"],
        "other_skill": skills[-1]["handle"],
        "evidence": evidence["handle"],
        "evidence_skill": evidence["skill_id"],
        "proposal": proposals["fact"],
        "proposed": proposals["skill"],
        "step": _run(env, "jobs", "show", lists["job"][0]["handle"])["steps"][0]["name"],
        "from": edge["from_id"],
        "to": edge["to_id"],
        "tag": _run(env, "tags", "list")[0]["tag"],
        "day": _run(env, "checkins", "list")[0]["local_date"],
        "word": "running",
        "name": "Juggling",
        "words": "Practised before breakfast",
        "plan": "if it rains, then I go anyway",
        "select": "SELECT count(*) FROM goals",
        "file": _talk(folder, "cello"),
        "crontab": str(folder / "crontab"),
        "new": str(folder / "new.db"),
        "backup": str(folder / "backup.db"),
    }


def _run(env: Mapping[str, str], *args: str) -> Any:
    """Run a command and return what it says as JSON."""
    done = subprocess.run(
        [PROGRAM, *args, "--json"], env=dict(env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"lifeos {' '.join(args)}: {done.stderr.strip()}")
    return json.loads(done.stdout) if done.stdout.strip() else None
