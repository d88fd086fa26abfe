"""Bilans (guide §8.4, §8.5): the questionnaire of a thématique, filled little by little, final at an exit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Annotated

from sqlalchemy import select

import db
from db.enums import NatureBilan
from resolvers.workflows.bilans_finaux import (
    dedire_effectue,
    dire_effectue,
    dit_effectue,
    refuser_de_vider,
    refuser_retrait,
    refuser_second,
    verifier_modele,
)
from resolvers.workflows.reponses import ReponseDonnee, dites, ecrire, lire, manquantes, nommer, questions_de
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
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre
from resolvers.writing.rights import exiger_profil, lignes_permises
from resolvers.writing.unit import UniteDeTravail

DATES = frozenset({"date_bilan", "date_mise_a_jour", "date_signature"})


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
    if modele is not None and bilan.nature is NatureBilan.FINAL:
        await verifier_modele(unite, modele, fautes)
    etape = await _etape(unite, bilan, modele, fautes)
    _verifier_dates(unite, bilan, etape, fautes, DATES)
    voulues = lire(commande.reponses, await questions_de(unite, modele.id), fautes) if modele else {}
    fautes.lever()
    await refuser_second(unite, bilan)
    bilan.structure_id = etape.structure_id if etape else await structure_de_saisie(unite, commande.beneficiaire)
    await creer(unite, bilan, reponses=dites(voulues))
    await ecrire(unite, bilan, voulues, nouveau=True)
    return BilanEcrit(bilan=bilan.id, avertissements=await _achever(unite, bilan, etape, commande.reponses))


async def modifier_bilan(unite: UniteDeTravail, commande: ModifierBilan) -> BilanEcrit:
    """Goes on with a bilan: each save moves its date of update, to today unless said otherwise (guide §8.5).

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier BILAN_FINAL_EXISTANT, BILAN_DE_SORTIE.
    """
    bilan = await reprendre(unite, db.Bilan, commande.bilan, commande.version, quoi="Ce bilan")
    voulue = bilan.etape_id if commande.etape is ABSENT else commande.etape
    nature = bilan.nature if commande.nature is ABSENT else commande.nature
    await refuser_retrait(unite, bilan, nature, voulue)
    quittee = await dit_effectue(unite, bilan, nature, voulue)
    saisie = unite.aujourdhui if commande.date_mise_a_jour is ABSENT else commande.date_mise_a_jour
    dates = donnes(commande, "date_bilan", "date_signature") | {"date_mise_a_jour": saisie}
    changees = {nom for nom, valeur in {**dates, "etape_id": voulue}.items() if valeur != getattr(bilan, nom)}
    for nom, valeur in dates.items():
        setattr(bilan, nom, valeur)
    fautes = Fautes()
    modele = await unite.session.get_one(db.ModeleBilan, bilan.modele_id)
    if nature is NatureBilan.FINAL and bilan.nature is not nature:
        await verifier_modele(unite, modele, fautes)
    bilan.nature, bilan.etape_id = nature, voulue
    etape = await _etape(unite, bilan, modele, fautes, changee="etape_id" in changees)
    _verifier_dates(unite, bilan, etape, fautes, changees)
    voulues = lire(commande.reponses, await questions_de(unite, bilan.modele_id), fautes)
    fautes.lever()
    await refuser_second(unite, bilan)
    await refuser_de_vider(unite, bilan, voulues)
    reponses = await ecrire(unite, bilan, voulues, nouveau=False)
    await enregistrer(unite, bilan, reponses=reponses)
    if quittee is not None:
        await dedire_effectue(unite, quittee)
    return BilanEcrit(bilan=bilan.id, avertissements=await _achever(unite, bilan, etape, commande.reponses))


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


def _verifier_dates(
    unite: UniteDeTravail, bilan: db.Bilan, etape: db.Etape | None, fautes: Fautes, changees: Collection[str]
) -> None:
    """Looks at the dates that were changed: the others may rest on an étape that has moved since."""
    jour = unite.aujourdhui
    date, mise_a_jour, signature = bilan.date_bilan, bilan.date_mise_a_jour, bilan.date_signature
    if "date_bilan" in changees:
        fautes.si(date > jour, "date_bilan", "La date du bilan ne peut pas être à venir.", "A_VENIR")
    if etape is not None and date < etape.debut_reel:
        avant = f"Le bilan ne peut pas être d'avant le début de l'étape, le {etape.debut_reel:%d/%m/%Y}."
        autre = f"Cette étape a commencé le {etape.debut_reel:%d/%m/%Y}, après la date du bilan, le {date:%d/%m/%Y}."
        fautes.si("date_bilan" in changees, "date_bilan", avant, "AVANT_ETAPE")
        fautes.si("date_bilan" not in changees and "etape_id" in changees, "etape", autre, "AVANT_ETAPE")
    if "date_mise_a_jour" in changees:
        a_venir = "La date de mise à jour ne peut pas être à venir."
        fautes.si(mise_a_jour > jour, "date_mise_a_jour", a_venir, "A_VENIR")
    fautes.si(
        mise_a_jour < date,
        "date_mise_a_jour",
        f"La mise à jour doit être du {date:%d/%m/%Y}, date du bilan, ou d'après.",
        "AVANT_BILAN",
    )
    if signature is not None and "date_signature" in changees:
        a_venir = "La date de signature ne peut pas être à venir."
        fautes.si(signature > jour, "date_signature", a_venir, "A_VENIR")


async def _achever(
    unite: UniteDeTravail, bilan: db.Bilan, etape: db.Etape | None, reponses: Sequence[ReponseDonnee]
) -> tuple[Avertissement, ...]:
    """Of a final bilan, what remains to be answered, or that it is done; what speaks of health in the texts given."""
    dits = rappels({f"reponses.{rang}.texte": reponse.texte for rang, reponse in enumerate(reponses)})
    if bilan.nature is not NatureBilan.FINAL:
        return dits
    assert etape is not None
    reste = await incomplet(unite, bilan.id)
    if not reste:
        await dire_effectue(unite, etape)
    return reste + dits


async def incomplet(unite: UniteDeTravail, bilan: int) -> tuple[Avertissement, ...]:
    """The warning that obligatory questions of a bilan have no answer yet, by name; none when it is complete."""
    libelles = await manquantes(unite, bilan)
    if not libelles:
        return ()
    message = f"Bilan incomplet : {len(libelles)} question(s) obligatoire(s) sans réponse ({nommer(libelles)})."
    return (Avertissement("BILAN_INCOMPLET", message),)
