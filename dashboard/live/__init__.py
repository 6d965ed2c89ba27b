"""The live channel: one render, one diff, one broadcast."""
