"""Sheets of answers: begun, paused, finished, withdrawn; what they are evidence of is noted with them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local_date, now_ms, zone_name
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.instruments.answers import careless
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.growth.instruments.norms import norm_row_id
from lifeos_cli.growth.instruments.scoring import Sheet, observations, score
from lifeos_cli.growth.profile.history import surprises
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, profile, snapshots
from lifeos_cli.store import assessments
from lifeos_cli.store.rows import free_handle, insert, update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.growth.instruments.answers import Answers
    from lifeos_cli.growth.instruments.catalog import Instrument
    from lifeos_cli.growth.profile.rows import Observation
    from lifeos_cli.store.database import Store


def norm_row(
    store: Store, user_id: str, *, sex: str | None = None, born: str | None = None, at: int | None = None
) -> str:
    """Return the norm row the person is compared with; it is chosen at their first sheet and kept.

    Args:
        store: Where.
        user_id: Whose.
        sex: male or female, if they want to be compared with their own sex.
        born: Their birthday, YYYY-MM-DD, if with their own age.
        at: The moment of choosing; now if None.

    Raises:
        UsageFault: Another row was chosen before, or there are no such norms.
    """
    now = now_ms() if at is None else at
    chosen = norm_row_named(sex=sex, born=born, at=now)
    birthday = checked.day(born, "born")
    with store.write() as conn:
        kept = assessments.norms(conn, user_id)
        if kept is not None:
            if (sex or born) and (kept["sex"], kept["born"]) != (sex, birthday):
                raise UsageFault(
                    f"Your scores are compared with the norms '{kept['norm_row']}', chosen at your first test",
                    hint="They are kept, so that no birthday and no change of norms moves a score.",
                )
            return str(kept["norm_row"])
        row = {"id": ulid(), "user_id": user_id, "norm_row": chosen, "sex": sex, "born": birthday}
        insert(conn, "profile_norms", {**row, "created_at": now})
    return chosen


def norm_row_named(*, sex: str | None = None, born: str | None = None, at: int | None = None) -> str:
    """Return the norm row of a sex and a birthday, without choosing it; raises as `norm_row` does."""
    birthday = checked.day(born, "born")
    today = local_date(now_ms() if at is None else at)
    return norm_row_id(sex, None if birthday is None else _age(birthday, today))


def norms_kept(store: Store, user_id: str) -> str | None:
    """Return the norm row that was chosen at the first sheet; None while none is."""
    kept = assessments.norms(store.conn, user_id)
    return None if kept is None else str(kept["norm_row"])


def _age(born: str, today: str) -> int:
    day, now = date.fromisoformat(born), date.fromisoformat(today)
    if day > now:
        raise UsageFault(f"{born} has not come yet")
    return now.year - day.year - ((now.month, now.day) < (day.month, day.day))


def paused(store: Store, user_id: str, instrument: Instrument) -> dict[str, Any] | None:
    """Return the sheet of an instrument that was paused last; None without one."""
    found = assessments.listed(store.conn, user_id, status="paused", instrument=instrument.id)
    return found[-1] if found else None


def pause(
    store: Store,
    user_id: str,
    instrument: Instrument,
    answers: Mapping[str, int | None],
    seconds: Mapping[str, float],
    sheet_id: str | None = None,
) -> dict[str, Any]:
    """Keep an unfinished sheet, to go on with later; returns the row."""
    with store.write():
        return _write(store, user_id, instrument, answers, seconds, sheet_id, {"status": "paused"})


def surprising(
    store: Store, user_id: str, instrument: Instrument, answers: Answers, row: str
) -> list[Observation]:
    """Return what a sheet would say that lies far from what was expected, before it is stored."""
    log = profile.log(store, user_id)
    now = now_ms()
    new = observations(Sheet(ulid(), instrument.id, answers, now, local_date(now), row), instrument)
    return [one.row for one in surprises(log.rows, new, log.turns_25_at)]


def finish(
    store: Store,
    user_id: str,
    instrument: Instrument,
    answers: Answers,
    *,
    seconds: Mapping[str, float] | None = None,
    sheet_id: str | None = None,
    surprise: str | None = None,
    norms: str | None = None,
    at: int | None = None,
) -> dict[str, Any]:
    """Finish a sheet: score it, note what it is evidence of, keep the picture; returns the row.

    A careless sheet is kept without a score and counts nowhere.

    Args:
        store: Where.
        user_id: Whose.
        instrument: Its form.
        answers: A checked sheet.
        seconds: Time taken by item, where it was measured.
        sheet_id: The paused sheet it goes on with.
        surprise: unusual or shifted: what the person said of a surprising result.
        norms: The norm row; the frozen one, or everybody, if None.
        at: When it was taken; now if None.

    Raises:
        UsageFault: The time lies in the future.
    """
    now = now_ms() if at is None else at
    if now > now_ms():
        raise UsageFault(f"{iso(now)} is in the future", hint="An assessment is about now or before.")
    times = seconds or {}
    reason = careless(answers, instrument, list(times.values()))
    row_id = norms or norm_row(store, user_id, at=now)
    values = {
        "status": "careless" if reason else "completed",
        "careless": reason,
        "surprise": surprise,
        "finished_at": now,
        "local_date": local_date(now),
        "tz": zone_name(),
        "norm_row": row_id,
    }
    with store.write():
        row = _write(store, user_id, instrument, answers, times, sheet_id, values, now)
        if not reason:
            _note(store, user_id, instrument, row, now)
            snapshots.settle(store, user_id, milestone=snapshots.ASSESSED, at=now)
    return row


def _write(
    store: Store,
    user_id: str,
    instrument: Instrument,
    answers: Mapping[str, int | None],
    seconds: Mapping[str, float],
    sheet_id: str | None,
    values: Mapping[str, Any],
    at: int | None = None,
) -> dict[str, Any]:
    now = now_ms() if at is None else at
    given = {
        "answers": json.dumps(dict(answers)),
        "seconds": json.dumps(dict(seconds)) if seconds else None,
        "updated_at": now,
        **values,
    }
    if sheet_id is not None:
        update(store.conn, "assessments", sheet_id, user_id, given)
        return assessments.get(store.conn, user_id, sheet_id) or {}
    row = {
        "id": ulid(),
        "user_id": user_id,
        "instrument": instrument.id,
        "norm_row": "all",
        "local_date": local_date(now),
        "tz": zone_name(),
        "started_at": now,
        "created_at": now,
        **given,
    }
    row["handle"] = free_handle(store.conn, "assessments", user_id, str(row["id"]))
    insert(store.conn, "assessments", row)
    return assessments.get(store.conn, user_id, str(row["id"])) or {}


def _note(store: Store, user_id: str, instrument: Instrument, row: Mapping[str, Any], now: int) -> None:
    """Write the observations of a finished sheet."""
    for one in observations(sheet_of(row), instrument):
        values: dict[str, Any] = {
            "id": ulid(),
            "user_id": user_id,
            "dimension": one.dimension,
            "kind": "assessment",
            "origin": "person",
            "t": one.t,
            "rho2": one.rho2,
            "instrument": one.instrument,
            "assessment_id": one.assessment_id,
            "items": json.dumps(one.items),
            "local_date": one.local_date,
            "session_id": one.session_id,
            "effective_at": one.effective_at,
            "created_at": now,
        }
        values["handle"] = free_handle(store.conn, "observations", user_id, values["id"])
        insert(store.conn, "observations", values)


def sheet_of(row: Mapping[str, Any]) -> Sheet:
    """Return a stored sheet as scoring reads it."""
    return Sheet(
        row["id"],
        row["instrument"],
        json.loads(row["answers"]),
        row["finished_at"] or row["updated_at"],
        row["local_date"],
        row["norm_row"],
        row["session_id"],
        row["withdrawn_at"],
    )


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the sheet of that handle or id.

    Raises:
        NotFoundError: There is none.
    """
    from lifeos_cli.store.resolve import resolve

    row = assessments.get(
        store.conn, user_id, resolve(store.conn, "assessments", user_id, typed, noun="assessments")
    )
    if row is None:
        raise NotFoundError("no such assessment")
    return row


def public(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet as the commands show it, with its scores unless it is careless or unfinished."""
    instrument = load(row["instrument"])
    scored = row["status"] in {"completed", "withdrawn"}
    answers = json.loads(row["answers"])
    return {
        "id": row["id"],
        "handle": row["handle"],
        "instrument": row["instrument"],
        "status": row["status"],
        "answers": answers,
        "norm_row": row["norm_row"],
        "careless": row["careless"],
        "surprise": row["surprise"],
        "scores": {name: one.as_dict() for name, one in score(answers, instrument, row["norm_row"]).items()}
        if scored
        else None,
        "local_date": row["local_date"],
        "started_at": iso(row["started_at"]),
        "finished_at": iso(row["finished_at"]),
        "withdrawn_at": iso(row["withdrawn_at"]),
    }
