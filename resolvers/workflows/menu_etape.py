"""The menu of an étape (guide §7.2, §7.3): modifying, changing its offer, validating, deleting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_, delete, func, select

import db
from auth.policy import TABLE
from db.derived import exists, scalar
from resolvers.workflows.accompagnements import accompagnement_du
from resolvers.workflows.bornes import jours_saisis
from resolvers.workflows.cloture import exiger_ouverte
from resolvers.workflows.etapes import debut_possible, periode_prevue
from resolvers.workflows.offres import offre_ouverte
from resolvers.workflows.sante import rappels
from resolvers.workflows.structures import en_poste
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdCollaborateur,
    IdEtape,
    IdOffreDeService,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import enregistrer, reprendre, supprimer
from resolvers.writing.unit import UniteDeTravail


@commande
class ModifierEtape:
    """Other values for an étape."""

    etape: IdEtape
    version: int
    debut_reel: dt.date | Absent = ABSENT
    debut_prevu: dt.date | Absent | None = ABSENT
    fin_prevue: dt.date | Absent | None = ABSENT
    referent_initiateur: IdCollaborateur | Absent | None = ABSENT
    commentaire: TexteLong | Absent | None = ABSENT


@commande
class ChangerOffreDeService:
    """Another offer of the same structure."""

    etape: IdEtape
    version: int
    offre_de_service: IdOffreDeService


@commande
class ValiderEtape:
    """Whether the structure validates the étape."""

    etape: IdEtape
    version: int
    validee: bool = True


@commande
class SupprimerEtape:
    """An étape entered by mistake."""

    etape: IdEtape
    version: int


@resultat
class EtapeModifiee:
    """The étape, and what deserves attention."""

    etape: IdEtape
    avertissements: tuple[Avertissement, ...]


@resultat
class EtapeEcrite:
    """The étape."""

    etape: IdEtape


@resultat
class EtapeSupprimee:
    """The file it was in."""

    beneficiaire: IdBeneficiaire


async def modifier_etape(unite: UniteDeTravail, commande: ModifierEtape) -> EtapeModifiee:
    """Changes an étape (guide §7.3); only the comment of a closed one. Its exit is entered by `sortir_etape`.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier ETAPE_CLOSE.
    """
    etape = await _etape(unite, commande.etape, commande.version)
    changes = donnes(commande, "debut_reel", "debut_prevu", "fin_prevue", "referent_initiateur")
    if changes:
        exiger_ouverte(unite, etape)
    fautes = Fautes()
    for nom, valeur in donnes(commande, "debut_prevu", "fin_prevue", "commentaire").items():
        setattr(etape, nom, valeur)
    periode_prevue(fautes, etape.debut_prevu, etape.fin_prevue)
    if commande.debut_reel is not ABSENT and commande.debut_reel != etape.debut_reel:
        debut_possible(fautes, unite, commande.debut_reel)
        premier = (await jours_saisis(unite, [etape.id]))[etape.id].premier
        if premier is not None:
            message = (
                f"Une présence, des heures ou un passage sont saisis dès le {premier:%d/%m/%Y} : au plus tard ce jour."
            )
            fautes.si(commande.debut_reel > premier, "debut_reel", message, "APRES_PRESENCE")
        etape.debut_reel = commande.debut_reel
        entree = await accompagnement_du(unite, etape.beneficiaire_id, etape.debut_reel)
        etape.accompagnement_id = etape.accompagnement_id if entree is None else entree
    if commande.referent_initiateur is not ABSENT:
        await _verifier_initiateur(unite, etape, commande.referent_initiateur, fautes)
        etape.referent_initiateur_id = commande.referent_initiateur
    fautes.lever()
    await enregistrer(unite, etape)
    return EtapeModifiee(etape=etape.id, avertissements=rappels({"commentaire": commande.commentaire}))


async def changer_offre_de_service(unite: UniteDeTravail, commande: ChangerOffreDeService) -> EtapeEcrite:
    """Moves an étape to another open offer of its structure (guide §7.2). What belongs to its thématique (bilans,
    characteristics) would no longer make sense under another one: while there is some, the thématique stays.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier ETAPE_CLOSE, OFFRE_INCOMPATIBLE.
    """
    etape = await _etape(unite, commande.etape, commande.version)
    exiger_ouverte(unite, etape)
    fautes = Fautes()
    offre = await offre_ouverte(unite, commande.offre_de_service, etape.debut_reel, fautes, "offre_de_service")
    if offre is not None:
        message = "L'étape reste dans sa structure : choisissez une offre parmi offresCompatibles."
        fautes.si(offre.structure_id != etape.structure_id, "offre_de_service", message, "AUTRE_STRUCTURE")
    fautes.lever()
    assert offre is not None
    propres = await _propres_a_la_thematique(unite, etape, offre)
    if propres:
        raise RegleMetier(
            "OFFRE_INCOMPATIBLE",
            f"La nouvelle offre est d'une autre thématique, et l'étape a déjà {propres} de la première : choisissez "
            "une offre de la même thématique, ou saisissez la sortie puis créez une autre étape.",
        )
    etape.offre_de_service_id = offre.id
    await enregistrer(unite, etape)
    return EtapeEcrite(etape=etape.id)


async def valider_etape(unite: UniteDeTravail, commande: ValiderEtape) -> EtapeEcrite:
    """Marks an étape as validated by its structure, or no longer (guide §7.2, « Valider »).

    Errors: Interdit, Introuvable, Conflit; RegleMetier DEJA_VALIDEE, NON_VALIDEE.
    """
    etape = await _etape(unite, commande.etape, commande.version)
    if etape.validee is commande.validee:
        if etape.validee:
            raise RegleMetier("DEJA_VALIDEE", "Cette étape est déjà validée : vous pouvez retirer sa validation.")
        raise RegleMetier("NON_VALIDEE", "Cette étape n'est pas validée : vous pouvez la valider.")
    etape.validee = commande.validee
    await enregistrer(unite, etape)
    return EtapeEcrite(etape=etape.id)


async def supprimer_etape(unite: UniteDeTravail, commande: SupprimerEtape) -> EtapeSupprimee:
    """Deletes an étape, with its characteristics, when nothing else hangs on it (guide §7.2).

    Errors: Interdit, Introuvable, Conflit; RegleMetier ETAPE_CLOSE, ETAPE_VALIDEE, or ETAPE_UTILISEE naming what hangs.
    """
    etape = await _etape(unite, commande.etape, commande.version)
    exiger_ouverte(unite, etape)
    if etape.validee:
        raise RegleMetier("ETAPE_VALIDEE", "Cette étape est validée : retirez sa validation avant de la supprimer.")
    attaches = await _attaches(unite, etape)
    if attaches:
        raise RegleMetier(
            "ETAPE_UTILISEE",
            f"Cette étape ne peut pas être supprimée : elle porte {', '.join(attaches)}. Retirez-les d'abord, ou "
            "saisissez sa sortie.",
        )
    ligne, definition = db.CaracteristiqueEtape, db.DefinitionCaracteristiqueEtape
    valeurs = await unite.session.execute(
        select(definition.code, ligne.valeur)
        .join(ligne, ligne.definition_id == definition.id)
        .where(ligne.etape_id == etape.id)
        .order_by(definition.rang)
    )
    caracteristiques = {une.code: une.valeur for une in valeurs}
    await unite.session.execute(delete(ligne).where(ligne.etape_id == etape.id))
    dossier = etape.beneficiaire_id
    await supprimer(unite, etape, caracteristiques=caracteristiques)
    return EtapeSupprimee(beneficiaire=dossier)


async def _etape(unite: UniteDeTravail, id_: int, version: int) -> db.Etape:
    return await reprendre(unite, db.Etape, id_, version, quoi="Cette étape")


async def _verifier_initiateur(
    unite: UniteDeTravail, etape: db.Etape, collaborateur: int | None, fautes: Fautes
) -> None:
    """The one who has started an étape works for its structure."""
    if collaborateur is None:
        return
    message = "Un collaborateur actif de la structure de l'étape est attendu."
    present = await en_poste(unite, collaborateur, etape.structure_id)
    fautes.si(not present, "referent_initiateur", message, "HORS_STRUCTURE")


async def _propres_a_la_thematique(unite: UniteDeTravail, etape: db.Etape, offre: db.OffreDeService) -> str:
    """What an étape holds that the thématique of another offer would not take, in French."""
    bilan, modele, ligne, definition = (
        db.Bilan,
        db.ModeleBilan,
        db.CaracteristiqueEtape,
        db.DefinitionCaracteristiqueEtape,
    )
    bilans, caracteristiques = (
        await unite.session.execute(
            select(
                exists(
                    bilan,
                    modele,
                    where=and_(
                        bilan.etape_id == etape.id,
                        modele.id == bilan.modele_id,
                        modele.thematique_id != offre.thematique_id,
                    ),
                ),
                exists(
                    ligne,
                    definition,
                    where=and_(
                        ligne.etape_id == etape.id,
                        definition.id == ligne.definition_id,
                        definition.thematique_id != offre.thematique_id,
                    ),
                ),
            )
        )
    ).one()
    return " et ".join(mot for mot, oui in (("un bilan", bilans), ("des caractéristiques", caracteristiques)) if oui)


ATTACHES: tuple[tuple[type[db.Base] | None, Any, str, str], ...] = (
    (db.Entretien, db.entretien_etape.c.etape_id, "entretien", "entretiens"),
    (db.Bilan, db.Bilan.etape_id, "bilan", "bilans"),
    (db.Document, db.Document.etape_id, "document", "documents"),
    (db.Referent, db.Referent.etape_id, "référent", "référents"),
    (None, db.Presence.etape_id, "jour de présence", "jours de présence"),
    (None, db.HeuresMensuelles.etape_id, "mois d'heures", "mois d'heures"),
    (None, db.PassageConvention.etape_id, "passage sur convention", "passages sur convention"),
    (None, db.objectif_etape.c.etape_id, "objectif", "objectifs"),
)
"""What may hang on an étape: the model whose rights decide who may be told, the key, the French words."""


async def _attaches(unite: UniteDeTravail, etape: db.Etape) -> list[str]:
    """What hangs on an étape, counted; what the profil does not write is only said to exist."""
    nombres = (
        await unite.session.execute(
            select(*(scalar(func.count(), cle.table, where=cle == etape.id) for _, cle, *_ in ATTACHES))
        )
    ).one()
    profil = unite.caller.profil
    assert profil is not None
    dits: dict[str, None] = {}
    for (modele, _, un, plusieurs), nombre in zip(ATTACHES, nombres, strict=True):
        if nombre and modele is not None and not TABLE[modele].groupes["ligne"][profil].ecriture:
            dits["des éléments que votre profil ne modifie pas"] = None
        elif nombre:
            dits[f"{nombre} {un if nombre == 1 else plusieurs}"] = None
    return list(dits)
