"""What keeps a test from reaching the outside."""
