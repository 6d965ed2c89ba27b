"""Benchmarks: each prints its own conditions with its figures."""
