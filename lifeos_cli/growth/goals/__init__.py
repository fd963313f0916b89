"""Goals: what each kind needs, how far it is, what comes next. Progress is counted, never guessed."""
