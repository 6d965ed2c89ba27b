"""The page of definitions: the registry of figures."""
