"""SQLite: connection, migrations, queries by noun, change feed. The only floor with SQL."""
