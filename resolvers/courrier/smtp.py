"""The way out of mails: an SMTP server, named by a URL."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

DELAI = 30.0
"""Seconds that sending one mail may take, less than the lease of the outbox."""


class EnvoiRefuse(Exception):
    """The mail did not leave. `code` names why, without anybody's address; `definitif`: trying again is no use."""

    def __init__(self, code: str, *, definitif: bool = False) -> None:
        super().__init__(code)
        self.code, self.definitif = code, definitif


class Transport(Protocol):
    """What takes a mail away."""

    async def send(self, message: EmailMessage) -> None:
        """Returns once the mail is in other hands. Errors: EnvoiRefuse."""


class Smtp:
    """Mails through an SMTP server.

    `url` is `smtp://host:25`, with STARTTLS when the server offers it; `smtp+starttls://…`, never without; or
    `smtps://…`, TLS from the start. `user:password@` goes before the host, percent-encoded. Errors: ValueError for
    another scheme, or a URL without host.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
            raise ValueError("smtp://, smtp+starttls:// ou smtps://, puis un hôte")
        self._host, self._tls = parts.hostname, parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._starttls = {"smtp": None, "smtps": False, "smtp+starttls": True}[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage) -> None:
        """See `Transport`."""
        try:
            async with asyncio.timeout(DELAI):
                await aiosmtplib.send(
                    message,
                    hostname=self._host,
                    port=self._port,
                    username=self._user,
                    password=self._password,
                    use_tls=self._tls,
                    start_tls=self._starttls,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise EnvoiRefuse(f"DESTINATAIRE_{codes[0]}", definitif=all(code >= 500 for code in codes)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise EnvoiRefuse(f"SMTP_{error.code}") from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise EnvoiRefuse(type(error).__name__) from error
