"""Who comes to a séance (guide §8.1): each has an entretien in it, for their own étapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

import db
from db.enums import Realisation
from resolvers.workflows.agenda import Creneau, chevauchements
from resolvers.workflows.entretien_regles import avant_etape_des, jour_de, moment, refuser_closes
from resolvers.workflows.entretiens import SANS_ETAPE, accompagnements_des, etapes_des
from resolvers.writing.commandes import (
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdEntretien,
    IdEtape,
    IdSeance,
    commande,
    resultat,
)
from resolvers.writing.errors import Introuvable, RegleMetier, perime
from resolvers.writing.lignes import creer_tous, verrouiller_connus
from resolvers.writing.rights import dossiers_permis, exiger_profil, lignes_permises
from resolvers.writing.unit import UniteDeTravail

Inscrits = Mapping[int, Realisation]
"""What has become of each entretien of a séance, by id, those of files that the caller no longer follows too."""


@commande
class Participant:
    """A person who is to come, and the étapes it is for."""

    beneficiaire: IdBeneficiaire
    etapes: tuple[IdEtape, ...]


@commande
class AjouterParticipants:
    """People who join a séance."""

    seance: IdSeance
    version: int
    participants: tuple[Participant, ...]


@resultat
class SeanceEcrite:
    """The séance, the entretiens that were written, and what deserves attention."""

    seance: IdSeance
    entretiens: tuple[IdEntretien, ...]
    avertissements: tuple[Avertissement, ...]


async def ajouter_participants(unite: UniteDeTravail, commande: AjouterParticipants) -> SeanceEcrite:
    """Adds people to a séance of which no attendance is noted, as they would have been added when it was planned.

    Their entretiens are of the type and form of those that are there. Errors: Interdit, Introuvable, Conflit;
    Validation, which names each participant who may not be; RegleMetier SEANCE_PASSEE, ETAPE_CLOSE.
    """
    seance, inscrits, tous = await reprendre_seance(unite, commande.seance, avec=dossiers(commande.participants))
    if seance.version != commande.version:
        raise perime()
    refuser_passee(seance, tous, "prenez un rendez-vous avec la personne")
    fautes = Fautes()
    etapes = await choisir(unite, commande.participants, fautes, seance=seance, inscrits=inscrits)
    fautes.lever()
    jour = jour_de(seance.date_heure)
    refuser_closes([etape for siennes in etapes.values() for etape in siennes], jour)
    avertissements = await chevauchements(
        unite,
        Creneau(seance.date_heure, seance.duree_minutes),
        collaborateur=seance.collaborateur_id,
        beneficiaires=list(etapes),
        sauf=list(tous),
    )
    modele = min(inscrits, key=lambda un: un.id)
    # Whoever read the séance before must read it again: to move it is to move those who have joined since.
    seance.version += 1
    seance.modifie_le = unite.maintenant
    entretiens = await inscrire(unite, seance, etapes, type_id=modele.type_id, vecteur_id=modele.vecteur_id)
    return SeanceEcrite(
        seance=seance.id,
        entretiens=tuple(un.id for un in entretiens),
        avertissements=(*avertissements, *await avant_etape_des(unite, etapes, jour)),
    )


async def choisir(
    unite: UniteDeTravail,
    participants: Sequence[Participant],
    fautes: Fautes,
    *,
    seance: db.Seance | None = None,
    inscrits: Sequence[db.Entretien] = (),
) -> dict[int, list[db.Etape]]:
    """The étapes of those who are to come, by file (locked already); of the structure of `seance` if there is one.

    Notes the files to which the caller may add nothing, those given twice or that are there already (`inscrits`), and
    what is wrong with étapes.
    """
    personnes, deja = dossiers(participants), {un.beneficiaire_id: un for un in inscrits}
    structure = None if seance is None else seance.structure_id
    fautes.si(not personnes, "participants", "Donnez au moins un participant.", "REQUIS")
    permis = await dossiers_permis(unite, db.Entretien, personnes)
    choix = []
    for rang, un in enumerate(participants):
        chemin, etapes = f"participants.{rang}.beneficiaire", f"participants.{rang}.etapes"
        if un.beneficiaire in permis:
            choix.append((un.beneficiaire, un.etapes, etapes))
            _verifier_nouveau(fautes, chemin, deja.get(un.beneficiaire))
        else:
            # Nothing is told of the étapes of a file that is not the caller's.
            message = "Ce dossier n'existe pas, ou n'est pas de votre ressort."
            fautes.ajouter(chemin, message, "INTROUVABLE")
            fautes.si(not un.etapes, etapes, SANS_ETAPE, "REQUIS")
        fautes.si(un.beneficiaire in personnes[:rang], chemin, "Cette personne participe déjà.", "EN_DOUBLE")
    choisies = await etapes_des(unite, choix, fautes, structure=structure)
    return {dossier: siennes for (dossier, _, _), siennes in zip(choix, choisies, strict=True)}


def _verifier_nouveau(fautes: Fautes, chemin: str, deja: db.Entretien | None) -> None:
    """A person has one entretien in a séance: that of whoever has cancelled is restored, with what it tells."""
    if deja is None:
        return
    if deja.realisation is Realisation.ANNULE:
        message = "Cette personne s'est décommandée : rétablissez son rendez-vous (saisirRealisations, PREVU)."
        fautes.ajouter(chemin, message, "DECOMMANDEE")
        return
    fautes.ajouter(chemin, "Cette personne participe déjà.", "EN_DOUBLE")


async def inscrire(
    unite: UniteDeTravail, seance: db.Seance, etapes: Mapping[int, Sequence[db.Etape]], **champs: Any
) -> list[db.Entretien]:
    """Adds an entretien for each file, in the slot of the séance, with `champs` for the other columns. Errors: as
    `creer_tous`."""
    accompagnements = await accompagnements_des(unite, etapes, jour_de(seance.date_heure))
    entretiens = [
        db.Entretien(
            beneficiaire_id=dossier,
            structure_id=seance.structure_id,
            accompagnement_id=accompagnements[dossier],
            collaborateur_id=seance.collaborateur_id,
            seance_id=seance.id,
            date_heure=seance.date_heure,
            duree_minutes=seance.duree_minutes,
            lieu_id=seance.lieu_id,
            realisation=Realisation.PREVU,
            **champs,
        )
        for dossier in etapes
    ]
    await creer_tous(unite, entretiens, etapes=[[f"Etape:{e.id}" for e in siennes] for siennes in etapes.values()])
    liens = [
        {"entretien_id": entretien.id, "etape_id": etape.id, "beneficiaire_id": entretien.beneficiaire_id}
        for entretien in entretiens
        for etape in etapes[entretien.beneficiaire_id]
    ]
    await unite.session.execute(insert(db.entretien_etape), liens)
    return entretiens


def passee(tous: Inscrits) -> bool:
    """Whether an attendance is noted for one of them."""
    return any(une not in (Realisation.PREVU, Realisation.ANNULE) for une in tous.values())


def refuser_passee(seance: db.Seance, tous: Inscrits, conseil: str) -> None:
    """Errors: RegleMetier SEANCE_PASSEE once an attendance is noted; `conseil` ends the sentence."""
    if passee(tous):
        raise RegleMetier(
            "SEANCE_PASSEE",
            f"Cette séance a eu lieu le {moment(seance.date_heure)} et des présences y sont notées : {conseil}.",
        )


async def reprendre_seance(
    unite: UniteDeTravail, seance_id: int, *, avec: Sequence[int] = ()
) -> tuple[db.Seance, list[db.Entretien], Inscrits]:
    """A séance to change, the entretiens of its participants that the caller may write, and what all of them are, their
    files locked, and the files `avec` with them.

    Errors: Interdit; Introuvable when there is none.
    """
    profil = exiger_profil(unite, db.Seance)
    participants = select(db.Entretien.beneficiaire_id).where(db.Entretien.seance_id == seance_id)
    await verrouiller_connus(unite, [*avec, *await unite.session.scalars(participants)])
    valeurs = unite.liees | {"ligne": seance_id}
    seance: db.Seance | None = await unite.session.scalar(lignes_permises(db.Seance, profil), valeurs)
    permis = lignes_permises(db.Entretien, profil, cle="seance_id")
    entretiens: Sequence[db.Entretien] = (await unite.session.scalars(permis, valeurs)).all()
    if seance is None or not entretiens:
        raise Introuvable("Cette séance")
    tous = await unite.session.execute(
        select(db.Entretien.id, db.Entretien.realisation).where(db.Entretien.seance_id == seance_id)
    )
    return seance, list(entretiens), {ligne.id: ligne.realisation for ligne in tous}


def dossiers(participants: Sequence[Participant]) -> list[int]:
    """Their files, by id."""
    return [un.beneficiaire for un in participants]
