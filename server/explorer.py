"""GraphiQL served by us at /graphiql: the built page, its assets and its configuration."""

import re
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.build_graphiql import DIST, current_build

# 'unsafe-inline' for styles, data: and blob: are what the Monaco editor needs; scripts come from our files alone.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_ONE_YEAR = 365 * 24 * 3600  # seconds
# Vite puts a hash of the content in each asset's name.
_IMMUTABLE = f"public, max-age={_ONE_YEAR}, immutable"
# The machine's own table of media types can be wrong or empty, and nosniff makes a wrong one fatal.
_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
_ASSET_NAME = re.compile(r"[\w-][\w.-]*", re.ASCII)
_GZIP_ACCEPTED = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
_NOT_BUILT = "GraphiQL n'est pas encore construit. Lancez « make demo », puis rechargez cette page.\n"


def explorer_routes(configuration: Callable[[], dict[str, object]], dist: Path = DIST) -> list[BaseRoute]:
    """Returns the routes of the explorer.

    /graphiql redirects to /graphiql/, the page; below it are assets/<name> and configuration.json. Until the
    page is built, page and assets answer 503 with a French sentence saying how to build it.

    Args:
        configuration: called for each request of configuration.json. Its result is public:
            {"demo": bool, "comptes": [{"identifiant": str, "profil": str}], "motDePasse": str | None,
            "operations": [{"nom": str, "titre": str, "genre": "lecture" | "saisie", "document": str,
            "variables": dict}]};
            `comptes` and `motDePasse` are shown only when `demo` is true.
        dist: where `python -m server.build_graphiql` leaves the page.
    """

    async def redirect(request: Request) -> Response:
        # Relative, so that it holds below a proxy's path prefix.
        return RedirectResponse("graphiql/", headers=SECURITY_HEADERS)

    async def page(request: Request) -> Response:
        build = current_build(dist)
        if build is None:
            return _not_built()
        return _file(request, build / "index.html", "text/html", "no-cache")

    async def asset(request: Request) -> Response:
        build = current_build(dist)
        if build is None:
            return _not_built()
        name: str = request.path_params["name"]
        path = build / "assets" / name
        media_type = _MEDIA_TYPES.get(path.suffix)
        if media_type is None or not _ASSET_NAME.fullmatch(name) or not path.is_file():
            raise HTTPException(404)
        return _file(request, path, media_type, _IMMUTABLE)

    async def settings(request: Request) -> Response:
        return JSONResponse(configuration(), headers={**SECURITY_HEADERS, "Cache-Control": "no-store"})

    return [
        Route("/graphiql", redirect),
        Route("/graphiql/", page),
        Route("/graphiql/configuration.json", settings),
        Route("/graphiql/assets/{name}", asset),
    ]


def _not_built() -> Response:
    return PlainTextResponse(_NOT_BUILT, 503, headers={**SECURITY_HEADERS, "Cache-Control": "no-store"})


def _file(request: Request, path: Path, media_type: str, cache_control: str) -> Response:
    """Answers with the file, or with its gzip copy when there is one and the client takes it."""
    headers = {**SECURITY_HEADERS, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    compressed = path.with_name(path.name + ".gz")
    if _GZIP_ACCEPTED.search(request.headers.get("accept-encoding", "").lower()) and compressed.is_file():
        headers["Content-Encoding"] = "gzip"
        path = compressed
    return FileResponse(path, media_type=media_type, headers=headers)
