"""Documents produced or declared for an étape or a bilan (guide §9.3, §9.4)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from db.base import Entite, cle, du_meme_dossier, ferme, vers
from db.enums import FormatDocument
from db.models.beneficiaires import Beneficiaire
from db.models.parcours import Etape
from db.models.referentiels import ModeleDocument
from db.models.structures import Collaborateur, Structure

if TYPE_CHECKING:
    from db.models.bilans import Bilan, Transmission


class Document(Entite):
    """A Word document, or the declaration of a form edited outside (`contenu` is then empty)."""

    __tablename__ = "document"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    structure_id: Mapped[int] = cle("structure")
    modele_id: Mapped[int] = cle("modele_document")
    etape_id: Mapped[int | None] = cle("etape", nul=True)
    bilan_id: Mapped[int | None] = cle("bilan", nul=True)
    cree_par_id: Mapped[int] = cle("collaborateur")
    edite_le: Mapped[dt.date]
    nom_fichier: Mapped[str | None]
    format: Mapped[FormatDocument | None] = ferme(FormatDocument)
    taille: Mapped[int | None]
    contenu: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="documents")
    structure: Mapped[Structure] = vers()
    modele: Mapped[ModeleDocument] = vers()
    etape: Mapped[Etape | None] = vers(foreign_keys=[etape_id], back_populates="documents")
    bilan: Mapped[Bilan | None] = vers(foreign_keys=[bilan_id])
    cree_par: Mapped[Collaborateur] = vers()
    transmissions: Mapped[list[Transmission]] = vers(back_populates="document", order_by="Transmission.date.desc()")

    __table_args__ = (
        CheckConstraint("num_nulls(nom_fichier, format, taille, contenu) IN (0, 4)", name="contenu"),
        du_meme_dossier("etape_id", "etape", "fk_document_etape_beneficiaire"),
        du_meme_dossier("bilan_id", "bilan", "fk_document_bilan_beneficiaire"),
    )
