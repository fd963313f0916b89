#!/bin/sh
# A week of small pipelines. Each stands alone; every one is run by tests/e2e/test_examples.py.
set -eu

# One check-in from a script, its handle kept for later.
handle=$(lifeos checkin --mood 5 --energy 4 --note "wrote before breakfast" --tag writing)
lifeos checkins show "$handle"

# A note from any program's output.
date | lifeos checkin --mood 4 -

# Mean mood of the last seven days.
lifeos checkins list --since "7 days ago" --json |
  python3 -c 'import json, sys; m = [r["mood"] for r in json.load(sys.stdin) if r["mood"]]; print(sum(m) / len(m))'

# A question to a coach, the answer as data.
lifeos chat "I keep putting off the second chapter" --coach woop --json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["content"].splitlines()[-1])'

# What changed in the store, as lines of JSON.
lifeos watch --since 0 --once --jsonl | head -n 3

# For the shell prompt: a mark when something is due.
lifeos checkins due --exit-code > /dev/null || echo "check-in due"
