"""Memory: embed, index, search, forget. It reads the store and writes only what can be built again."""
