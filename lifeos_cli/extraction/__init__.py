"""Background work: a queue of jobs, durable workflows, the worker that runs them, and when they run by themselves."""
