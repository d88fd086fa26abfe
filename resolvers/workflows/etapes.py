"""Creating an étape (guide §7.1), or another one like it (§7.2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

import db
from resolvers.workflows.accompagnements import accompagnement_du, sans_accompagnement
from resolvers.workflows.accueil import accueillir, fio_recue
from resolvers.workflows.caracteristiques_etape import CaracteristiqueEtapeSaisie, Saisi, Saisie, ecrire, lire
from resolvers.workflows.entretien_regles import jour_de, verifier_convocation, verifier_realisation
from resolvers.workflows.entretiens import RendezVous, planifier, verifier_collaborateur
from resolvers.workflows.offres import offre_ouverte
from resolvers.workflows.sante import rappels
from resolvers.writing.commandes import (
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdEntretien,
    IdEtape,
    IdOffreDeService,
    IdReferent,
    TexteLong,
    commande,
    resultat,
)
from resolvers.writing.errors import ChampInvalide, Introuvable, Validation
from resolvers.writing.lignes import creer, ouvrir, reprendre, verifier_listes
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail

PLUS_TARD = dt.timedelta(days=366)
"""How far ahead the first entretien of an étape may be convened."""
DE_LA_SORTIE = frozenset({"ALERTE_SDI", "BILAN_FINAL_EFFECTUE"})
"""The characteristics that tell how an étape ended: another one like it starts without them."""


@commande
class CreerEtape:
    """An étape: the offer, and the day of the first convocation."""

    beneficiaire: IdBeneficiaire
    offre_de_service: IdOffreDeService
    debut_reel: dt.date
    debut_prevu: dt.date | None = None
    fin_prevue: dt.date | None = None
    commentaire: TexteLong | None = None
    caracteristiques: tuple[CaracteristiqueEtapeSaisie, ...] = ()
    entretien: RendezVous | None = None


@commande
class DupliquerEtape:
    """Another étape on the same offer, with the same characteristics."""

    etape: IdEtape
    debut_reel: dt.date


@resultat
class EtapeCreee:
    """The étape, the référents named before it existed that are now linked to it, its first appointment if one was
    asked for, and what deserves attention."""

    etape: IdEtape
    referents_lies: tuple[IdReferent, ...]
    entretien: IdEntretien | None
    avertissements: tuple[Avertissement, ...]


@resultat
class EtapeDupliquee:
    """The new étape, the référents that are now linked to it, and what deserves attention."""

    etape: IdEtape
    referents_lies: tuple[IdReferent, ...]
    avertissements: tuple[Avertissement, ...]


async def creer_etape(unite: UniteDeTravail, commande: CreerEtape) -> EtapeCreee:
    """Adds an étape to a file (guide §7.1): the entry in the dispositif is set by itself, and what waited for the étape
    (rattachement, positionnement, référents d'étape) follows it. The first appointment may be made with it.

    Errors: Interdit, Introuvable; Validation.
    """
    if commande.entretien is not None:
        exiger_profil(unite, db.Entretien)
    await ouvrir(unite, commande.beneficiaire, db.Etape)
    fautes = Fautes()
    offre = await offre_ouverte(unite, commande.offre_de_service, commande.debut_reel, fautes, "offre_de_service")
    debut_possible(fautes, unite, commande.debut_reel)
    periode_prevue(fautes, commande.debut_prevu, commande.fin_prevue)
    lue = await lire(unite, commande.offre_de_service, commande.caracteristiques, fautes)
    connue = await fio_recue(unite, commande.beneficiaire, commande.offre_de_service)
    saisie = {id_: saisi for id_, saisi in {**connue, **lue}.items() if saisi.valeur is not None}
    await verifier_listes(unite, commande, fautes)
    await _verifier_entretien(unite, commande.entretien, offre, fautes)
    fautes.lever()
    assert offre is not None
    etape = db.Etape(
        beneficiaire_id=commande.beneficiaire,
        offre_de_service_id=offre.id,
        structure_id=offre.structure_id,
        debut_reel=commande.debut_reel,
        debut_prevu=commande.debut_prevu,
        fin_prevue=commande.fin_prevue,
        commentaire=commande.commentaire,
    )
    lies, avertissements = await _ajouter(unite, etape, saisie, "commande.offreDeService")
    entretien = None
    if commande.entretien is not None:
        pris, chevauche = await planifier(
            unite,
            beneficiaire=commande.beneficiaire,
            etapes=[etape],
            rendez_vous=commande.entretien,
            chemin="entretien.",
        )
        entretien, avertissements = pris.id, (*avertissements, *chevauche)
    return EtapeCreee(
        etape=etape.id,
        referents_lies=lies,
        entretien=entretien,
        avertissements=(*avertissements, *rappels({"commentaire": commande.commentaire})),
    )


async def dupliquer_etape(unite: UniteDeTravail, commande: DupliquerEtape) -> EtapeDupliquee:
    """Adds an étape on the offer of another, with its characteristics, those of its exit aside (guide §7.2).

    Errors: Interdit, Introuvable; Validation.
    """
    modele = await reprendre(unite, db.Etape, commande.etape, None, quoi="Cette étape")
    fautes = Fautes()
    await offre_ouverte(unite, modele.offre_de_service_id, commande.debut_reel, fautes, "etape")
    debut_possible(fautes, unite, commande.debut_reel)
    fautes.lever()
    etape = db.Etape(
        beneficiaire_id=modele.beneficiaire_id,
        offre_de_service_id=modele.offre_de_service_id,
        structure_id=modele.structure_id,
        debut_reel=commande.debut_reel,
    )
    lies, avertissements = await _ajouter(unite, etape, await _copie(unite, modele), "commande.etape")
    return EtapeDupliquee(etape=etape.id, referents_lies=lies, avertissements=avertissements)


def debut_possible(fautes: Fautes, unite: UniteDeTravail, debut: dt.date) -> None:
    """The first convocation may be to come, but not by more than a year: that is a slip of the keyboard."""
    limite = unite.aujourdhui + PLUS_TARD
    message = f"Le début réel est la date de la convocation au premier entretien : au plus tard le {limite:%d/%m/%Y}."
    fautes.si(debut > limite, "debut_reel", message, "HORS_BORNES")


def periode_prevue(fautes: Fautes, debut: dt.date | None, fin: dt.date | None) -> None:
    """The end planned does not come before the start planned."""
    if debut is not None and fin is not None:
        message = f"La fin prévue doit être le {debut:%d/%m/%Y}, jour du début prévu, ou après."
        fautes.si(fin < debut, "fin_prevue", message, "FIN_AVANT_DEBUT")


async def _ajouter(
    unite: UniteDeTravail, etape: db.Etape, saisie: Saisie, chemin: str
) -> tuple[tuple[int, ...], tuple[Avertissement, ...]]:
    """Adds the étape, whose offer was given at `chemin`. Returns the référents linked to it, and the warnings."""
    etape.accompagnement_id = await accompagnement_du(unite, etape.beneficiaire_id, etape.debut_reel)
    etape.referent_initiateur_id = await _initiateur(unite, etape.structure_id)
    avertissements = await _avertissements(unite, etape)
    try:
        await creer(unite, etape, caracteristiques={saisi.code: saisi.valeur for saisi in saisie.values()})
    except Introuvable:
        # The file is the caller's (`ouvrir`, `reprendre`): only the offer's structure may not be.
        message = "Cette offre n'est pas de votre structure : choisissez l'une des vôtres."
        raise Validation(ChampInvalide(chemin, message, "HORS_STRUCTURE")) from None
    await ecrire(unite, {etape.id: saisie})
    return await accueillir(unite, etape), avertissements


async def _verifier_entretien(
    unite: UniteDeTravail, rendez_vous: RendezVous | None, offre: db.OffreDeService | None, fautes: Fautes
) -> None:
    """The faults of the first appointment, told with those of the étape."""
    if rendez_vous is None:
        return
    verifier_convocation(fautes, rendez_vous.convocation_date, jour_de(rendez_vous.date_heure), "entretien.")
    verifier_realisation(fautes, unite, rendez_vous.realisation, rendez_vous.date_heure, "entretien.")
    if offre is not None and rendez_vous.collaborateur is not None:
        await verifier_collaborateur(unite, rendez_vous.collaborateur, offre.structure_id, fautes, "entretien.")


async def _initiateur(unite: UniteDeTravail, structure: int) -> int | None:
    """The caller, when they work in the structure that accompanies."""
    lien = db.collaborateur_structure.c
    found: int | None = await unite.session.scalar(
        select(lien.collaborateur_id).where(lien.collaborateur_id == unite.moi, lien.structure_id == structure)
    )
    return found


async def _avertissements(unite: UniteDeTravail, etape: db.Etape) -> tuple[Avertissement, ...]:
    """What deserves attention of an étape that is about to be added."""
    found = []
    if etape.accompagnement_id is None:
        found.append(await sans_accompagnement(unite, etape.beneficiaire_id, etape.debut_reel))
    autre = db.Etape
    en_cours = await unite.session.scalar(
        select(autre.debut_reel)
        .where(
            autre.beneficiaire_id == etape.beneficiaire_id,
            autre.offre_de_service_id == etape.offre_de_service_id,
            autre.fin_reelle.is_(None),
        )
        .order_by(autre.debut_reel.desc())
        .limit(1)
    )
    if en_cours is not None:
        message = f"Une étape est déjà en cours sur cette offre depuis le {en_cours:%d/%m/%Y}."
        found.append(Avertissement("ETAPE_EN_COURS", message))
    return tuple(found)


async def _copie(unite: UniteDeTravail, modele: db.Etape) -> Saisie:
    """The characteristics of an étape that another one like it takes."""
    ligne, definition = db.CaracteristiqueEtape, db.DefinitionCaracteristiqueEtape
    requete = (
        select(ligne.definition_id, definition.code, ligne.valeur)
        .join(definition, definition.id == ligne.definition_id)
        .where(ligne.etape_id == modele.id, definition.code.not_in(DE_LA_SORTIE))
    )
    return {id_: Saisi(code, valeur) for id_, code, valeur in await unite.session.execute(requete)}
