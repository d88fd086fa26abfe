"""Presence by day, hours by month (guide §7.2): always within the étape, never to come."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as inserer

import db
from resolvers.workflows.bornes import apres_le_debut, avant_la_fin, fin_du_mois
from resolvers.writing.commandes import (
    Avertissement,
    Bornes,
    Fautes,
    IdEtape,
    commande,
    resultat,
)
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.unit import UniteDeTravail


@commande
class SaisirPresence:
    """Days to add, days to take away. Two calls at once add up: no version has to be read."""

    etape: IdEtape
    version: int | None = None
    ajouter: tuple[dt.date, ...] = ()
    retirer: tuple[dt.date, ...] = ()


@commande
class HeuresDuMois:
    """The hours of one month; none takes the month away."""

    mois: dt.date
    heures: Annotated[Decimal, Bornes(0, 744)] | None = None


@commande
class SaisirHeuresMensuelles:
    """Hours by month; months that are not named stay as they are."""

    etape: IdEtape
    version: int
    mois: tuple[HeuresDuMois, ...]


@resultat
class PresenceSaisie:
    """The étape, and what deserves attention."""

    etape: IdEtape
    avertissements: tuple[Avertissement, ...]


@resultat
class HeuresSaisies:
    """The étape."""

    etape: IdEtape


async def saisir_presence(unite: UniteDeTravail, commande: SaisirPresence) -> PresenceSaisie:
    """Adds and takes away days of presence; what is there already, or no longer, changes nothing.

    Errors: Interdit, Introuvable, Conflit; Validation for each day outside the étape or to come.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    fautes = Fautes()
    for rang, jour in enumerate(commande.ajouter):
        _dans_l_etape(fautes, unite, etape, jour, jour, f"ajouter.{rang}")
    for rang, jour in enumerate(commande.retirer):
        message = "Ce jour est à la fois à ajouter et à retirer."
        fautes.si(jour in commande.ajouter, f"retirer.{rang}", message, "CONTRADICTION")
    fautes.lever()
    presence = db.Presence
    presents = set(await unite.session.scalars(select(presence.jour).where(presence.etape_id == etape.id)))
    ajoutes = sorted(set(commande.ajouter) - presents)
    retires = sorted(set(commande.retirer) & presents)
    if ajoutes:
        await unite.session.execute(insert(presence), [{"etape_id": etape.id, "jour": jour} for jour in ajoutes])
    if retires:
        await unite.session.execute(delete(presence).where(presence.etape_id == etape.id, presence.jour.in_(retires)))
    await enregistrer(unite, etape, presences=(_jours(retires), _jours(ajoutes)))
    total = len(presents) + len(ajoutes) - len(retires)
    return PresenceSaisie(etape=etape.id, avertissements=await _depassement(unite, etape, total, bool(ajoutes)))


async def saisir_heures_mensuelles(unite: UniteDeTravail, commande: SaisirHeuresMensuelles) -> HeuresSaisies:
    """Writes the hours of months of an étape (« Saisie mensuelle des heures »).

    Errors: Interdit, Introuvable, Conflit; Validation for each month that is wrong, outside the étape or to come.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    fautes, voulues = Fautes(), dict[dt.date, Decimal | None]()
    for rang, une in enumerate(commande.mois):
        chemin = f"mois.{rang}"
        if une.mois.day != 1:
            attendu = une.mois.replace(day=1)
            fautes.ajouter(f"{chemin}.mois", f"Le premier jour du mois est attendu : {attendu.isoformat()}.", "FORME")
        fautes.si(une.mois in voulues, f"{chemin}.mois", "Ce mois est donné deux fois.", "EN_DOUBLE")
        _dans_l_etape(fautes, unite, etape, une.mois, fin_du_mois(une.mois), f"{chemin}.mois")
        fin = une.heures is not None and une.heures != round(une.heures, 2)
        fautes.si(fin, f"{chemin}.heures", "Au plus deux décimales sont acceptées.", "FORME")
        voulues[une.mois] = une.heures
    fautes.lever()
    ligne = db.HeuresMensuelles
    saisies = select(ligne.mois, ligne.heures).where(ligne.etape_id == etape.id, ligne.mois.in_(voulues))
    avant = {une.mois: une.heures for une in await unite.session.execute(saisies)}
    changent = {mois: heures for mois, heures in voulues.items() if avant.get(mois) != heures}
    posees = [
        {"etape_id": etape.id, "mois": mois, "heures": h} for mois, h in sorted(changent.items()) if h is not None
    ]
    if posees:
        pose = inserer(ligne)
        remplace = pose.on_conflict_do_update(
            index_elements=[ligne.etape_id, ligne.mois], set_={"heures": pose.excluded.heures}
        )
        await unite.session.execute(remplace, posees)
    otees = [mois for mois, heures in changent.items() if heures is None]
    if otees:
        await unite.session.execute(delete(ligne).where(ligne.etape_id == etape.id, ligne.mois.in_(otees)))
    await enregistrer(
        unite,
        etape,
        heures_mensuelles=(_heures({mois: avant.get(mois) for mois in changent}), _heures(changent)),
    )
    return HeuresSaisies(etape=etape.id)


def _dans_l_etape(
    fautes: Fautes, unite: UniteDeTravail, etape: db.Etape, premier: dt.date, dernier: dt.date, chemin: str
) -> None:
    """Some day of [premier, dernier] is one of the étape, and the first is not to come."""
    apres_le_debut(fautes, etape, dernier, chemin)
    avant_la_fin(fautes, etape, premier, chemin)
    if etape.fin_reelle is None and premier > unite.aujourdhui:
        fautes.ajouter(chemin, "Ce qui est à venir ne se saisit pas encore : au plus tard aujourd'hui.", "A_VENIR")


async def _depassement(unite: UniteDeTravail, etape: db.Etape, total: int, ajoute: bool) -> tuple[Avertissement, ...]:
    """A warning when more days are done than the thématique plans (66 in the guide)."""
    if not ajoute:
        return ()
    offre, thematique = db.OffreDeService, db.Thematique
    prevus = await unite.session.scalar(
        select(thematique.jours_presence)
        .join(offre, offre.thematique_id == thematique.id)
        .where(offre.id == etape.offre_de_service_id)
    )
    assert prevus is not None
    if total <= prevus:
        return ()
    return (Avertissement("PRESENCE_DEPASSEE", f"{total} jours de présence sont saisis, pour {prevus} prévus."),)


def _jours(jours: list[dt.date]) -> list[str]:
    return [jour.isoformat() for jour in jours]


def _heures(heures: dict[dt.date, Decimal | None]) -> dict[str, float | None]:
    return {mois.isoformat(): None if h is None else float(h) for mois, h in sorted(heures.items())}
