"""Background work: jobs, the journal of their steps, the events they wait for, and how many of a kind may run.

A job is one row. `lease` numbers its claims: what is written under an older
number comes from a process that has lost the job, and is refused. `attempts`
counts tries since the last step that worked, `losses` the workers that died.
A job that sleeps or waits is `pending` and says for what in `waiting`; a
`run_after` of NULL means that no hour wakes it.
"""

from __future__ import annotations

JOBS = """
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  handle TEXT NOT NULL,
  type TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'canceled')),
  priority BIGINT NOT NULL DEFAULT 0,
  run_after BIGINT,
  waiting TEXT,
  attempts BIGINT NOT NULL DEFAULT 0,
  max_attempts BIGINT NOT NULL,
  losses BIGINT NOT NULL DEFAULT 0,
  idempotency_key TEXT,
  parent_id TEXT REFERENCES jobs(id) ON DELETE CASCADE,
  parent_place TEXT,
  lease BIGINT NOT NULL DEFAULT 0,
  lease_owner TEXT,
  heartbeat_at BIGINT,
  cancel_requested BIGINT NOT NULL DEFAULT 0,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  hook_error TEXT,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  claimed_at BIGINT,
  finished_at BIGINT,
  run_ms BIGINT NOT NULL DEFAULT 0,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, type, idempotency_key)
)"""

JOB_STEPS = """
CREATE TABLE job_steps (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('step', 'sleep', 'event', 'job', 'version')),
  name TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 0,
  args_hash TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL CHECK (status IN ('waiting', 'completed', 'failed')),
  output TEXT,
  error TEXT,
  child_id TEXT,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (job_id, place)
)"""

JOB_EVENTS = """
CREATE TABLE job_events (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  payload TEXT,
  error TEXT,
  sent_at BIGINT NOT NULL,
  consumed_by TEXT,
  PRIMARY KEY (job_id, name)
)"""

JOB_LIMITS = """
CREATE TABLE job_limits (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  parallelism BIGINT NOT NULL CHECK (parallelism >= 0),
  PRIMARY KEY (user_id, type)
)"""

INDEXES = (
    (
        "CREATE INDEX jobs_due ON jobs(user_id, priority DESC, run_after, id, type) "
        "WHERE status = 'pending' AND run_after IS NOT NULL"
    ),
    "CREATE INDEX jobs_running ON jobs(user_id, type) WHERE status = 'running'",
    "CREATE INDEX jobs_by_parent ON jobs(parent_id) WHERE parent_id IS NOT NULL",
)

TABLES = (JOBS, JOB_STEPS, JOB_EVENTS, JOB_LIMITS, *INDEXES)
FED = ("jobs",)
FED_WHEN = " OR ".join(
    f"OLD.{column} IS NOT NEW.{column}"
    for column in ("status", "priority", "waiting", "attempts", "cancel_requested", "output", "error")
)
"""A sign of life is no change of the job."""
