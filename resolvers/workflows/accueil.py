"""What waited for an étape follows it (guide §7.1), and is given back when the étape turns out to be a mistake (§7.2).

The effects are the product's: they reach rows that whoever enters the étape may not write themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

import db
from db.derived import exists
from db.enums import StatutPositionnement, StatutRattachement, TypeReferent
from resolvers.workflows.caracteristiques_etape import Saisi, Saisie
from resolvers.writing.lignes import d_office
from resolvers.writing.unit import UniteDeTravail

FIO = "DATE_RECEPTION_FIO"


async def accueillir(unite: UniteDeTravail, etape: db.Etape) -> tuple[int, ...]:
    """What waited for this étape follows it: its rattachement, its positionnement, the référents named before it, and
    that is kept. Returns the ids of the référents that are linked to it."""
    rattachement, positionnement, referent = db.Rattachement, db.Positionnement, db.Referent
    attendus = (
        await unite.session.scalars(
            select(rattachement).where(
                rattachement.beneficiaire_id == etape.beneficiaire_id,
                rattachement.offre_de_service_id == etape.offre_de_service_id,
                rattachement.statut == StatutRattachement.EN_ATTENTE,
            )
        )
    ).all()
    for attendu in attendus:
        attendu.statut, attendu.fin = StatutRattachement.SUIVI, max(attendu.debut, unite.aujourdhui)
        d_office(unite, attendu)
    proposes = (
        await unite.session.scalars(
            select(positionnement).where(
                positionnement.beneficiaire_id == etape.beneficiaire_id,
                positionnement.offre_de_service_id == etape.offre_de_service_id,
                positionnement.statut == StatutPositionnement.PROPOSE,
            )
        )
    ).all()
    for propose in proposes:
        propose.statut = StatutPositionnement.ACCEPTE
        d_office(unite, propose)
    collegues = select(db.collaborateur_structure.c.collaborateur_id).where(
        db.collaborateur_structure.c.structure_id == etape.structure_id
    )
    nommes = (
        await unite.session.scalars(
            select(referent)
            .where(
                referent.beneficiaire_id == etape.beneficiaire_id,
                referent.type == TypeReferent.ETAPE,
                referent.etape_id.is_(None),
                or_(referent.fin.is_(None), referent.fin >= etape.debut_reel),
                referent.collaborateur_id.in_(collegues),
            )
            .order_by(referent.id)
        )
    ).all()
    for nomme in nommes:
        nomme.etape_id = etape.id
        d_office(unite, nomme)
    if attendus or proposes or nommes:
        _retenir(unite, etape.id, rattachements=attendus, positionnements=proposes, referents=nommes)
    await unite.session.flush()
    return tuple(nomme.id for nomme in nommes)


async def fio_recue(unite: UniteDeTravail, beneficiaire: int, offre: int) -> Saisie:
    """« Date réception FIO » (guide §7.2) of an étape: the day that the rattachement which waits on its offer has."""
    definition, rattachement = db.DefinitionCaracteristiqueEtape, db.Rattachement
    attendu = and_(
        rattachement.beneficiaire_id == beneficiaire,
        rattachement.offre_de_service_id == offre,
        rattachement.statut == StatutRattachement.EN_ATTENTE,
    )
    requete = (
        select(definition.id, rattachement.date_reception_fio)
        .join(rattachement, attendu)
        .where(definition.thematique_id.is_(None), definition.code == FIO)
        .order_by(rattachement.date_reception_fio.desc())
        .limit(1)
    )
    return {id_: Saisi(FIO, jour.isoformat()) for id_, jour in await unite.session.execute(requete)}


async def acte_de(unite: UniteDeTravail, etape: db.Etape) -> db.Accueil | None:
    """What followed this étape, if anything did."""
    acte: db.Accueil | None = await unite.session.scalar(select(db.Accueil).where(db.Accueil.etape_id == etape.id))
    return acte


async def rendre(unite: UniteDeTravail, etape: db.Etape, acte: db.Accueil) -> None:
    """What followed an étape that is about to be deleted waits again, where it still holds what the étape gave it.

    What another étape on the same offer holds follows that one. A rattachement lapses as if nothing had happened; one
    that another has replaced meanwhile does not wait beside it.
    """
    rattachement, positionnement, referent = db.Rattachement, db.Positionnement, db.Referent
    nouveau = aliased(db.Rattachement)
    remplace = exists(
        nouveau,
        where=and_(
            nouveau.beneficiaire_id == rattachement.beneficiaire_id,
            nouveau.offre_de_service_id == rattachement.offre_de_service_id,
            nouveau.statut == StatutRattachement.EN_ATTENTE,
        ),
    )
    suivis = (
        await unite.session.execute(
            select(rattachement, remplace).where(
                rattachement.id.in_(acte.effets["rattachements"]), rattachement.statut == StatutRattachement.SUIVI
            )
        )
    ).all()
    acceptes = (
        await unite.session.scalars(
            select(positionnement).where(
                positionnement.id.in_(acte.effets["positionnements"]),
                positionnement.statut == StatutPositionnement.ACCEPTE,
            )
        )
    ).all()
    nommes = (
        await unite.session.scalars(
            select(referent).where(referent.id.in_(acte.effets["referents"]), referent.etape_id == etape.id)
        )
    ).all()
    offres = {un.offre_de_service_id for un, _ in suivis} | {un.offre_de_service_id for un in acceptes}
    autre = await _autre_etape(unite, etape, acte, offres or {etape.offre_de_service_id})
    cedes = [nomme for nomme in nommes if autre is not None and _encore_la(nomme, autre)]
    if autre is None:
        for suivi, remplacee in suivis:
            if remplacee:
                continue
            suivi.statut, suivi.fin = StatutRattachement.EN_ATTENTE, None
            d_office(unite, suivi)
        for accepte in acceptes:
            accepte.statut = StatutPositionnement.PROPOSE
            d_office(unite, accepte)
    else:
        await _ceder(unite, autre.id, rattachements=[un for un, _ in suivis], positionnements=acceptes, referents=cedes)
    for nomme in nommes:
        nomme.etape_id = autre.id if autre is not None and nomme in cedes else None
        d_office(unite, nomme)
    await unite.session.flush()


def _encore_la(nomme: db.Referent, etape: db.Etape) -> bool:
    """Whether a mission may be of that étape: no mission outlives the étape, nor is one linked that ended before it."""
    return etape.fin_reelle is None and (nomme.fin is None or nomme.fin >= etape.debut_reel)


async def _autre_etape(
    unite: UniteDeTravail, etape: db.Etape, acte: db.Accueil, offres: Collection[int]
) -> db.Etape | None:
    """The last étape of the person on these offers that is open, or was created since."""
    autre = db.Etape
    found: db.Etape | None = await unite.session.scalar(
        select(autre)
        .where(
            autre.beneficiaire_id == etape.beneficiaire_id,
            autre.offre_de_service_id.in_(offres),
            autre.id != etape.id,
            or_(autre.fin_reelle.is_(None), autre.cree_le >= acte.cree_le),
        )
        .order_by(autre.id.desc())
        .limit(1)
    )
    return found


async def _ceder(unite: UniteDeTravail, etape: int, **suivent: Sequence[db.Entite]) -> None:
    """What followed an étape follows another, which would give it back in its turn."""
    if not any(suivent.values()):
        return
    sien = await unite.session.scalar(select(db.Accueil).where(db.Accueil.etape_id == etape))
    if sien is None:
        _retenir(unite, etape, **suivent)
        return
    sien.effets = {sorte: [*siens, *(ligne.id for ligne in suivent[sorte])] for sorte, siens in sien.effets.items()}
    sien.version, sien.modifie_le = sien.version + 1, unite.maintenant


def _retenir(unite: UniteDeTravail, etape: int, **suivent: Sequence[db.Entite]) -> None:
    """Keeps what follows an étape, so that it can be given back."""
    effets = {sorte: [ligne.id for ligne in lignes] for sorte, lignes in suivent.items()}
    unite.session.add(db.Accueil(etape_id=etape, effets=effets, cree_le=unite.maintenant, modifie_le=unite.maintenant))
