"""The device key in the browser: a cookie that no script can read, renewed with every page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from city.devices import digest_of, id_of, new_key
from city.errors import CityError
from city.ports import Register
from dashboard.live.guests import COOKIE

MAX_AGE_SECONDS = 400 * 86_400
"""The longest that browsers keep a cookie; each page that is loaded begins it anew."""
ENROL = "/enrol"


def keep_key(request: Request, response: Response) -> None:
    """Give a page that is loaded the key of its browser, a new one if it has none."""
    if not response.headers.get("content-type", "").startswith("text/html"):
        return
    _give(request, response, request.cookies.get(COOKIE) or new_key())


def enrol_router(register: Register) -> APIRouter:
    """Return the route that a kiosk is started with: it takes a key and goes on to the wall."""
    router = APIRouter()

    @router.get(ENROL, include_in_schema=False)
    def enrol(request: Request, key: str = "") -> Response:
        response = RedirectResponse(request.scope.get("root_path", "") + "/", status_code=303)
        response.headers["Cache-Control"] = "no-store"
        if _enrolled(register, key):
            _give(request, response, key)
        return response

    return router


def _enrolled(register: Register, key: str) -> bool:
    try:
        device = register.enrolled().get(id_of(digest_of(key)))
    except CityError:  # an edge: the wall is shown all the same
        return False
    return device is not None and device.digest == digest_of(key)


def _give(request: Request, response: Response, key: str) -> None:
    response.set_cookie(
        COOKIE,
        key,
        max_age=MAX_AGE_SECONDS,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",  # strict would hide it from a kiosk whose start page links here
    )
