"""Run the program and print how it ended, as one line of JSON: for scripts of shell inside a namespace."""

from __future__ import annotations

import json
import subprocess
import sys

done = subprocess.run(
    [sys.executable, "-m", "lifeos_cli", *sys.argv[1:]], capture_output=True, text=True, check=False
)
print(
    json.dumps({"args": sys.argv[1:3], "code": done.returncode, "out": done.stdout, "err": done.stderr}),
    flush=True,
)
