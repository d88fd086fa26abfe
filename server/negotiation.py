"""Media types of GraphQL over HTTP: what is accepted, what is sent back (RFC 9110 §12.5.1; the draft, Media Types)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

__all__ = ["GRAPHQL_JSON", "JSON", "accepted_media_type", "is_json"]

GRAPHQL_JSON: Final = "application/graphql-response+json"
JSON: Final = "application/json"

# In the order we prefer when the client has no preference.
OFFERED: Final = (GRAPHQL_JSON, JSON)


def _parameters(parts: list[str]) -> dict[str, str]:
    pairs = (part.partition("=") for part in parts)
    return {name.strip().lower(): value.strip().strip('"').lower() for name, _, value in pairs}


@lru_cache(maxsize=256)
def accepted_media_type(accept: bytes | None) -> str | None:
    """The media type to answer with, or None when the header admits none of ours (406).

    No header at all means `application/graphql-response+json` since 2025 (the draft's "Legacy watershed").
    """
    if accept is None or not accept.strip():
        return GRAPHQL_JSON
    best: dict[str, tuple[int, float, int]] = {}
    for position, item in enumerate(accept.decode("latin-1").split(",")):
        media_range, *parts = item.split(";")
        media_range = media_range.strip().lower()
        parameters = _parameters(parts)
        if parameters.get("charset", "utf-8") not in ("utf-8", "utf8"):
            continue
        try:
            quality = float(parameters.get("q", "1"))
        except ValueError:
            continue
        if not 0 <= quality <= 1:
            continue
        for offered in OFFERED:
            precision = {"*/*": 1, "application/*": 2, offered: 3}.get(media_range, 0)
            if precision > best.get(offered, (0, 0.0, 0))[0]:
                # Among equals, what is named first, and ours first under a joker.
                best[offered] = (precision, quality, -position if precision == 3 else -1_000_000)
    ranked = [(quality, place, offered) for offered, (_, quality, place) in best.items() if quality > 0]
    return max(ranked, key=lambda item: item[:2])[2] if ranked else None


@lru_cache(maxsize=256)
def is_json(content_type: bytes | None) -> bool:
    """Whether a body is announced as JSON in UTF-8."""
    media_type, *parts = (content_type or b"").decode("latin-1").split(";")
    return media_type.strip().lower() == JSON and _parameters(parts).get("charset", "utf-8") in ("utf-8", "utf8")
