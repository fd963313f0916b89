"""The store: schema, queries, feed, live views, backups."""
