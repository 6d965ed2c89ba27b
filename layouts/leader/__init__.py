"""Layouts of the leader."""
