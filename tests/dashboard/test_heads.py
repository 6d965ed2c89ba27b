"""What monitors and mistyped addresses get, without any page."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dashboard.api.problems import answer_problems
from dashboard.heads import Heads


@pytest.fixture
def client() -> TestClient:
    server = FastAPI()
    server.get("/healthz")(lambda: {"ok": True})
    answer_problems(server)
    server.add_middleware(Heads)
    return TestClient(server)


def test_head_answers_what_get_does(client: TestClient) -> None:
    """Many monitors ask with HEAD whether a server is well."""
    assert client.head("/healthz").status_code == 200
    assert client.head("/healthz").headers == client.get("/healthz").headers


def test_an_unknown_address_of_the_api_is_told_as_every_error(client: TestClient) -> None:
    """A program that mistypes an address must not be answered with a page for people."""
    answer = client.get("/api/v1/figure")

    assert answer.status_code == 404
    assert "/api/v1/figure;" in answer.json()[0]["description"]
