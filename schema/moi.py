"""The signed-in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import db
from schema.reading import field, listing, reads

if TYPE_CHECKING:
    from schema.journal import Consultation
    from schema.referentiels import Territoire
    from schema.structures import Collaborateur, Structure


@reads(db.Collaborateur, "La personne connectée : qui elle est, où elle travaille (guide §10.1).")
class Moi:
    """The caller, as `moi` and a sign-in show them."""

    nom: str = field("Nom de famille.")
    prenom: str = field("Prénom.")
    email: str = field("Adresse e-mail, qui est aussi l'identifiant de connexion.")
    fonction: str | None = field("Fonction dans la structure.")
    profil: db.Profil = field("Profil, qui dit ce que la personne peut lire et faire.")
    export_autorise: bool | None = field("Vrai si la personne peut exporter des listes de personnes.")
    structures: list[Structure] = listing("Structures où la personne travaille.")
    territoires: list[Territoire] = listing("Territoires dont la personne a la charge, sans ceux qu'ils contiennent.")
    collaborateur: Collaborateur = field("La même personne, telle que les autres la voient.")
    consultations_recentes: list[Consultation] = listing(
        "Dossiers ouverts récemment, le dernier d'abord (guide §3).", attribute="consultations"
    )
