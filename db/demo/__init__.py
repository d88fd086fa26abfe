"""Demo data: believable people and histories, the same for the same seed, size and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from db import referentiels
from db.demo import bilans, bulk, employabilite, parcours, personnel, reference, structures
from db.demo.bulk import Connection
from db.demo.draw import PARIS
from db.demo.entretiens import Entretiens
from db.demo.monde import Monde
from db.demo.noms import noms
from db.demo.personnes import Dossier, Personnes
from db.demo.structures import COMPTES as COMPTES
from db.demo.structures import MOT_DE_PASSE as MOT_DE_PASSE
from db.demo.tables import LOADED
from db.engine import write_engine

Progres = Callable[[str, int, int], None]
"""What is being done, how much is done, how much there is."""

GRAINE = 34
TRANCHE = 500
"""People drawn before their rows are copied and forgotten."""


class BaseNonVide(RuntimeError):
    """The database holds rows that are not reference data: the demo never erases them."""

    def __init__(self, table: str) -> None:
        super().__init__(f"La base contient déjà des données (table {table}) : la démonstration veut une base vide.")


async def charger_demo(
    url: str,
    *,
    beneficiaires: int = 2000,
    jour: dt.date | None = None,
    graine: int = GRAINE,
    progres: Progres | None = None,
) -> None:
    """Fills a migrated, empty database: reference data, structures, accounts, people and their histories.

    Dates are drawn around `jour` (default: today in Paris). The same seed, size and day give the same rows. It is one
    transaction: a load cut short leaves the database empty, ready for another. `progres` is told of each step.
    Errors: BaseNonVide; ValueError when `beneficiaires` is under 1.
    """
    if beneficiaires < 1:
        raise ValueError("Il faut au moins un bénéficiaire.")
    suivre = progres or _sans_suivi
    engine = write_engine(url, pool=1)
    try:
        async with engine.connect() as connection, connection.begin():
            await _charger(connection, beneficiaires, jour or dt.datetime.now(PARIS).date(), graine, suivre)
        suivre("Statistiques", 0, 1)
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("VACUUM (ANALYZE)")
        suivre("Statistiques", 1, 1)
    finally:
        await engine.dispose()


async def _charger(connection: AsyncConnection, nombre: int, jour: dt.date, graine: int, suivre: Progres) -> None:
    await connection.run_sync(referentiels.charger)
    driver: Connection | None = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    if table := await bulk.first_filled(driver, LOADED):
        raise BaseNonVide(table)
    monde = Monde(graine, jour, nombre, await reference.lire(driver))
    async with bulk.stripped(driver, LOADED, lambda fait, total: suivre("Index et contraintes", fait, total)):
        await _copier(driver, monde, suivre)
    await driver.execute(
        "UPDATE offre_de_service SET thematique_id = thematique_id; "
        "INSERT INTO acces_structure SELECT structure_id, beneficiaire_id, etape, entree FROM acces_calcule"
    )
    await driver.execute("SELECT setval('numero_dossier', max(numero)) FROM beneficiaire")


async def _copier(connection: Connection, monde: Monde, suivre: Progres) -> None:
    pools = noms(monde.graine)
    structures.dessiner(monde, pools)
    personnes, entretiens = Personnes(monde, pools), Entretiens(monde)
    for premier in range(1, monde.taille + 1, TRANCHE):
        dernier = min(premier + TRANCHE - 1, monde.taille)
        for _ in range(premier, dernier + 1):
            dossier = personnes.dessiner(monde.ids("beneficiaire"))
            parcours.dessiner(monde, dossier)
            entretiens.dessiner(dossier)
            bilans.dessiner(monde, dossier)
            employabilite.dessiner(monde, dossier)
            _retenir(monde, dossier)
        await monde.rows.flush(connection)
        suivre("Dossiers", dernier, monde.taille)
    personnel.dessiner(monde)
    await monde.rows.flush(connection)


def _retenir(monde: Monde, dossier: Dossier) -> None:
    """Keeps in mind the first files open at the structure of the demo accounts."""
    if len(monde.recents) < 60 and any(e.offre.equipe is monde.equipe_demo and not e.fin for e in dossier.etapes):
        monde.recents.append(dossier.id)


def _sans_suivi(etape: str, fait: int, total: int) -> None:
    return None
