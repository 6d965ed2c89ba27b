"""Errors of the API in the shape of Open311: a list of code and description."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from city.errors import BadRequest, CityError, UnknownCamera, UnknownCase


def answer_problems(server: FastAPI) -> None:
    """Make the server answer every known error with its cause, never with a traceback."""

    @server.exception_handler(CityError)
    async def known(request: Request, error: CityError) -> JSONResponse:
        return _answer(_code(error), str(error))

    # before Dash, which answers every other address with a page
    @server.get("/api/{rest:path}", include_in_schema=False)
    def unknown(rest: str) -> JSONResponse:
        return _answer(404, f"there is no /api/{rest}; /api/v1/openapi.json lists what there is")

    @server.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        causes = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors())
        return _answer(400, causes)


def _code(error: CityError) -> int:
    if isinstance(error, BadRequest):
        return 400
    return 404 if isinstance(error, (UnknownCase, UnknownCamera)) else 503


def _answer(code: int, description: str) -> JSONResponse:
    return JSONResponse([{"code": code, "description": description}], status_code=code)
