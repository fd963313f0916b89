"""Commands: parse, call one use case, render."""
