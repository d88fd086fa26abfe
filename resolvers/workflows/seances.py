"""Rencontres collectives and ateliers (guide §8.1, §8.2): one slot, an entretien and a réalisation per participant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import insert, select

import db
from db.enums import Realisation
from resolvers.workflows.agenda import Creneau, chevauchements
from resolvers.workflows.entretiens import (
    Lieu,
    Minutes,
    TypeEntretien,
    Vecteur,
    VecteurConvocation,
    accompagnements_des,
    etapes_des,
    jour_de,
    moment,
    oublier_motif,
    refuser_closes,
    structure_des,
    verifier_changement,
    verifier_collaborateur,
    verifier_convocation,
)
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdCollaborateur,
    IdEntretien,
    IdEtape,
    IdSeance,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Introuvable, RegleMetier, perime
from resolvers.writing.lignes import (
    creer,
    creer_tous,
    enregistrer,
    enregistrer_tous,
    verifier_listes,
    verrouiller_connus,
)
from resolvers.writing.rights import dossiers_permis, exiger_profil, lignes_permises
from resolvers.writing.unit import UniteDeTravail


@commande
class Participant:
    """A person who is to come, and the étapes it is for."""

    beneficiaire: IdBeneficiaire
    etapes: tuple[IdEtape, ...]


@commande
class PrendreRendezVousCollectif:
    """A slot for several people."""

    intitule: str
    date_heure: dt.datetime
    duree_minutes: Minutes = 60
    type: TypeEntretien | None = None
    participants: tuple[Participant, ...]
    collaborateur: IdCollaborateur | None = None
    lieu: Lieu | None = None
    vecteur: Vecteur | None = None
    convocation_date: dt.date | None = None
    convocation_vecteur: VecteurConvocation | None = None


@commande
class ModifierSeance:
    """Another slot or subject for a séance and the appointments of all who are to come."""

    seance: IdSeance
    version: int
    intitule: str | Absent = ABSENT
    date_heure: dt.datetime | Absent = ABSENT
    duree_minutes: Minutes | Absent = ABSENT
    collaborateur: IdCollaborateur | Absent = ABSENT
    lieu: Lieu | Absent | None = ABSENT


@commande
class RealisationSaisie:
    """What came of one participant's entretien."""

    entretien: IdEntretien
    version: int
    realisation: Realisation


@commande
class SaisirRealisations:
    """The attendance of a séance."""

    seance: IdSeance
    realisations: tuple[RealisationSaisie, ...]


@resultat
class SeanceEcrite:
    """The séance, the entretiens that were written, and what its slot overlaps."""

    seance: IdSeance
    entretiens: tuple[IdEntretien, ...]
    avertissements: tuple[Avertissement, ...]


@resultat
class RealisationsSaisies:
    """The entretiens that changed."""

    entretiens: tuple[IdEntretien, ...]


COLONNES = {
    "intitule": "intitule",
    "date_heure": "date_heure",
    "duree_minutes": "duree_minutes",
    "collaborateur": "collaborateur_id",
    "lieu": "lieu_id",
}
"""The column of each field of a séance; its entretiens have them all but the subject."""
COLLECTIF = "TYPE_ENTRETIEN:COLLECTIF"
"""« Rencontre collective / atelier »."""


async def prendre_rendez_vous_collectif(unite: UniteDeTravail, commande: PrendreRendezVousCollectif) -> SeanceEcrite:
    """Plans a séance for several people, or for none of them.

    Errors: Interdit; Validation, which names each participant who may not be; RegleMetier ETAPE_CLOSE,
    STRUCTURES_MELEES.
    """
    exiger_profil(unite, db.Seance)
    fautes, jour = Fautes(), jour_de(commande.date_heure)
    personnes = [participant.beneficiaire for participant in commande.participants]
    await _verifier_participants(unite, personnes, fautes)
    await verifier_listes(unite, commande, fautes)
    verifier_convocation(fautes, commande.convocation_date, jour)
    choix = {
        un.beneficiaire: (un.etapes, f"participants.{rang}.etapes") for rang, un in enumerate(commande.participants)
    }
    fautes.lever()
    etapes = dict(zip(choix, await etapes_des(unite, choix, fautes), strict=True))
    toutes = [etape for siennes in etapes.values() for etape in siennes]
    structure, collaborateur = structure_des(unite, toutes), commande.collaborateur or unite.moi
    await verifier_collaborateur(unite, collaborateur, structure, fautes)
    fautes.lever()
    refuser_closes(toutes, jour)
    creneau = Creneau(commande.date_heure, commande.duree_minutes)
    avertissements = await chevauchements(unite, creneau, collaborateur=collaborateur, beneficiaires=personnes)
    seance = db.Seance(
        intitule=commande.intitule,
        structure_id=structure,
        collaborateur_id=collaborateur,
        date_heure=commande.date_heure,
        duree_minutes=commande.duree_minutes,
        lieu_id=commande.lieu,
    )
    await creer(unite, seance)
    accompagnements = await accompagnements_des(unite, etapes, jour)
    entretiens = [
        db.Entretien(
            beneficiaire_id=personne,
            structure_id=structure,
            accompagnement_id=accompagnements[personne],
            collaborateur_id=collaborateur,
            seance_id=seance.id,
            date_heure=commande.date_heure,
            duree_minutes=commande.duree_minutes,
            type_id=commande.type or COLLECTIF,
            lieu_id=commande.lieu,
            vecteur_id=commande.vecteur,
            convocation_date=commande.convocation_date,
            convocation_vecteur_id=commande.convocation_vecteur,
            realisation=Realisation.PREVU,
        )
        for personne in etapes
    ]
    await creer_tous(unite, entretiens, etapes=[[f"Etape:{e.id}" for e in siennes] for siennes in etapes.values()])
    liens = [
        {"entretien_id": entretien.id, "etape_id": etape.id, "beneficiaire_id": entretien.beneficiaire_id}
        for entretien in entretiens
        for etape in etapes[entretien.beneficiaire_id]
    ]
    await unite.session.execute(insert(db.entretien_etape), liens)
    return SeanceEcrite(seance=seance.id, entretiens=tuple(un.id for un in entretiens), avertissements=avertissements)


async def modifier_seance(unite: UniteDeTravail, commande: ModifierSeance) -> SeanceEcrite:
    """Changes a séance and the appointments that are still planned in it.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier SEANCE_PASSEE once an attendance is noted.
    """
    seance, entretiens = await _reprendre(unite, commande.seance)
    if seance.version != commande.version:
        raise perime()
    change = donnes(commande, *COLONNES)
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    if change.get("collaborateur", seance.collaborateur_id) != seance.collaborateur_id:
        await verifier_collaborateur(unite, change["collaborateur"], seance.structure_id, fautes)
    fautes.lever()
    venus = [un for un in entretiens if un.realisation not in (Realisation.PREVU, Realisation.ANNULE)]
    if venus and change.keys() & {"date_heure", "duree_minutes", "collaborateur"}:
        raise RegleMetier(
            "SEANCE_PASSEE",
            f"Cette séance a eu lieu le {moment(seance.date_heure)} et des présences y sont notées : prenez un autre "
            "rendez-vous collectif.",
        )
    prevus = [un for un in entretiens if un.realisation is Realisation.PREVU]
    for nom, valeur in change.items():
        setattr(seance, COLONNES[nom], valeur)
    avertissements = await chevauchements(
        unite,
        Creneau(seance.date_heure, seance.duree_minutes),
        collaborateur=seance.collaborateur_id,
        beneficiaires=[un.beneficiaire_id for un in prevus],
        sauf=[un.id for un in entretiens],
    )
    # One after the other: what is set is written with the first row that is, and would be told of none.
    await enregistrer(unite, seance)
    for nom, valeur in change.items():
        for un in prevus if nom != "intitule" else ():
            setattr(un, COLONNES[nom], valeur)
    await enregistrer_tous(unite, prevus)
    return SeanceEcrite(seance=seance.id, entretiens=tuple(un.id for un in prevus), avertissements=avertissements)


async def saisir_realisations(unite: UniteDeTravail, commande: SaisirRealisations) -> RealisationsSaisies:
    """Notes who came to a séance, for some or all of its participants.

    Errors: Interdit, Introuvable, Conflit when one of them has changed since; Validation.
    """
    seance, entretiens = await _reprendre(unite, commande.seance)
    par_id, fautes, changes = {un.id: un for un in entretiens}, Fautes(), []
    fautes.si(not commande.realisations, "realisations", "Donnez au moins une réalisation.", "REQUIS")
    for rang, une in enumerate(commande.realisations):
        entretien = par_id.pop(une.entretien, None)
        if entretien is None:
            message = "Ce n'est pas l'entretien d'un participant de cette séance, ou il est donné deux fois."
            fautes.ajouter(f"realisations.{rang}.entretien", message, "INCONNU")
            continue
        if entretien.version != une.version:
            raise perime()
        siennes = Fautes()
        verifier_changement(siennes, unite, entretien, seance.date_heure, une.realisation)
        for faute in siennes:
            fautes.ajouter(f"realisations.{rang}.realisation", faute.message, faute.code)
        changes.append((entretien, une.realisation))
    fautes.lever()
    for entretien, realisation in changes:
        entretien.realisation = realisation
        oublier_motif(entretien)
    await enregistrer_tous(unite, [entretien for entretien, _ in changes])
    return RealisationsSaisies(entretiens=tuple(entretien.id for entretien, _ in changes))


async def _verifier_participants(unite: UniteDeTravail, personnes: Sequence[int], fautes: Fautes) -> None:
    """Locks the files of the participants; notes those to which the caller may add nothing, and those given twice."""
    fautes.si(not personnes, "participants", "Donnez au moins un participant.", "REQUIS")
    connus = await verrouiller_connus(unite, personnes)
    permis = await dossiers_permis(unite, db.Entretien, connus)
    for rang, personne in enumerate(personnes):
        chemin = f"participants.{rang}.beneficiaire"
        fautes.si(
            personne not in permis, chemin, "Ce dossier n'existe pas, ou n'est pas de votre ressort.", "INTROUVABLE"
        )
        fautes.si(personne in personnes[:rang], chemin, "Cette personne participe déjà.", "EN_DOUBLE")


async def _reprendre(unite: UniteDeTravail, seance_id: int) -> tuple[db.Seance, list[db.Entretien]]:
    """A séance to change and the entretiens of its participants that the caller may write, their files locked.

    Errors: Interdit; Introuvable when there is none.
    """
    profil = exiger_profil(unite, db.Seance)
    participants = select(db.Entretien.beneficiaire_id).where(db.Entretien.seance_id == seance_id)
    await verrouiller_connus(unite, await unite.session.scalars(participants))
    valeurs = unite.liees | {"ligne": seance_id}
    seance: db.Seance | None = await unite.session.scalar(lignes_permises(db.Seance, profil), valeurs)
    permis = lignes_permises(db.Entretien, profil, cle="seance_id")
    entretiens: Sequence[db.Entretien] = (await unite.session.scalars(permis, valeurs)).all()
    if seance is None or not entretiens:
        raise Introuvable("Cette séance")
    return seance, list(entretiens)
