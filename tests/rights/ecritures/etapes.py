"""The writes of étapes, by each profil."""

from __future__ import annotations

from typing import Any

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, dossier
from tests.workflows.atelier import Atelier

SIENNE = (INTERDIT, FAIT, FAIT, INTERDIT, FAIT, INTERDIT, INTERDIT, INTERDIT)
"""Operators on their own étapes, the SDI on those of its territory."""
AUTRE = (INTERDIT, ABSENT, ABSENT, INTERDIT, ABSENT, INTERDIT, INTERDIT, INTERDIT)


async def etape(monde: Atelier, *, sienne: bool) -> tuple[Personne, dict[str, Any]]:
    """A file, and its étape as the commands name it."""
    personne = await monde.personne(secteur_id=monde.secteurs["secteur" if sienne else "ailleurs"].id)
    row = await personne.etape("a" if sienne else "b")
    if sienne:
        await personne.referent("parcours", "PARCOURS")
    return personne, {"etape": f"Etape:{row.id}", "version": 1}


async def creer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    offre = monde.offres["a" if sienne else "b"].id
    return {
        "commande": {
            "beneficiaire": personne.gid,
            "offreDeService": f"OffreDeService:{offre}",
            "debutReel": JOUR.isoformat(),
            "caracteristiques": [{"code": "ORIGINE_ORIENTATION", "valeur": "SDI"}],
        }
    }


async def dupliquer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {"etape": cible["etape"], "debutReel": JOUR.isoformat()}}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {**cible, "commentaire": "Assidu", "debutReel": il_y_a(300).isoformat()}}


async def changer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    offre = monde.offres["a2" if sienne else "sante"].id
    return {"commande": {**cible, "offreDeService": f"OffreDeService:{offre}"}}


async def valider(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {**cible, "validee": True}}


async def supprimer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": (await etape(monde, sienne=sienne))[1]}


async def presence(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    jours = [il_y_a(3).isoformat(), il_y_a(2).isoformat()]
    return {"commande": {**cible, "ajouter": jours, "retirer": [il_y_a(9).isoformat()]}}


async def heures(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {**cible, "mois": [{"mois": "2025-02-01", "heures": 5.5}, {"mois": "2025-03-01"}]}}


async def passage(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {"etape": cible["etape"], "libelle": "PLIE", "debut": "2025-01-06", "fin": "2025-02-07"}}


async def porte(monde: Atelier, *, sienne: bool) -> dict[str, Any]:
    """A passage of an étape, as the commands name it."""
    _, cible = await etape(monde, sienne=sienne)
    row = db.PassageConvention(etape_id=int(cible["etape"].split(":")[1]), libelle="PLIE", debut=il_y_a(90))
    await monde.ajouter(row)
    return {"passage": f"PassageConvention:{row.id}", "version": 1}


async def modifier_passage(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await porte(monde, sienne=sienne), "fin": il_y_a(3).isoformat()}}


async def supprimer_passage(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": await porte(monde, sienne=sienne)}


async def lier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {**cible, "nouveau": {"libelle": "Passer le permis", "echeance": "2025-09-30"}}}


async def delier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    row = await personne.etape("a" if sienne else "b")
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Passer le permis", etapes=[row])
    await monde.fusionner(objectif)
    cible = {"etape": f"Etape:{row.id}", "version": 1}
    return {"commande": {**cible, "objectif": f"Objectif:{objectif.id}"}}


async def modifier_objectif(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    vise = (await delier(monde, compte, structure, sienne=sienne))["commande"]["objectif"]
    return {"commande": {"objectif": vise, "version": 1, "statut": "ATTEINT", "libelle": "Passer le permis B"}}


async def caracteristiques(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    valeurs = [{"code": "STATUT", "valeur": "CONJOINT"}, {"code": "DATE_RECEPTION_FIO", "valeur": "2024-02-01"}]
    return {"commande": {**cible, "caracteristiques": valeurs}}


CAS = {
    "creerEtape": Cas(creer, SIENNE, AUTRE),
    "dupliquerEtape": Cas(dupliquer, SIENNE, AUTRE),
    "modifierEtape": Cas(modifier, SIENNE, AUTRE),
    "changerOffreDeService": Cas(changer, SIENNE, AUTRE),
    "validerEtape": Cas(valider, SIENNE, AUTRE),
    "supprimerEtape": Cas(supprimer, SIENNE, AUTRE),
    "saisirPresence": Cas(presence, SIENNE, AUTRE),
    "saisirHeuresMensuelles": Cas(heures, SIENNE, AUTRE),
    "ajouterPassageConvention": Cas(passage, SIENNE, AUTRE),
    "modifierPassageConvention": Cas(modifier_passage, SIENNE, AUTRE),
    "supprimerPassageConvention": Cas(supprimer_passage, SIENNE, AUTRE),
    "lierObjectif": Cas(lier, SIENNE, AUTRE),
    "delierObjectif": Cas(delier, SIENNE, AUTRE),
    "modifierObjectif": Cas(modifier_objectif, SIENNE, AUTRE),
    "saisirCaracteristiquesEtape": Cas(caracteristiques, SIENNE, AUTRE),
}
