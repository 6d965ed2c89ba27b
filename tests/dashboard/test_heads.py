"""What monitors and mistyped addresses get, without any page."""

import asyncio

import httpx
from fastapi import FastAPI

from dashboard.api.problems import answer_problems
from dashboard.heads import Heads


def ask(method: str, path: str) -> httpx.Response:
    """Return what a server with a health page and the API's errors answers."""
    server = FastAPI()
    server.get("/healthz")(lambda: {"ok": True})
    answer_problems(server)
    server.add_middleware(Heads)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path)

    return asyncio.run(asked())


def test_head_answers_what_get_does() -> None:
    """Many monitors ask with HEAD whether a server is well."""
    assert ask("HEAD", "/healthz").status_code == 200
    assert ask("HEAD", "/healthz").headers == ask("GET", "/healthz").headers


def test_an_unknown_address_of_the_api_is_told_as_every_error() -> None:
    """A program that mistypes an address must not be answered with a page for people."""
    answer = ask("GET", "/api/v1/figure")

    assert answer.status_code == 404
    assert "/api/v1/figure;" in answer.json()[0]["description"]
