"""Values to text for a terminal or JSON for a pipe. The only floor that knows rich."""
