"""The menu of an étape (guide §7.2, §7.3): modifying, changing its offer, validating."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

import db
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
    IdCollaborateur,
    IdEtape,
    IdOffreDeService,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.rights import lisibles
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


@resultat
class EtapeModifiee:
    """The étape, and what deserves attention."""

    etape: IdEtape
    avertissements: tuple[Avertissement, ...]


@resultat
class EtapeEcrite:
    """The étape."""

    etape: IdEtape


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
    documents, characteristics) would no longer make sense under another one: while there is some, the thématique stays.

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
            f"La nouvelle offre est d'une autre thématique, et l'étape porte déjà ce qui ne va qu'avec la première "
            f"({propres}) : choisissez une offre de la même thématique, ou saisissez la sortie puis créez une autre "
            "étape.",
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
    """What an étape holds that the thématique of another offer would not take, in French: what the caller does not see
    is only said to exist."""
    ligne, definition = db.CaracteristiqueEtape, db.DefinitionCaracteristiqueEtape
    bilans, documents, caracteristiques = (
        await unite.session.execute(
            select(
                _d_une_autre_thematique(db.Bilan, db.ModeleBilan, etape, offre),
                _d_une_autre_thematique(db.Document, db.ModeleDocument, etape, offre),
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
    dits = {
        "un bilan": await lisibles(unite, db.Bilan, bilans or ()),
        "un document": await lisibles(unite, db.Document, documents or ()),
        "des caractéristiques": caracteristiques,
    }
    caches = len(bilans or ()) + len(documents or ()) > len(dits["un bilan"]) + len(dits["un document"])
    mots = [mot for mot, oui in dits.items() if oui] + ["des éléments que vous ne voyez pas"] * caches
    return ", ".join(mots)


def _d_une_autre_thematique(modele: Any, questionnaire: Any, etape: db.Etape, offre: db.OffreDeService) -> Any:
    """The ids of what an étape holds on a model that another thématique alone has; NULL without any."""
    objet, de = aliased(modele), aliased(questionnaire)
    where = and_(objet.etape_id == etape.id, de.id == objet.modele_id, de.thematique_id != offre.thematique_id)
    return scalar(func.array_agg(objet.id), objet, de, where=where)
