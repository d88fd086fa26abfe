"""Appointments that are changed or cancelled (guide §8.2, §8.3 « Modifier l'entretien »)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated

from sqlalchemy import delete, insert, select

import db
from db.enums import Realisation
from resolvers.workflows.agenda import LIBRES, Creneau, chevauchements
from resolvers.workflows.entretien_regles import (
    CRENEAU,
    avant_etape,
    etapes_des_entretiens,
    jour_de,
    moment,
    oublier_motif,
    prevu_de_nouveau,
    refuser_closes,
    refuser_finies,
    seance_a_rejoindre,
    verifier_changement,
    verifier_convocation,
)
from resolvers.workflows.entretiens import (
    Lieu,
    Minutes,
    TypeEntretien,
    Vecteur,
    VecteurConvocation,
    etapes_du,
    verifier_collaborateur,
)
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdCollaborateur,
    IdEntretien,
    IdEtape,
    Liste,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import enregistrer, reprendre, verifier_listes
from resolvers.writing.unit import UniteDeTravail

MotifAnnulation = Annotated[str, Liste("MOTIF_ANNULATION")]


@commande
class ModifierEntretien:
    """Other values for an entretien; `etapes` replace those it had."""

    entretien: IdEntretien
    version: int
    date_heure: dt.datetime | Absent = ABSENT
    duree_minutes: Minutes | Absent = ABSENT
    type: TypeEntretien | Absent = ABSENT
    collaborateur: IdCollaborateur | Absent = ABSENT
    lieu: Lieu | Absent | None = ABSENT
    vecteur: Vecteur | Absent | None = ABSENT
    convocation_date: dt.date | Absent | None = ABSENT
    convocation_vecteur: VecteurConvocation | Absent | None = ABSENT
    realisation: Realisation | Absent = ABSENT
    etapes: tuple[IdEtape, ...] | Absent = ABSENT


@commande
class AnnulerEntretien:
    """An appointment that will not take place, and why."""

    entretien: IdEntretien
    version: int
    motif: MotifAnnulation | None = None


@resultat
class EntretienModifie:
    """The entretien, and what it now overlaps."""

    entretien: IdEntretien
    avertissements: tuple[Avertissement, ...]


@resultat
class EntretienAnnule:
    """The entretien."""

    entretien: IdEntretien


COLONNES = CRENEAU | {
    "type": "type_id",
    "vecteur": "vecteur_id",
    "convocation_date": "convocation_date",
    "convocation_vecteur": "convocation_vecteur_id",
    "realisation": "realisation",
}
"""The column of each field of an entretien."""


async def modifier_entretien(unite: UniteDeTravail, commande: ModifierEntretien) -> EntretienModifie:
    """Changes an entretien; that of a participant who comes back to a séance takes its slot.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier DANS_UNE_SEANCE, ETAPE_CLOSE.
    """
    entretien = await reprendre(unite, db.Entretien, commande.entretien, commande.version, quoi="Cet entretien")
    change = donnes(commande, *COLONNES)
    if entretien.seance_id is not None and change.keys() & CRENEAU.keys():
        raise RegleMetier(
            "DANS_UNE_SEANCE",
            "Ce rendez-vous fait partie d'une rencontre collective : modifiez la séance, pour tous ses participants.",
        )
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    if change.get("collaborateur", entretien.collaborateur_id) != entretien.collaborateur_id:
        await verifier_collaborateur(unite, change["collaborateur"], entretien.structure_id, fautes)
    realisation = change.get("realisation", entretien.realisation)
    if seance := await seance_a_rejoindre(unite, entretien, realisation):
        change |= {nom: getattr(seance, colonne) for nom, colonne in CRENEAU.items()}
    debut = change.get("date_heure", entretien.date_heure)
    jour = jour_de(debut)
    if change.keys() & {"date_heure", "convocation_date"}:
        verifier_convocation(fautes, change.get("convocation_date", entretien.convocation_date), jour)
    verifier_changement(fautes, unite, entretien, debut, realisation)
    avant, choisies = await _etapes(unite, entretien, commande, fautes, jour)
    fautes.lever()
    apres = avant if choisies is None else sorted(etape.id for etape in choisies)
    avertissements: tuple[Avertissement, ...] = ()
    if avant != apres or prevu_de_nouveau(entretien, realisation, jour):
        suivies = choisies or (await etapes_des_entretiens(unite, [entretien.id]))[entretien.id]
        await refuser_finies(unite, entretien, suivies, jour)
        avertissements = avant_etape(suivies, jour)
    for nom, valeur in change.items():
        setattr(entretien, COLONNES[nom], valeur)
    oublier_motif(entretien)
    if change.keys() & {*CRENEAU, "realisation"}:
        avertissements = await _chevauche(unite, entretien) + avertissements
    await enregistrer(unite, entretien, etapes=([f"Etape:{id_}" for id_ in avant], [f"Etape:{id_}" for id_ in apres]))
    if avant != apres:
        await _relier(unite, entretien, apres)
    return EntretienModifie(entretien=entretien.id, avertissements=avertissements)


async def annuler_entretien(unite: UniteDeTravail, commande: AnnulerEntretien) -> EntretienAnnule:
    """Cancels an appointment: it is kept, its slot is free again. Errors: Interdit, Introuvable, Conflit; Validation;
    RegleMetier ENTRETIEN_ANNULE, ENTRETIEN_PASSE."""
    entretien = await reprendre(unite, db.Entretien, commande.entretien, commande.version, quoi="Cet entretien")
    if entretien.realisation is Realisation.ANNULE:
        raise RegleMetier("ENTRETIEN_ANNULE", "Ce rendez-vous est déjà annulé : prenez-en un autre.")
    if entretien.realisation is not Realisation.PREVU:
        raise RegleMetier(
            "ENTRETIEN_PASSE",
            f"Ce rendez-vous a eu lieu le {moment(entretien.date_heure)}, et sa réalisation est saisie : "
            "corrigez-la si elle est fausse.",
        )
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    fautes.lever()
    entretien.realisation = Realisation.ANNULE
    entretien.motif_annulation_id = commande.motif
    await enregistrer(unite, entretien)
    return EntretienAnnule(entretien=entretien.id)


async def _etapes(
    unite: UniteDeTravail, entretien: db.Entretien, commande: ModifierEntretien, fautes: Fautes, jour: dt.date
) -> tuple[list[int], list[db.Etape] | None]:
    """The étapes that an entretien has, by id, and those chosen instead, if any are. What is added must be open that
    day."""
    if commande.etapes is ABSENT:
        return [], None
    lien = db.entretien_etape.c
    requete = select(lien.etape_id).where(lien.entretien_id == entretien.id).order_by(lien.etape_id)
    avant = list(await unite.session.scalars(requete))
    choisies = await etapes_du(
        unite, entretien.beneficiaire_id, commande.etapes, fautes, structure=entretien.structure_id
    )
    fautes.lever()
    refuser_closes([etape for etape in choisies if etape.id not in avant], jour)
    return avant, choisies


async def _relier(unite: UniteDeTravail, entretien: db.Entretien, etapes: Sequence[int]) -> None:
    lien = db.entretien_etape
    await unite.session.execute(delete(lien).where(lien.c.entretien_id == entretien.id))
    lignes = [
        {"entretien_id": entretien.id, "etape_id": e, "beneficiaire_id": entretien.beneficiaire_id} for e in etapes
    ]
    await unite.session.execute(insert(lien), lignes)


async def _chevauche(unite: UniteDeTravail, entretien: db.Entretien) -> tuple[Avertissement, ...]:
    if entretien.realisation in LIBRES:
        return ()
    # The others of a séance are in the same slot.
    autres: Iterable[int] = ()
    if entretien.seance_id is not None:
        autres = await unite.session.scalars(
            select(db.Entretien.id).where(db.Entretien.seance_id == entretien.seance_id)
        )
    return await chevauchements(
        unite,
        Creneau(entretien.date_heure, entretien.duree_minutes),
        collaborateur=entretien.collaborateur_id,
        beneficiaires=[entretien.beneficiaire_id],
        sauf=[entretien.id, *autres],
    )
