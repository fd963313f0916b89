"""A notification on the person's desktop, where there is one."""

from __future__ import annotations

SECONDS = 10
"""How long to wait for the desktop."""


def notify(text: str) -> bool:
    """Show a line; False where there is no desktop, or it does not answer."""
    import os
    import shutil
    import subprocess
    from pathlib import Path

    program = shutil.which("notify-send")
    if program is None:
        return False
    env = dict(os.environ)
    bus = Path(f"/run/user/{os.getuid()}/bus")  # cron does not know it
    if "DBUS_SESSION_BUS_ADDRESS" not in env and bus.exists():
        env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the text is one argument
            [program, "--app-name=lifeos", "Life OS", text],
            env=env,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
