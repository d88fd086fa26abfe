"""What the API calls an attribute."""

from __future__ import annotations

import re


def api_name(path: str) -> str:
    """The path of an attribute as the API names it: `date_signature` → `dateSignature`."""
    return re.sub(r"_([a-z0-9])", lambda letter: letter[1].upper(), path)
