"""Layouts of the boards."""
