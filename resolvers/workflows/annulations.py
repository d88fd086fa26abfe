"""Undoing an exit within thirty days of the day it was entered (guide §9): exactly what it did, and no more.

What somebody has changed since then is left as it is, and told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

import db
from db.derived import exists
from db.enums import Realisation
from resolvers.workflows.agenda import JOURNEE, OCCUPE, Creneau, fin_du_creneau
from resolvers.workflows.bornes import jours_saisis
from resolvers.workflows.caracteristiques_etape import Difference, Saisi, Saisie, ecrire
from resolvers.workflows.cloture import jour_limite
from resolvers.writing.commandes import (
    Avertissement,
    Fautes,
    IdAccompagnement,
    IdEntretien,
    IdEtape,
    IdReferent,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office, enregistrer, reprendre
from resolvers.writing.rights import lisibles
from resolvers.writing.unit import UniteDeTravail


@commande
class AnnulerSortie:
    """The étape, or the entry in the dispositif, whose exit is to be undone."""

    etape: IdEtape | None = None
    accompagnement: IdAccompagnement | None = None
    version: int


@resultat
class SortieAnnulee:
    """What is open again, and what was left because somebody had changed it since."""

    accompagnement: IdAccompagnement | None
    etapes: tuple[IdEtape, ...]
    rendez_vous_retablis: tuple[IdEntretien, ...]
    referents_retablis: tuple[IdReferent, ...]
    avertissements: tuple[Avertissement, ...]


async def annuler_sortie(unite: UniteDeTravail, commande: AnnulerSortie) -> SortieAnnulee:
    """Undoes the exit from an étape, or from the dispositif with the étapes that it closed.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier SANS_SORTIE, SORTIE_DU_DISPOSITIF, NOUVELLE_ENTREE,
    SORTIE_IMPORTEE, DELAI_PASSE.
    """
    fautes = Fautes()
    fautes.si(
        (commande.etape is None) is (commande.accompagnement is None),
        "etape",
        "Donnez une étape, ou une entrée dans le dispositif : l'une des deux.",
        "ETAPE_OU_ACCOMPAGNEMENT",
    )
    fautes.lever()
    if commande.etape is not None:
        return await _de_l_etape(unite, commande.etape, commande.version)
    assert commande.accompagnement is not None
    return await _du_dispositif(unite, commande.accompagnement, commande.version)


async def _de_l_etape(unite: UniteDeTravail, id_: int, version: int) -> SortieAnnulee:
    etape = await reprendre(unite, db.Etape, id_, version, quoi="Cette étape")
    if etape.fin_reelle is None:
        raise RegleMetier("SANS_SORTIE", "Cette étape est ouverte : il n'y a pas de sortie à annuler.")
    acte = await _acte(unite, db.Sortie.etape_id == etape.id)
    sortie = await _sortie_du_dispositif(unite, etape, acte)
    if sortie:
        raise RegleMetier(
            "SORTIE_DU_DISPOSITIF",
            f"La personne est sortie du dispositif{sortie} : annulez d'abord cette sortie-là (annulerSortie, en "
            "donnant l'accompagnement).",
        )
    acte = _annulable(unite, acte)
    retour = _Retour(unite, acte)
    caracteristiques = await retour.rouvrir([etape])
    change = caracteristiques[etape.id]
    await enregistrer(unite, etape, caracteristiques=(change.avant, change.apres))
    return await retour.finir(None)


async def _du_dispositif(unite: UniteDeTravail, id_: int, version: int) -> SortieAnnulee:
    entree = await reprendre(unite, db.Accompagnement, id_, version, quoi="Cette entrée dans le dispositif")
    if entree.sortie is None:
        raise RegleMetier("SANS_SORTIE", "La personne est dans ce dispositif : il n'y a pas de sortie à annuler.")
    acte = _annulable(unite, await _acte(unite, db.Sortie.accompagnement_id == entree.id))
    autre = db.Accompagnement
    reentree = await unite.session.scalar(
        select(autre.entree).where(
            autre.beneficiaire_id == entree.beneficiaire_id,
            autre.dispositif_id == entree.dispositif_id,
            autre.id != entree.id,
            or_(autre.sortie.is_(None), autre.sortie > entree.sortie),
        )
    )
    if reentree is not None:
        raise RegleMetier(
            "NOUVELLE_ENTREE",
            f"La personne est entrée de nouveau dans ce dispositif le {reentree:%d/%m/%Y} : la sortie précédente "
            "reste, poursuivez avec cette entrée.",
        )
    retour = _Retour(unite, acte)
    ids = [un["id"] for un in acte.effets["etapes"]]
    etapes = (await unite.session.scalars(select(db.Etape).where(db.Etape.id.in_(ids)).order_by(db.Etape.id))).all()
    caracteristiques = await retour.rouvrir(etapes)
    for etape in etapes:
        change = caracteristiques[etape.id]
        d_office(unite, etape, caracteristiques=(change.avant, change.apres))
    entree.sortie, entree.motif_sortie_id = None, None
    await enregistrer(unite, entree)
    return await retour.finir(entree.id)


async def _sortie_du_dispositif(unite: UniteDeTravail, etape: db.Etape, acte: db.Sortie | None) -> str:
    """« le 12/03/2025 » when it is the exit from the dispositif, or one entered since, that keeps the étape closed."""
    entree = await unite.session.get(db.Accompagnement, etape.accompagnement_id) if etape.accompagnement_id else None
    if entree is not None and entree.sortie is not None and (acte is None or entree.modifie_le >= acte.cree_le):
        return f" le {entree.sortie:%d/%m/%Y}"
    if acte is not None:
        return ""
    avec_elle = await _acte(unite, db.Sortie.effets.contains({"etapes": [{"id": etape.id}]}))
    return " depuis" if avec_elle is not None else ""


async def _acte(unite: UniteDeTravail, de: Any) -> db.Sortie | None:
    acte: db.Sortie | None = await unite.session.scalar(select(db.Sortie).where(de, db.Sortie.annulee_le.is_(None)))
    return acte


def _annulable(unite: UniteDeTravail, acte: db.Sortie | None) -> db.Sortie:
    """Errors: RegleMetier SORTIE_IMPORTEE, DELAI_PASSE."""
    if acte is None:
        message = (
            "Ce que cette sortie a changé n'est pas connu (elle vient d'ailleurs, ou le dossier a été fusionné) : elle "
            "ne peut pas être annulée. Créez une autre étape ou une nouvelle entrée."
        )
        raise RegleMetier("SORTIE_IMPORTEE", message)
    limite = jour_limite(acte.cree_le)
    if unite.aujourdhui > limite:
        raise RegleMetier(
            "DELAI_PASSE",
            f"Cette sortie pouvait être annulée jusqu'au {limite:%d/%m/%Y} : saisissez une nouvelle étape ou une "
            "nouvelle entrée.",
        )
    return acte


class _Retour:
    """The undoing of one act: what is restored, and what is left, with the warnings that tell it."""

    def __init__(self, unite: UniteDeTravail, acte: db.Sortie) -> None:
        self.unite, self.acte = unite, acte
        self.etapes: list[int] = []
        self.rendez_vous: list[int] = []
        self.referents: list[int] = []
        self.laisses: list[tuple[type[db.Entite], int, Avertissement]] = []

    async def rouvrir(self, etapes: Sequence[db.Etape]) -> dict[int, Difference]:
        """Restores all that hangs on these étapes, then opens them, which the caller writes. Returns what changed of
        their characteristics."""
        saisies = await self._caracteristiques(etapes)
        differences = await ecrire(self.unite, saisies)
        await self._rendez_vous()
        await self._missions()
        await self.unite.session.flush()
        effets = {un["id"]: un for un in self.acte.effets["etapes"]}
        await self._debuts([etape for etape in etapes if "debut_reel" in effets[etape.id]], effets)
        for etape in etapes:
            etape.fin_reelle = etape.motif_fin_id = etape.close_le = None
            avant, apres = effets[etape.id].get("commentaire", (None, None))
            if "commentaire" in effets[etape.id] and etape.commentaire == apres:
                etape.commentaire = avant
            elif "commentaire" in effets[etape.id]:
                self._laisser(etape, "COMMENTAIRE_MODIFIE", "Le commentaire a été modifié depuis : il reste tel quel.")
            self.etapes.append(etape.id)
        return differences

    async def _debuts(self, etapes: Sequence[db.Etape], effets: dict[int, dict[str, Any]]) -> None:
        """Gives back their first day to étapes that had not begun, unless something was entered before it since."""
        saisis = await jours_saisis(self.unite, [etape.id for etape in etapes]) if etapes else {}
        for etape in etapes:
            avant, premier = dt.date.fromisoformat(effets[etape.id]["debut_reel"][0]), saisis[etape.id].premier
            if premier is None or premier >= avant:
                etape.debut_reel = avant
                continue
            message = (
                f"Une présence, des heures ou un passage sont saisis le {premier:%d/%m/%Y} : l'étape, prévue à partir "
                f"du {avant:%d/%m/%Y}, reste commencée le {etape.debut_reel:%d/%m/%Y}."
            )
            self._laisser(etape, "DEBUT_GARDE", message)

    async def finir(self, accompagnement: int | None) -> SortieAnnulee:
        """Marks the act as undone. Of what was restored or left, only what the caller sees is told."""
        self.acte.annulee_le = self.acte.modifie_le = self.unite.maintenant
        self.acte.version += 1
        await self.unite.session.flush()
        vus: set[tuple[type[db.Entite], int]] = set()
        for modele in dict.fromkeys(modele for modele, _, _ in self.laisses):
            ids = [id_ for autre, id_, _ in self.laisses if autre is modele]
            vus |= {(modele, id_) for id_ in await lisibles(self.unite, modele, ids)}
        return SortieAnnulee(
            accompagnement=accompagnement,
            etapes=await lisibles(self.unite, db.Etape, self.etapes),
            rendez_vous_retablis=await lisibles(self.unite, db.Entretien, self.rendez_vous),
            referents_retablis=await lisibles(self.unite, db.Referent, self.referents),
            avertissements=tuple(dit for modele, id_, dit in self.laisses if (modele, id_) in vus),
        )

    def _laisser(self, objet: db.Entite, code: str, message: str) -> None:
        self.laisses.append((type(objet), objet.id, Avertissement(code, message)))

    async def _caracteristiques(self, etapes: Sequence[db.Etape]) -> dict[int, Saisie]:
        """The characteristics to restore: those that hold what the exit has written."""
        ligne, definition = db.CaracteristiqueEtape, db.DefinitionCaracteristiqueEtape
        effets = {un["id"]: un["caracteristiques"] for un in self.acte.effets["etapes"]}
        codes = {code for siennes in effets.values() for code in siennes}
        saisies: dict[int, dict[int, Saisi]] = {etape.id: {} for etape in etapes}
        if not codes:
            return dict(saisies)
        ids = [etape.id for etape in etapes]
        presentes = await self.unite.session.execute(
            select(db.Etape.id, definition.id, definition.code, definition.libelle, ligne.valeur)
            .join(db.OffreDeService, db.OffreDeService.id == db.Etape.offre_de_service_id)
            .join(
                definition,
                or_(
                    definition.thematique_id.is_(None),
                    definition.thematique_id == db.OffreDeService.thematique_id,
                ),
            )
            .outerjoin(ligne, and_(ligne.etape_id == db.Etape.id, ligne.definition_id == definition.id))
            .where(db.Etape.id.in_(ids), definition.code.in_(codes))
        )
        par_id = {etape.id: etape for etape in etapes}
        for etape, id_, code, libelle, valeur in presentes:
            if code not in effets[etape]:
                continue
            avant, apres = effets[etape][code]
            if valeur == apres:
                saisies[etape][id_] = Saisi(code, avant)
            else:
                message = f"« {libelle} » a été modifiée depuis : elle reste telle quelle."
                self._laisser(par_id[etape], "CARACTERISTIQUE_MODIFIEE", message)
        return dict(saisies)

    async def _rendez_vous(self) -> None:
        """Restores the appointments that nobody has touched and whose slot is still free."""
        versions = {un["id"]: un["version"] for un in self.acte.effets["rendez_vous"]}
        if not versions:
            return
        entretien, autre = db.Entretien, aliased(db.Entretien)
        pris = exists(
            autre,
            where=and_(
                autre.id.not_in(versions),
                autre.realisation.in_(OCCUPE),
                or_(
                    autre.collaborateur_id == entretien.collaborateur_id,
                    autre.beneficiaire_id == entretien.beneficiaire_id,
                ),
                autre.date_heure < fin_du_creneau(entretien),
                fin_du_creneau(autre) > entretien.date_heure,
                autre.date_heure > entretien.date_heure - JOURNEE,
            ),
        )
        requete = select(entretien, pris).where(entretien.id.in_(versions)).order_by(entretien.date_heure, entretien.id)
        for un, occupe in await self.unite.session.execute(requete):
            le = Creneau(un.date_heure, un.duree_minutes)
            if un.realisation is not Realisation.ANNULE or un.version != versions[un.id]:
                message = f"Le rendez-vous prévu {le} a été modifié depuis : il reste tel quel."
                self._laisser(un, "RENDEZ_VOUS_MODIFIE", message)
                continue
            if occupe:
                message = f"Le créneau {le} a été pris depuis : le rendez-vous reste annulé."
                self._laisser(un, "CRENEAU_PRIS", message)
                continue
            if un.date_heure <= self.unite.maintenant:
                message = f"Le rendez-vous prévu {le} est passé entre-temps : saisissez sa réalisation."
                self._laisser(un, "RENDEZ_VOUS_PASSE", message)
            un.realisation, un.motif_annulation_id = Realisation.PREVU, None
            d_office(self.unite, un)
            self.rendez_vous.append(un.id)

    async def _missions(self) -> None:
        """Restores the end of the missions that nobody has touched."""
        missions = {un["id"]: un for un in self.acte.effets["referents"]}
        if not missions:
            return
        referent = db.Referent
        requete = select(referent).where(referent.id.in_(missions)).order_by(referent.debut, referent.id)
        for un in await self.unite.session.scalars(requete):
            avant, _ = missions[un.id]["fin"]
            if un.version != missions[un.id]["version"]:
                message = f"La mission de référent commencée le {un.debut:%d/%m/%Y} a été modifiée depuis : elle reste"
                self._laisser(un, "REFERENT_MODIFIE", f"{message} telle quelle.")
                continue
            un.fin = dt.date.fromisoformat(avant) if avant else None
            d_office(self.unite, un)
            self.referents.append(un.id)
