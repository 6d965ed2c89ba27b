"""What pages may load, and which of Dash's own doors stay shut."""

from base64 import b64encode
from hashlib import sha256

from dash import Dash
from dash.backends._fastapi import FastAPIDashServer

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'none'",
}
"""Dash and Leaflet write styles inline; everything else comes from files of this server."""


def content_security_policy(app: Dash, *inline: str) -> str:
    """
    Return the header's value for an app, whose page holds some scripts beside Dash's own.

    Ask per response: Dash adds scripts of its own when the first page is asked for.
    """
    hashes = " ".join([*app.csp_hashes(), *(_hash_of(script) for script in inline)])
    rules = POLICY | {"script-src": f"{POLICY['script-src']} {hashes}".strip()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash_of(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def shut_dash_socket() -> None:
    """
    Keep Dash from opening its own socket and shared worker on every page; before `Dash()`.

    dash 4.4.1 opens `/_dash-ws-callback` even if no callback uses it, and offers no setting.
    """
    FastAPIDashServer.websocket_capability = False
