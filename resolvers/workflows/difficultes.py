"""Difficulties (guide §8.7): several at once, then followed; they stay with the person, whoever enters them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

import db
from auth.rules import ecriture
from resolvers.workflows.formes import verifier_periode
from resolvers.workflows.references import references
from resolvers.workflows.sante import rappels
from resolvers.workflows.structures import structure_de_saisie
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdDifficulte,
    Liste,
    Reference,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Introuvable, RegleMetier
from resolvers.writing.lignes import creer_tous, enregistrer, exiger_champs, ouvrir, reprendre, verifier_listes
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail

Realisation = Annotated[str, Liste("REALISATION_DIFFICULTE")]
RAPPEL_SANTE = Avertissement(
    "RAPPEL_SANTE",
    "Difficulté de santé : ce qui est saisi ne doit ni permettre de poser un diagnostic, ni porter atteinte au secret "
    "médical (guide §12).",
)


@commande
class NouvelleDifficulte:
    """A difficulty, by its id or its code."""

    difficulte: Annotated[int | str, Reference("DifficulteReference")]
    debut: dt.date
    fin: dt.date | None = None
    realisation: Realisation | None = None
    commentaire: TexteLong | None = None


@commande
class AjouterDifficultes:
    """Difficulties that a person meets."""

    beneficiaire: IdBeneficiaire
    difficultes: tuple[NouvelleDifficulte, ...]


@commande
class ModifierDifficulte:
    """How a difficulty goes on."""

    difficulte: IdDifficulte
    version: int
    debut: dt.date | Absent = ABSENT
    fin: dt.date | Absent | None = ABSENT
    realisation: Realisation | Absent | None = ABSENT
    commentaire: TexteLong | Absent | None = ABSENT


@resultat
class DifficultesAjoutees:
    """The difficulties, in the order given."""

    difficultes: tuple[IdDifficulte, ...]
    avertissements: tuple[Avertissement, ...]


@resultat
class DifficulteEcrite:
    """The difficulty."""

    difficulte: IdDifficulte
    avertissements: tuple[Avertissement, ...]


async def ajouter_difficultes(unite: UniteDeTravail, commande: AjouterDifficultes) -> DifficultesAjoutees:
    """Adds difficulties, in the name of the caller's structure (guide §8.7).

    Errors: Interdit, Introuvable; Validation; RegleMetier SANTE_RESERVEE, SANS_STRUCTURE.
    """
    await ouvrir(unite, commande.beneficiaire, db.Difficulte)
    connues = await references(unite, db.DifficulteReference, [une.difficulte for une in commande.difficultes])
    natures = await _natures_sante(unite)
    fautes = Fautes()
    fautes.si(not commande.difficultes, "difficultes", "Au moins une difficulté est attendue.", "REQUIS")
    await verifier_listes(unite, commande, fautes)
    ouvertes = await _ouvertes(unite, commande.beneficiaire)
    for rang, une in enumerate(commande.difficultes):
        chemin = f"difficultes.{rang}"
        _verifier(fautes, unite, f"{chemin}.", une.debut, une.fin)
        reference = connues.get(une.difficulte)
        if reference is None or not reference.actif:
            fautes.ajouter(f"{chemin}.difficulte", "Cette difficulté n'est pas, ou plus, proposée.", "INCONNU")
        elif une.fin is None and reference.id in ouvertes:
            depuis = f"{ouvertes[reference.id]:%d/%m/%Y}"
            deja = f"Cette difficulté est déjà en cours depuis le {depuis} : modifiez-la, ou donnez-lui une fin."
            fautes.ajouter(f"{chemin}.difficulte", deja, "DEJA_OUVERTE")
        elif une.fin is None:
            ouvertes[reference.id] = une.debut
    fautes.lever()
    structure = await structure_de_saisie(unite, commande.beneficiaire)
    lignes = [
        db.Difficulte(
            beneficiaire_id=commande.beneficiaire,
            difficulte_id=connues[une.difficulte].id,
            structure_id=structure,
            auteur_id=unite.moi,
            debut=une.debut,
            fin=une.fin,
            realisation_id=une.realisation,
            commentaire=une.commentaire,
            sante=connues[une.difficulte].nature_id in natures,
        )
        for une in commande.difficultes
    ]
    sante = any(ligne.sante for ligne in lignes)
    try:
        await creer_tous(unite, lignes)
    except Introuvable:
        if not sante:
            raise
        # The file is the caller's (`ouvrir`): what the rights refuse is the nature of a row.
        message = "Les difficultés de santé sont saisies par la structure qui accompagne la personne."
        raise RegleMetier("SANTE_RESERVEE", message) from None
    dits = rappels(
        {f"difficultes.{rang}.commentaire": une.commentaire for rang, une in enumerate(commande.difficultes)}
    )
    return DifficultesAjoutees(
        difficultes=tuple(ligne.id for ligne in lignes), avertissements=((RAPPEL_SANTE,) if sante else ()) + dits
    )


async def modifier_difficulte(unite: UniteDeTravail, commande: ModifierDifficulte) -> DifficulteEcrite:
    """Gives a difficulty an end, a new réalisation, a comment (guide §8.7); sets its beginning right.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier CHAMP_RESERVE for the comment of another structure,
    DEJA_OUVERTE when reopened beside another one.
    """
    ligne = await reprendre(unite, db.Difficulte, commande.difficulte, commande.version, quoi="Cette difficulté")
    await exiger_champs(unite, ligne, *donnes(commande, "commentaire"))
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    rouverte = commande.fin is None and ligne.fin is not None
    changes = donnes(commande, "debut", "fin", "commentaire")
    if commande.realisation is not ABSENT:
        changes["realisation_id"] = commande.realisation
    for nom, valeur in changes.items():
        setattr(ligne, nom, valeur)
    if commande.fin is ABSENT and ligne.fin is not None and ligne.debut > ligne.fin:
        fautes.ajouter(
            "debut", f"Le début doit être le {ligne.fin:%d/%m/%Y}, jour de la fin, ou avant.", "DEBUT_APRES_FIN"
        )
    else:
        _verifier(fautes, unite, "", ligne.debut, ligne.fin)
    fautes.lever()
    if rouverte:
        ouvertes = await _ouvertes(unite, ligne.beneficiaire_id)
        if ligne.difficulte_id in ouvertes:
            depuis = f"{ouvertes[ligne.difficulte_id]:%d/%m/%Y}"
            message = f"La même difficulté est en cours depuis le {depuis} : donnez-lui d'abord une fin."
            raise RegleMetier("DEJA_OUVERTE", message)
    await enregistrer(unite, ligne)
    commentee = ligne.sante and commande.commentaire not in (ABSENT, None)
    dits = rappels({"commentaire": commande.commentaire})
    return DifficulteEcrite(difficulte=ligne.id, avertissements=((RAPPEL_SANTE,) if commentee else ()) + dits)


def _verifier(fautes: Fautes, unite: UniteDeTravail, prefixe: str, debut: dt.date, fin: dt.date | None) -> None:
    fautes.si(debut > unite.aujourdhui, f"{prefixe}debut", "Le début ne peut pas être à venir.", "A_VENIR")
    verifier_periode(fautes, debut, fin, f"{prefixe}fin")
    a_venir = "La fin se donne une fois la difficulté traitée : elle ne peut pas être à venir."
    fautes.si(fin is not None and fin > unite.aujourdhui, f"{prefixe}fin", a_venir, "A_VENIR")


async def _natures_sante(unite: UniteDeTravail) -> frozenset[int]:
    nature = db.NatureDifficulte
    return frozenset(await unite.session.scalars(select(nature.id).where(nature.sante)))


async def _ouvertes(unite: UniteDeTravail, beneficiaire: int) -> dict[int, dt.date]:
    """Since when each difficulty of a person is open, among those that the caller may write: others are not told."""
    profil = exiger_profil(unite, db.Difficulte)
    ligne: Any = aliased(db.Difficulte)
    requete = select(ligne.difficulte_id, ligne.debut).where(
        ligne.beneficiaire_id == beneficiaire, ligne.fin.is_(None), ecriture(db.Difficulte, "ligne", profil, ligne)
    )
    found = await unite.session.execute(requete.order_by(ligne.debut.desc()), unite.viewpoint.binds())
    return dict(found.all())
