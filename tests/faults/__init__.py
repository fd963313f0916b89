"""What must hold when something breaks, and where it is proved.

- killed while writing, at random and at every single write:
  test_kill*, test_inject, tests/record/test_forgetting
- power loss, replayed with dropped and torn writes:
  test_power
- disk full: limits, a full file system, at every write, an open process that goes on afterwards:
  test_full_disk, test_inject
- the flush itself fails:
  test_inject
- damaged, cut, emptied or foreign files:
  test_damage, tests/cli/test_doctor
- many processes: readers, writers, counters, first starts, migrations:
  test_crowd, test_migration
- a writer that is frozen:
  test_frozen
- a migration that is killed; a newer database:
  test_migration, tests/store/test_migrate
- LanceDB missing, torn, newer, killed, out of space:
  tests/memory/index/test_mirror, test_kill_index, test_full_disk
- clocks that jump, zones, hours that come twice:
  tests/record/test_checkins, tests/growth, tests/test_when
- models that fail:
  tests/providers/test_faults, tests/cli/test_chat_faults
- hostile files:
  tests/cli/test_import_formats, tests/transfer
- no home, no terminal, a reader that leaves, signals, windows that change:
  test_surroundings, tests/cli/test_entry, tests/e2e

PostgreSQL and sync have no code here yet, so nothing of theirs can break.
"""
