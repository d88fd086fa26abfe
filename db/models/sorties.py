"""What creating an étape and leaving it changed elsewhere, as acts that can be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Entite, cle


class Accueil(Entite):
    """What an étape found waiting when it was created (guide §7.1): it goes back to waiting if the étape is deleted.

    `effets` names the rattachements, the positionnements and the référents that have followed it, by id.
    """

    __tablename__ = "accueil"

    etape_id: Mapped[int] = cle("etape", index=False, unique=True, ondelete="CASCADE")
    effets: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Sortie(Entite):
    """The exit from an étape, or from the dispositif with every étape then open (guide §9). `cree_le` is its instant.

    `effets` names the rows that it changed, with what they held before and after.
    """

    __tablename__ = "sortie"

    etape_id: Mapped[int | None] = cle("etape", nul=True, ondelete="CASCADE")
    accompagnement_id: Mapped[int | None] = cle("accompagnement", nul=True, ondelete="CASCADE")
    par_id: Mapped[int] = cle("collaborateur")
    effets: Mapped[dict[str, Any]] = mapped_column(JSONB)
    annulee_le: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(etape_id, accompagnement_id) = 1", name="objet"),
        Index("uq_sortie_etape", "etape_id", unique=True, postgresql_where=text("annulee_le IS NULL")),
        Index(
            "uq_sortie_accompagnement", "accompagnement_id", unique=True, postgresql_where=text("annulee_le IS NULL")
        ),
    )
