"""Settings, read from the environment (VIESION_…) or a .env file."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

OuiNon = Annotated[bool, BeforeValidator(lambda said: {"oui": True, "non": False}.get(str(said).lower(), said))]
"""« oui » or « non », as well as what pydantic takes for a boolean."""


class Settings(BaseSettings):
    """What a deployment chooses.

    `secret` signs tokens and seals cursors: give it in production, the same for every worker. `database_url` names the
    role `viesion_api` for serving, and the owner of the tables for `viesion migrate`, which may set the password of the
    former (`mot_de_passe_api`).

    Rights that the Département chooses: a file stays open to a structure `jours_apres_etape` after its last étape
    there, and `jours_entree` after a rattachement or positionnement; `ouvrir_etapes` shows the thématique and structure
    of other structures' étapes to the reception too (those of health and of sensible structures stay masked).

    Mails: `smtp_url` (see `resolvers.courrier.smtp`), `courriel_expediteur`, and `adresse_publique`, which their links
    start with. `mandataires`: addresses or networks of the proxies whose X-Forwarded-For is believed, comma-separated.
    Attempts at signing in: `tentatives_par_compte` and `tentatives_par_adresse` in `fenetre_tentatives` (seconds).
    `oidc_emetteur` and `oidc_audience`: the identity provider whose tokens are accepted like ours, and for whom they
    must be made.
    """

    model_config = SettingsConfigDict(env_prefix="VIESION_", env_file=".env", extra="ignore")

    database_url: str = Field(default="", pattern=r"^$|^postgresql\+asyncpg://", repr=False)
    mot_de_passe_api: str = Field(default="", repr=False)
    secret: str = Field(default_factory=lambda: secrets.token_hex(32), min_length=32, repr=False)
    demo: OuiNon = False
    pool: int = Field(default=8, ge=1, le=100)
    jours_apres_etape: int = Field(default=30, ge=0)
    jours_entree: int = Field(default=60, ge=0)
    ouvrir_etapes: OuiNon = False
    journal_requetes: OuiNon = True
    adresse_publique: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://")
    smtp_url: str = Field(default="", pattern=r"^$|^(smtp|smtps|smtp\+starttls)://", repr=False)
    courriel_expediteur: str = "VieSION <ne-pas-repondre@viesion.example>"
    mandataires: str = ""
    fenetre_tentatives: dt.timedelta = dt.timedelta(minutes=15)
    tentatives_par_compte: int = Field(default=10, ge=1)
    tentatives_par_adresse: int = Field(default=100, ge=1)
    oidc_emetteur: str = ""
    oidc_audience: str = ""
