"""A plausible city: what it is made of, its past, and how it goes on. All of it is invented."""
