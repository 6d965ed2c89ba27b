"""Compression of answers, but not of what is compressed already."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PACKED = (".woff2", ".png", ".ico")


class Compression:
    """Compresses texts of 1 kB and more for browsers that take it."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packing = GZipMiddleware(app, minimum_size=1024, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        packed = scope["type"] != "http" or scope["path"].endswith(PACKED)
        await (self._plain if packed else self._packing)(scope, receive, send)
