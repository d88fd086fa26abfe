"""The objectives of the person, followed to their end; linking étapes to them (guide §7.2, « Lier à un objectif »)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

import db
from auth.rules import lecture
from db.enums import StatutObjectif
from resolvers.workflows.cloture import exiger_ouverte
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Fautes,
    IdEtape,
    IdObjectif,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, enregistrer, reprendre
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail


@commande
class NouvelObjectif:
    """An objective that the person did not have yet."""

    libelle: str
    echeance: dt.date | None = None


@commande
class LierObjectif:
    """An objective of the person, or a new one, to which an étape contributes."""

    etape: IdEtape
    version: int
    objectif: IdObjectif | None = None
    nouveau: NouvelObjectif | None = None


@commande
class DelierObjectif:
    """An objective to which an étape does not contribute any more; the person keeps it."""

    etape: IdEtape
    version: int
    objectif: IdObjectif


@commande
class ModifierObjectif:
    """What changes of an objective: most often, that it is reached."""

    objectif: IdObjectif
    version: int
    libelle: str | Absent = ABSENT
    echeance: dt.date | Absent | None = ABSENT
    statut: StatutObjectif | Absent = ABSENT


@resultat
class ObjectifLie:
    """The étape and the objective."""

    etape: IdEtape
    objectif: IdObjectif


@resultat
class ObjectifEcrit:
    """The objective."""

    objectif: IdObjectif


async def lier_objectif(unite: UniteDeTravail, commande: LierObjectif) -> ObjectifLie:
    """Links an étape to an objective. Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier ETAPE_CLOSE, or
    OBJECTIF_DEJA_LIE."""
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    exiger_ouverte(unite, etape)
    fautes = Fautes()
    fautes.si(
        (commande.objectif is None) is (commande.nouveau is None),
        "objectif",
        "Donnez un objectif de la personne, ou un nouveau : l'un des deux.",
        "OBJECTIF_OU_NOUVEAU",
    )
    if commande.objectif is not None:
        message = "Cet objectif n'est pas de cette personne."
        fautes.si(not await _connu(unite, etape, commande.objectif), "objectif", message, "INCONNU")
    if commande.nouveau is not None and commande.nouveau.echeance is not None:
        passee = "Un nouvel objectif vise aujourd'hui ou un jour à venir."
        fautes.si(commande.nouveau.echeance < unite.aujourdhui, "nouveau.echeance", passee, "PASSEE")
    fautes.lever()
    id_ = commande.objectif
    if commande.nouveau is not None:
        objectif = db.Objectif(
            beneficiaire_id=etape.beneficiaire_id,
            libelle=commande.nouveau.libelle,
            echeance=commande.nouveau.echeance,
        )
        await creer(unite, objectif)
        id_ = objectif.id
    assert id_ is not None
    lies = await _lies(unite, etape)
    if id_ in lies:
        raise RegleMetier("OBJECTIF_DEJA_LIE", "Cette étape est déjà liée à cet objectif : vous pouvez l'en délier.")
    await unite.session.execute(insert(db.objectif_etape).values(etape_id=etape.id, objectif_id=id_))
    await enregistrer(unite, etape, objectifs=(_dits(lies), _dits([*lies, id_])))
    return ObjectifLie(etape=etape.id, objectif=id_)


async def delier_objectif(unite: UniteDeTravail, commande: DelierObjectif) -> ObjectifLie:
    """Undoes the link. Errors: Interdit, Introuvable, Conflit; RegleMetier ETAPE_CLOSE, or OBJECTIF_NON_LIE."""
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    exiger_ouverte(unite, etape)
    lies = await _lies(unite, etape)
    if commande.objectif not in lies:
        raise RegleMetier("OBJECTIF_NON_LIE", "Cette étape n'est pas liée à cet objectif : vous pouvez l'y lier.")
    lien = db.objectif_etape.c
    await unite.session.execute(
        delete(db.objectif_etape).where(lien.etape_id == etape.id, lien.objectif_id == commande.objectif)
    )
    await enregistrer(unite, etape, objectifs=(_dits(lies), _dits([id_ for id_ in lies if id_ != commande.objectif])))
    return ObjectifLie(etape=etape.id, objectif=commande.objectif)


async def modifier_objectif(unite: UniteDeTravail, commande: ModifierObjectif) -> ObjectifEcrit:
    """Follows an objective; one that is late keeps the day that it aimed at. Errors: Interdit, Introuvable, Conflit."""
    objectif = await reprendre(unite, db.Objectif, commande.objectif, commande.version, quoi="Cet objectif")
    for nom, valeur in donnes(commande, "libelle", "echeance", "statut").items():
        setattr(objectif, nom, valeur)
    await enregistrer(unite, objectif)
    return ObjectifEcrit(objectif=objectif.id)


async def _connu(unite: UniteDeTravail, etape: db.Etape, id_: int) -> bool:
    """Whether the person has that objective and the caller sees it: linked to one's own étape, any would be shown."""
    profil = exiger_profil(unite, db.Objectif)
    objectif = aliased(db.Objectif)
    requete = select(objectif.id).where(
        objectif.id == id_,
        objectif.beneficiaire_id == etape.beneficiaire_id,
        lecture(db.Objectif, "ligne", profil, objectif, None),
    )
    return await unite.session.scalar(requete, unite.viewpoint.binds()) is not None


async def _lies(unite: UniteDeTravail, etape: db.Etape) -> list[int]:
    lien = db.objectif_etape.c
    liens = select(lien.objectif_id).where(lien.etape_id == etape.id).order_by(lien.objectif_id)
    return list(await unite.session.scalars(liens))


def _dits(ids: list[int]) -> list[str]:
    return [f"Objectif:{id_}" for id_ in ids]
