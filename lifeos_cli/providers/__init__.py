"""Models behind one protocol. The only floor that names an SDK."""
