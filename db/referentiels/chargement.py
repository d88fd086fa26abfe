"""Loads the reference files: one statement a table, which writes only the rows that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    Column,
    Connection,
    Integer,
    Table,
    Text,
    and_,
    column,
    delete,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.types import TypeEngine

import db
from db.referentiels.lecture import DOSSIER, Ligne, Modele, lire


@dataclass(frozen=True)
class Ecart:
    """What one load changed in a table, in rows."""

    ajoutees: int = 0
    modifiees: int = 0
    retirees: int = 0


@dataclass(frozen=True)
class Chargement:
    """What a load changed: the tables that moved, and the bilan models whose questions became a new version."""

    ecarts: dict[str, Ecart]
    nouvelles_versions: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.ecarts)


@dataclass(frozen=True)
class _Cible:
    """A table, the columns that identify its rows, and for each foreign key the columns that identify its target."""

    table: Table
    cle: tuple[str, ...] = ("code",)
    references: tuple[tuple[str, Table, tuple[str, ...]], ...] = ()


def _table(modele: type[db.Base]) -> Table:
    assert isinstance(modele.__table__, Table)
    return modele.__table__


_THEMATIQUE = ("thematique", _table(db.Thematique), ("code",))
_MODELE = _Cible(_table(db.ModeleBilan), ("code", "numero_version"), (_THEMATIQUE,))
_QUESTION = _Cible(_table(db.Question), ("modele_id", "code"), (("modele", _MODELE.table, ("code", "numero_version")),))
_CIBLES = (
    _Cible(_table(db.Valeur), ("id",)),
    _Cible(_table(db.Dispositif)),
    _Cible(_table(db.Thematique)),
    _Cible(_table(db.MotifFinEtape)),
    _Cible(_table(db.DefinitionCaracteristique)),
    _Cible(_table(db.DefinitionCaracteristiqueEtape), ("code", "thematique_id"), (_THEMATIQUE,)),
    _Cible(_table(db.NatureDifficulte)),
    _Cible(_table(db.DifficulteReference), references=(("nature", _table(db.NatureDifficulte), ("code",)),)),
    _Cible(_table(db.GroupeFiliere)),
    _Cible(_table(db.Filiere), references=(("groupe", _table(db.GroupeFiliere), ("code",)),)),
    _Cible(_table(db.CompetenceReference), references=(("filiere", _table(db.Filiere), ("code",)),)),
    _Cible(_table(db.ModeleDocument), references=(_THEMATIQUE,)),
    _Cible(_table(db.Aide), ("ecran", "champ")),
)
_TERRITOIRE = _Cible(_table(db.Territoire), references=(("parent", _table(db.Territoire), ("code",)),))


def charger(connection: Connection, dossier: Path = DOSSIER) -> Chargement:
    """Brings the reference tables to what the files say, in the caller's transaction.

    Rows are found again by their code, written only where they differ, and never deleted: what left the files becomes
    inactive where its table can say so. A bilan model that has answers never changes: its new questions become a new
    version, the only active one. Two loads at once wait for each other.
    Errors: ErreurReferentiel, before anything is written.
    """
    lu = lire(dossier)
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("viesion.referentiels"))))
    ecarts = {cible.table.name: _ecrire(connection, cible, lu.tables[cible.table.name]) for cible in _CIBLES}
    territoires = lu.tables["territoire"]
    sdi = _ecrire(connection, _TERRITOIRE, [ligne for ligne in territoires if not ligne["parent"]])
    secteurs = _ecrire(connection, _TERRITOIRE, [ligne for ligne in territoires if ligne["parent"]])
    ecarts["territoire"] = Ecart(sdi.ajoutees + secteurs.ajoutees, sdi.modifiees + secteurs.modifiees)
    ecarts["modele_bilan"], ecarts["question"], nouvelles = _modeles(connection, lu.modeles)
    return Chargement({table: ecart for table, ecart in ecarts.items() if ecart != Ecart()}, nouvelles)


def _ecrire(connection: Connection, cible: _Cible, lignes: Sequence[Ligne]) -> Ecart:
    """Adds or changes these rows; in a table with `actif`, the others become inactive."""
    table = cible.table
    if not lignes:
        return Ecart()
    retirable = "actif" in table.c
    noms = {nom for nom in lignes[0] if nom in table.c}
    recues = _recues(cible, lignes, noms)
    source: Any = recues
    valeurs: dict[str, Any] = {nom: recues.c[nom] for nom in lignes[0] if nom in noms}
    for nom, parente, cles in cible.references:
        parent = parente.alias(nom)
        source = source.outerjoin(parent, and_(*(parent.c[c] == recues.c[_recu(nom, c)] for c in cles)))
        valeurs[f"{nom}_id"] = parent.c.id
    if retirable:
        valeurs["actif"] = true()
    # New rows take their ids in the order of the file: screens read some of these tables by id.
    choisies = select(*valeurs.values()).select_from(source).order_by(recues.c.ordre)
    ajout = insert(table).from_select(list(valeurs), choisies)
    changeants = [nom for nom in valeurs if nom not in cible.cle]
    nouveau: dict[str, Any] = {nom: ajout.excluded[nom] for nom in changeants}
    if "modifie_le" in table.c:
        nouveau |= {"modifie_le": func.now(), "version": table.c.version + 1}
    ecrites = (
        ajout.on_conflict_do_update(
            index_elements=[table.c[nom] for nom in cible.cle],
            set_=nouveau,
            where=or_(*(table.c[nom].is_distinct_from(ajout.excluded[nom]) for nom in changeants)),
        )
        # A row just inserted carries no xmax; an updated one does.
        .returning(literal_column("xmax = 0", Boolean).label("ajoutee"))
        .cte("ecrites")
    )
    retirees = _retrait(cible, recues) if retirable else None
    return _compter(connection, ecrites, retirees)


def _recues(cible: _Cible, lignes: Sequence[Ligne], noms: set[str]) -> Any:
    """The rows as a table the statement reads: one JSON parameter, whatever their number."""
    colonnes: list[Column[Any]] = [Column(nom, _type(cible.table.c[nom])) for nom in lignes[0] if nom in noms]
    for nom, parente, cles in cible.references:
        colonnes += [Column(_recu(nom, c), _type(parente.c[c])) for c in cles]
    colonnes.append(Column("ordre", Integer))
    numerotees = [{**ligne, "ordre": ordre} for ordre, ligne in enumerate(lignes)]
    return (
        func.jsonb_to_recordset(literal(numerotees, JSONB))
        .table_valued(*(column(c.name, c.type) for c in colonnes), name="recues")
        .render_derived(with_types=True)
    )


def _recu(reference: str, cle: str) -> str:
    """The name, in a row read, of one key of a reference: `thematique`, `modele_numero_version`."""
    return reference if cle == "code" else f"{reference}_{cle}"


def _type(colonne: Column[Any]) -> TypeEngine[Any]:
    """The type a JSON value is read as: closed sets are plain text there."""
    return colonne.type if isinstance(colonne.type, Boolean | Integer | ARRAY) else Text()


def _retrait(cible: _Cible, recues: Any) -> CTE:
    table = cible.table
    nouveau: dict[str, Any] = {"actif": false()}
    if "modifie_le" in table.c:
        nouveau |= {"modifie_le": func.now(), "version": table.c.version + 1}
    presente = exists().where(*(table.c[nom] == recues.c[nom] for nom in cible.cle)).correlate(table)
    return update(table).where(table.c.actif, ~presente).values(nouveau).returning(literal(1)).cte("retirees")


def _compter(connection: Connection, ecrites: CTE, retirees: CTE | None) -> Ecart:
    """Runs the writing and counts what it did, in one statement."""
    nombres = [
        select(func.count()).select_from(ecrites).where(ecrites.c.ajoutee).scalar_subquery(),
        select(func.count()).select_from(ecrites).where(~ecrites.c.ajoutee).scalar_subquery(),
    ]
    if retirees is not None:
        nombres.append(select(func.count()).select_from(retirees).scalar_subquery())
    return Ecart(*connection.execute(select(*nombres)).one())


def _modeles(connection: Connection, modeles: Sequence[Modele]) -> tuple[Ecart, Ecart, dict[str, int]]:
    """Loads the bilan models and their questions; gives also the versions that the answers made necessary."""
    chargees, repondues = _versions(connection)
    versions: list[Ligne] = []
    questions: list[Ligne] = []
    nouvelles: dict[str, int] = {}
    for modele in modeles:
        voulues = [_comparable(question) for question in modele.questions]
        connues = {n: c for (code, n), c in chargees.items() if code == modele.code and n >= modele.version}
        numero = next((n for n, contenu in sorted(connues.items()) if contenu == voulues), None)
        if numero is None:
            numero = max(connues, default=modele.version)
            if (modele.code, numero) in repondues:
                numero += 1
                nouvelles[modele.code] = numero
            questions += [{"modele": modele.code, "modele_numero_version": numero, **q} for q in modele.questions]
        entete = {"code": modele.code, "libelle": modele.libelle, "thematique": modele.thematique}
        versions.append({**entete, "numero_version": numero, "final": modele.final})
    ecart = _ecrire(connection, _MODELE, versions)
    ecart = replace(ecart, modifiees=ecart.modifiees + _finals(connection, versions))
    return ecart, _questions(connection, questions), nouvelles


def _finals(connection: Connection, versions: Sequence[Ligne]) -> int:
    """What may be a final bilan is told of the questionnaire, whatever its version: former ones follow, for bilans go
    on in theirs. Returns how many changed."""
    if not versions:
        return 0
    modele, recues = _MODELE.table, _recues(_MODELE, versions, {"code", "final"})
    differe = and_(modele.c.code == recues.c.code, modele.c.final != recues.c.final)
    nouveau = {"final": recues.c.final, "modifie_le": func.now(), "version": modele.c.version + 1}
    return connection.execute(update(modele).where(differe).values(nouveau)).rowcount


def _questions(connection: Connection, lignes: Sequence[Ligne]) -> Ecart:
    """Writes the questions of new versions and of versions nobody answered; from these, what left the file goes."""
    if not lignes:
        return Ecart()
    recues = _recues(_QUESTION, lignes, {"code"})
    modele, question = _MODELE.table, _QUESTION.table
    meme_version = and_(modele.c.code == recues.c.modele, modele.c.numero_version == recues.c.modele_numero_version)
    otees = connection.execute(
        delete(question).where(
            question.c.modele_id.in_(select(modele.c.id).join_from(modele, recues, meme_version)),
            ~exists()
            .where(meme_version, modele.c.id == question.c.modele_id, recues.c.code == question.c.code)
            .correlate(question),
        )
    ).rowcount
    return replace(_ecrire(connection, _QUESTION, lignes), retirees=otees)


_COMPAREES = ("section", "code", "libelle", "type", "obligatoire", "repetable", "choix", "rang")


def _comparable(question: Any) -> tuple[Any, ...]:
    return tuple(question[nom] for nom in _COMPAREES)


def _versions(connection: Connection) -> tuple[dict[tuple[str, int], list[Any]], set[tuple[str, int]]]:
    """The questions of each version loaded, and the versions that have answers.

    Who is writing answers ends first, and who comes next waits (`resolvers/workflows/reponses.py`): a version is not
    changed between the moment when its questions were read and that when they are answered.
    """
    modele, question = _MODELE.table, _QUESTION.table
    connection.execute(select(modele.c.id).order_by(modele.c.id).with_for_update())
    reponse = _table(db.Reponse)
    repondu = exists().where(reponse.c.question_id == question.c.id).correlate(question)
    lignes = connection.execute(
        select(modele.c.code.label("modele"), modele.c.numero_version, repondu.label("repondu"), question)
        .join_from(modele, question)
        .order_by(question.c.rang)
    ).mappings()
    chargees: dict[tuple[str, int], list[Any]] = defaultdict(list)
    repondues = set()
    for ligne in lignes:
        version = (ligne["modele"], ligne["numero_version"])
        chargees[version].append(_comparable(ligne))
        if ligne["repondu"]:
            repondues.add(version)
    return chargees, repondues
