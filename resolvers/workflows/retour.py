"""What undoing an exit restores (guide §9): what still holds what the exit wrote. The rest is left, and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import aliased

import db
from auth.rules import lecture
from db.derived import exists
from db.enums import Realisation
from resolvers.workflows.agenda import JOURNEE, OCCUPE, Creneau, fin_du_creneau
from resolvers.workflows.bornes import jours_saisis
from resolvers.workflows.caracteristiques_etape import Saisi, Saisie, ecrire
from resolvers.workflows.consequences import Parties
from resolvers.workflows.entretien_regles import convoque_apres, rejoindre
from resolvers.workflows.passages import dit
from resolvers.writing.commandes import (
    Avertissement,
    IdAccompagnement,
    IdEntretien,
    IdEtape,
    IdReferent,
    resultat,
)
from resolvers.writing.lignes import d_office
from resolvers.writing.rights import lisibles
from resolvers.writing.unit import UniteDeTravail

Sorte = tuple[type[db.Entite], str]
"""A model and the group of its rights that decides who is told."""


@resultat
class SortieAnnulee:
    """What is open again, and what was left because somebody had changed it since."""

    accompagnement: IdAccompagnement | None
    etapes: tuple[IdEtape, ...]
    rendez_vous_retablis: tuple[IdEntretien, ...]
    referents_retablis: tuple[IdReferent, ...]
    avertissements: tuple[Avertissement, ...]


class Retour:
    """The undoing of one act: what is restored, and what is left, with the warnings that tell it."""

    def __init__(self, unite: UniteDeTravail, acte: db.Sortie) -> None:
        self.unite, self.acte = unite, acte
        self.etapes: list[int] = []
        self.rendez_vous: list[int] = []
        self.referents: list[int] = []
        self.laisses: list[tuple[Sorte, int, Avertissement]] = []

    async def rouvrir(self, etapes: Sequence[db.Etape]) -> dict[int, Parties]:
        """Restores all that hangs on these étapes, then opens them, which the caller writes. Returns the collections of
        each that changed."""
        saisies = await self._caracteristiques(etapes)
        differences = await ecrire(self.unite, saisies)
        await self._rendez_vous()
        await self._missions()
        passages = await self._passages(etapes)
        await self.unite.session.flush()
        effets = {un["id"]: un for un in self.acte.effets["etapes"]}
        await self._debuts([etape for etape in etapes if "debut_reel" in effets[etape.id]], effets)
        for etape in etapes:
            etape.fin_reelle = etape.motif_fin_id = etape.close_le = None
            avant, apres = effets[etape.id].get("commentaire", (None, None))
            if "commentaire" in effets[etape.id] and etape.commentaire == apres:
                etape.commentaire = avant
            elif "commentaire" in effets[etape.id]:
                message = "Le commentaire a été modifié depuis : il reste tel quel."
                self._laisser(etape, "COMMENTAIRE_MODIFIE", message, "saisie")
            self.etapes.append(etape.id)
        return {id_: Parties((une.avant, une.apres), passages[id_]) for id_, une in differences.items()}

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
            self._laisser(etape, "DEBUT_GARDE", message, "detail")

    async def finir(self, accompagnement: int | None) -> SortieAnnulee:
        """Marks the act as undone. Of what was restored or left, only what the caller sees is told."""
        self.acte.annulee_le = self.acte.modifie_le = self.unite.maintenant
        self.acte.version += 1
        await self.unite.session.flush()
        vus: set[tuple[Sorte, int]] = set()
        for sorte in dict.fromkeys(sorte for sorte, _, _ in self.laisses):
            modele, groupe = sorte
            ids = [id_ for autre, id_, _ in self.laisses if autre == sorte]
            vus |= {(sorte, id_) for id_ in await lisibles(self.unite, modele, ids, groupe)}
        return SortieAnnulee(
            accompagnement=accompagnement,
            etapes=await lisibles(self.unite, db.Etape, self.etapes),
            rendez_vous_retablis=await lisibles(self.unite, db.Entretien, self.rendez_vous),
            referents_retablis=await lisibles(self.unite, db.Referent, self.referents),
            avertissements=tuple(dit for sorte, id_, dit in self.laisses if (sorte, id_) in vus),
        )

    def _laisser(self, objet: db.Entite, code: str, message: str, groupe: str = "ligne") -> None:
        """Tells what is left of a row to whoever sees this group of it."""
        self.laisses.append(((type(objet), groupe), objet.id, Avertissement(code, message)))

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
                self._laisser(par_id[etape], "CARACTERISTIQUE_MODIFIEE", message, "sortie")
        return dict(saisies)

    async def _rendez_vous(self) -> None:
        """Restores the appointments that nobody has touched and whose slot is still free: that which a séance has now,
        for its participants."""
        versions = {un["id"]: un["version"] for un in self.acte.effets["rendez_vous"]}
        if not versions:
            return
        entretien, autre, seance = db.Entretien, aliased(db.Entretien), aliased(db.Seance)
        inscrit = aliased(db.Entretien)
        debut = func.coalesce(seance.date_heure, entretien.date_heure)
        fin = fin_du_creneau(debut, func.coalesce(seance.duree_minutes, entretien.duree_minutes))
        profil = self.unite.caller.profil
        assert profil is not None
        condition = lecture(db.Entretien, "ligne", profil, autre, None)
        vu = false() if condition is None else condition
        attendus = and_(inscrit.seance_id == seance.id, inscrit.id.not_in(versions), inscrit.realisation.in_(OCCUPE))
        pris = exists(
            autre,
            where=and_(
                autre.id.not_in(versions),
                # Two appointments that clashed before the exit clash again; a séance may have moved onto another.
                or_(autre.modifie_le > self.acte.cree_le, debut != entretien.date_heure),
                autre.realisation.in_(OCCUPE),
                or_(
                    # Whoever holds a séance for others is in that slot already.
                    and_(
                        ~exists(inscrit, where=attendus),
                        autre.collaborateur_id == func.coalesce(seance.collaborateur_id, entretien.collaborateur_id),
                    ),
                    # What the person does elsewhere is not told to whoever does not see it.
                    and_(
                        autre.beneficiaire_id == entretien.beneficiaire_id,
                        or_(autre.structure_id == entretien.structure_id, vu),
                    ),
                ),
                # The others of a séance are in the same slot.
                or_(seance.id.is_(None), autre.seance_id.is_distinct_from(seance.id)),
                autre.date_heure < fin,
                fin_du_creneau(autre.date_heure, autre.duree_minutes) > debut,
                autre.date_heure > debut - JOURNEE,
            ),
        )
        requete = (
            select(entretien, seance, pris)
            .outerjoin(seance, seance.id == entretien.seance_id)
            .where(entretien.id.in_(versions))
            .order_by(entretien.date_heure, entretien.id)
        )
        for un, sienne, occupe in await self.unite.session.execute(requete, self.unite.viewpoint.binds()):
            place = sienne or un
            le = Creneau(place.date_heure, place.duree_minutes)
            if un.realisation is not Realisation.ANNULE or un.version != versions[un.id]:
                message = f"Le rendez-vous prévu {le} a été modifié depuis : il reste tel quel."
                self._laisser(un, "RENDEZ_VOUS_MODIFIE", message)
                continue
            if occupe:
                message = f"Le créneau {le} a été pris depuis : le rendez-vous reste annulé."
                self._laisser(un, "CRENEAU_PRIS", message)
                continue
            if sienne is not None and convoque_apres(un, sienne):
                message = (
                    f"La convocation est datée du {un.convocation_date:%d/%m/%Y}, après la séance, qui est {le} : le "
                    "rendez-vous reste annulé. Corrigez-la, puis rétablissez-le (modifierEntretien)."
                )
                self._laisser(un, "APRES_ENTRETIEN", message)
                continue
            if place.date_heure <= self.unite.maintenant:
                message = f"Le rendez-vous prévu {le} est passé entre-temps : saisissez sa réalisation."
                self._laisser(un, "RENDEZ_VOUS_PASSE", message)
            un.realisation, un.motif_annulation_id = Realisation.PREVU, None
            if sienne is not None:
                rejoindre(un, sienne)
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

    async def _passages(self, etapes: Sequence[db.Etape]) -> dict[int, tuple[list[Any], list[Any]]]:
        """Restores the end of the passages that nobody has touched. Returns what the journal tells of each étape."""
        par_id = {etape.id: etape for etape in etapes}
        dits: dict[int, tuple[list[Any], list[Any]]] = {id_: ([], []) for id_ in par_id}
        # An exit entered before passages ended with their étape names none.
        termines = {un["id"]: un for un in self.acte.effets.get("passages", ())}
        if not termines:
            return dits
        passage = db.PassageConvention
        requete = select(passage).where(passage.id.in_(termines)).order_by(passage.debut, passage.id)
        for un in await self.unite.session.scalars(requete):
            if un.version != termines[un.id]["version"]:
                message = f"Le passage sur convention « {un.libelle} » a été modifié depuis : il reste tel quel."
                self._laisser(par_id[un.etape_id], "PASSAGE_MODIFIE", message, "detail")
                continue
            avants, apres = dits[un.etape_id]
            avants.append(dit(un))
            fin = termines[un.id]["fin"][0]
            un.fin = dt.date.fromisoformat(fin) if fin else None
            un.version, un.modifie_le = un.version + 1, self.unite.maintenant
            apres.append(dit(un))
        return dits
