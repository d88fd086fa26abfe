"""uvicorn, set for this application."""

from __future__ import annotations

from typing import Any

import uvicorn
from starlette.applications import Starlette

from server.app import create_app
from server.logs import configure_logs
from server.settings import Settings

COMMON: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "ws": "none",
    "lifespan": "on",
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": 15,
    "timeout_keep_alive": 30,
}


def application() -> Starlette:
    """The application of the environment's settings, for uvicorn's workers."""
    configure_logs()
    return create_app(Settings())


def serve_forever(host: str, port: int, workers: int) -> None:
    """Serves until it is told to stop, then finishes the requests under way."""
    proxies = Settings().mandataires
    options = {**COMMON, "proxy_headers": bool(proxies), "forwarded_allow_ips": proxies or None}
    uvicorn.run("server.serving:application", factory=True, host=host, port=port, workers=workers, **options)
