"""Leaving an étape (guide §9), or the dispositif: bilan first, then documents, then the date and the motif together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

import db
from auth.caller import PARIS
from db.enums import Realisation
from resolvers.workflows.bornes import jours_saisis
from resolvers.workflows.caracteristiques_etape import CaracteristiqueEtapeSaisie, lire
from resolvers.workflows.cloture import exiger_ouverte
from resolvers.workflows.consequences import Consequences, fermer
from resolvers.workflows.entretien_regles import jour_de
from resolvers.workflows.exigences import verifier_exigences
from resolvers.workflows.sante import rappels
from resolvers.workflows.secteurs import sans_secteur
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdAccompagnement,
    IdEntretien,
    IdEtape,
    IdReferent,
    Liste,
    TexteLong,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office, enregistrer, reprendre, verifier_listes
from resolvers.writing.rights import lisibles
from resolvers.writing.unit import UniteDeTravail

FIN_DES_DROITS = 7
"""The motif under which étapes end when the person leaves the dispositif."""


@commande
class SortirEtape:
    """The last day of an étape, why it ends, and the last information known."""

    etape: IdEtape
    version: int
    fin_reelle: dt.date
    motif: int
    commentaire: TexteLong | Absent | None = ABSENT
    caracteristiques: tuple[CaracteristiqueEtapeSaisie, ...] = ()


@commande
class SortirDispositif:
    """The last day of an entry in a dispositif, and why it ends."""

    accompagnement: IdAccompagnement
    version: int
    sortie: dt.date
    motif: Annotated[str, Liste("MOTIF_SORTIE_DISPOSITIF")]


@resultat
class EtapeSortie:
    """The étape, what its exit entails, and what deserves attention."""

    etape: IdEtape
    rendez_vous_annules: tuple[IdEntretien, ...]
    referents_termines: tuple[IdReferent, ...]
    alerte_sdi: bool
    consequence: str | None
    avertissements: tuple[Avertissement, ...]


@resultat
class DispositifQuitte:
    """The entry, what the caller sees of what its end entails, and what deserves attention."""

    accompagnement: IdAccompagnement
    etapes_closes: tuple[IdEtape, ...]
    rendez_vous_annules: tuple[IdEntretien, ...]
    referents_termines: tuple[IdReferent, ...]
    avertissements: tuple[Avertissement, ...]


async def sortir_etape(unite: UniteDeTravail, commande: SortirEtape) -> EtapeSortie:
    """Closes an étape (guide §9.1, §9.2), once what its motif asks for is there.

    Errors: Interdit, Introuvable, Conflit; RegleMetier ETAPE_CLOSE, ETAPE_A_VENIR; Validation, with all that is
    missing (BILAN_MANQUANT, DOCUMENT_MANQUANT) and all that is wrong.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    exiger_ouverte(unite, etape)
    _exiger_commencee(unite, etape)
    fautes = Fautes()
    await _verifier_fin(unite, etape, commande.fin_reelle, fautes)
    saisie = await lire(unite, etape.offre_de_service_id, commande.caracteristiques, fautes)
    motif = await _motif(unite, commande.motif)
    if motif is None:
        codes = await unite.session.scalars(select(db.MotifFinEtape.code).order_by(db.MotifFinEtape.code))
        fautes.ajouter("motif", f"Motif inconnu ; motifs possibles : {', '.join(map(str, codes))}.", "INCONNU")
    else:
        await verifier_exigences(unite, etape, motif, fautes)
    fautes.lever()
    assert motif is not None
    suites = await fermer(unite, [etape], {etape.id: commande.fin_reelle}, motif, saisie)
    if commande.commentaire is not ABSENT and commande.commentaire != etape.commentaire:
        suites.effets["etapes"][0]["commentaire"] = [etape.commentaire, commande.commentaire]
        etape.commentaire = commande.commentaire
    await enregistrer(unite, etape, **suites.parties[etape.id]._asdict())
    _retenir(unite, suites, etape_id=etape.id)
    return EtapeSortie(
        etape=etape.id,
        rendez_vous_annules=await lisibles(unite, db.Entretien, suites.rendez_vous),
        referents_termines=suites.referents,
        alerte_sdi=motif.alerte_sdi,
        consequence=motif.consequence,
        avertissements=(
            *await _avertissements(unite, etape),
            *(await sans_secteur(unite, etape.beneficiaire_id) if motif.alerte_sdi else ()),
            *rappels({"commentaire": commande.commentaire}),
        ),
    )


async def sortir_dispositif(unite: UniteDeTravail, commande: SortirDispositif) -> DispositifQuitte:
    """Closes an entry in a dispositif and every étape then open under it, those of other structures too, with motif 7.
    None ends later than today: one that has not begun begins and ends today.

    Errors: Interdit, Introuvable, Conflit; RegleMetier DEJA_SORTI; Validation.
    """
    entree = await reprendre(
        unite, db.Accompagnement, commande.accompagnement, commande.version, quoi="Cette entrée dans le dispositif"
    )
    if entree.sortie is not None:
        raise RegleMetier(
            "DEJA_SORTI",
            f"La personne est sortie de ce dispositif le {entree.sortie:%d/%m/%Y} : annulez cette sortie "
            "(annulerSortie), ou saisissez une nouvelle entrée (entrerDispositif).",
        )
    fautes = Fautes()
    message = f"La sortie doit être le {entree.entree:%d/%m/%Y}, jour de l'entrée, ou après."
    fautes.si(commande.sortie < entree.entree, "sortie", message, "FIN_AVANT_DEBUT")
    fautes.si(commande.sortie > unite.aujourdhui, "sortie", "La sortie ne peut pas être à venir.", "A_VENIR")
    await verifier_listes(unite, commande, fautes)
    fautes.lever()
    motif = await _motif(unite, FIN_DES_DROITS)
    assert motif is not None
    etapes = await _etapes_ouvertes(unite, entree)
    saisis = await jours_saisis(unite, [etape.id for etape in etapes])
    fins = {
        etape.id: min(
            unite.aujourdhui, max(commande.sortie, etape.debut_reel, saisis[etape.id].dernier or etape.debut_reel)
        )
        for etape in etapes
    }
    suites = await fermer(unite, etapes, fins, motif)
    for etape in etapes:
        d_office(unite, etape, **suites.parties[etape.id]._asdict())
    entree.sortie, entree.motif_sortie_id = commande.sortie, commande.motif
    await enregistrer(unite, entree)
    _retenir(unite, suites, accompagnement_id=entree.id)
    await unite.session.flush()
    closes = await lisibles(unite, db.Etape, [etape.id for etape in etapes])
    return DispositifQuitte(
        accompagnement=entree.id,
        etapes_closes=closes,
        rendez_vous_annules=await lisibles(unite, db.Entretien, suites.rendez_vous),
        referents_termines=await lisibles(unite, db.Referent, suites.referents),
        avertissements=await sans_secteur(unite, entree.beneficiaire_id) if closes and motif.alerte_sdi else (),
    )


def _exiger_commencee(unite: UniteDeTravail, etape: db.Etape) -> None:
    """Errors: RegleMetier ETAPE_A_VENIR, saying when the étape begins and what is possible."""
    if etape.debut_reel > unite.aujourdhui:
        raise RegleMetier(
            "ETAPE_A_VENIR",
            f"Cette étape ne commence que le {etape.debut_reel:%d/%m/%Y} : elle ne peut pas encore prendre fin. "
            "Corrigez d'abord son début réel (modifierEtape), ou supprimez-la (supprimerEtape).",
        )


async def _verifier_fin(unite: UniteDeTravail, etape: db.Etape, fin: dt.date, fautes: Fautes) -> None:
    """The last day is between the first and today, and leaves out nothing that was entered."""
    if fin < etape.debut_reel:
        message = f"La fin réelle doit être le {etape.debut_reel:%d/%m/%Y}, jour du début réel, ou après."
        fautes.ajouter("fin_reelle", message, "FIN_AVANT_DEBUT")
        return
    fautes.si(fin > unite.aujourdhui, "fin_reelle", "La fin réelle ne peut pas être à venir.", "A_VENIR")
    dernier = (await jours_saisis(unite, [etape.id]))[etape.id].dernier
    if dernier is not None:
        message = f"Une présence, des heures ou un passage sont saisis le {dernier:%d/%m/%Y} : au plus tôt ce jour."
        fautes.si(fin < dernier, "fin_reelle", message, "AVANT_PRESENCE")


async def _motif(unite: UniteDeTravail, code: int) -> db.MotifFinEtape | None:
    motif: db.MotifFinEtape | None = await unite.session.scalar(
        select(db.MotifFinEtape).where(db.MotifFinEtape.code == code)
    )
    return motif


async def _etapes_ouvertes(unite: UniteDeTravail, entree: db.Accompagnement) -> Sequence[db.Etape]:
    """The open étapes of the person, but those of another entry that goes on."""
    etape, autre = db.Etape, aliased(db.Accompagnement)
    ailleurs = select(autre.id).where(
        autre.beneficiaire_id == entree.beneficiaire_id, autre.id != entree.id, autre.sortie.is_(None)
    )
    requete = (
        select(etape)
        .where(
            etape.beneficiaire_id == entree.beneficiaire_id,
            etape.fin_reelle.is_(None),
            or_(etape.accompagnement_id.is_(None), etape.accompagnement_id.not_in(ailleurs)),
        )
        .order_by(etape.debut_reel, etape.id)
    )
    return (await unite.session.scalars(requete)).all()


def _retenir(unite: UniteDeTravail, suites: Consequences, **objet: Any) -> None:
    """Keeps the act, so that it can be undone."""
    unite.session.add(
        db.Sortie(
            **objet,
            par_id=unite.moi,
            effets=suites.effets,
            cree_le=unite.maintenant,
            modifie_le=unite.maintenant,
        )
    )


async def _avertissements(unite: UniteDeTravail, etape: db.Etape) -> tuple[Avertissement, ...]:
    """Appointments of the étape that were held after its end, and past ones that nobody has told the end of, among
    those that the caller sees."""
    entretien, lien = db.Entretien, db.entretien_etape.c
    assert etape.fin_reelle is not None
    lendemain = dt.datetime.combine(etape.fin_reelle + dt.timedelta(days=1), dt.time(), PARIS)
    requete = (
        select(entretien.id, entretien.realisation, entretien.date_heure)
        .join(db.entretien_etape, lien.entretien_id == entretien.id)
        .where(
            lien.etape_id == etape.id,
            or_(
                and_(entretien.realisation == Realisation.PREVU, entretien.date_heure <= unite.maintenant),
                and_(entretien.realisation == Realisation.PRESENCE, entretien.date_heure >= lendemain),
            ),
        )
    )
    lus = (await unite.session.execute(requete)).all()
    vus = set(await lisibles(unite, db.Entretien, [un.id for un in lus]))
    tenus = [un.date_heure for un in lus if un.id in vus and un.realisation is Realisation.PRESENCE]
    sans = len(vus) - len(tenus)
    found = []
    if tenus:
        dernier = f"le {jour_de(max(tenus)):%d/%m/%Y}"
        dit = f"Un entretien de l'étape a eu lieu après sa fin réelle, {dernier}"
        if len(tenus) > 1:
            dit = f"{len(tenus)} entretiens de l'étape ont eu lieu après sa fin réelle, le dernier {dernier}"
        message = f"{dit} : vérifiez cette date, et annulez la sortie si elle est fausse (annulerSortie)."
        found.append(Avertissement("ENTRETIEN_APRES_FIN", message))
    if sans:
        message = f"Rendez-vous passés dont la réalisation reste à saisir : {sans}."
        found.append(Avertissement("SANS_REALISATION", message))
    return tuple(found)
