"""The whole of it on one screen: a Textual app over the use cases the command line calls too."""
