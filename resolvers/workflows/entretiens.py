"""Making an appointment (guide §8.1, §8.2): whose it is, for which étapes, in whose agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated

from sqlalchemy import insert, select

import db
from auth.rules import cellule
from db.enums import Realisation
from resolvers.workflows.accompagnements import accompagnements_du
from resolvers.workflows.agenda import LIBRES, Creneau, chevauchements
from resolvers.workflows.entretien_regles import (
    avant_etape,
    etapes_des_entretiens,
    jour_de,
    refuser_closes,
    verifier_convocation,
    verifier_realisation,
)
from resolvers.workflows.structures import en_poste
from resolvers.writing.commandes import (
    Avertissement,
    Bornes,
    Fautes,
    IdBeneficiaire,
    IdCollaborateur,
    IdEntretien,
    IdEtape,
    Liste,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, ouvrir, verifier_listes
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail

Minutes = Annotated[int, Bornes(1, 1440)]
TypeEntretien = Annotated[str, Liste("TYPE_ENTRETIEN")]
Lieu = Annotated[str, Liste("LIEU_ENTRETIEN")]
Vecteur = Annotated[str, Liste("VECTEUR_ENTRETIEN")]
VecteurConvocation = Annotated[str, Liste("VECTEUR_CONVOCATION")]


@commande
class RendezVous:
    """An appointment to make, or one that took place (guide §8.2); it falls to the caller if no `collaborateur` is
    named."""

    date_heure: dt.datetime
    duree_minutes: Minutes = 15
    type: TypeEntretien
    collaborateur: IdCollaborateur | None = None
    lieu: Lieu | None = None
    vecteur: Vecteur | None = None
    convocation_date: dt.date | None = None
    convocation_vecteur: VecteurConvocation | None = None
    realisation: Realisation = Realisation.PREVU


@commande
class PrendreRendezVous(RendezVous):
    """An appointment with a person, for at least one of their étapes."""

    beneficiaire: IdBeneficiaire
    etapes: tuple[IdEtape, ...]


@resultat
class RendezVousPris:
    """The appointment, and what it overlaps."""

    entretien: IdEntretien
    avertissements: tuple[Avertissement, ...]


async def prendre_rendez_vous(unite: UniteDeTravail, commande: PrendreRendezVous) -> RendezVousPris:
    """Makes an appointment (guide §8.1, §8.2). Errors: as `planifier`; Introuvable."""
    await ouvrir(unite, commande.beneficiaire, db.Entretien)
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    etapes = await etapes_du(unite, commande.beneficiaire, commande.etapes, fautes)
    entretien, avertissements = await planifier(
        unite, beneficiaire=commande.beneficiaire, etapes=etapes, rendez_vous=commande, fautes=fautes
    )
    return RendezVousPris(entretien=entretien.id, avertissements=avertissements)


async def planifier(
    unite: UniteDeTravail,
    *,
    beneficiaire: int,
    etapes: Sequence[db.Etape],
    rendez_vous: RendezVous,
    fautes: Fautes | None = None,
    chemin: str = "",
) -> tuple[db.Entretien, tuple[Avertissement, ...]]:
    """Makes an appointment for étapes of a person, whose file is locked; tells what it overlaps, and a day before them.

    Lists are checked by the use case (`verifier_listes`), which may give its own `fautes`: they are raised with those
    of the appointment, at `chemin` (`prochain_entretien.`) from the command.
    Errors: Interdit; Validation; RegleMetier ETAPE_CLOSE, STRUCTURES_MELEES.
    """
    exiger_profil(unite, db.Entretien)
    fautes = Fautes() if fautes is None else fautes
    jour = jour_de(rendez_vous.date_heure)
    fautes.si(not etapes and not fautes, f"{chemin}etapes", SANS_ETAPE, "REQUIS")
    verifier_convocation(fautes, rendez_vous.convocation_date, jour, chemin)
    verifier_realisation(fautes, unite, rendez_vous.realisation, rendez_vous.date_heure, chemin)
    structure = structure_des(unite, etapes)
    collaborateur = rendez_vous.collaborateur or unite.moi
    await verifier_collaborateur(unite, collaborateur, structure, fautes, chemin)
    fautes.lever()
    refuser_closes(etapes, jour)
    avertissements: tuple[Avertissement, ...] = ()
    if rendez_vous.realisation not in LIBRES:
        creneau = Creneau(rendez_vous.date_heure, rendez_vous.duree_minutes)
        avertissements = await chevauchements(unite, creneau, collaborateur=collaborateur, beneficiaires=[beneficiaire])
    avertissements += avant_etape(etapes, jour)
    entretien = db.Entretien(
        beneficiaire_id=beneficiaire,
        structure_id=structure,
        accompagnement_id=(await accompagnements_des(unite, {beneficiaire: etapes}, jour))[beneficiaire],
        collaborateur_id=collaborateur,
        date_heure=rendez_vous.date_heure,
        duree_minutes=rendez_vous.duree_minutes,
        type_id=rendez_vous.type,
        lieu_id=rendez_vous.lieu,
        vecteur_id=rendez_vous.vecteur,
        convocation_date=rendez_vous.convocation_date,
        convocation_vecteur_id=rendez_vous.convocation_vecteur,
        realisation=rendez_vous.realisation,
    )
    await creer(unite, entretien, etapes=[f"Etape:{etape.id}" for etape in etapes])
    liens = [{"entretien_id": entretien.id, "etape_id": e.id, "beneficiaire_id": beneficiaire} for e in etapes]
    await unite.session.execute(insert(db.entretien_etape), liens)
    return entretien, avertissements


SANS_ETAPE = "Choisissez au moins une étape : elle est indispensable."


async def etapes_du(
    unite: UniteDeTravail,
    beneficiaire: int,
    ids: Sequence[int],
    fautes: Fautes,
    *,
    structure: int | None = None,
) -> list[db.Etape]:
    """The étapes of a person chosen for an entretien, of `structure` if it is given; what may not be is noted."""
    [choisies] = await etapes_des(unite, [(beneficiaire, ids, "etapes")], fautes, structure=structure)
    return choisies


async def etapes_des(
    unite: UniteDeTravail,
    choix: Sequence[tuple[int, Sequence[int], str]],
    fautes: Fautes,
    *,
    structure: int | None = None,
) -> list[list[db.Etape]]:
    """The étapes chosen for each person (file, ids of étapes, path of the choice); what may not be chosen is noted at
    its place."""
    requete = select(db.Etape).where(
        db.Etape.beneficiaire_id.in_({dossier for dossier, _, _ in choix}),
        db.Etape.id.in_({id_ for _, ids, _ in choix for id_ in ids}),
    )
    trouvees = {(etape.beneficiaire_id, etape.id): etape for etape in await unite.session.scalars(requete)}
    structures = (structure,) if structure is not None else unite.caller.structures
    des_siennes, found = _exige(unite, "propre"), []
    for dossier, ids, chemin in choix:
        choisies = []
        fautes.si(not ids, chemin, SANS_ETAPE, "REQUIS")
        for rang, id_ in enumerate(dict.fromkeys(ids)):
            etape = trouvees.get((dossier, id_))
            if etape is None:
                fautes.ajouter(f"{chemin}.{rang}", "Ce n'est pas une étape de ce dossier.", "INCONNU")
            elif des_siennes and etape.structure_id not in structures:
                message = "Cette étape est suivie par une autre structure : choisissez-en une de la vôtre."
                fautes.ajouter(f"{chemin}.{rang}", message, "AUTRE_STRUCTURE")
            else:
                choisies.append(etape)
        found.append(choisies)
    return found


async def etapes_ouvertes(unite: UniteDeTravail, entretien: db.Entretien) -> list[db.Etape]:
    """The étapes of an entretien: those that are open, or all of them when none is."""
    etapes = (await etapes_des_entretiens(unite, [entretien.id]))[entretien.id]
    return [etape for etape in etapes if etape.fin_reelle is None] or etapes


def structure_des(unite: UniteDeTravail, etapes: Sequence[db.Etape]) -> int:
    """The structure that an entretien belongs to: that of its étapes, or the caller's own for a référent de parcours.

    Errors: RegleMetier STRUCTURES_MELEES.
    """
    if not _exige(unite, "propre") and unite.caller.structures:
        return unite.caller.structures[0]
    structures = {etape.structure_id for etape in etapes}
    if len(structures) > 1:
        raise RegleMetier(
            "STRUCTURES_MELEES",
            "Ces étapes sont suivies par deux structures : prenez un rendez-vous pour chacune.",
        )
    return structures.pop() if structures else 0


async def verifier_collaborateur(
    unite: UniteDeTravail, collaborateur: int, structure: int, fautes: Fautes, chemin: str = ""
) -> None:
    """Another than the caller must be somebody whose agenda the caller keeps, at work in the structure."""
    if collaborateur == unite.moi:
        return
    if _exige(unite, "collaborateur", "agenda"):
        message = "Vous ne prenez de rendez-vous que dans votre agenda : c'est l'accueil qui tient ceux des collègues."
        fautes.ajouter(f"{chemin}collaborateur", message, "AGENDA_D_UN_AUTRE")
        return
    fautes.si(
        structure and not await en_poste(unite, collaborateur, structure),
        f"{chemin}collaborateur",
        "Choisissez un collaborateur en activité dans la structure de l'étape.",
        "INCONNU",
    )


async def accompagnements_des(
    unite: UniteDeTravail, etapes: Mapping[int, Sequence[db.Etape]], jour: dt.date
) -> dict[int, int | None]:
    """The accompagnement of each person's étapes, else the one that covers the day."""
    trouves = {
        personne: next((etape.accompagnement_id for etape in siennes if etape.accompagnement_id is not None), None)
        for personne, siennes in etapes.items()
    }
    sans = [personne for personne, accompagnement in trouves.items() if accompagnement is None]
    return trouves | (await accompagnements_du(unite, sans, jour) if sans else {})


def _exige(unite: UniteDeTravail, qualificatif: str, groupe: str = "ligne") -> bool:
    """Whether the table of rights asks that qualifier of every entretien that the caller writes."""
    assert unite.caller.profil is not None
    portees = cellule(db.Entretien, groupe, unite.caller.profil).ecriture
    return all(qualificatif in portee.qualificatifs for portee in portees)
