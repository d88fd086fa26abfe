"""Entering a dispositif: when RSA rights open, the person enters it (guide §2). An entry is left by `sorties.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Annotated, NoReturn

from sqlalchemy import or_, select

import db
from resolvers.workflows.accompagnements import delier, lier
from resolvers.workflows.formes import verifier_periode
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Fautes,
    IdAccompagnement,
    IdBeneficiaire,
    IdDispositif,
    Liste,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre, verifier_listes
from resolvers.writing.unit import UniteDeTravail

Motif = Annotated[str, Liste("MOTIF_SORTIE_DISPOSITIF")]
CORRIGER = "si l'une de ces dates est fausse, corrigez-la (modifierAccompagnement)"
COLONNES = {"entree": "entree", "sortie": "sortie", "motif": "motif_sortie_id"}
SANS_EFFET: dict[str, list[int]] = {"etapes": [], "rendez_vous": [], "referents": []}
"""What a past exit entered with its entry has closed: nothing."""


@commande
class EntrerDispositif:
    """The dispositif that a person enters, and when; for a past entry, when and why it ended."""

    beneficiaire: IdBeneficiaire
    dispositif: IdDispositif
    entree: dt.date
    sortie: dt.date | None = None
    motif: Motif | None = None


@commande
class ModifierAccompagnement:
    """Another first day for an entry in a dispositif; for one that is over, another last day or motif."""

    accompagnement: IdAccompagnement
    version: int
    entree: dt.date | Absent = ABSENT
    sortie: dt.date | Absent = ABSENT
    motif: Motif | Absent = ABSENT


@resultat
class AccompagnementEcrit:
    """The entry."""

    accompagnement: IdAccompagnement


async def entrer_dispositif(unite: UniteDeTravail, commande: EntrerDispositif) -> AccompagnementEcrit:
    """Opens an entry in a dispositif, or tells a past one; there is one at a time in each. What falls in it and has
    none belongs to it from now on.

    Errors: Interdit, Introuvable; Validation; RegleMetier DEJA_ENTRE.
    """
    await ouvrir(unite, commande.beneficiaire, db.Accompagnement)
    fautes = Fautes()
    _verifier_jours(fautes, unite, commande.entree, commande.sortie, ("entree", "sortie"))
    _verifier_motif(fautes, commande)
    dispositif = await unite.session.get(db.Dispositif, commande.dispositif)
    fautes.si(dispositif is None, "dispositif", "Ce dispositif n'existe pas.", "INCONNU")
    await verifier_listes(unite, commande, fautes)
    fautes.lever()
    accompagnement = db.Accompagnement(
        beneficiaire_id=commande.beneficiaire,
        dispositif_id=commande.dispositif,
        entree=commande.entree,
        sortie=commande.sortie,
        motif_sortie_id=commande.motif,
    )
    deja = await _chevauchant(unite, accompagnement)
    if deja is not None:
        await _refuser(unite, deja, _possible(deja, commande))
    await creer(unite, accompagnement)
    if commande.sortie is not None:
        _retenir_sortie(unite, accompagnement)
    await lier(unite, accompagnement)
    return AccompagnementEcrit(accompagnement=accompagnement.id)


async def modifier_accompagnement(unite: UniteDeTravail, commande: ModifierAccompagnement) -> AccompagnementEcrit:
    """Corrects an entry: what falls in it and has none belongs to it, what no longer does leaves it. The exit of
    whoever is in the dispositif is entered by `sortir_dispositif`, which closes étapes; here none is closed or opened.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier DEJA_ENTRE.
    """
    entree = await reprendre(
        unite, db.Accompagnement, commande.accompagnement, commande.version, quoi="Cette entrée dans le dispositif"
    )
    fautes = Fautes()
    dits = donnes(commande, "entree", "sortie", "motif")
    message = "La personne est dans ce dispositif : saisissez sa sortie (sortirDispositif)."
    for nom in ("sortie", "motif"):
        fautes.si(nom in dits and entree.sortie is None, nom, message, "SANS_OBJET")
    await verifier_listes(unite, commande, fautes)
    avant = entree.entree, entree.sortie
    for nom, valeur in dits.items():
        setattr(entree, COLONNES[nom], valeur)
    _verifier_jours(fautes, unite, entree.entree, entree.sortie, dits.keys())
    fautes.lever()
    deja = await _chevauchant(unite, entree)
    if deja is not None:
        possible = "donnez un premier jour après cette sortie"
        if deja.entree > avant[0]:
            possible = "donnez une sortie avant ce premier jour"
        await _refuser(unite, deja, f"{possible}.")
    await enregistrer(unite, entree)
    await delier(unite, entree, avant)
    await lier(unite, entree)
    return AccompagnementEcrit(accompagnement=entree.id)


def _verifier_jours(
    fautes: Fautes, unite: UniteDeTravail, entree: dt.date, sortie: dt.date | None, donnes: Collection[str]
) -> None:
    """The days of an entry are in their order, none of those given is to come."""
    a_venir = "entree" in donnes and entree > unite.aujourdhui
    fautes.si(a_venir, "entree", "L'entrée ne peut pas être à venir.", "A_VENIR")
    if sortie is None:
        return
    if "sortie" in donnes:
        verifier_periode(fautes, entree, sortie, "sortie")
        fautes.si(sortie > unite.aujourdhui, "sortie", "La sortie ne peut pas être à venir.", "A_VENIR")
    elif entree > sortie:
        message = f"L'entrée doit être le {sortie:%d/%m/%Y}, jour de la sortie, ou avant."
        fautes.ajouter("entree", message, "APRES_SORTIE")


def _verifier_motif(fautes: Fautes, commande: EntrerDispositif) -> None:
    """The exit of a past entry goes with its motif."""
    if commande.sortie is None:
        message = "Ce motif va avec une date de sortie : donnez-la, ou ne donnez pas de motif."
        fautes.si(commande.motif is not None, "motif", message, "SANS_OBJET")
        return
    fautes.si(commande.motif is None, "motif", "Dites pourquoi la personne est sortie du dispositif.", "REQUIS")


async def _chevauchant(unite: UniteDeTravail, celle: db.Accompagnement) -> db.Accompagnement | None:
    """The last entry of the person in the same dispositif that shares a day with this one."""
    autre = db.Accompagnement
    requete = select(autre).where(
        autre.beneficiaire_id == celle.beneficiaire_id,
        autre.dispositif_id == celle.dispositif_id,
        or_(autre.sortie.is_(None), autre.sortie >= celle.entree),
    )
    if celle.sortie is not None:
        requete = requete.where(autre.entree <= celle.sortie)
    if celle.id is not None:
        requete = requete.where(autre.id != celle.id)
    found: db.Accompagnement | None = await unite.session.scalar(requete.order_by(autre.entree.desc()).limit(1))
    return found


async def _refuser(unite: UniteDeTravail, deja: db.Accompagnement, possible: str) -> NoReturn:
    """Errors: RegleMetier DEJA_ENTRE, naming the entry that is there and what is possible."""
    dispositif = await unite.session.get_one(db.Dispositif, deja.dispositif_id)
    quand = f"depuis le {deja.entree:%d/%m/%Y}"
    if deja.sortie is not None:
        quand = f"du {deja.entree:%d/%m/%Y} au {deja.sortie:%d/%m/%Y}"
    raise RegleMetier("DEJA_ENTRE", f"La personne est déjà entrée dans « {dispositif.libelle} » {quand} : {possible}")


def _possible(deja: db.Accompagnement, commande: EntrerDispositif) -> str:
    """What may be entered instead, beside an entry that is there already."""
    avant = f"donnez une sortie avant le {deja.entree:%d/%m/%Y}"
    if deja.sortie is None and commande.sortie is None:
        return (
            f"corrigez ce premier jour s'il est faux (modifierAccompagnement) ; pour une entrée passée, {avant} ; pour "
            "une nouvelle entrée, saisissez d'abord la sortie (sortirDispositif)."
        )
    if deja.sortie is None:
        return f"pour une entrée passée, {avant} ; si ce premier jour est faux, corrigez-le (modifierAccompagnement)."
    if commande.entree < deja.entree:
        return f"donnez une entrée après sa sortie, ou, pour une entrée passée, {avant} ; {CORRIGER}."
    return f"donnez une entrée après sa sortie ; {CORRIGER}."


def _retenir_sortie(unite: UniteDeTravail, accompagnement: db.Accompagnement) -> None:
    """Keeps the act of a past exit, so that it can be undone as any other."""
    unite.session.add(
        db.Sortie(
            accompagnement_id=accompagnement.id,
            par_id=unite.moi,
            effets=SANS_EFFET,
            cree_le=unite.maintenant,
            modifie_le=unite.maintenant,
        )
    )
