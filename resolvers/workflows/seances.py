"""Rencontres collectives and ateliers (guide §8.1, §8.2): one slot, an entretien and a réalisation per participant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import db
from db.enums import Realisation
from resolvers.workflows.agenda import Creneau, chevauchements
from resolvers.workflows.entretien_regles import (
    CRENEAU,
    avant_etape_des,
    etapes_au,
    jour_de,
    oublier_motif,
    prevu_de_nouveau,
    refuser_closes,
    rejoindre,
    verifier_changement,
    verifier_convocation,
    verifier_retour,
)
from resolvers.workflows.entretiens import (
    Lieu,
    Minutes,
    TypeEntretien,
    Vecteur,
    VecteurConvocation,
    structure_des,
    verifier_collaborateur,
)
from resolvers.workflows.participants import (
    Participant,
    SeanceEcrite,
    choisir,
    dossiers,
    inscrire,
    passee,
    refuser_passee,
    reprendre_seance,
)
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Fautes,
    IdCollaborateur,
    IdEntretien,
    IdSeance,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import perime
from resolvers.writing.lignes import creer, enregistrer, enregistrer_tous, verifier_listes, verrouiller_connus
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail


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
class RealisationsSaisies:
    """The entretiens that changed."""

    entretiens: tuple[IdEntretien, ...]


COLONNES = {"intitule": "intitule", **CRENEAU}
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
    personnes = dossiers(commande.participants)
    await verrouiller_connus(unite, personnes)
    await verifier_listes(unite, commande, fautes)
    verifier_convocation(fautes, commande.convocation_date, jour)
    etapes = await choisir(unite, commande.participants, fautes)
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
    entretiens = await inscrire(
        unite,
        seance,
        etapes,
        type_id=commande.type or COLLECTIF,
        vecteur_id=commande.vecteur,
        convocation_date=commande.convocation_date,
        convocation_vecteur_id=commande.convocation_vecteur,
    )
    return SeanceEcrite(
        seance=seance.id,
        entretiens=tuple(un.id for un in entretiens),
        avertissements=(*avertissements, *await avant_etape_des(unite, etapes, jour)),
    )


async def modifier_seance(unite: UniteDeTravail, commande: ModifierSeance) -> SeanceEcrite:
    """Changes a séance and the appointments that are still planned in it; its place, once attendances are noted, for
    all who were expected.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier ETAPE_CLOSE; SEANCE_PASSEE once an attendance is
    noted.
    """
    seance, entretiens, tous = await reprendre_seance(unite, commande.seance)
    if seance.version != commande.version:
        raise perime()
    change = donnes(commande, *COLONNES)
    prevus = [un for un in entretiens if un.realisation is Realisation.PREVU]
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    if change.get("collaborateur", seance.collaborateur_id) != seance.collaborateur_id:
        await verifier_collaborateur(unite, change["collaborateur"], seance.structure_id, fautes)
    jour = jour_de(change.get("date_heure", seance.date_heure))
    if "date_heure" in change:
        _verifier_convoques(fautes, prevus, jour)
    fautes.lever()
    if change.keys() & (CRENEAU.keys() - {"lieu"}):
        refuser_passee(seance, tous, "prenez un autre rendez-vous collectif")
    etapes = await etapes_au(unite, prevus, jour) if jour != jour_de(seance.date_heure) else {}
    suivent = entretiens if passee(tous) else prevus
    for nom, valeur in change.items():
        setattr(seance, COLONNES[nom], valeur)
    avertissements = await chevauchements(
        unite,
        Creneau(seance.date_heure, seance.duree_minutes),
        collaborateur=seance.collaborateur_id,
        beneficiaires=[un.beneficiaire_id for un in prevus],
        sauf=list(tous),
    )
    # One after the other: what is set is written with the first row that is, and would be told of none.
    await enregistrer(unite, seance)
    for nom, valeur in change.items():
        for un in suivent if nom != "intitule" else ():
            setattr(un, COLONNES[nom], valeur)
    await enregistrer_tous(unite, suivent)
    return SeanceEcrite(
        seance=seance.id,
        entretiens=tuple(un.id for un in suivent),
        avertissements=(*avertissements, *await avant_etape_des(unite, etapes, jour)),
    )


async def saisir_realisations(unite: UniteDeTravail, commande: SaisirRealisations) -> RealisationsSaisies:
    """Notes who came to a séance, for some or all of its participants.

    Whoever had cancelled and comes back takes the slot of the séance. Errors: Interdit, Introuvable, Conflit when one
    of them has changed since; Validation; RegleMetier ETAPE_CLOSE.
    """
    seance, entretiens, _ = await reprendre_seance(unite, commande.seance)
    par_id, fautes, changes, reviennent = {un.id: un for un in entretiens}, Fautes(), [], []
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
        if entretien.realisation is Realisation.ANNULE and une.realisation is not Realisation.ANNULE:
            verifier_retour(siennes, entretien, seance)
            reviennent.append(entretien)
        for faute in siennes:
            fautes.ajouter(f"realisations.{rang}.realisation", faute.message, faute.code)
        changes.append((entretien, une.realisation))
    fautes.lever()
    jour = jour_de(seance.date_heure)
    prevus = [
        un
        for un, realisation in changes
        if realisation is not Realisation.ANNULE and prevu_de_nouveau(un, realisation, jour)
    ]
    if prevus:
        await etapes_au(unite, prevus, jour)
    for entretien in reviennent:
        rejoindre(entretien, seance)
    for entretien, realisation in changes:
        entretien.realisation = realisation
        oublier_motif(entretien)
    await enregistrer_tous(unite, [entretien for entretien, _ in changes])
    return RealisationsSaisies(entretiens=tuple(entretien.id for entretien, _ in changes))


def _verifier_convoques(fautes: Fautes, prevus: Sequence[db.Entretien], jour: dt.date) -> None:
    """A séance does not move to before the day on which its participants were convened."""
    dernier = max((un.convocation_date for un in prevus if un.convocation_date is not None), default=jour)
    message = (
        f"Une convocation est datée du {dernier:%d/%m/%Y} : la séance est ce jour-là au plus tôt, ou corrigez d'abord "
        "les convocations (modifierEntretien)."
    )
    fautes.si(dernier > jour, "date_heure", message, "APRES_ENTRETIEN")
