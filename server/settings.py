"""Settings, read from the environment (VIESION_…) or a .env file."""

from __future__ import annotations

import secrets

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a deployment chooses.

    `secret` signs tokens and seals cursors: give it in production, the same for every worker.
    """

    model_config = SettingsConfigDict(env_prefix="VIESION_", env_file=".env", extra="ignore")

    database_url: str = ""
    secret: str = Field(default_factory=lambda: secrets.token_hex(32), min_length=32, repr=False)
    demo: bool = False
    pool: int = Field(default=8, ge=1, le=100)
    jours_apres_etape: int = Field(default=30, ge=0)
    jours_entree: int = Field(default=60, ge=0)
    journal_requetes: bool = True
