"""What the record says about a person: pure functions, no I/O."""
