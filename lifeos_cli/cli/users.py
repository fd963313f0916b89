"""`lifeos users`: the people whose records this store holds."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import user_names
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current

app = group("The people of this store: list them, add one, say whose record commands are about.")
WHO = typer.Argument(..., metavar="NAME", help="A name, handle or id.", autocompletion=user_names)
COLUMNS = ("handle", "name", "current", "email", "external_id", "onboarding_step", "last_active_at")
EMAIL = typer.Option(None, metavar="ADDRESS", help="Email address ('' clears it).")
EXTERNAL_ID = typer.Option(None, metavar="ID", help="Their id in another system ('' clears it).")
STEP = typer.Option(None, metavar="STEP", help="How far they are in getting started ('' clears it).")


@app.command("list")
def list_() -> None:
    """List everybody."""
    from lifeos_cli.record import users

    emit_list(COLUMNS, [users.public(user) for user in users.listed(current().store)])


@app.command()
def show(
    name: str = typer.Argument(
        None, metavar="[NAME]", help="Else the current person.", autocompletion=user_names
    ),
) -> None:
    """Show one person."""
    from lifeos_cli.record import users

    run = current()
    emit_thing(users.public(users.whose(run.store, name) if name is not None else run.person))


@app.command()
def add(
    name: str = typer.Argument(..., metavar="NAME", help="What to call them."),
    email: str = EMAIL,
    external_id: str = EXTERNAL_ID,
    onboarding_step: str = STEP,
) -> None:
    """Add a person; commands stay about the current one."""
    from lifeos_cli.record import users

    texts = {"email": email, "external_id": external_id, "onboarding_step": onboarding_step}
    user = users.add(current().store, name, **texts)
    emit_written(
        f"Added {user.name}. Switch with: lifeos users use {user.handle}", user.handle, users.public(user)
    )


@app.command()
def edit(
    name: str = WHO, email: str = EMAIL, external_id: str = EXTERNAL_ID, onboarding_step: str = STEP
) -> None:
    """Change what is kept about a person."""
    from lifeos_cli.record import users

    texts = {"email": email, "external_id": external_id, "onboarding_step": onboarding_step}
    user = users.edit(current().store, name, **texts)
    emit_written(f"Changed {user.name}.", user.handle, users.public(user))


@app.command()
def rename(
    old: str = WHO, new: str = typer.Argument(..., metavar="NEW", help="What to call them now.")
) -> None:
    """Give a person another name."""
    from lifeos_cli.record import users

    user = users.rename(current().store, old, new)
    emit_written(f"Renamed to {user.name}.", user.handle, users.public(user))


@app.command()
def use(name: str = WHO) -> None:
    """Say whose record commands are about from now on."""
    from lifeos_cli.record import users

    user = users.use(current().store, name)
    emit_written(f"Commands are about {user.name} now.", user.handle, users.public(user))


@app.command()
def rm(name: str = WHO, yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask.")) -> None:
    """Delete a person and every row of theirs. There is no way back but a backup."""
    from lifeos_cli.errors import UsageFault
    from lifeos_cli.record import users

    run = current()
    user = users.whose(run.store, name)
    if not yes:
        from lifeos_cli.cli.reading import ask

        if not run.may_ask:
            raise UsageFault(f"this deletes everything of {user.name}", hint="Say --yes.")
        typed = ask(f"This deletes everything of {user.name}. Type the name to go on: ")
        if (typed or "").strip() != user.name:
            raise typer.Abort
    now = users.remove(run.store, user.id)
    done = f"Removed {user.name}. Commands are about {now.name}."
    emit_written(done, user.handle, {"id": user.id, "name": user.name, "removed": True, "current": now.name})
