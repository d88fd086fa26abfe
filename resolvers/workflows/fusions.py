"""Merging two files of one person (permissions.md, « merging duplicates »): one is kept, all of the other moves to it.

The file absorbed remains, shown to nobody: it holds the identity that was not kept, its number leads to the file kept,
and the journal of both stays. What may not be held twice is merged or refused by the rules of `fusion_regles`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

import db
from db.enums import ActionJournal
from resolvers.workflows import fusion_regles as regles
from resolvers.workflows.accompagnements import relier
from resolvers.workflows.homonymes import ressemblants
from resolvers.writing.commandes import Avertissement, Fautes, IdBeneficiaire, commande, resultat
from resolvers.writing.errors import Conflit, Introuvable, RegleMetier
from resolvers.writing.journal import changements, journaliser, pour_journal
from resolvers.writing.lignes import verrouiller
from resolvers.writing.rights import exiger_profil, groupes_permis
from resolvers.writing.unit import UniteDeTravail

A_PART = frozenset({"acces_structure", "consultation", "groupe_beneficiaire"})
"""Tables keyed by the file: the first is kept by triggers, of the others a row may exist on both files."""


@commande
class FusionnerDoublons:
    """The file to keep, and the one that goes into it."""

    garde: IdBeneficiaire
    version_garde: int
    absorbe: IdBeneficiaire
    version_absorbe: int
    confirmer: bool = False


@resultat
class DoublonsFusionnes:
    """The file kept."""

    beneficiaire: IdBeneficiaire
    avertissements: tuple[Avertissement, ...]


async def fusionner_doublons(unite: UniteDeTravail, commande: FusionnerDoublons) -> DoublonsFusionnes:
    """Moves all of a file to another. The caller has the right on both.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier when they do not look like one person and nothing
    was confirmed, or when something must be decided first: all of it is named.
    """
    exiger_profil(unite, db.Beneficiaire, "fusion")
    fautes = Fautes()
    fautes.si(commande.garde == commande.absorbe, "absorbe", "Donnez deux dossiers différents.", "MEME_DOSSIER")
    fautes.lever()
    garde, absorbe = await _reprendre(unite, commande)
    await _exiger_ressemblance(unite, garde, absorbe, commande)
    await unite.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    await regles.refuser_contradictions(unite, garde.id, absorbe.id)
    await regles.reunir_accompagnements(unite, garde.id, absorbe.id)
    await regles.reunir_referents(unite, garde.id, absorbe.id)
    await regles.reunir_caracteristiques(unite, garde.id, absorbe.id)
    detaches = await regles.detacher_seances(unite, garde.id, absorbe.id)
    await regles.ranger_souhaits(unite, garde.id, absorbe.id)
    deplaces = await _deplacer(unite, garde.id, absorbe.id)
    await unite.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    await relier(unite, garde.id)
    await _fermer(unite, garde, absorbe)
    ecarts = regles.completer_identite(garde, absorbe)
    trace: dict[str, Any] = {"absorbe": f"Beneficiaire:{absorbe.id}", "deplaces": deplaces}
    if detaches:
        trace["detachesDeLeurSeance"] = detaches
    diff = pour_journal(changements(garde)) | {"fusion": {"avant": None, "apres": trace}}
    garde.version += 1
    garde.modifie_le = unite.maintenant
    await unite.session.flush()
    journaliser(unite, ActionJournal.MODIFICATION, "Beneficiaire", garde.id, diff, beneficiaire_id=garde.id)
    return DoublonsFusionnes(beneficiaire=garde.id, avertissements=ecarts)


async def _reprendre(unite: UniteDeTravail, commande: FusionnerDoublons) -> tuple[db.Beneficiaire, db.Beneficiaire]:
    ids = (commande.garde, commande.absorbe)
    await verrouiller(unite, *ids)
    profil = unite.caller.profil
    assert profil is not None
    permis = await groupes_permis(unite, db.Beneficiaire, ids, profil, ("fusion",))
    if not all(permis[id_]["fusion"] for id_ in ids):
        raise Introuvable("Ce dossier")
    lus = await unite.session.scalars(select(db.Beneficiaire).where(db.Beneficiaire.id.in_(ids)))
    par_id = {personne.id: personne for personne in lus}
    garde, absorbe = par_id[commande.garde], par_id[commande.absorbe]
    if (garde.version, absorbe.version) != (commande.version_garde, commande.version_absorbe):
        raise Conflit("VERSION_PERIMEE", "L'un des dossiers a été modifié entre-temps : relisez-les, puis recommencez.")
    return garde, absorbe


async def _exiger_ressemblance(
    unite: UniteDeTravail, garde: db.Beneficiaire, absorbe: db.Beneficiaire, commande: FusionnerDoublons
) -> None:
    if not commande.confirmer and absorbe.id not in (await ressemblants(unite, garde)).visibles:
        raise RegleMetier(
            "PERSONNES_DIFFERENTES",
            "Ces dossiers n'ont ni presque le même nom et la même date de naissance, ni le même numéro : si c'est bien "
            "la même personne, confirmez la fusion. Elle ne se défait pas.",
        )


@cache
def deplacees() -> tuple[Table, ...]:
    """The tables whose rows belong to a file, and move with it."""
    return tuple(
        table
        for table in db.Base.metadata.sorted_tables
        if table.name not in A_PART
        and any(
            isinstance(contrainte, ForeignKeyConstraint) and "beneficiaire_id" in contrainte.column_keys
            for contrainte in table.constraints
        )
    )


async def _deplacer(unite: UniteDeTravail, garde: int, absorbe: int) -> dict[str, list[int]]:
    """Moves the rows of a file. Returns their ids, by table."""
    found = {}
    for table in deplacees():
        cle = table.c.get("id", table.c.beneficiaire_id)
        ordre = update(table).where(table.c.beneficiaire_id == absorbe).values(beneficiaire_id=garde).returning(cle)
        ids = sorted(await unite.session.scalars(ordre))
        if ids and "id" in table.c:
            found[table.name] = ids
    await _reunir(unite, db.groupe_beneficiaire, "groupe_id", garde, absorbe)
    consultation: Any = db.Consultation.__table__
    await _reunir(unite, consultation, "collaborateur_id", garde, absorbe, quand=func.greatest)
    return found


async def _reunir(unite: UniteDeTravail, table: Table, cle: str, garde: int, absorbe: int, **garder: Any) -> None:
    """Moves rows of which the file kept may have one already: of each column of `garder`, what it makes of the two."""
    colonnes = [colonne for colonne in table.c if colonne.name != "beneficiaire_id"]
    copie = insert(table).from_select(
        ["beneficiaire_id", *(colonne.name for colonne in colonnes)],
        select(text(str(int(garde))), *colonnes).where(table.c.beneficiaire_id == absorbe),
    )
    index = [table.c[cle], table.c.beneficiaire_id]
    if garder:
        valeurs = {nom: fonction(table.c[nom], copie.excluded[nom]) for nom, fonction in garder.items()}
        copie = copie.on_conflict_do_update(index_elements=index, set_=valeurs)
    else:
        copie = copie.on_conflict_do_nothing(index_elements=index)
    await unite.session.execute(copie)
    await unite.session.execute(delete(table).where(table.c.beneficiaire_id == absorbe))


async def _fermer(unite: UniteDeTravail, garde: db.Beneficiaire, absorbe: db.Beneficiaire) -> None:
    """Makes the file absorbed nobody's; those that it had absorbed now lead to the one kept."""
    absorbe.fusionne_dans_id = garde.id
    absorbe.version += 1
    absorbe.modifie_le = unite.maintenant
    details = {"fusionneDans": {"avant": None, "apres": f"Beneficiaire:{garde.id}"}}
    journaliser(unite, ActionJournal.MODIFICATION, "Beneficiaire", absorbe.id, details, beneficiaire_id=absorbe.id)
    await unite.session.flush()
    plus_tot = update(db.Beneficiaire).where(db.Beneficiaire.fusionne_dans_id == absorbe.id)
    await unite.session.execute(plus_tot.values(fusionne_dans_id=garde.id).execution_options(synchronize_session=False))
