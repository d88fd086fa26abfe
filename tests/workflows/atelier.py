"""Where the workflows are tried: the world of `Monde` on the real reference data, and mutations as a caller sends them.

Offers: those of `Monde`, and at structure A `a2` (MOC as `a`), `mos`, `psme`, `ai`, `c_parti`; `a_fermee` takes no one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

import db
from tests.reading.monde import Monde

OFFRES = {
    "a": ("A", "MOC"),
    "a2": ("A", "MOC"),
    "mos": ("A", "MOS"),
    "psme": ("A", "PSME"),
    "ai": ("A", "AI"),
    "c_parti": ("A", "C_PARTI"),
    "a_fermee": ("A", "MOC"),
    "b": ("B", "MOC"),
    "s": ("S", "MOC"),
    "sante": ("B", "PSME"),
}


COMPTES = ("accueil", "referent", "responsable", "parcours", "sdi", "pilote", "infocentre", "support")
"""The account of each profil, in the order of the table of rights."""


class Atelier(Monde):
    """A `Monde` whose lists, motifs and bilan models are those that the product ships."""

    async def _lieux(self) -> None:
        for nom in "ABS":
            self.structures[nom] = db.Structure(
                raison_sociale=f"Structure {nom}", type=db.TypeStructure.ORGANISME_CONVENTIONNE, sensible=nom == "S"
            )
        await self.ajouter(*self.structures.values())
        async with AsyncSession(self.lire.application.writes) as session:
            territoires = {t.code: t for t in await session.scalars(select(db.Territoire))}
            thematiques = {t.code: t for t in await session.scalars(select(db.Thematique))}
        racines = sorted((t for t in territoires.values() if t.parent_id is None), key=lambda t: t.id)
        sdi, ailleurs = racines[:2]
        secteur = min((t for t in territoires.values() if t.parent_id == sdi.id), key=lambda t: t.id)
        self.secteurs = {"sdi": sdi, "ailleurs": ailleurs, "secteur": secteur}
        for nom, (structure, thematique) in OFFRES.items():
            self.offres[nom] = db.OffreDeService(
                libelle=f"Offre {nom}",
                thematique_id=thematiques[thematique].id,
                territoire_id=sdi.id,
                structure_id=self.structures[structure].id,
                ouverte=nom != "a_fermee",
            )
        await self.ajouter(*self.offres.values())

    async def lier(self, entretien: db.Entretien, *etapes: db.Etape) -> None:
        """Makes an entretien one of these étapes."""
        liens = [
            {"entretien_id": entretien.id, "etape_id": etape.id, "beneficiaire_id": entretien.beneficiaire_id}
            for etape in etapes
        ]
        async with self.lire.application.writes.begin() as connection:
            await connection.execute(insert(db.entretien_etape), liens)

    async def muter(self, compte: str, mutation: str, commande: dict[str, Any], montre: str = "", **plus: Any) -> Any:
        """What a mutation answers to an account: the success, showing `montre`, or the error with its fields."""
        nom = mutation[0].upper() + mutation[1:]
        succes = f"... on {nom}Succes {{ {montre} }}" if montre else ""
        texte = (
            f"mutation Essai($commande: {nom}!, $cle: String) {{ {mutation}(commande: $commande, cle: $cle) {{"
            f" __typename {succes} ... on Erreur {{ code message }}"
            " ... on ErreurValidation { champs { chemin code message } } } }"
        )
        answer = await self.lire(self.callers[compte], texte, commande=commande, **plus)
        if answer["errors"]:
            return {"errors": [error["extensions"]["code"] for error in answer["errors"]], **answer["errors"][0]}
        return answer["data"][mutation]

    def arguments(self, mutation: str) -> dict[str, Any]:
        """The arguments of a mutation, by name."""
        racine = self.lire.application.schema.mutation_type
        assert racine is not None
        return racine.fields[mutation].args

    async def appeler(self, compte: str, mutation: str, variables: dict[str, Any]) -> Any:
        """What a mutation answers to these variables, without errors."""
        answer = await self.brut(compte, mutation, variables)
        assert answer["errors"] == [], answer["errors"]
        return answer["data"][mutation]

    async def brut(self, compte: str, mutation: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The whole answer of a mutation to these variables, whatever its arguments are."""
        types = self.arguments(mutation)
        declares = ", ".join(f"${nom}: {types[nom].type}" for nom in variables)
        donnes = ", ".join(f"{nom}: ${nom}" for nom in variables)
        texte = (
            f"mutation ({declares}) {{ {mutation}({donnes}) {{ __typename ... on Erreur {{ code message }}"
            " ... on ErreurValidation { champs { chemin code message } } } }"
        )
        return await self.lire(self.callers[compte], texte, **variables)

    async def fait(self, compte: str, mutation: str, commande: dict[str, Any], montre: str = "", **plus: Any) -> Any:
        """The success of a mutation, which must be one."""
        found = await self.muter(compte, mutation, commande, montre, **plus)
        assert found.get("__typename", "").endswith("Succes"), found
        return found

    async def refus(self, compte: str, mutation: str, commande: dict[str, Any], **plus: Any) -> str:
        """The code of a refusal; that of the first wrong path for an ErreurValidation."""
        found = await self.muter(compte, mutation, commande, **plus)
        assert not found.get("__typename", "").endswith("Succes"), found
        if "errors" in found:
            code: str = found["errors"][0]
            return code
        champs = found.get("champs")
        code = champs[0]["code"] if champs else found["code"]
        return code

    async def chemins(self, compte: str, mutation: str, commande: dict[str, Any]) -> list[str]:
        """The wrong paths of an ErreurValidation."""
        found = await self.muter(compte, mutation, commande)
        assert found.get("__typename") == "ErreurValidation", found
        return [champ["chemin"] for champ in found["champs"]]

    async def sql(self, requete: str, **valeurs: Any) -> list[Any]:
        """The rows of a query, as the owner of the tables sees them."""
        async with self.lire.application.writes.connect() as connection:
            return list((await connection.execute(text(requete), valeurs)).all())

    async def executer(self, requete: str, **valeurs: Any) -> None:
        """Runs one statement, committed."""
        async with self.lire.application.writes.begin() as connection:
            await connection.execute(text(requete), valeurs)

    async def journal(self, dossier: int) -> list[tuple[str, str, dict[str, Any] | None]]:
        """(action, type, diff) of the writes of a file, in their order."""
        rows = await self.sql(
            "SELECT action, type, details FROM journal WHERE beneficiaire_id = :id AND action IN"
            " ('CREATION', 'MODIFICATION', 'SUPPRESSION') ORDER BY id",
            id=dossier,
        )
        return [(row.action, row.type, row.details) for row in rows]

    @contextmanager
    def plus_tard(self, jours: int) -> Iterator[None]:
        """The clock of the server, that many days ahead while the block lasts."""
        application = self.lire.application
        horloge = application.clock
        application.clock = lambda: horloge() + dt.timedelta(days=jours)
        try:
            yield
        finally:
            application.clock = horloge

    @contextmanager
    def ordres(self) -> Iterator[list[str]]:
        """The statements that transactions run while the block lasts."""
        found: list[str] = []
        moteur = self.lire.application.writes.sync_engine

        def noter(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            # Recent files are noted in the background, at a moment of their own.
            if "INTO consultation" not in statement or "unnest" not in statement:
                found.append(statement)

        event.listen(moteur, "before_cursor_execute", noter)
        try:
            yield found
        finally:
            event.remove(moteur, "before_cursor_execute", noter)


async def ensemble(*appels: Any) -> list[Any]:
    """The answers of calls made at the same time."""
    return list(await asyncio.gather(*appels))
