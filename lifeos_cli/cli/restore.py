"""`lifeos restore`: a backup in the database's place."""

from __future__ import annotations

from lifeos_cli.cli.db import restore
from lifeos_cli.cli.grammar import single

app = single()
app.command()(restore)
