"""Runs the web application on a port of this machine."""

import ipaddress
import logging
import socket
import sys

import uvicorn

from city.collector import spare_collector
from city.district import District
from city.errors import PortInUse, SettingError
from city.settings import Settings
from dashboard.live.socket import SERVER_OPTIONS
from dashboard.memory import settle
from dashboard.web import Parts, create_app

logger = logging.getLogger(__name__)

SWITCH_SECONDS = 0.001
"""How long one thread computes before another that waits may go on; Python's default is 0.005."""


def serve_pages(settings: Settings, district: District, parts: Parts) -> None:
    """
    Serve until signalled.

    Raises:
        PortInUse: Another program listens on the port.
        SettingError: The address is not one of this machine's own; there is no login yet.
    """
    _check_host(settings.host)
    _check_port(settings)
    settle()
    server = create_app(district, parts)
    # pages are drawn in threads; the one that follows Redis must not wait long for its turn
    sys.setswitchinterval(SWITCH_SECONDS)
    spare_collector(young=10_000, old=10)  # screens come and go: their cycles must go, too
    logger.info("pages on http://%s:%s (this machine only)", settings.host, settings.port)
    uvicorn.run(
        server,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        **SERVER_OPTIONS,
    )


def _check_host(host: str) -> None:
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise SettingError(
            f"CITY_HOST: {host!r} is not a loopback address; there is no login yet, so pages are "
            "served to this machine only"
        )


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortInUse(settings.port, "CITY_PORT") from error
