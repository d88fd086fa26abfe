"""Bilans (guide §8.4, §8.5): the questionnaire of a thématique, filled little by little, final at an exit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from sqlalchemy import select

import db
from db.enums import NatureBilan
from resolvers.workflows.reponses import DITES, ReponseDonnee, dites, ecrire, lire, manquantes, questions_de
from resolvers.workflows.sante import rappels
from resolvers.workflows.structures import structure_de_saisie
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdBilan,
    IdEtape,
    Reference,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre
from resolvers.writing.rights import exiger_profil, lignes_permises
from resolvers.writing.unit import UniteDeTravail


@commande
class AjouterBilan:
    """A bilan that begins, with its first answers."""

    beneficiaire: IdBeneficiaire
    modele: Annotated[int | str, Reference("ModeleBilan")]
    nature: NatureBilan = NatureBilan.EN_COURS
    etape: IdEtape | None = None
    date_bilan: dt.date
    date_mise_a_jour: dt.date
    date_signature: dt.date | None = None
    reponses: tuple[ReponseDonnee, ...] = ()


@commande
class ModifierBilan:
    """What changes in a bilan: of the answers, those of the questions given."""

    bilan: IdBilan
    version: int
    nature: NatureBilan | Absent = ABSENT
    etape: IdEtape | Absent | None = ABSENT
    date_bilan: dt.date | Absent = ABSENT
    date_mise_a_jour: dt.date | Absent = ABSENT
    date_signature: dt.date | Absent | None = ABSENT
    reponses: tuple[ReponseDonnee, ...] = ()


@resultat
class BilanEcrit:
    """The bilan."""

    bilan: IdBilan
    avertissements: tuple[Avertissement, ...]


async def ajouter_bilan(unite: UniteDeTravail, commande: AjouterBilan) -> BilanEcrit:
    """Begins a bilan in the active version of its model (guide §8.4); it keeps that version.

    Errors: Interdit, Introuvable; Validation; RegleMetier BILAN_FINAL_EXISTANT, SANS_STRUCTURE.
    """
    await ouvrir(unite, commande.beneficiaire, db.Bilan)
    fautes = Fautes()
    modele = await _modele(unite, commande.modele, fautes)
    bilan = db.Bilan(
        beneficiaire_id=commande.beneficiaire,
        modele_id=modele.id if modele else None,
        auteur_id=unite.moi,
        nature=commande.nature,
        etape_id=commande.etape,
        date_bilan=commande.date_bilan,
        date_mise_a_jour=commande.date_mise_a_jour,
        date_signature=commande.date_signature,
    )
    etape = await _etape(unite, bilan, modele, fautes)
    _verifier_dates(unite, bilan, etape, fautes)
    voulues = lire(commande.reponses, await questions_de(unite, modele.id), fautes) if modele else {}
    fautes.lever()
    await _refuser_second_final(unite, bilan)
    bilan.structure_id = etape.structure_id if etape else await structure_de_saisie(unite, commande.beneficiaire)
    await creer(unite, bilan, reponses=dites(voulues))
    await ecrire(unite, bilan, voulues, nouveau=True)
    return BilanEcrit(bilan=bilan.id, avertissements=await _avertissements(unite, bilan, commande.reponses))


async def modifier_bilan(unite: UniteDeTravail, commande: ModifierBilan) -> BilanEcrit:
    """Goes on with a bilan: each save moves its date of update, to today unless said otherwise (guide §8.5).

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier BILAN_FINAL_EXISTANT, BILAN_DE_SORTIE.
    """
    bilan = await reprendre(unite, db.Bilan, commande.bilan, commande.version, quoi="Ce bilan")
    await _refuser_retrait(unite, bilan, commande)
    for nom, valeur in donnes(commande, "nature", "date_bilan", "date_signature").items():
        setattr(bilan, nom, valeur)
    if commande.etape is not ABSENT:
        bilan.etape_id = commande.etape
    saisie = commande.date_mise_a_jour
    bilan.date_mise_a_jour = unite.aujourdhui if saisie is ABSENT else saisie
    fautes = Fautes()
    modele = await unite.session.get(db.ModeleBilan, bilan.modele_id)
    etape = await _etape(unite, bilan, modele, fautes, changee=commande.etape is not ABSENT)
    _verifier_dates(unite, bilan, etape, fautes)
    voulues = lire(commande.reponses, await questions_de(unite, bilan.modele_id), fautes)
    fautes.lever()
    await _refuser_second_final(unite, bilan)
    reponses = await ecrire(unite, bilan, voulues, nouveau=False)
    await enregistrer(unite, bilan, reponses=reponses)
    return BilanEcrit(bilan=bilan.id, avertissements=await _avertissements(unite, bilan, commande.reponses))


async def _modele(unite: UniteDeTravail, nom: int | str, fautes: Fautes) -> db.ModeleBilan | None:
    modele = db.ModeleBilan
    celui_ci = modele.id == nom if isinstance(nom, int) else (modele.code == nom) & modele.actif
    found: db.ModeleBilan | None = await unite.session.scalar(select(modele).where(celui_ci))
    if found is not None and found.actif:
        return found
    message = "Ce questionnaire n'existe pas."
    if found is not None:
        message = "Ce questionnaire a changé de version : donnez son code, pour avoir celle qui est en vigueur."
    fautes.ajouter("modele", message, "INCONNU")
    return None


async def _etape(
    unite: UniteDeTravail, bilan: db.Bilan, modele: db.ModeleBilan | None, fautes: Fautes, *, changee: bool = True
) -> db.Etape | None:
    """The étape of a bilan; one that was just given is of the same structure, and of the thématique of the model."""
    if bilan.etape_id is None:
        final = bilan.nature is NatureBilan.FINAL
        fautes.si(final, "etape", "Un bilan final est celui d'une étape : choisissez-la.", "REQUIS")
        return None
    if not changee:
        return await unite.session.get(db.Etape, bilan.etape_id)
    profil = exiger_profil(unite, db.Etape)
    valeurs = unite.viewpoint.binds() | {"ligne": bilan.etape_id}
    etape: db.Etape | None = await unite.session.scalar(lignes_permises(db.Etape, profil), valeurs)
    if (
        etape is None
        or etape.beneficiaire_id != bilan.beneficiaire_id
        or bilan.structure_id not in (None, etape.structure_id)
    ):
        fautes.ajouter("etape", "Une étape de ce dossier, de la structure du bilan, est attendue.", "INCONNU")
        return None
    offre = select(db.OffreDeService.thematique_id).where(db.OffreDeService.id == etape.offre_de_service_id)
    autre = modele is not None and await unite.session.scalar(offre) != modele.thematique_id
    fautes.si(autre, "etape", "Ce questionnaire n'est pas celui de la thématique de cette étape.", "AUTRE_THEMATIQUE")
    return etape


def _verifier_dates(unite: UniteDeTravail, bilan: db.Bilan, etape: db.Etape | None, fautes: Fautes) -> None:
    jour = unite.aujourdhui
    fautes.si(bilan.date_bilan > jour, "date_bilan", "La date du bilan ne peut pas être à venir.", "A_VENIR")
    if etape is not None:
        avant = f"Le bilan ne peut pas être d'avant le début de l'étape, le {etape.debut_reel:%d/%m/%Y}."
        fautes.si(bilan.date_bilan < etape.debut_reel, "date_bilan", avant, "AVANT_ETAPE")
    mise_a_jour = bilan.date_mise_a_jour
    fautes.si(mise_a_jour > jour, "date_mise_a_jour", "La date de mise à jour ne peut pas être à venir.", "A_VENIR")
    fautes.si(
        mise_a_jour < bilan.date_bilan,
        "date_mise_a_jour",
        f"La mise à jour doit être du {bilan.date_bilan:%d/%m/%Y}, date du bilan, ou d'après.",
        "AVANT_BILAN",
    )
    signature = bilan.date_signature
    a_venir = "La date de signature ne peut pas être à venir."
    fautes.si(signature is not None and signature > jour, "date_signature", a_venir, "A_VENIR")


async def _refuser_second_final(unite: UniteDeTravail, bilan: db.Bilan) -> None:
    if bilan.nature is not NatureBilan.FINAL:
        return
    autre = db.Bilan
    requete = select(autre.date_bilan).where(
        autre.etape_id == bilan.etape_id, autre.nature == NatureBilan.FINAL, autre.id.is_distinct_from(bilan.id)
    )
    if (date := await unite.session.scalar(requete)) is not None:
        message = f"Cette étape a déjà un bilan final, du {date:%d/%m/%Y} : complétez-le."
        raise RegleMetier("BILAN_FINAL_EXISTANT", message)


async def _refuser_retrait(unite: UniteDeTravail, bilan: db.Bilan, commande: ModifierBilan) -> None:
    """The exit of an étape rests on its final bilan: that one stays final, and stays that of the étape."""
    garde = commande.nature in (ABSENT, NatureBilan.FINAL) and commande.etape in (ABSENT, bilan.etape_id)
    if bilan.nature is not NatureBilan.FINAL or garde:
        return
    etape = await unite.session.get_one(db.Etape, bilan.etape_id)
    if etape.fin_reelle is not None:
        message = (
            f"L'étape a pris fin le {etape.fin_reelle:%d/%m/%Y}, et ce bilan est son bilan final : il peut être "
            "complété, pas détaché de la sortie, qu'il faut d'abord annuler."
        )
        raise RegleMetier("BILAN_DE_SORTIE", message)


async def _avertissements(
    unite: UniteDeTravail, bilan: db.Bilan, reponses: Sequence[ReponseDonnee]
) -> tuple[Avertissement, ...]:
    """What remains to be answered in a final bilan; what speaks of health in the texts just given."""
    dits = rappels({f"reponses.{rang}.texte": reponse.texte for rang, reponse in enumerate(reponses)})
    return (await incomplet(unite, bilan.id) if bilan.nature is NatureBilan.FINAL else ()) + dits


async def incomplet(unite: UniteDeTravail, bilan: int) -> tuple[Avertissement, ...]:
    """The warning that obligatory questions of a bilan have no answer yet, by name; none when it is complete."""
    libelles = await manquantes(unite, bilan)
    if not libelles:
        return ()
    nommees = ", ".join(f"« {libelle} »" for libelle in libelles[:DITES])
    message = f"Bilan incomplet : {len(libelles)} question(s) obligatoire(s) sans réponse ({nommees})."
    return (Avertissement("BILAN_INCOMPLET", message),)
