"""The commands of `app.py`, each a function; heavy parts are imported by those that need them."""
