"""The pages behind the links sent by mail: choosing a password. A screen of one's own may take their addresses."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

HERE = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


async def _page(request: Request) -> Response:
    return FileResponse(HERE / "compte.html", media_type="text/html", headers=HEADERS)


async def _script(request: Request) -> Response:
    return FileResponse(HERE / "compte.js", media_type="text/javascript", headers=HEADERS)


def account_routes() -> list[BaseRoute]:
    """/compte/activation and /compte/mot-de-passe, and their script."""
    return [
        Route("/compte/activation", _page),
        Route("/compte/mot-de-passe", _page),
        Route("/compte/compte.js", _script),
    ]
