"""Which streams a figure is for."""

ALL = ("city", "hotline", "citizen", "grid", "video", "enterprise")
FILED = ("city", "video")
"""Cases that are filed, dispatched and checked."""
ORDERS = ("hotline", "enterprise")
SOCIAL = ("citizen", "grid")
RATED = ("hotline", "citizen", "grid", "enterprise")
"""Cases whose requester is asked afterwards."""
