"""Layouts of the cases."""
