"""Loading the reference files, and what the database holds of them afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

import db
from db.enums import Civilite, NatureBilan, TypeStructure
from db.referentiels import DOSSIER, Chargement, charger

Modifier = Callable[[str, str, str], None]


async def load(connexion: AsyncConnection, dossier: Path = DOSSIER) -> Chargement:
    """One load in a transaction of its own, so that now() moves between two of them."""
    chargement = await connexion.run_sync(charger, dossier)
    await connexion.commit()
    return chargement


async def rows(connexion: AsyncConnection, requete: Any) -> list[Row[Any]]:
    return list((await connexion.execute(requete)).all())


async def everything(connexion: AsyncConnection) -> dict[str, list[Row[Any]]]:
    """Every row of every table, instants and versions included."""
    return {t.name: await rows(connexion, select(t).order_by(*t.primary_key)) for t in db.Base.metadata.sorted_tables}


async def answer(connexion: AsyncConnection, modele: str, *, commit: bool = True) -> None:
    """Answers the first question of the loaded version of a bilan model."""
    structure = insert(db.Structure).values(raison_sociale="Essai", type=TypeStructure.ORGANISME_CONVENTIONNE)
    personne = insert(db.Beneficiaire).values(
        civilite=Civilite.MME, nom="Martin", prenom="Léa", date_naissance=dt.date(1990, 5, 4)
    )
    jour = dt.date(2026, 3, 2)
    question, version = (
        await connexion.execute(
            select(db.Question.id, db.ModeleBilan.id)
            .join(db.ModeleBilan, db.Question.modele_id == db.ModeleBilan.id)
            .where(db.ModeleBilan.code == modele, db.ModeleBilan.actif, db.Question.rang == 1)
        )
    ).one()
    bilan = insert(db.Bilan).values(
        structure_id=(await connexion.execute(structure.returning(db.Structure.id))).scalar_one(),
        beneficiaire_id=(await connexion.execute(personne.returning(db.Beneficiaire.id))).scalar_one(),
        modele_id=version,
        nature=NatureBilan.EN_COURS,
        date_bilan=jour,
        date_mise_a_jour=jour,
    )
    numero = (await connexion.execute(bilan.returning(db.Bilan.id))).scalar_one()
    await connexion.execute(
        insert(db.Reponse).values(bilan_id=numero, question_id=question, modele_id=version, choix="OUI")
    )
    if commit:
        await connexion.commit()


def versions(modele: str) -> Any:
    """Number, activity and questions' labels of each loaded version of a bilan model."""
    return (
        select(
            db.ModeleBilan.numero_version,
            db.ModeleBilan.actif,
            func.array_agg(db.Question.libelle).label("libelles"),
        )
        .join(db.Question, db.Question.modele_id == db.ModeleBilan.id)
        .where(db.ModeleBilan.code == modele)
        .group_by(db.ModeleBilan.id)
        .order_by(db.ModeleBilan.numero_version)
    )
