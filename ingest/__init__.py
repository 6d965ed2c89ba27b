"""Events in: feeds are translated, projected and simulated here."""
