"""One run of the program: parse, run the command, turn whatever happened into an exit code."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli import runtime
from lifeos_cli.cli.grammar import LazyGroup, global_options
from lifeos_cli.errors import ExitCode, LifeosError, UsageFault, with_hint

if TYPE_CHECKING:
    from types import FrameType

    from typer._click import Context  # typer carries its own copy of click and gives it no public name

EPILOG = (
    "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 10 asked-for condition holds, 69 provider unavailable, "
    "75 try again, 130/143 interrupted. Every flag above has an environment twin: LIFEOS_JSON=1, LIFEOS_USER=..."
)


class Terminated(BaseException):
    """SIGTERM arrived: unwind, so that what is open is closed and saved."""


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)


@app.callback()
def top(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    """Life OS: a life coach that lives in your terminal and remembers.

    Everything stays in files on this machine. Without arguments, on a
    terminal, it shows today; the first time it helps to begin.
    """
    if version:
        from lifeos_cli import __version__

        runtime.current().out(f"lifeos {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        if not runtime.current().stdout_tty:
            runtime.current().out(ctx.get_help())
            return
        from lifeos_cli.cli.beginning import lead
        from lifeos_cli.cli.today import show

        chosen = lead()
        if chosen is None:
            show()
        elif chosen:
            _invoke(chosen)


def command() -> LazyGroup:
    """Build the whole command line without importing a single command."""
    built = typer.main.get_command(app)
    if not isinstance(built, LazyGroup):
        raise TypeError("the top level must be the lazy group")
    built.params.extend(global_options(hidden=False))
    return built


def run(args: list[str]) -> int:
    """Run the program with the arguments and return its exit code.

    Nothing but this function decides how a failure is said: one line on
    stderr, a traceback only with `--debug`.
    """
    _prepare_streams()
    signal.signal(signal.SIGTERM, _on_sigterm)
    state = runtime.begin()
    try:
        _require_clock()
        _unlock(args, state)
        _invoke(args)
        sys.stdout.flush()
        return ExitCode.OK
    except typer.Exit as stop:
        return stop.exit_code
    except BrokenPipeError:
        _silence_stdout()
        return ExitCode.OK
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except Exception as error:  # noqa: BLE001 - the one place where every failure becomes a line and a code
        if state.debug:
            import traceback

            traceback.print_exc()
        return _report(error, state)
    finally:
        state.close()


def _unlock(args: list[str], state: runtime.Runtime) -> None:
    """Have SQLCipher in the place of `sqlite3` if the store is encrypted, before any command imports that."""
    if "--passphrase-stdin" in args:
        args.remove("--passphrase-stdin")
        state.passphrase_stdin = True
    from lifeos_cli.paths import resolve

    database = resolve(_home(args)).database
    if os.path.exists(f"{database}.cipher"):  # noqa: PTH110 - on the fast path, and pathlib is slower
        from lifeos_cli.cli.passphrase import passphrase
        from lifeos_cli.store import cipher

        cipher.install(database, passphrase)


def _home(args: list[str]) -> str | None:
    """Return the home that is named, wherever it stands; the parser has not run yet."""
    for place, word in enumerate(args):
        if word == "--":
            break
        if word == "--home" and place + 1 < len(args):
            return args[place + 1]
        if word.startswith("--home="):
            return word.partition("=")[2]
    return None


def _prepare_streams() -> None:
    """Give a run that was started without a standard stream (`>&-`) an empty one; no letter stops an output."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open for the whole run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _require_clock() -> None:
    """Refuse a frozen clock that names no instant, before anything is dated by it."""
    from lifeos_cli.clock import now_ms

    try:
        now_ms()
    except (ValueError, OverflowError) as error:
        raise UsageFault(
            "LIFEOS_NOW names no instant", hint="Write 2026-11-22T21:00, or unset it."
        ) from error


def _invoke(args: list[str]) -> None:
    """Parse and run; click's own `main` would turn a closed pipe into a failure."""
    built = command()
    built._main_shell_completion({}, "lifeos")  # noqa: SLF001 - the only way in to completion without `main`
    with built.make_context("lifeos", list(args)) as ctx:
        built.invoke(ctx)


def _on_sigterm(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _silence_stdout() -> None:
    """Point stdout nowhere, so that the flush at exit does not meet the closed pipe again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None  # a test's stream without a file behind it


def _report(error: Exception, state: runtime.Runtime) -> int:
    """Say what went wrong in one line, and return the exit code for it."""
    known = _known(error, state)
    if known is None:
        where = f" ({error.__traceback__.tb_frame.f_code.co_name})" if error.__traceback__ else ""
        state.say(
            f"lifeos: an error of the program itself: {type(error).__name__}{where}. Run it again with --debug."
        )
        return ExitCode.FAILED
    if "\n" in known.message:
        state.say(known.message)
        return known.exit_code
    state.say(f"lifeos: {with_hint(known.message, known.hint)}")
    return known.exit_code


def _known(error: Exception, state: runtime.Runtime) -> LifeosError | None:
    """Put an error into our words; None for one that nobody foresaw."""
    if isinstance(error, LifeosError):
        return error
    usage = _from_click(error)
    if usage is not None:
        return usage
    import sqlite3

    if isinstance(error, sqlite3.Error):
        from lifeos_cli.store.database import explain

        return explain(error, str(state.paths.database))
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return LifeosError(
            f"{error.strerror or type(error).__name__}{where}",
            hint="Check the path, its mode and the space left.",
        )
    return None


def _from_click(error: Exception) -> LifeosError | None:
    """Turn an error of the command line's parser into ours, in one line with where to look."""
    click_exception = typer.BadParameter.__mro__[2]
    if not isinstance(error, click_exception):
        return None
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        return _help_instead(context)
    message = str(error.format_message()) if hasattr(error, "format_message") else str(error)
    found = LifeosError(" ".join(message.split()).replace("a valid int range", "a whole number"))
    path = context.command_path if context is not None else "lifeos"
    found.hint = f"Try '{path} --help'."
    found.exit_code = ExitCode.USAGE
    return found


def _help_instead(context: Context) -> LifeosError:
    """A group without its verb: the group's help is the best answer, as an error."""
    found = LifeosError(context.get_help())
    found.exit_code = ExitCode.USAGE
    return found
