"""The final bilan of an étape (guide §9.1): one an étape, told by its characteristics, on which its exit may rest."""

from __future__ import annotations

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

import db
from db.derived import exists
from db.enums import NatureBilan
from resolvers.workflows.caracteristiques_etape import Saisi, ecrire
from resolvers.workflows.consequences import BILAN_FINAL
from resolvers.workflows.reponses import Voulues, nommer
from resolvers.writing.commandes import Fautes
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office
from resolvers.writing.unit import UniteDeTravail


async def verifier_modele(unite: UniteDeTravail, modele: db.ModeleBilan, fautes: Fautes) -> None:
    """Notes, under `nature`, a questionnaire that is not one of those of an exit, which are named."""
    if modele.final:
        return
    autre = db.ModeleBilan
    possibles = select(autre.libelle).where(autre.thematique_id == modele.thematique_id, autre.actif, autre.final)
    dits = ", ".join(f"« {libelle} »" for libelle in await unite.session.scalars(possibles.order_by(autre.libelle)))
    message = f"« {modele.libelle} » n'est pas un bilan de fin d'étape ; questionnaires possibles : {dits}."
    fautes.ajouter("nature", message, "PAS_FINAL")


async def refuser_second(unite: UniteDeTravail, bilan: db.Bilan) -> None:
    """Errors: RegleMetier BILAN_FINAL_EXISTANT, when the étape has another final bilan."""
    if bilan.nature is not NatureBilan.FINAL:
        return
    autre = db.Bilan
    requete = select(autre.date_bilan).where(
        autre.etape_id == bilan.etape_id, autre.nature == NatureBilan.FINAL, autre.id.is_distinct_from(bilan.id)
    )
    if (date := await unite.session.scalar(requete)) is not None:
        message = f"Cette étape a déjà un bilan final, du {date:%d/%m/%Y} : complétez-le."
        raise RegleMetier("BILAN_FINAL_EXISTANT", message)


async def refuser_retrait(unite: UniteDeTravail, bilan: db.Bilan, nature: NatureBilan, etape: int | None) -> None:
    """The exit of an étape rests on its final bilan: that one stays final, and stays that of the étape.

    `nature` and `etape` are what is wanted. Errors: RegleMetier BILAN_DE_SORTIE.
    """
    if not _quitte(bilan, nature, etape):
        return
    close = await unite.session.get_one(db.Etape, bilan.etape_id)
    if close.fin_reelle is not None:
        message = (
            f"L'étape a pris fin le {close.fin_reelle:%d/%m/%Y}, et ce bilan est son bilan final : il peut être "
            "complété, pas détaché de la sortie, qu'il faut d'abord annuler."
        )
        raise RegleMetier("BILAN_DE_SORTIE", message)


async def refuser_de_vider(unite: UniteDeTravail, bilan: db.Bilan, voulues: Voulues) -> None:
    """What is complete and was asked for by the motif of an exit stays complete.

    Errors: RegleMetier BILAN_DE_SORTIE, naming the questions that would have no answer any more.
    """
    vides = [question.libelle for question, valeurs in voulues.items() if question.obligatoire and not valeurs]
    if bilan.nature is not NatureBilan.FINAL or not vides:
        return
    etape, ligne = db.Etape, aliased(db.Bilan)
    fin = await unite.session.scalar(
        select(etape.fin_reelle)
        .join(db.MotifFinEtape, db.MotifFinEtape.id == etape.motif_fin_id)
        .join(ligne, ligne.etape_id == etape.id)
        .where(etape.id == bilan.etape_id, db.MotifFinEtape.exige_bilan_final, ligne.id == bilan.id, ligne.complet())
    )
    if fin is not None:
        message = (
            f"L'étape a pris fin le {fin:%d/%m/%Y}, et son motif demande ce bilan final complet : il manquerait "
            f"{nommer(vides)}. Corrigez la réponse sans l'effacer, ou annulez d'abord la sortie (annulerSortie)."
        )
        raise RegleMetier("BILAN_DE_SORTIE", message)


async def dit_effectue(
    unite: UniteDeTravail, bilan: db.Bilan, nature: NatureBilan, etape: int | None
) -> db.Etape | None:
    """The étape that a final bilan, about to be `nature` and of `etape`, leaves with a « Bilan final effectué » that
    rests on it, which is complete: an étape has no other."""
    if not _quitte(bilan, nature, etape):
        return None
    definition, valeur = aliased(db.DefinitionCaracteristiqueEtape), aliased(db.CaracteristiqueEtape)
    sienne, celui_ci = db.Etape, aliased(db.Bilan)
    requete = (
        select(sienne)
        .join(valeur, valeur.etape_id == sienne.id)
        .join(definition, definition.id == valeur.definition_id)
        .where(
            sienne.id == bilan.etape_id,
            definition.thematique_id.is_(None),
            definition.code == BILAN_FINAL,
            valeur.valeur == "oui",
            exists(celui_ci, where=and_(celui_ci.id == bilan.id, celui_ci.complet())),
        )
    )
    found: db.Etape | None = await unite.session.scalar(requete)
    return found


async def dedire_effectue(unite: UniteDeTravail, etape: db.Etape) -> None:
    """Takes back « Bilan final effectué » of an étape."""
    definition = db.DefinitionCaracteristiqueEtape
    requete = select(definition.id).where(definition.thematique_id.is_(None), definition.code == BILAN_FINAL)
    await _ecrire_effectue(unite, etape, (await unite.session.scalars(requete)).one(), None)


async def dire_effectue(unite: UniteDeTravail, etape: db.Etape) -> None:
    """« Bilan final effectué » (guide §9.1): « oui » on an étape whose final bilan is complete, if nothing says it."""
    definition, ligne = aliased(db.DefinitionCaracteristiqueEtape), aliased(db.CaracteristiqueEtape)
    dite = exists(ligne, where=and_(ligne.etape_id == etape.id, ligne.definition_id == definition.id))
    requete = select(definition.id).where(definition.thematique_id.is_(None), definition.code == BILAN_FINAL, ~dite)
    if (id_ := await unite.session.scalar(requete)) is not None:
        await _ecrire_effectue(unite, etape, id_, "oui")


async def _ecrire_effectue(unite: UniteDeTravail, etape: db.Etape, definition: int, valeur: str | None) -> None:
    change = (await ecrire(unite, {etape.id: {definition: Saisi(BILAN_FINAL, valeur)}}))[etape.id]
    d_office(unite, etape, caracteristiques=(change.avant, change.apres))


def _quitte(bilan: db.Bilan, nature: NatureBilan, etape: int | None) -> bool:
    """Whether a final bilan is about to be another nature's, or another étape's."""
    return bilan.nature is NatureBilan.FINAL and (nature is not NatureBilan.FINAL or etape != bilan.etape_id)
