"""The checks that need settings, keys and the index, beside those of the files; and what `--fix` does."""

from __future__ import annotations

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import LifeosError
from lifeos_cli.record import doctor
from lifeos_cli.record.doctor import NOTE, OK, PROBLEM, Finding
from lifeos_cli.text import counted


def everything() -> list[Finding]:
    """Return every finding; those that open the store only where the database is sound."""
    run = current()
    found = list(doctor.examine(run.paths))
    sound = not any(one.check == "database" and one.level == PROBLEM for one in found)
    return [*found, *(_index() if sound and run.paths.database.exists() else ()), _keyring(), _model()]


def _index() -> list[Finding]:
    """Compare words and vectors with the texts, person by person."""
    from lifeos_cli.memory.index.check import verify
    from lifeos_cli.record.users import listed
    from lifeos_cli.store.database import Store

    with Store(current().paths) as store:
        problems = [line for user in listed(store) for line in verify(store, user.id)]
    if not problems:
        return [Finding("index", OK, "words and vectors agree with the texts")]
    fix = "`lifeos memory rebuild` makes it again."
    return [Finding("index", PROBLEM, line, fix) for line in problems[:10]]


def _keyring() -> Finding:
    from lifeos_cli.keys import stored

    try:
        places = stored(current().paths)
    except LifeosError as error:
        return Finding("keys", PROBLEM, error.message, error.hint)
    if not places:
        return Finding("keys", OK, "none is kept; coaches are guided, or models local")
    return Finding("keys", OK, f"{len(places)} kept")


def _model() -> Finding:
    from lifeos_cli.keys import where

    run = current()
    try:
        model = run.settings.text("model")
    except LifeosError as error:
        return Finding("settings", PROBLEM, error.message, error.hint)
    provider = model.partition("/")[0] if "/" in model else "anthropic" if model.startswith("claude") else ""
    if provider == "anthropic" and where(run.paths, "anthropic") is None:
        return Finding(
            "model", NOTE, f"{model} has no key; coaches are guided", "`lifeos config key set anthropic`"
        )
    return Finding("model", OK, model or "guided")


def mend(found: list[Finding], *, yes: bool) -> list[str]:
    """Do what can be done; returns what was."""
    from lifeos_cli.record import repair

    run, done = current(), []
    wrong = {one.check for one in found if one.fixable}
    if "database" in wrong and _may_replace(yes=yes):
        result = repair.rebuild(run.paths)
        rows = ", ".join(f"{n:,} {table}" for table, n in result.added.items()) or "no row more"
        place = f"{result.source} was put in its place" if result.source else "a new one was made"
        done.append(
            f"The damaged database is kept: {result.kept}. {place}; read from the damaged one: {rows}."
        )
    if "modes" in wrong:
        done.append(
            f"{counted(repair.close_modes(run.paths), 'file is', 'files and folders are')} yours alone again."
        )
    if "log" in wrong:
        from lifeos_cli.store import transaction
        from lifeos_cli.store.database import Store

        with Store(run.paths) as store:
            transaction.checkpoint(store.conn, store.path)
        done.append("The write-ahead log was folded in, as far as readers let it.")
    return done


def _may_replace(*, yes: bool) -> bool:
    run = current()
    if yes:
        return True
    if not run.may_ask:
        run.note("The damaged database was left in place; --fix --yes sets it aside.")
        return False
    from lifeos_cli.cli.reading import confirm

    return confirm("Set the damaged database aside and put the newest good backup in its place?")
