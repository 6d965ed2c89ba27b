"""What happens: the only web code."""
