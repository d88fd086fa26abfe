"""The journal of writes: a row in the transaction of what it tells (permissions.md, rule 7; guide §12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Column, Integer, LargeBinary, func, inspect, literal, null, select
from sqlalchemy.orm import Mapper

import db
from auth.caller import PARIS
from auth.naming import api_name
from auth.policy import TABLE
from auth.rules import reservee
from db.enums import ActionJournal
from resolvers.writing.commandes import cibles
from resolvers.writing.rights import lisibles
from resolvers.writing.unit import UniteDeTravail

COMMUNS = frozenset({"id", "cree_le", "modifie_le", "version"})


def journaliser(
    unite: UniteDeTravail,
    action: ActionJournal,
    type_: str,
    objet_id: int | None,
    details: dict[str, Any] | None = None,
    *,
    beneficiaire_id: int | None = None,
    structure_id: int | None = None,
) -> None:
    """Notes what the caller does to a row, of a file if it belongs to one, and of a structure.

    `details` is the diff: `{champ: {"avant": …, "apres": …}}`. The caller acts for that structure if it is theirs,
    else for their first one: the head of the one for which they act reads what the row is.
    """
    caller = unite.caller
    sienne = structure_id if structure_id in caller.structures else next(iter(caller.structures), None)
    unite.gestes.append(
        {
            "quand": unite.maintenant,
            "collaborateur_id": caller.collaborateur,
            "profil": caller.profil,
            "structure_id": sienne,
            "action": action,
            "type": type_,
            "objet_id": objet_id,
            "beneficiaire_id": beneficiaire_id,
            "requete": unite.request_id,
            "details": details,
        }
    )


async def noter_refus(unite: UniteDeTravail, operation: str, code: str, commande: Any) -> None:
    """Notes a write that the caller's rights refuse: whose files somebody tried to write to.

    They are those of the rows that the command names and that the caller does not see, a row of the journal for each
    file; when all are seen, that of the first.
    """
    details = {"operation": operation, "code": code}
    nommees: dict[type[db.Entite], list[int]] = {}
    for type_, id_ in cibles(commande):
        modele: Any = getattr(db, type_)
        if TABLE[modele].dossier is None and hasattr(modele, "etape_id"):
            # What is reached through its étape alone belongs to the file of that étape.
            id_ = await unite.session.scalar(select(modele.etape_id).where(modele.id == id_)) or 0
            modele = db.Etape
        if reservee(modele):
            nommees.setdefault(modele, []).append(id_)
    trouvees: list[tuple[str, int, int | None]] = []
    cachees: dict[Any, tuple[str, int, int | None]] = {}
    for modele, ids in nommees.items():
        vues = await lisibles(unite, modele, ids)
        for id_, dossier in await unite.session.execute(_dossiers(modele, ids)):
            trouvee = modele.__name__, id_, dossier
            trouvees.append(trouvee)
            if id_ not in vues:
                cachees.setdefault(dossier or trouvee, trouvee)
    for type_, objet, dossier in [*cachees.values()] or trouvees[:1]:
        journaliser(unite, ActionJournal.ACCES_REFUSE, type_, objet, details, beneficiaire_id=dossier)
    if not trouvees:
        journaliser(unite, ActionJournal.ACCES_REFUSE, "Mutation", None, details)


def _dossiers(modele: Any, ids: Sequence[int]) -> Any:
    """(id, id of the file if it belongs to one) of these rows, in the order given."""
    dossier = TABLE[modele].dossier
    requete = select(modele.id, getattr(modele, dossier) if dossier else null()).where(modele.id.in_(ids))
    return requete.order_by(func.array_position(literal(list(ids), ARRAY(Integer)), modele.id))


def noter(unite: UniteDeTravail, action: ActionJournal, objet: db.Entite, details: dict[str, Any]) -> None:
    """Notes the diff of a row, under its type and its file."""
    dossier = TABLE[type(objet)].dossier
    beneficiaire = getattr(objet, dossier) if dossier else None
    structure: int | None = getattr(objet, "structure_id", None)
    journaliser(
        unite, action, type(objet).__name__, objet.id, details, beneficiaire_id=beneficiaire, structure_id=structure
    )


def difference(avant: dict[str, Any], apres: dict[str, Any]) -> dict[str, Any]:
    """What changed between two states of a row, by field."""
    return {
        champ: {"avant": avant.get(champ), "apres": valeur}
        for champ, valeur in apres.items()
        if avant.get(champ) != valeur
    }


@cache
def attributs(modele: type[db.Entite]) -> dict[str, tuple[str, str | None]]:
    """The columns of a row that the journal tells: name → attribute of the table of rights, type of what it names.

    A reference goes by the name of its relationship (`etape_id` → `etape`).
    """
    mapper: Mapper[Any] = inspect(modele)
    found: dict[str, tuple[str, str | None]] = {}
    for nom, propriete in mapper.column_attrs.items():
        colonne = propriete.columns[0]
        if not isinstance(colonne, Column) or nom in COMMUNS or nom == TABLE[modele].dossier:
            continue
        if colonne.computed is not None or isinstance(colonne.type, LargeBinary):
            continue
        relation = mapper.relationships.get(nom.removesuffix("_id"))
        found[nom] = (nom, None) if relation is None else (relation.key, relation.mapper.class_.__name__)
    return found


def changements(objet: db.Entite) -> dict[str, dict[str, Any]]:
    """The diff of the columns that were set on a row since it was read, by attribute of the table of rights."""
    etat, diff = inspect(objet), {}
    intacts = etat.unmodified
    for colonne, (attribut, type_) in attributs(type(objet)).items():
        if colonne in intacts:
            continue
        histoire = etat.attrs[colonne].history
        if not histoire.has_changes():
            continue
        avant = _dit(histoire.deleted[0], type_) if histoire.deleted else None
        apres = _dit(histoire.added[0], type_) if histoire.added else None
        if avant != apres:
            diff[attribut] = {"avant": avant, "apres": apres}
    return diff


def etat_final(objet: db.Entite) -> dict[str, dict[str, Any]]:
    """The diff of a row that goes away."""
    diff = {}
    for colonne, (attribut, type_) in attributs(type(objet)).items():
        valeur = getattr(objet, colonne)
        if valeur is not None:
            diff[attribut] = {"avant": _dit(valeur, type_), "apres": None}
    return diff


def pour_journal(diff: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The diff under the names of the API."""
    return {api_name(attribut): valeurs for attribut, valeurs in diff.items()}


def _dit(valeur: Any, type_: str | None) -> Any:
    """A value as the field tells it: an instant with the offset of Paris."""
    match valeur:
        case None | bool():
            return valeur
        case str() if type_ == "Valeur":
            return valeur.partition(":")[2]
        case int() if type_ is not None:
            return f"{type_}:{valeur}"
        case Enum():
            return valeur.value
        case dt.datetime():
            return valeur.astimezone(PARIS).isoformat()
        case dt.date():
            return valeur.isoformat()
        case Decimal():
            return float(valeur)
    return valeur
