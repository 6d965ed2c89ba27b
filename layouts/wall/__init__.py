"""Layouts of the wall."""
