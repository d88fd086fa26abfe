"""What a motif of exit asks for before it is written (guide §9): the final bilan first, then the documents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

import db
from auth.policy import TABLE
from db.enums import NatureBilan
from resolvers.workflows.reponses import manquantes, nommer
from resolvers.writing.commandes import Fautes
from resolvers.writing.unit import UniteDeTravail


async def verifier_exigences(unite: UniteDeTravail, etape: db.Etape, motif: db.MotifFinEtape, fautes: Fautes) -> None:
    """Notes what the motif asks for and the étape lacks, under `motif`: BILAN_MANQUANT, DOCUMENT_MANQUANT."""
    if motif.exige_bilan_final and (manque := await _bilan_manquant(unite, etape)):
        message = f"Le motif {motif.code} demande un bilan final complet de cette étape : {manque}"
        fautes.ajouter("motif", message, "BILAN_MANQUANT")
    if motif.exige_fnea and not await _fnea(unite, etape):
        faire = "produisez-la, ou déclarez celle que vous avez éditée ailleurs (declarerDocument)."
        if not _ecrit(unite, db.Document):
            faire = "la structure de l'étape doit la produire ou la déclarer."
        message = f"Le motif {motif.code} demande une fiche de signalement de non-entrée dans l'action (FNEA) : {faire}"
        fautes.ajouter("motif", message, "DOCUMENT_MANQUANT")


def _ecrit(unite: UniteDeTravail, modele: type[db.Entite]) -> bool:
    """Whether the caller's profil writes such rows at all."""
    profil = unite.caller.profil
    assert profil is not None
    return bool(TABLE[modele].groupes["ligne"][profil].ecriture)


async def _bilan_manquant(unite: UniteDeTravail, etape: db.Etape) -> str:
    """What to do so that the étape has a complete final bilan; empty when it has one.

    Who does not fill bilans is not told of those that exist.
    """
    bilan, modele = aliased(db.Bilan), aliased(db.ModeleBilan)
    finals = (
        await unite.session.execute(
            select(bilan.id, bilan.date_bilan, modele.libelle, bilan.complet().label("complet"))
            .join(modele, modele.id == bilan.modele_id)
            .where(bilan.etape_id == etape.id, bilan.nature == NatureBilan.FINAL)
            .order_by(bilan.date_bilan.desc(), bilan.id.desc())
        )
    ).all()
    if any(un.complet for un in finals):
        return ""
    if not _ecrit(unite, db.Bilan):
        return "sa structure doit le remplir."
    if not finals:
        return "ajoutez-le (ajouterBilan, de nature FINAL)."
    dernier = finals[0]
    reste = nommer(await manquantes(unite, dernier.id))
    return f"« {dernier.libelle} » du {dernier.date_bilan:%d/%m/%Y} attend encore {reste} (modifierBilan)."


async def _fnea(unite: UniteDeTravail, etape: db.Etape) -> bool:
    """Whether a FNEA was produced or declared for the étape."""
    document, modele = aliased(db.Document), aliased(db.ModeleDocument)
    requete = (
        select(document.id)
        .join(modele, modele.id == document.modele_id)
        .where(document.etape_id == etape.id, modele.fnea)
        .limit(1)
    )
    return await unite.session.scalar(requete) is not None
