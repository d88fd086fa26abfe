"""« Saisir un changement d'adresse » (guide §10.2): the former address is kept, with its last day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from sqlalchemy import select

import db
from resolvers.workflows import coordonnees
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdTerritoire,
    Longueur,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Introuvable, RegleMetier
from resolvers.writing.lignes import creer, enregistrer, reprendre
from resolvers.writing.unit import UniteDeTravail

ADRESSE = ("adresse", "code_postal", "commune")


@commande
class SaisirChangementAdresse:
    """Where the person lives from a day on, and how to reach them; `correction`: they lived there already, only it, or
    the day, was entered wrong."""

    beneficiaire: IdBeneficiaire
    version: int
    adresse: str | Absent | None = ABSENT
    code_postal: str | Absent | None = ABSENT
    commune: Annotated[str, Longueur(100)] | Absent | None = ABSENT
    telephone: Annotated[str, Longueur(50)] | Absent | None = ABSENT
    email: Annotated[str, Longueur(254)] | Absent | None = ABSENT
    secteur: IdTerritoire | Absent | None = ABSENT
    depuis: dt.date | None = None
    correction: bool = False


@resultat
class AdresseChangee:
    """The file."""

    beneficiaire: IdBeneficiaire
    avertissements: tuple[Avertissement, ...]


async def saisir_changement_adresse(unite: UniteDeTravail, commande: SaisirChangementAdresse) -> AdresseChangee:
    """Changes an address, a telephone, an e-mail, the secteur. A second change on the same day corrects the first.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier when the file would no longer be the caller's.
    """
    personne = await reprendre(
        unite, db.Beneficiaire, commande.beneficiaire, commande.version, "coordonnees", quoi="Ce dossier"
    )
    avant = db.AdresseAnterieure(
        beneficiaire_id=personne.id,
        adresse=personne.adresse,
        code_postal=personne.code_postal,
        commune=personne.commune,
    )
    fautes = Fautes()
    _poser(fautes, personne, commande)
    depuis = commande.depuis or unite.aujourdhui
    fautes.si(depuis > unite.aujourdhui, "depuis", "Le déménagement ne peut pas être à venir.", "A_VENIR")
    change = any(getattr(avant, nom) != getattr(personne, nom) for nom in ADRESSE)
    connue = any(getattr(avant, nom) is not None for nom in ADRESSE)
    garder = change and connue and not commande.correction and await _dater(unite, fautes, avant, depuis)
    precedente = await _precedente(unite, personne.id) if commande.correction and commande.depuis else None
    if commande.correction and commande.depuis:
        _verifier_arrivee(fautes, precedente, depuis)
    avertissements = await _changer_secteur(unite, fautes, personne, commande, avant.commune)
    fautes.lever()
    try:
        await enregistrer(unite, personne, groupe="coordonnees")
    except Introuvable:
        message = "Ce secteur n'est pas de votre ressort : le dossier vous échapperait. Demandez-le à un pilote."
        raise RegleMetier("HORS_TERRITOIRE", message) from None
    if garder:
        await creer(unite, avant)
    if precedente is not None:
        precedente.au = depuis - dt.timedelta(days=1)
        await enregistrer(unite, precedente)
    return AdresseChangee(beneficiaire=personne.id, avertissements=avertissements)


def _poser(fautes: Fautes, personne: db.Beneficiaire, commande: SaisirChangementAdresse) -> None:
    nettoyer = {
        "code_postal": coordonnees.code_postal,
        "telephone": coordonnees.telephone,
        "email": coordonnees.email,
    }
    for nom, valeur in donnes(commande, *ADRESSE, "telephone", "email").items():
        setattr(personne, nom, nettoyer.get(nom, coordonnees.lisible)(fautes, valeur, nom))


async def _dater(unite: UniteDeTravail, fautes: Fautes, avant: db.AdresseAnterieure, depuis: dt.date) -> bool:
    """Gives the former address its days; False when the present one is only corrected."""
    precedente = await _precedente(unite, avant.beneficiaire_id)
    avant.au = depuis - dt.timedelta(days=1)
    if precedente is None:
        return True
    if precedente.au == avant.au:
        return False
    arrivee = precedente.au + dt.timedelta(days=1)
    message = (
        f"La personne n'habite l'adresse actuelle que depuis le {arrivee:%d/%m/%Y} : donnez ce jour ou un jour après, "
        "ou dites que c'est une correction (`correction`) s'il est faux."
    )
    fautes.si(depuis < arrivee, "depuis", message, "AVANT_LA_PRECEDENTE")
    avant.du = arrivee
    return True


async def _precedente(unite: UniteDeTravail, dossier: int) -> db.AdresseAnterieure | None:
    """Where the person lived before they came to their present address."""
    ancienne = db.AdresseAnterieure
    requete = (
        select(ancienne).where(ancienne.beneficiaire_id == dossier).order_by(ancienne.au.desc(), ancienne.id.desc())
    )
    found: db.AdresseAnterieure | None = await unite.session.scalar(requete.limit(1))
    return found


def _verifier_arrivee(fautes: Fautes, precedente: db.AdresseAnterieure | None, depuis: dt.date) -> None:
    """The day on which the person came to their present address is known by the end of the one before."""
    if precedente is None:
        message = "Aucune adresse antérieure n'est connue : le premier jour à l'adresse actuelle n'est pas gardé."
        fautes.ajouter("depuis", message, "SANS_OBJET")
        return
    if precedente.du is not None:
        message = f"La personne est arrivée à l'adresse précédente le {precedente.du:%d/%m/%Y} : donnez un jour après."
        fautes.si(depuis <= precedente.du, "depuis", message, "AVANT_LA_PRECEDENTE")


async def _changer_secteur(
    unite: UniteDeTravail,
    fautes: Fautes,
    personne: db.Beneficiaire,
    commande: SaisirChangementAdresse,
    commune: str | None,
) -> tuple[Avertissement, ...]:
    """Changes the secteur, and says who follows the person from now on; or asks whether it still holds."""
    ancien = personne.secteur_id
    if commande.secteur is ABSENT or commande.secteur == ancien:
        if commande.secteur is ABSENT and ancien is not None and personne.commune != commune:
            message = "La commune a changé, pas le secteur de SDI : vérifiez qu'il est encore le bon."
            return (Avertissement("SECTEUR_A_VERIFIER", message),)
        return ()
    personne.secteur_id = commande.secteur
    noms = {
        une.id: une.libelle
        for une in await unite.session.scalars(
            select(db.Territoire).where(db.Territoire.id.in_([id_ for id_ in (ancien, commande.secteur) if id_]))
        )
    }
    if commande.secteur is None:
        message = "Ce dossier n'a plus de secteur : aucun SDI ne le suit plus."
    elif commande.secteur not in noms:
        fautes.ajouter("secteur", "Ce secteur n'existe pas.", "INCONNU")
        return ()
    else:
        venu = f" au lieu de « {noms[ancien]} »" if ancien is not None else ""
        message = f"Le dossier relève maintenant du secteur « {noms[commande.secteur]} »{venu}."
    return (Avertissement("SECTEUR_CHANGE", message),)
