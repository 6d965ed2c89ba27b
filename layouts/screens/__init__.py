"""Screens as devices: what one of them is told, and the list of all of them."""
