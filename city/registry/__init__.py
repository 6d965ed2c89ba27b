"""The registry of figures: each with its formula, window rule, unit, source and caveat."""
