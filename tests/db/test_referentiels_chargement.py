"""A load of the reference files is checked against them, idempotent, and withdraws what leaves them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

import db
from db.engine import write_engine
from db.referentiels import Chargement, Ecart, Referentiels, charger
from tests.db.chargements import Modifier, everything, load, rows


async def test_a_load_fills_every_table_from_the_files(
    connexion_asynchrone: AsyncConnection, lus: Referentiels
) -> None:
    chargement = await load(connexion_asynchrone)
    attendues = {table: len(lignes) for table, lignes in lus.tables.items()}
    attendues |= {"modele_bilan": len(lus.modeles), "question": sum(len(m.questions) for m in lus.modeles)}
    assert {table: ecart.ajoutees for table, ecart in chargement.ecarts.items()} == attendues
    for table, nombre in attendues.items():
        compte = select(func.count()).select_from(db.Base.metadata.tables[table])
        assert (await connexion_asynchrone.execute(compte)).scalar_one() == nombre, table


async def test_references_become_keys(connexion: AsyncConnection) -> None:
    secteur = await rows(
        connexion,
        select(db.Filiere.code, db.GroupeFiliere.code)
        .join(db.GroupeFiliere, db.Filiere.groupe_id == db.GroupeFiliere.id)
        .where(db.Filiere.code == "VITICULTURE"),
    )
    assert [tuple(ligne) for ligne in secteur] == [("VITICULTURE", "AGRICULTURE")]
    parent = db.Territoire.__table__.alias()
    thau = select(parent.c.code).join(db.Territoire, db.Territoire.parent_id == parent.c.id)
    assert await rows(connexion, thau.where(db.Territoire.code == "ETANG_DE_THAU")) == [("SDI_EST_HERAULTAIS",)]


async def test_ids_follow_the_order_of_the_file(connexion: AsyncConnection, lus: Referentiels) -> None:
    definitions = select(db.DefinitionCaracteristique.code).order_by(db.DefinitionCaracteristique.id)
    attendu = [ligne["code"] for ligne in lus.tables["definition_caracteristique"]]
    assert [code for (code,) in await rows(connexion, definitions)] == attendu


async def test_a_second_load_changes_nothing(connexion: AsyncConnection) -> None:
    avant = await everything(connexion)
    chargement = await load(connexion)
    assert not chargement
    assert await everything(connexion) == avant


async def test_a_load_is_at_most_one_statement_a_table(connexion: AsyncConnection) -> None:
    executees: list[str] = []

    def noter(_connexion: Any, _curseur: Any, ordre: str, *_reste: Any) -> None:
        executees.append(ordre)

    event.listen(connexion.sync_connection, "before_cursor_execute", noter)
    await load(connexion)
    # Two locks, one reading of the bilan models, these twice for their former versions, and territoire twice: SDI
    # before their secteurs.
    assert len(executees) <= 15 + 5


async def test_a_load_lives_and_dies_with_the_callers_transaction(connexion_asynchrone: AsyncConnection) -> None:
    await connexion_asynchrone.run_sync(charger)
    await connexion_asynchrone.rollback()
    assert await rows(connexion_asynchrone, select(db.Valeur.id)) == []


async def test_two_loads_at_once_write_each_row_once(base_vierge: str) -> None:
    engine = write_engine(base_vierge)

    async def one() -> Chargement:
        async with engine.begin() as connexion:
            return await connexion.run_sync(charger)

    chargements = await asyncio.gather(one(), one())
    await engine.dispose()
    assert sorted(map(bool, chargements)) == [False, True]


async def test_a_new_label_moves_its_row_alone(connexion: AsyncConnection, dossier: Path, modifier: Modifier) -> None:
    avant = {ligne.code: ligne for ligne in (await everything(connexion))["filiere"]}
    modifier("competences.toml", 'libelle = "Viticulture"', 'libelle = "Vigne et vin"')
    assert (await load(connexion, dossier)).ecarts == {"filiere": Ecart(modifiees=1)}
    apres = {ligne.code: ligne for ligne in (await everything(connexion))["filiere"]}
    assert [code for code in avant if avant[code] != apres[code]] == ["VITICULTURE"]
    change = apres["VITICULTURE"]
    assert (change.id, change.libelle, change.version) == (avant["VITICULTURE"].id, "Vigne et vin", 2)


@pytest.mark.parametrize(
    ("fichier", "ligne", "table", "cle"),
    [
        ("listes.toml", 'TRIPARTITE = "Entretien tripartite"\n', db.Valeur, ("code", "TRIPARTITE")),
        ("difficultes.toml", 'ENDETTEMENT = "Endettement"\n', db.DifficulteReference, ("code", "ENDETTEMENT")),
        (
            "competences.toml",
            'VENDANGER = "Récolter le raisin à la main"\n',
            db.CompetenceReference,
            ("code", "VENDANGER"),
        ),
    ],
)
async def test_what_leaves_the_files_is_withdrawn_and_may_come_back(
    connexion: AsyncConnection,
    dossier: Path,
    modifier: Modifier,
    fichier: str,
    ligne: str,
    table: Any,
    cle: tuple[str, str],
) -> None:
    inactives = select(getattr(table, cle[0])).where(~table.actif)
    nombre = select(func.count()).select_from(table)
    (avant,) = (await rows(connexion, nombre))[0]
    modifier(fichier, ligne, "")
    chargement = await load(connexion, dossier)
    assert chargement.ecarts[table.__tablename__].retirees == 1
    assert await rows(connexion, inactives) == [(cle[1],)]
    assert (await rows(connexion, nombre))[0] == (avant,)
    assert not (await load(connexion, dossier)).ecarts.get(table.__tablename__, Ecart()).retirees
    await load(connexion)
    assert await rows(connexion, inactives) == []


async def test_a_sector_may_move_to_another_sdi(connexion: AsyncConnection, dossier: Path) -> None:
    chemin = dossier / "territoires.toml"
    texte = chemin.read_text(encoding="utf-8")
    blocs = texte.split("\n\n")
    secteur = next(bloc for bloc in blocs if "PETITE_CAMARGUE" in bloc)
    blocs.remove(secteur)
    chemin.write_text("\n\n".join([*blocs, secteur]) + "\n", encoding="utf-8")
    assert (await load(connexion, dossier)).ecarts == {"territoire": Ecart(modifiees=1)}
    parent = db.Territoire.__table__.alias()
    requete = select(parent.c.code).join(db.Territoire, db.Territoire.parent_id == parent.c.id)
    assert await rows(connexion, requete.where(db.Territoire.code == "PETITE_CAMARGUE")) == [("SDI_PIEMONT_BITERROIS",)]
