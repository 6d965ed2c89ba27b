"""HEAD requests: whatever can be fetched can also be asked for without its body."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Heads:
    """Answers HEAD as GET; the server that speaks HTTP leaves the body out by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if asked else scope, receive, send)
