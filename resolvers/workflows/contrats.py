"""Contracts (guide §6.1): creating, changing, cancelling. Those of one type, cancelled ones aside, never overlap."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from sqlalchemy import and_, or_, select

import db
from db.derived import exists
from db.enums import ActionJournal, TypeContrat
from resolvers.workflows.accompagnements import accompagnement_du
from resolvers.workflows.formes import verifier_periode
from resolvers.writing.commandes import (
    ABSENT,
    DERNIER_JOUR,
    Absent,
    Avertissement,
    Bornes,
    Fautes,
    IdBeneficiaire,
    IdContrat,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre
from resolvers.writing.unit import UniteDeTravail

Duree = Annotated[int, Bornes(1, 120)]


@commande
class CreerContratRsa:
    """A contract, until `fin` or for `duree_mois` months, or open-ended."""

    beneficiaire: IdBeneficiaire
    type: TypeContrat
    debut: dt.date
    fin: dt.date | None = None
    duree_mois: Duree | None = None
    numero: str | None = None
    date_signature: dt.date | None = None
    commentaire: TexteLong | None = None


@commande
class ModifierContratRsa:
    """Other values for a contract."""

    contrat: IdContrat
    version: int
    type: TypeContrat | Absent = ABSENT
    debut: dt.date | Absent = ABSENT
    fin: dt.date | Absent | None = ABSENT
    duree_mois: Duree | Absent = ABSENT
    numero: str | Absent | None = ABSENT
    date_signature: dt.date | Absent | None = ABSENT
    commentaire: TexteLong | Absent | None = ABSENT


@commande
class AnnulerContratRsa:
    """A contract that was entered by mistake, or that is broken off."""

    contrat: IdContrat
    version: int


@resultat
class ContratCree:
    """The contract, and the open-ended one that it has closed."""

    contrat: IdContrat
    contrat_clos: IdContrat | None


@resultat
class ContratEcrit:
    """The contract."""

    contrat: IdContrat


@resultat
class ContratAnnule:
    """The contract, and what deserves attention."""

    contrat: IdContrat
    avertissements: tuple[Avertissement, ...]


async def creer_contrat_rsa(unite: UniteDeTravail, commande: CreerContratRsa) -> ContratCree:
    """Adds a contract; an open-ended one of the same type ends the day before (guide §6.1).

    Errors: Interdit, Introuvable; Validation; RegleMetier CONTRAT_CHEVAUCHANT.
    """
    await ouvrir(unite, commande.beneficiaire, db.Contrat)
    fin = commande.fin
    if commande.duree_mois is not None and commande.fin is None:
        fin = dernier_jour(commande.debut, commande.duree_mois)
    fautes = Fautes()
    _une_seule_fin(fautes, commande.fin is not None and commande.duree_mois is not None)
    _duree_possible(fautes, commande.duree_mois, fin)
    _verifier(fautes, unite, commande.debut, fin, commande.date_signature)
    fautes.lever()
    clos = await _faire_place(unite, commande.beneficiaire, commande.type, commande.debut, fin)
    contrat = db.Contrat(
        beneficiaire_id=commande.beneficiaire,
        accompagnement_id=await accompagnement_du(unite, commande.beneficiaire, commande.debut),
        auteur_id=unite.moi,
        type=commande.type,
        debut=commande.debut,
        fin=fin,
        numero=commande.numero,
        date_signature=commande.date_signature,
        commentaire=commande.commentaire,
    )
    await creer(unite, contrat)
    return ContratCree(contrat=contrat.id, contrat_clos=clos)


async def modifier_contrat_rsa(unite: UniteDeTravail, commande: ModifierContratRsa) -> ContratEcrit:
    """Changes a contract. Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier when it is cancelled, or
    would overlap another."""
    contrat = await _en_vigueur(unite, commande.contrat, commande.version)
    fautes = Fautes()
    _une_seule_fin(fautes, commande.fin is not ABSENT and commande.duree_mois is not ABSENT)
    if commande.debut not in (ABSENT, contrat.debut):
        contrat.accompagnement_id = await accompagnement_du(unite, contrat.beneficiaire_id, commande.debut)
    dits = donnes(commande, "type", "debut", "fin", "numero", "date_signature", "commentaire")
    for nom, valeur in dits.items():
        setattr(contrat, nom, valeur)
    if commande.duree_mois is not ABSENT:
        contrat.fin = dernier_jour(contrat.debut, commande.duree_mois)
        _duree_possible(fautes, commande.duree_mois, contrat.fin)
    _verifier(fautes, unite, contrat.debut, contrat.fin, dits.get("date_signature"))
    fautes.lever()
    _refuser(await _chevauchants(unite, contrat.beneficiaire_id, contrat.type, contrat.debut, contrat.fin, contrat.id))
    await enregistrer(unite, contrat)
    return ContratEcrit(contrat=contrat.id)


async def annuler_contrat_rsa(unite: UniteDeTravail, commande: AnnulerContratRsa) -> ContratAnnule:
    """Cancels a contract: it is kept, and its period is free again. The open-ended one that it had closed stays so,
    which is told. Errors: Interdit, Introuvable, Conflit; RegleMetier when it is cancelled already."""
    contrat = await _en_vigueur(unite, commande.contrat, commande.version)
    contrat.annule_le = unite.aujourdhui
    await enregistrer(unite, contrat)
    return ContratAnnule(contrat=contrat.id, avertissements=await _precedent_clos(unite, contrat))


def dernier_jour(debut: dt.date, mois: int) -> dt.date:
    """The last day of a period of so many months: 15 January and 3 months make 14 April."""
    annee, rang = divmod(debut.year * 12 + debut.month - 1 + mois, 12)
    jours = calendar.monthrange(annee, rang + 1)[1]
    if debut.day > jours:
        return dt.date(annee, rang + 1, jours)
    return dt.date(annee, rang + 1, debut.day) - dt.timedelta(days=1)


async def _en_vigueur(unite: UniteDeTravail, contrat_id: int, version: int) -> db.Contrat:
    contrat = await reprendre(unite, db.Contrat, contrat_id, version, quoi="Ce contrat")
    if contrat.annule_le is not None:
        jour = f"{contrat.annule_le:%d/%m/%Y}"
        raise RegleMetier("CONTRAT_ANNULE", f"Ce contrat est annulé depuis le {jour} : créez-en un autre.")
    return contrat


def _une_seule_fin(fautes: Fautes, deux: bool) -> None:
    fautes.si(deux, "duree_mois", "Donnez la date de fin ou la durée en mois, pas les deux.", "FIN_OU_DUREE")


def _duree_possible(fautes: Fautes, duree: int | None, fin: dt.date | None) -> None:
    if duree is not None and fin is not None:
        message = (
            f"Le contrat finirait le {fin:%d/%m/%Y} : donnez une durée qui s'achève le {DERNIER_JOUR:%d/%m/%Y} au "
        )
        fautes.si(fin > DERNIER_JOUR, "duree_mois", f"{message}plus tard.", "HORS_BORNES")


def _verifier(
    fautes: Fautes, unite: UniteDeTravail, debut: dt.date, fin: dt.date | None, signature: dt.date | None
) -> None:
    verifier_periode(fautes, debut, fin)
    fautes.si(
        signature is not None and signature > unite.aujourdhui,
        "date_signature",
        "La date de signature ne peut pas être à venir.",
        "A_VENIR",
    )


async def _faire_place(
    unite: UniteDeTravail, beneficiaire: int, type_: TypeContrat, debut: dt.date, fin: dt.date | None
) -> int | None:
    """Closes the open-ended contract that a new one follows. Returns its id. Errors: RegleMetier."""
    autres = await _chevauchants(unite, beneficiaire, type_, debut, fin)
    ouvert = next((autre for autre in autres if autre.fin is None and autre.debut < debut), None)
    _refuser([autre for autre in autres if autre is not ouvert])
    if ouvert is None:
        return None
    ouvert.fin = debut - dt.timedelta(days=1)
    await enregistrer(unite, ouvert)
    return ouvert.id


async def _precedent_clos(unite: UniteDeTravail, contrat: db.Contrat) -> tuple[Avertissement, ...]:
    """The open-ended contract of that type that was given its end for this one to begin, and still has it."""
    precedent, geste, veille = db.Contrat, db.Journal, contrat.debut - dt.timedelta(days=1)
    ferme = exists(
        geste,
        where=and_(
            geste.beneficiaire_id == contrat.beneficiaire_id,
            geste.action == ActionJournal.MODIFICATION,
            geste.type == "Contrat",
            geste.objet_id == precedent.id,
            geste.details.contains({"fin": {"avant": None, "apres": veille.isoformat()}}),
        ),
    )
    debut = await unite.session.scalar(
        select(precedent.debut).where(
            precedent.beneficiaire_id == contrat.beneficiaire_id,
            precedent.type == contrat.type,
            precedent.annule_le.is_(None),
            precedent.fin == veille,
            ferme,
        )
    )
    if debut is None:
        return ()
    message = (
        f"Le contrat du {debut:%d/%m/%Y} au {veille:%d/%m/%Y}, jusque-là sans terme, s'arrête toujours la veille de "
        "celui-ci : redonnez-lui sa fin si besoin (modifierContratRsa)."
    )
    return (Avertissement("PRECEDENT_CLOS", message),)


async def _chevauchants(
    unite: UniteDeTravail,
    beneficiaire: int,
    type_: TypeContrat,
    debut: dt.date,
    fin: dt.date | None,
    sauf: int | None = None,
) -> Sequence[db.Contrat]:
    autre = db.Contrat
    requete = select(autre).where(
        autre.beneficiaire_id == beneficiaire,
        autre.type == type_,
        autre.annule_le.is_(None),
        or_(autre.fin.is_(None), autre.fin >= debut),
    )
    if fin is not None:
        requete = requete.where(autre.debut <= fin)
    if sauf is not None:
        requete = requete.where(autre.id != sauf)
    return (await unite.session.scalars(requete.order_by(autre.debut))).all()


def _refuser(autres: Sequence[db.Contrat]) -> None:
    if autres:
        autre = autres[0]
        jusqu_au = f"au {autre.fin:%d/%m/%Y}" if autre.fin else "sans terme"
        message = (
            f"Un {autre.type.value} court déjà du {autre.debut:%d/%m/%Y} {jusqu_au} : changez les dates, ou annulez-le."
        )
        raise RegleMetier("CONTRAT_CHEVAUCHANT", message)
