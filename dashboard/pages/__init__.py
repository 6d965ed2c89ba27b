"""Pages: each registers its route and its callbacks."""
