"""The journal: who read or did what, on which file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.reading import field, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.structures import Collaborateur, Structure


@reads(
    db.Journal,
    "Une consultation, une action ou un refus : qui, quand, sur quel dossier (guide §12).",
    filters="quand action profil collaborateur structure beneficiaire requete",
    sorts="quand",
    natural="-quand",
)
class Journal:
    """One row of the journal."""

    quand: dt.datetime = field("Date et heure de la requête.")
    action: db.ActionJournal = field("Ce qui a été fait ou refusé.")
    collaborateur: Collaborateur | None = field("Qui ; personne pour une connexion refusée à un identifiant inconnu.")
    profil: db.Profil | None = field("Profil de la personne à ce moment-là.")
    structure: Structure | None = field("Structure de la personne à ce moment-là.")
    beneficiaire: Beneficiaire | None = field("Dossier concerné, s'il est de votre ressort.")
    objet: str | None = field("Identifiant global de ce qui a été lu ou modifié.")
    requete: str | None = field("Identifiant de la requête (en-tête X-Request-ID).")


@reads(db.Consultation, "Un dossier ouvert récemment (guide §3).")
class Consultation:
    """« Bénéficiaires récents »."""

    quand: dt.datetime = field("Date et heure de la dernière ouverture.")
    beneficiaire: Beneficiaire | None = field("Le dossier, s'il est encore de votre ressort.")
