"""What belongs to one collaborateur alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import db
from schema.reading import Entite, field, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.structures import Collaborateur


@reads(
    db.Note,
    "Note personnelle (« Mes notes », guide §3). Son auteur seul la lit, quel que soit le profil des autres.",
    filters="id beneficiaire faite cree_le",
    sorts="cree_le modifie_le",
    natural="cree_le",
)
class Note(Entite):
    collaborateur: Collaborateur = field("Auteur de la note.")
    beneficiaire: Beneficiaire | None = field(
        "Personne à laquelle la note est liée, s'il y en a une. Masqué si son dossier ne vous est pas ouvert."
    )
    texte: str = field("Texte de la note.")
    faite: bool = field("Vrai une fois la note traitée : elle quitte « Mes notes en cours ».")
