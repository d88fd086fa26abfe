"""Wishes for a job or a sector (guide §10.2): the whole ordered list of a nature is written at once."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

import db
from db.enums import NatureSouhait
from resolvers.writing.commandes import Fautes, IdBeneficiaire, IdSouhait, commande, resultat
from resolvers.writing.errors import Conflit
from resolvers.writing.lignes import creer_tous, enregistrer_tous, ouvrir, supprimer_tous
from resolvers.writing.unit import UniteDeTravail

SOUHAITS = 20
"""How many wishes of one nature a person has at most."""


@commande
class SouhaitLu:
    """A wish as the caller has read it."""

    souhait: IdSouhait
    version: int


@commande
class SouhaitVoulu:
    """A wish of the new list: one that the caller has read, or a new one."""

    souhait: IdSouhait | None = None
    version: int | None = None
    libelle: str
    en_cours: bool = True


@commande
class ModifierSouhaits:
    """The wishes of one nature, in order of preference, and those that are taken out."""

    beneficiaire: IdBeneficiaire
    nature: NatureSouhait
    souhaits: tuple[SouhaitVoulu, ...]
    retires: tuple[SouhaitLu, ...] = ()


@resultat
class SouhaitsEcrits:
    """The wishes, in their order."""

    souhaits: tuple[IdSouhait, ...]


async def modifier_souhaits(unite: UniteDeTravail, commande: ModifierSouhaits) -> SouhaitsEcrits:
    """Writes the wishes of one nature anew: each one that exists is kept or taken out by name, so that none is lost
    unread.

    Errors: Interdit, Introuvable; Validation; Conflit when one was added, changed or taken out since.
    """
    await ouvrir(unite, commande.beneficiaire, db.Souhait)
    fautes = Fautes()
    _verifier(commande, fautes)
    fautes.lever()
    ligne = db.Souhait
    requete = select(ligne).where(ligne.beneficiaire_id == commande.beneficiaire, ligne.nature == commande.nature)
    presents = {souhait.id: souhait for souhait in await unite.session.scalars(requete.order_by(ligne.rang))}
    if {id_: souhait.version for id_, souhait in presents.items()} != {id_: v for _, id_, v in _lus(commande)}:
        raise Conflit("VERSION_PERIMEE", "Les souhaits ont été modifiés entre-temps : relisez-les, puis recommencez.")
    await supprimer_tous(unite, [presents.pop(lu.souhait) for lu in commande.retires])
    voulus = []
    for rang, voulu in enumerate(commande.souhaits, 1):
        souhait = (
            db.Souhait(beneficiaire_id=commande.beneficiaire, nature=commande.nature)
            if voulu.souhait is None
            else presents[voulu.souhait]
        )
        souhait.rang, souhait.libelle, souhait.en_cours = rang, voulu.libelle, voulu.en_cours
        voulus.append(souhait)
    await enregistrer_tous(unite, list(presents.values()))
    await creer_tous(unite, [souhait for souhait in voulus if souhait.id is None])
    return SouhaitsEcrits(souhaits=tuple(souhait.id for souhait in voulus))


def _lus(commande: ModifierSouhaits) -> Iterator[tuple[str, int, int | None]]:
    """(path, id, version) of each wish that the command says it has read."""
    for rang, voulu in enumerate(commande.souhaits):
        if voulu.souhait is not None:
            yield f"souhaits.{rang}.souhait", voulu.souhait, voulu.version
    for rang, lu in enumerate(commande.retires):
        yield f"retires.{rang}.souhait", lu.souhait, lu.version


def _verifier(commande: ModifierSouhaits, fautes: Fautes) -> None:
    fautes.si(len(commande.souhaits) > SOUHAITS, "souhaits", f"Au plus {SOUHAITS} souhaits sont acceptés.", "TROP_LONG")
    libelles: set[str] = set()
    for rang, voulu in enumerate(commande.souhaits):
        fautes.si(
            (voulu.souhait is None) != (voulu.version is None),
            f"souhaits.{rang}.version",
            "La version se donne avec le souhait que vous avez lu, et seulement avec lui.",
            "VERSION_ATTENDUE",
        )
        libelle = voulu.libelle.casefold()
        fautes.si(
            libelle in libelles, f"souhaits.{rang}.libelle", "Ce souhait est deux fois dans la liste.", "EN_DOUBLE"
        )
        libelles.add(libelle)
    lus: set[int] = set()
    for chemin, id_, _ in _lus(commande):
        fautes.si(id_ in lus, chemin, "Ce souhait est nommé deux fois.", "EN_DOUBLE")
        lus.add(id_)
