"""The demo's mails: printed on the console and shown under /demo/courriels, sent to nobody."""

from __future__ import annotations

import html
from collections import deque
from email.message import EmailMessage

from rich.console import Console
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

KEPT = 100
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Courriels de la démonstration</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}
article{{border:1px solid #8888;border-radius:6px;padding:0 1rem;margin:1rem 0}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}}</style></head>
<body><h1>Courriels de la démonstration</h1>
<p>Aucun ne part : la démonstration n'a pas de serveur de messagerie. Le plus récent est en haut.</p>
{mails}</body></html>"""


class Mailbox:
    """A transport (see `resolvers.courrier.smtp`) that keeps the last mails in memory and prints each."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._mails: deque[dict[str, str]] = deque(maxlen=KEPT)

    async def send(self, message: EmailMessage) -> None:
        """Keeps and prints a mail."""
        text = message.get_content()
        self._mails.appendleft(
            {"a": message["To"], "objet": message["Subject"], "date": message["Date"], "texte": text}
        )
        self._console.print(
            f"\n── Courriel à {message['To']} : {message['Subject']}\n{text}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )

    def routes(self) -> list[BaseRoute]:
        """/demo/courriels, a page, and /demo/courriels.json: `[{a, objet, date, texte}]`, the latest first."""

        async def page(request: Request) -> Response:
            return HTMLResponse(_PAGE.format(mails="".join(map(_shown, self._mails))), headers=HEADERS)

        async def data(request: Request) -> Response:
            return JSONResponse(list(self._mails), headers=HEADERS)

        return [Route("/demo/courriels", page), Route("/demo/courriels.json", data)]


def _shown(mail: dict[str, str]) -> str:
    said = {name: html.escape(value) for name, value in mail.items()}
    lines = [_linked(line) for line in said["texte"].splitlines()]
    head = f"<h2>{said['objet']}</h2><p>À {said['a']}, {said['date']}</p>"
    return f"<article>{head}<pre>{chr(10).join(lines)}</pre></article>"


def _linked(line: str) -> str:
    """A line that is an address, as a link; `line` is escaped already."""
    is_link = line.startswith(("http://", "https://")) and " " not in line
    return f'<a href="{line}">{line}</a>' if is_link else line
