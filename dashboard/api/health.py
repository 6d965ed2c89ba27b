"""GET /healthz: whether this process can be trusted, for probes and for screens that come back."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from city.head import Books, FeedLamp, Head
from city.ports import ScreenSource


def health_router(
    source: ScreenSource,
    build: str,
    district: str,
    tiles: Callable[[], dict[str, Any]] = dict,
) -> APIRouter:
    """Return the route; it answers 200 as long as the process can answer at all."""
    router = APIRouter()

    @router.get("/healthz", summary="Feeds, lag, Redis and build of this process")
    def healthz() -> dict[str, Any]:
        own = {"build": build, "district": district, "tiles": tiles()}
        return {**own, **describe(source.head())}

    return router


def describe(head: Head) -> dict[str, Any]:
    """Return the health of a head as JSON; times are ms since the epoch, UTC."""
    health = head.health
    return {
        "ok": health.redis and health.applied_at is not None and not health.catching_up,
        "catching_up": health.catching_up,
        "mode": head.mode,
        "as_of": head.as_of,
        "redis": health.redis,
        "applied_at": health.applied_at,
        "lag": health.lag,
        "rebuilding": health.rebuilding,
        "dead_letters": health.dead_letters,
        "books": _books(head.books),
        "provisional_year": health.provisional_year,
        "feeds": {lamp.feed: _feed(lamp) for lamp in head.feeds},
    }


def _books(books: Books | None) -> dict[str, Any] | None:
    if books is None:
        return None
    return {
        "agrees": books.agrees,
        "checked_at": books.checked_at,
        "cells": books.cells,
        "since": books.since,
        "differences": list(books.differences),
    }


def _feed(lamp: FeedLamp) -> dict[str, Any]:
    return {
        "state": lamp.state,
        "heard_at": lamp.heard_at,
        "messages": lamp.messages,
        "refused": lamp.refused,
    }
