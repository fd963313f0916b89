"""The use cases: load by the store, fold by growth, write in one transaction."""
