"""The reference data the histories refer to, read once from the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from db.demo.bulk import Connection


@dataclass(frozen=True, slots=True)
class Territoire:
    id: int
    code: str
    libelle: str
    sdi: int
    """The SDI it belongs to, itself when it is one."""


@dataclass(frozen=True, slots=True)
class Thematique:
    id: int
    code: str
    sante: bool


@dataclass(frozen=True, slots=True)
class Motif:
    id: int
    code: int
    non_entree: bool
    exige_bilan_final: bool
    exige_fnea: bool


@dataclass(frozen=True, slots=True)
class Definition:
    id: int
    code: str
    type: str
    choix: tuple[str, ...]
    forme: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    type: str
    obligatoire: bool
    repetable: bool
    choix: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Modele:
    id: int
    final: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Reference:
    dispositif: int
    territoires: tuple[Territoire, ...]
    """Those without a territory below: where people and offers are."""
    sdi: tuple[Territoire, ...]
    thematiques: tuple[Thematique, ...]
    motifs: dict[int, Motif]
    caracteristiques: tuple[Definition, ...]
    caracteristiques_etape: dict[int, tuple[Definition, ...]]
    """By thématique, the common ones included."""
    modeles_bilan: dict[int, tuple[Modele, ...]]
    """By thématique, active ones only."""
    fnea: int
    fiches: dict[int, int]
    """The document model of a bilan, by thématique."""
    difficultes: tuple[tuple[int, bool], ...]
    """(id, nature Santé)."""
    competences: tuple[int, ...]
    valeurs: dict[str, tuple[str, ...]]
    """The keys of each list, active ones."""
    libelles: dict[str, tuple[str, ...]]
    """The labels of each list, in the order of `valeurs`."""


async def lire(connection: Connection) -> Reference:
    """Reads the reference data. Raises KeyError or IndexError when it is not loaded."""
    valeurs, libelles = defaultdict(list), defaultdict(list)
    for row in await connection.fetch("SELECT id, liste, libelle FROM valeur WHERE actif ORDER BY liste, rang"):
        valeurs[row["liste"]].append(row["id"])
        libelles[row["liste"]].append(row["libelle"])
    tous = await connection.fetch("SELECT id, code, libelle, parent_id FROM territoire ORDER BY code")
    parents = {row["parent_id"] for row in tous}
    territoires = [Territoire(row["id"], row["code"], row["libelle"], row["parent_id"] or row["id"]) for row in tous]
    thematiques = tuple(
        Thematique(*row) for row in await connection.fetch("SELECT id, code, sante FROM thematique ORDER BY code")
    )
    modeles = await connection.fetch(
        "SELECT code, id, thematique_id FROM modele_document WHERE actif AND NOT fnea ORDER BY code"
    )
    generique = next((row["id"] for row in modeles if row["thematique_id"] is None), modeles[0]["id"])
    return Reference(
        dispositif=await connection.fetchval("SELECT id FROM dispositif ORDER BY code LIMIT 1"),
        territoires=tuple(t for t in territoires if t.id not in parents),
        sdi=tuple(t for t in territoires if t.sdi == t.id),
        thematiques=thematiques,
        motifs={
            row["code"]: Motif(**row)
            for row in await connection.fetch(
                "SELECT id, code, nature = 'NON_ENTREE' AS non_entree, exige_bilan_final, exige_fnea "
                "FROM motif_fin_etape ORDER BY code"
            )
        },
        caracteristiques=tuple(
            Definition(row["id"], row["code"], row["type"], tuple(row["choix"] or ()))
            for row in await connection.fetch(
                "SELECT id, code, type, choix FROM definition_caracteristique ORDER BY rang"
            )
        ),
        caracteristiques_etape=await _caracteristiques_etape(connection, thematiques, valeurs),
        modeles_bilan=await _modeles_bilan(connection, thematiques),
        fnea=await connection.fetchval("SELECT id FROM modele_document WHERE fnea ORDER BY code LIMIT 1"),
        fiches={
            t.id: next((row["id"] for row in modeles if row["thematique_id"] == t.id), generique) for t in thematiques
        },
        difficultes=tuple(
            (row["id"], row["sante"])
            for row in await connection.fetch(
                "SELECT d.id, n.sante FROM difficulte_reference d JOIN nature_difficulte n ON n.id = d.nature_id "
                "WHERE d.actif ORDER BY n.rang, d.rang, d.code"
            )
        ),
        competences=tuple(
            row["id"] for row in await connection.fetch("SELECT id FROM competence_reference WHERE actif ORDER BY code")
        ),
        valeurs={nom: tuple(cles) for nom, cles in valeurs.items()},
        libelles={nom: tuple(textes) for nom, textes in libelles.items()},
    )


async def _caracteristiques_etape(
    connection: Connection, thematiques: tuple[Thematique, ...], valeurs: dict[str, list[str]]
) -> dict[int, tuple[Definition, ...]]:
    rows = await connection.fetch(
        "SELECT id, code, type, forme, liste, thematique_id FROM definition_caracteristique_etape ORDER BY rang, code"
    )
    return {
        thematique.id: tuple(
            Definition(
                row["id"],
                row["code"],
                row["type"],
                tuple(cle.partition(":")[2] for cle in valeurs[row["liste"]]) if row["liste"] else (),
                row["forme"],
            )
            for row in rows
            if row["thematique_id"] in (None, thematique.id)
        )
        for thematique in thematiques
    }


async def _modeles_bilan(connection: Connection, thematiques: tuple[Thematique, ...]) -> dict[int, tuple[Modele, ...]]:
    questions = defaultdict(list)
    for row in await connection.fetch(
        "SELECT modele_id, id, type, obligatoire, repetable, choix FROM question ORDER BY modele_id, rang"
    ):
        questions[row["modele_id"]].append(
            Question(row["id"], row["type"], row["obligatoire"], row["repetable"], tuple(row["choix"] or ()))
        )
    modeles = defaultdict(list)
    for row in await connection.fetch("SELECT id, thematique_id, final FROM modele_bilan WHERE actif ORDER BY code"):
        modeles[row["thematique_id"]].append(Modele(row["id"], row["final"], tuple(questions[row["id"]])))
    return {thematique.id: tuple(modeles[thematique.id]) for thematique in thematiques}
