"""The read model in Redis: the only code that talks to it."""
