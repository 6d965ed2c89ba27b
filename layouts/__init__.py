"""What is seen: pure functions from a snapshot to components."""
