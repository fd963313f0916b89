"""Life OS: a life coach that lives in a terminal and remembers."""

__version__ = "0.1.0"
