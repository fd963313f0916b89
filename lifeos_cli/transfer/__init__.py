"""What comes into the record from files, and what leaves it: one module a format."""
