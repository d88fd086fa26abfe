"""The journal: who read or did what, on which file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import strawberry

import db
from schema.reading import Connection, Entite, LigneDossier, connection, field, listing, reads

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
    collaborateur: Collaborateur | None = field(
        "Qui ; personne pour une connexion refusée à un identifiant inconnu. Un autre opérateur n'est pas nommé."
    )
    profil: db.Profil | None = field("Profil de la personne à ce moment-là.")
    structure: Structure | None = field("Structure de la personne à ce moment-là.")
    beneficiaire: Beneficiaire | None = field("Dossier concerné, s'il est de votre ressort.")
    objet: str | None = field(
        "Identifiant global de ce qui a été lu ou modifié ; masqué s'il est d'une autre structure."
    )
    requete: str | None = field("Identifiant de la requête (en-tête X-Request-ID).")


@reads(
    db.Changement,
    "Un champ qu'une écriture a changé. Seuls sont montrés les champs que vous lisez sur l'objet.",
)
class Changement:
    champ: str = field("Nom du champ, tel que l'objet le porte.")
    avant: str | None = field("Valeur d'avant, en texte ; une référence est un identifiant global. Vide à la création.")
    apres: str | None = field("Valeur d'après, en texte ; vide si elle a été effacée.")


@reads(
    db.Modification,
    "Une écriture sur un objet : sa création, ou ce qui y a été changé ensuite.",
    filters="quand action profil",
    sorts="quand",
    natural="-quand",
)
class Modification:
    quand: dt.datetime = field("Date et heure de l'écriture.")
    action: db.ActionJournal = field("Création ou modification.")
    profil: db.Profil | None = field("Profil de la personne à ce moment-là.")
    collaborateur: Collaborateur | None = field("Qui a écrit.")
    structure: Structure | None = field("Structure de la personne à ce moment-là.")
    requete: str | None = field("Identifiant de la requête (en-tête X-Request-ID).")
    changements: list[Changement] | None = listing("Champs changés que vous lisez sur cet objet, par nom.")


def _historique() -> Any:
    return connection(
        "Créations et modifications de cet objet, de la plus récente à la plus ancienne : les vôtres, et celles que "
        "votre profil vous ouvre. Celles du dossier entier sont dans « journal »."
    )


@strawberry.type
class Historise(Entite):
    """What every row that mutations write shows."""

    historique: Connection[Modification] | None = _historique()


@strawberry.type
class LigneHistorisee(LigneDossier):
    """The same, of rows of a file."""

    historique: Connection[Modification] | None = _historique()


@reads(db.Consultation, "Un dossier ouvert récemment (guide §3).")
class Consultation:
    """« Bénéficiaires récents »."""

    quand: dt.datetime = field("Date et heure de la dernière ouverture.")
    beneficiaire: Beneficiaire | None = field("Le dossier, s'il est encore de votre ressort.")
