"""Screens as devices: which are enrolled, which are watching, and what each is told."""
