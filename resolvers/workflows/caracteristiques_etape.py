"""The characteristics of an étape (guide §7.2): those common to all, and those of its thématique, each in its form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select

import db
from db.enums import FormeCaracteristique, TypeCaracteristique
from resolvers.workflows.formes import est_date, est_siret, sans_espaces
from resolvers.writing.commandes import Fautes, IdEtape, TexteLong, commande, resultat
from resolvers.writing.lignes import enregistrer, offertes, reprendre
from resolvers.writing.unit import UniteDeTravail

NOMBRE = re.compile(r"-?[0-9]{1,9}([.][0-9]{1,4})?")


class Saisi(NamedTuple):
    """One characteristic to write: its code and its value, None to empty it."""

    code: str
    valeur: str | None


Saisie = Mapping[int, Saisi]
"""What is to be written of an étape, by id of definition."""


@commande
class CaracteristiqueEtapeSaisie:
    """One characteristic, by its code."""

    code: str
    valeur: TexteLong | None = None


@commande
class SaisirCaracteristiquesEtape:
    """Values for characteristics of an étape; those that are not named stay as they are."""

    etape: IdEtape
    version: int
    caracteristiques: tuple[CaracteristiqueEtapeSaisie, ...]


@resultat
class CaracteristiquesSaisies:
    """The étape."""

    etape: IdEtape


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed of the characteristics of one étape, by code, for the journal."""

    avant: dict[str, str | None]
    apres: dict[str, str | None]


async def saisir_caracteristiques_etape(
    unite: UniteDeTravail, commande: SaisirCaracteristiquesEtape
) -> CaracteristiquesSaisies:
    """Writes characteristics of an étape, open or closed (guide §9.1: the last information known).

    Errors: Interdit, Introuvable, Conflit; Validation for each one that is unknown to the thématique, or not in the
    form of its definition.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    fautes = Fautes()
    saisie = await lire(unite, etape.offre_de_service_id, commande.caracteristiques, fautes)
    fautes.lever()
    change = (await ecrire(unite, {etape.id: saisie}))[etape.id]
    await enregistrer(unite, etape, caracteristiques=(change.avant, change.apres))
    return CaracteristiquesSaisies(etape=etape.id)


async def lire(
    unite: UniteDeTravail, offre: int, donnees: Sequence[CaracteristiqueEtapeSaisie], fautes: Fautes
) -> Saisie:
    """The values given for an étape on that offer, checked; each fault noted under `caracteristiques`."""
    if not donnees:
        return {}
    definitions = await _definitions(unite, offre)
    listes = {definitions[une.code].liste for une in donnees if une.code in definitions}
    choix = await offertes(unite, {liste for liste in listes if liste is not None})
    saisie: dict[int, Saisi] = {}
    for rang, une in enumerate(donnees):
        chemin = f"caracteristiques.{rang}"
        definition = definitions.get(une.code)
        if definition is None:
            connues = ", ".join(definitions)
            message = f"Caractéristique inconnue pour cette thématique ; caractéristiques possibles : {connues}."
            fautes.ajouter(f"{chemin}.code", message, "INCONNU")
            continue
        fautes.si(definition.id in saisie, f"{chemin}.code", "Cette caractéristique est donnée deux fois.", "EN_DOUBLE")
        valeur = une.valeur
        if valeur is not None and definition.forme is FormeCaracteristique.SIRET:
            valeur = sans_espaces(valeur)
        saisie[definition.id] = Saisi(une.code, valeur)
        if valeur is None:
            continue
        if attendu := _attendu(definition, valeur, choix):
            fautes.ajouter(f"{chemin}.valeur", attendu, "FORME")
        elif definition.forme is FormeCaracteristique.DATE_PASSEE and valeur > unite.aujourdhui.isoformat():
            fautes.ajouter(f"{chemin}.valeur", "Cette date ne peut pas être à venir.", "A_VENIR")
    return saisie


async def ecrire(unite: UniteDeTravail, saisies: Mapping[int, Saisie]) -> dict[int, Difference]:
    """Writes the characteristics of étapes, by id of étape. Returns what changed of each."""
    ligne = db.CaracteristiqueEtape
    differences = {etape: Difference({}, {}) for etape in saisies}
    nommees = {id_ for saisie in saisies.values() for id_ in saisie}
    if not nommees:
        return differences
    lignes = (
        await unite.session.scalars(select(ligne).where(ligne.etape_id.in_(saisies), ligne.definition_id.in_(nommees)))
    ).all()
    presentes = {(une.etape_id, une.definition_id): une for une in lignes}
    for etape, saisie in saisies.items():
        for id_, (code, valeur) in saisie.items():
            presente = presentes.get((etape, id_))
            avant = presente.valeur if presente else None
            if avant == valeur:
                continue
            differences[etape].avant[code], differences[etape].apres[code] = avant, valeur
            if presente is None:
                assert valeur is not None
                nouvelle = ligne(etape_id=etape, definition_id=id_, valeur=valeur, version=1)
                nouvelle.cree_le = nouvelle.modifie_le = unite.maintenant
                unite.session.add(nouvelle)
            elif valeur is None:
                await unite.session.delete(presente)
            else:
                presente.valeur, presente.modifie_le = valeur, unite.maintenant
                presente.version += 1
    await unite.session.flush()
    return differences


async def _definitions(unite: UniteDeTravail, offre: int) -> dict[str, db.DefinitionCaracteristiqueEtape]:
    """The characteristics of an étape on that offer, by code, in the order of the screen."""
    definition, offres = db.DefinitionCaracteristiqueEtape, db.OffreDeService
    thematique = select(offres.thematique_id).where(offres.id == offre).scalar_subquery()
    requete = (
        select(definition)
        .where(or_(definition.thematique_id.is_(None), definition.thematique_id == thematique))
        .order_by(definition.thematique_id.nulls_first(), definition.rang)
    )
    return {une.code: une for une in await unite.session.scalars(requete)}


def _attendu(definition: db.DefinitionCaracteristiqueEtape, valeur: str, choix: dict[str, list[str]]) -> str | None:
    """What would be right, when the value is not in the form of its definition."""
    if definition.forme is FormeCaracteristique.SIRET and not est_siret(valeur):
        return "Un numéro SIRET est attendu : 14 chiffres, dont la clé est vérifiée."
    match definition.type:
        case TypeCaracteristique.OUI_NON if valeur not in ("oui", "non"):
            return "« oui » ou « non » est attendu."
        case TypeCaracteristique.NOMBRE if not NOMBRE.fullmatch(valeur):
            return "Un nombre est attendu, le point séparant les décimales."
        case TypeCaracteristique.DATE if not est_date(valeur):
            return "Une date est attendue, de la forme AAAA-MM-JJ."
        case TypeCaracteristique.CHOIX if valeur not in choix[definition.liste or ""]:
            return f"Valeur inconnue ; valeurs possibles : {', '.join(choix[definition.liste or ''])}."
    return None
