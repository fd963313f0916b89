"""One function a kind: find the row that says the same already, or write a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.record import facts as fact_record
from lifeos_cli.record import followups as followup_record
from lifeos_cli.record import goals as goal_record
from lifeos_cli.record import insights as insight_record
from lifeos_cli.record import observations as observation_record
from lifeos_cli.record import skill_evidence
from lifeos_cli.record.provenance import Provenance, plain
from lifeos_cli.store import extractions
from lifeos_cli.store.write_log import WriteLog, current

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.extractions import Spoken
    from lifeos_cli.store.rows import Session

UNCHANGING = ("birthday",)
"""What cannot become otherwise: two different values contradict each other."""
_LEADS = {"lives": "Lives in ", "birthday": "Birthday: "}
PROMPT_VERSION = "extraction-2"
"""Of the instructions in `extraction.prompt`: an observation of an older one is superseded by its key."""


@dataclass
class Work:
    """One applying: what it may write, and what it has come to."""

    store: Store
    user_id: str
    session: Session
    model: str | None
    modes: dict[str, str]
    own: set[tuple[str, str]]
    """Rows of the extraction that is being superseded."""
    kept: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    proposed: list[dict[str, str]] = field(default_factory=list)

    def source(self, item: Mapping[str, Any], said: Spoken) -> Provenance:
        """Return where a row comes from."""
        origin = "imported" if said.imported else ("rules" if self.model is None else "extraction")
        quote = str(item["quote"])
        return Provenance("extraction", origin, self.session.id, said.id, quote, None, self.model)

    def proposes(self, kind: str) -> bool:
        """Tell whether a kind waits for the person's yes."""
        return self.modes.get(kind, "accept") == "propose"

    def have(self, kind: str, table: str, row: Mapping[str, Any]) -> None:
        """Keep a row as one of this extraction's."""
        self.kept.add((table, str(row["id"])))
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def same(self, table: str, session_id: str | None, **wanted: Any) -> dict[str, Any] | None:
        """Return a row that says the same: one that stands, or one of the last extraction the person took out."""
        texts = [(name, value) for name, value in wanted.items() if name in ("content", "title")]
        holding = texts[0] if texts else None
        for row in extractions.rows_of(self.store.conn, self.user_id, table, session_id, holding=holding):
            alike = all(_flat(row[name]) == _flat(value) for name, value in wanted.items())
            if alike and (row["stands"] or (table, row["id"]) in self.own | self.kept):
                return row
        return None


def _flat(value: Any) -> Any:
    return plain(value).casefold().rstrip(" .!") if isinstance(value, str) else value


def facts(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Record a fact, or count that it was said again.

    One that was corrected or has ended is superseded by what is so now; two
    that cannot both be stand beside each other as a contradiction. A proposal
    says what it will do to the other one (`revisions.accept`).

    Raises:
        UsageFault: It is said to change a fact, and that one does not stand.
    """
    if said.origin == "fork":
        return
    source, text = work.source(item, said), str(item["text"])
    if _said_again(work, text, (said,), source):
        return
    key, status = str(item.get("key") or ""), str(item.get("status") or "new")
    old = _other_value(work, key, said)
    if old is None and status != "new":
        old = _named(work, str(item.get("of") or ""), said)
    if old is None and status == "ended":
        raise UsageFault("the fact that is said to be over does not stand")
    proposed = work.proposes("facts")
    clashes = status == "contradicts" or key in UNCHANGING
    if proposed:
        other = str(old["id"]) if old else None
        row = fact_record.add(
            work.store,
            work.user_id,
            text,
            source,
            proposed=True,
            replaces=None if clashes else other,
            contradicts=other if clashes else None,
        )
    elif old is not None and not clashes:
        row = fact_record.correct(work.store, work.user_id, old["id"], text, source)
    else:
        row = fact_record.add(work.store, work.user_id, text, source)
        if old is not None:
            clash = fact_record.contradict(work.store, work.user_id, old, row, source)
            work.have("contradictions", "facts", clash)
    work.have("facts", "facts", row)


def _said_again(work: Work, text: str, said: Sequence[Spoken], source: Provenance) -> bool:
    """Count the messages that say a known fact once more; False if it is not known."""
    row = work.same("facts", None, content=text)
    if row is None:
        return False
    again = [
        one.id
        for one in said
        if row["stands"] and not (one.created_at < row["created_at"] and row["message_id"] == one.id)
    ]
    fact_record.reinforce(work.store, work.user_id, row, again, source)
    if ("facts", row["id"]) in work.own | work.kept or row["session_id"] == work.session.id:
        work.have("facts", "facts", row)
    return True


def _named(work: Work, name: str, said: Spoken) -> dict[str, Any] | None:
    """Return the fact of that handle, if it stands and was recorded on other words than these."""
    for row in extractions.rows_of(work.store.conn, work.user_id, "facts", None) if name else ():
        holds = row["status"] == "active" and row["stands"] and row["level"] != "contradiction"
        if holds and name.casefold() == row["handle"] and row["message_id"] != said.id:
            return row
    return None


def inferred(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Record what follows from several messages (`rests_on`, at least two)."""
    if said.origin == "fork":
        return
    source, text = work.source(item, said), str(item["text"])
    if _said_again(work, text, item["rests_on"], source):
        return
    row = fact_record.add(
        work.store,
        work.user_id,
        text,
        source,
        level="inferred",
        rests_on=[one.id for one in item["rests_on"]],
        proposed=work.proposes("facts"),
    )
    work.have("inferred", "facts", row)


def _other_value(work: Work, key: str, said: Spoken) -> dict[str, Any] | None:
    """Return the newest fact of the same thing with another value, if it was recorded on older words.

    For a proposal that is also one that waits itself.
    """
    lead = _LEADS.get(key)
    if lead is None:
        return None
    found = None
    for row in extractions.rows_of(work.store.conn, work.user_id, "facts", None, holding=("content", lead)):
        counts = row["status"] == "active" or work.proposes("facts")
        holds = counts and row["stands"] and row["level"] != "contradiction"
        if holds and row["content"].startswith(lead) and (row["message_id"] or "") < said.id:
            found = row
    return found


def insights(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Record an insight."""
    row = work.same("insights", work.session.id, content=str(item["text"]))
    row = row or insight_record.add(
        work.store,
        work.user_id,
        str(item["text"]),
        work.source(item, said),
        proposed=work.proposes("insights"),
    )
    work.have("insights", "insights", row)


def skills(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Add evidence of a skill; one message is evidence of a skill once."""
    row = work.same("skill_evidence", work.session.id, skill=str(item["text"]), message_id=said.id)
    row = row or skill_evidence.add(
        work.store,
        work.user_id,
        skill=str(item["text"]),
        content=str(item["quote"]),
        kind=str(item.get("kind") or "action"),
        difficulty=int(item.get("difficulty") or 3),
        outcome=str(item.get("outcome") or "done"),
        status="proposed" if work.proposes("skills") else "accepted",
        source=work.source(item, said),
    )
    work.have("skills", "skill_evidence", row)


def goals(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Set a goal, or propose it; one of that title that is there already is left alone."""
    row = work.same("goals", None, title=str(item["text"]))
    if row is None:
        row = goal_record.add(
            work.store,
            work.user_id,
            title=str(item["text"])[: goal_record.TITLE_LIMIT],
            type_=str(item.get("type") or "outcome"),
            proposed=work.proposes("goals"),
            source=work.source(item, said),
        )
    if row.get("proposed"):
        work.proposed.append({"kind": "goals", "text": row["title"], "quote": str(item["quote"])})
    if row["session_id"] == work.session.id and row["origin"] in ("rules", "extraction"):
        work.have("goals", "goals", row)


def observations(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Note an observation; it needs the person's consent."""
    dimension = str(item["dimension"])
    row = work.same("observations", work.session.id, dimension=dimension, message_id=said.id)
    row = row or observation_record.add(
        work.store,
        work.user_id,
        dimension=dimension,
        level=int(item["level"]),
        strength=str(item.get("strength") or "moderate"),
        content=str(item["text"]),
        alternative=str(item.get("alternative") or "") or None,
        words=len(said.content.split()),
        status="proposed" if work.proposes("observations") else "accepted",
        prompt_version=PROMPT_VERSION,
        source=work.source(item, said),
    )
    work.have("observations", "observations", row)


def followups(work: Work, item: Mapping[str, Any], said: Spoken) -> None:
    """Plan a follow-up; a day that is over by now is refused by the record."""
    row = work.same("followups", work.session.id, content=str(item["text"]))
    row = row or followup_record.add(
        work.store, work.user_id, str(item["text"]), str(item["due_date"]), work.source(item, said)
    )
    work.have("followups", "followups", row)


WRITERS: dict[str, Callable[[Work, Mapping[str, Any], Spoken], None]] = {
    "facts": facts,
    "inferred": inferred,
    "insights": insights,
    "skills": skills,
    "goals": goals,
    "observations": observations,
    "followups": followups,
}
"""What records an item of each kind, in the order in which kinds are written."""


def withdraw(conn: sqlite3.Connection, user_id: str, table: str, row_id: str) -> None:
    """Withdraw a row the newer reading no longer finds, unless it was said elsewhere too or has gone its own way."""
    row = current(conn, user_id, table, row_id)
    if row is None or row.get("superseded_by") or row.get("reinforced", 1) > 1:
        return
    if row.get("level") == "contradiction":
        return  # it is as open as both of its facts are
    log = WriteLog(conn, user_id, actor="extraction", session_id=row.get("session_id"))
    if table == "goals" and row["proposed"]:
        log.edit(table, row_id, {"proposed": 0})
    elif table == "goals" and row["updated_at"] == row["created_at"] and row["withdrawn_at"] is None:
        log.edit(table, row_id, {"withdrawn_at": now_ms()})
    elif table == "followups" and row["status"] == "open":
        log.edit(table, row_id, {"status": "canceled"})
    elif table in ("skill_evidence", "observations") and row["status"] != "withdrawn":
        log.edit(table, row_id, {"status": "withdrawn", "withdrawn_at": now_ms()})
    elif table in ("facts", "insights") and (row["status"] != "withdrawn" or row["proposed"]):
        log.edit(table, row_id, {"status": "withdrawn", "proposed": 0})
