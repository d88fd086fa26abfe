"""« Supprimer l'étape » (guide §7.2): an étape entered by mistake goes away, and what followed it waits again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, false, func, select
from sqlalchemy.orm import aliased

import db
from auth.rules import lecture
from db.derived import exists, scalar
from db.enums import Realisation
from resolvers.workflows.accueil import acte_de, rendre
from resolvers.workflows.cloture import exiger_ouverte
from resolvers.writing.commandes import Avertissement, IdBeneficiaire, IdEtape, commande, resultat
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office, reprendre, supprimer, supprimer_tous
from resolvers.writing.rights import lisibles
from resolvers.writing.unit import UniteDeTravail

PAR_ERREUR = "MOTIF_ANNULATION:ERREUR_SAISIE"
"""Why an appointment that was never to be is cancelled."""
CACHES = "d'autres éléments, que vous ne voyez pas"
"""What hangs on an étape and is not the caller's to see."""


@commande
class SupprimerEtape:
    """An étape entered by mistake."""

    etape: IdEtape
    version: int


@resultat
class EtapeSupprimee:
    """The file it was in, and what deserves attention."""

    beneficiaire: IdBeneficiaire
    avertissements: tuple[Avertissement, ...]


async def supprimer_etape(unite: UniteDeTravail, commande: SupprimerEtape) -> EtapeSupprimee:
    """Deletes an étape, with its characteristics and its empty appointments cancelled as mistakes, when nothing else
    hangs on it (guide §7.2). What its creation had brought to it waits again.

    Errors: Interdit, Introuvable, Conflit; RegleMetier ETAPE_CLOSE, ETAPE_VALIDEE, or ETAPE_UTILISEE naming what hangs.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, commande.version, quoi="Cette étape")
    exiger_ouverte(unite, etape)
    if etape.validee:
        raise RegleMetier("ETAPE_VALIDEE", "Cette étape est validée : retirez sa validation avant de la supprimer.")
    acte, erreurs = await acte_de(unite, etape), await _saisis_par_erreur(unite, etape)
    rendus = acte.effets["referents"] if acte is not None else []
    await _refuser_utilisee(unite, etape, {db.Entretien: [un.id for un in erreurs], db.Referent: rendus})
    if acte is not None:
        await rendre(unite, etape, acte)
    await _supprimer_entretiens(unite, erreurs)
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
    return EtapeSupprimee(beneficiaire=dossier, avertissements=await _dossier_ferme(unite, dossier))


async def _dossier_ferme(unite: UniteDeTravail, dossier: int) -> tuple[Avertissement, ...]:
    """Whoever sees the file no more is told how to come back to it."""
    if await lisibles(unite, db.Beneficiaire, [dossier]):
        return ()
    message = (
        "Ce dossier n'est plus le vôtre : seule cette étape vous l'ouvrait. Si vous avez reçu sa fiche d'orientation, "
        "rattachez de nouveau la personne à l'une de vos offres (rattacherBeneficiaire)."
    )
    return (Avertissement("DOSSIER_FERME", message),)


async def _saisis_par_erreur(unite: UniteDeTravail, etape: db.Etape) -> Sequence[db.Entretien]:
    """The appointments of this étape alone that were cancelled as mistakes and hold nothing."""
    entretien, lien, ailleurs = db.Entretien, db.entretien_etape.alias(), db.entretien_etape.alias()
    theme, note = aliased(db.ThemeEntretien), aliased(db.NotePrivee)
    requete = (
        select(entretien)
        .where(
            entretien.beneficiaire_id == etape.beneficiaire_id,
            exists(lien, where=and_(lien.c.entretien_id == entretien.id, lien.c.etape_id == etape.id)),
            ~exists(ailleurs, where=and_(ailleurs.c.entretien_id == entretien.id, ailleurs.c.etape_id != etape.id)),
            entretien.realisation == Realisation.ANNULE,
            entretien.motif_annulation_id == PAR_ERREUR,
            entretien.synthese.is_(None),
            ~exists(theme, where=theme.entretien_id == entretien.id),
            ~exists(note, where=note.entretien_id == entretien.id),
        )
        .order_by(entretien.id)
    )
    return (await unite.session.scalars(requete)).all()


async def _supprimer_entretiens(unite: UniteDeTravail, erreurs: Sequence[db.Entretien]) -> None:
    """Deletes these appointments, and the séances that nobody is left in, which no call could change any more; the
    entretiens that announced them no longer do."""
    if not erreurs:
        return
    ids = [un.id for un in erreurs]
    precedents = select(db.Entretien).where(db.Entretien.prochain_entretien_id.in_(ids), db.Entretien.id.not_in(ids))
    for precedent in await unite.session.scalars(precedents):
        precedent.prochain_entretien_id = None
        d_office(unite, precedent)
    seances = {un.seance_id for un in erreurs if un.seance_id is not None}
    await supprimer_tous(unite, erreurs)
    if seances:
        seance, inscrit = db.Seance, aliased(db.Entretien)
        vides = select(seance).where(seance.id.in_(seances), ~exists(inscrit, where=inscrit.seance_id == seance.id))
        await supprimer_tous(unite, (await unite.session.scalars(vides.order_by(seance.id))).all())


ATTACHES: tuple[tuple[type[db.Entite] | None, Any, str, str], ...] = (
    (db.Entretien, db.entretien_etape.c.etape_id, "entretien", "entretiens"),
    (db.Bilan, db.Bilan.etape_id, "bilan", "bilans"),
    (db.Document, db.Document.etape_id, "document", "documents"),
    (db.Referent, db.Referent.etape_id, "référent", "référents"),
    (None, db.Presence.etape_id, "jour de présence", "jours de présence"),
    (None, db.HeuresMensuelles.etape_id, "mois d'heures", "mois d'heures"),
    (None, db.PassageConvention.etape_id, "passage sur convention", "passages sur convention"),
    (None, db.objectif_etape.c.etape_id, "objectif", "objectifs"),
)
"""What may hang on an étape: the model whose rights decide who may be told (None: whoever sees the étape), the key, the
French words."""


async def _refuser_utilisee(
    unite: UniteDeTravail, etape: db.Etape, sauf: Mapping[type[db.Entite], Sequence[int]]
) -> None:
    """Errors: RegleMetier ETAPE_UTILISEE when anything hangs on the étape but the rows of ids `sauf`. What the caller
    sees of it is counted; the rest is only said to exist."""
    comptes = [compte for ligne in ATTACHES for compte in _comptes(unite, etape, ligne[0], ligne[1], sauf)]
    nombres = (await unite.session.execute(select(*comptes), unite.viewpoint.binds())).one()
    dits, caches = [], False
    for (_, _, un, plusieurs), tous, vus in zip(ATTACHES, nombres[::2], nombres[1::2], strict=True):
        if vus:
            dits.append(f"{vus} {un if vus == 1 else plusieurs}")
        caches |= tous > vus
    if not dits and not caches:
        return
    porte = " et ".join(filter(None, [", ".join(dits), CACHES if caches else ""]))
    erreur = (
        " Un rendez-vous pris par erreur s'annule au motif ERREUR_SAISIE (annulerEntretien) : vide, il part avec "
        "l'étape."
    )
    raise RegleMetier(
        "ETAPE_UTILISEE",
        f"Cette étape ne peut pas être supprimée : elle porte {porte}. Retirez-les d'abord, ou saisissez sa sortie."
        f"{erreur if nombres[1] else ''}",
    )


def _comptes(
    unite: UniteDeTravail,
    etape: db.Etape,
    modele: type[db.Entite] | None,
    cle: Any,
    sauf: Mapping[type[db.Entite], Sequence[int]],
) -> tuple[Any, Any]:
    """How many such rows hang on the étape, and how many of them the caller sees, as SQL."""
    if modele is None:
        tous = scalar(func.count(), cle.table, where=cle == etape.id)
        return tous, tous
    profil = unite.caller.profil
    assert profil is not None
    ligne: Any = aliased(modele)
    if modele is db.Entretien:
        lien = db.entretien_etape.alias()
        sienne = exists(lien, where=and_(lien.c.entretien_id == ligne.id, lien.c.etape_id == etape.id))
    else:
        sienne = ligne.etape_id == etape.id
    compte = and_(ligne.beneficiaire_id == etape.beneficiaire_id, sienne, ligne.id.not_in(sauf.get(modele, ())))
    vue = lecture(modele, "ligne", profil, ligne, None)
    vus = scalar(func.count(), ligne, where=and_(compte, false() if vue is None else vue))
    return scalar(func.count(), ligne, where=compte), vus
