"""The unit of work: statements of asyncpg and objects of the session in one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asyncpg.exceptions import UniqueViolationError
from sqlalchemy import Integer, bindparam, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError

import db
from auth.caller import Viewpoint
from db.engine import BORNES
from db.enums import ActionJournal
from resolvers.writing.journal import journaliser
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.ordres import Ordre
from resolvers.writing.unit import UniteDeTravail, unite
from tests.reading.lecteur import MAINTENANT
from tests.workflows.atelier import Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

RENOMMER = Ordre(
    update(db.Beneficiaire)
    .where(db.Beneficiaire.id == bindparam("dossier"))
    .values(prenom=bindparam("renomme"))
    .returning(db.Beneficiaire.id)
)
LIRE = Ordre(select(db.Beneficiaire.prenom).where(db.Beneficiaire.id == bindparam("dossier", type_=Integer)))
CLE = db.CleIdempotence.__table__.c
PRENDRE_CLE = Ordre(
    insert(db.CleIdempotence).values(
        {
            CLE[nom]: bindparam(f"d_{nom}", type_=CLE[nom].type)
            for nom in ("collaborateur_id", "mutation", "cle", "empreinte", "cree_le")
        }
    )
)


@asynccontextmanager
async def travail(atelier: Atelier) -> AsyncIterator[UniteDeTravail]:
    """A unit of work of the référent."""
    point = Viewpoint(atelier.callers["referent"], MAINTENANT)
    async with unite(atelier.lire.application.writes, point, "essai") as found:
        yield found


async def test_ce_qu_un_ordre_ecrit_est_defait_avec_le_reste(atelier: Atelier) -> None:
    personne = await atelier.suivie()

    async def cas() -> None:
        async with travail(atelier) as unite_:
            await unite_.lignes(RENOMMER, dossier=personne.id, renomme="Autre")
            assert [tuple(ligne) for ligne in await unite_.lignes(LIRE, dossier=personne.id)] == [("Autre",)]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cas()
    assert await atelier.sql("SELECT prenom FROM beneficiaire WHERE id = :id", id=personne.id) == [("Alix",)]


async def test_un_cas_qui_echoue_ne_laisse_rien_au_journal(atelier: Atelier) -> None:
    personne = await atelier.suivie()

    async def cas() -> None:
        async with travail(atelier) as unite_:
            journaliser(unite_, ActionJournal.CREATION, "Essai", 1, beneficiaire_id=personne.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cas()
    assert await atelier.journal(personne.id) == []


async def test_les_lignes_du_journal_s_ecrivent_ensemble_dans_leur_ordre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    with atelier.ordres() as ordres:
        async with travail(atelier) as unite_:
            for rang in range(20):
                diff = {"rang": {"avant": None, "apres": rang}}
                journaliser(unite_, ActionJournal.CREATION, "Essai", rang, diff, beneficiaire_id=personne.id)
    assert len(ordres) == 1
    assert [diff["rang"]["apres"] for _, _, diff in await atelier.journal(personne.id) if diff] == list(range(20))


async def test_une_erreur_d_asyncpg_se_lit_comme_celles_de_la_session(atelier: Atelier) -> None:
    cle = {"collaborateur_id": atelier.moi("referent"), "mutation": "essai", "cle": "essai", "cree_le": MAINTENANT}
    donnees = {f"d_{nom}": valeur for nom, valeur in {**cle, "empreinte": b""}.items()}

    async def cas() -> None:
        async with travail(atelier) as unite_:
            await unite_.lignes(PRENDRE_CLE, **donnees)
            await unite_.lignes(PRENDRE_CLE, **donnees)

    with pytest.raises(DBAPIError) as refus:
        await cas()
    assert isinstance(getattr(refus.value.orig, "__cause__", None), UniqueViolationError)


async def test_ce_que_la_session_ajoute_s_ecrit_avec_la_ligne_qui_change(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    entretien = await personne.entretien("A", "referent")
    async with travail(atelier) as unite_:
        objet = await reprendre(unite_, db.Entretien, entretien.id, 1)
        objet.synthese = "Autre"
        unite_.session.add(db.NotePrivee(entretien_id=objet.id, auteur_id=unite_.moi, texte="Note"))
        assert await enregistrer(unite_, objet)
        assert not unite_.session.dirty
        assert not unite_.session.new
        objet.synthese = "Encore"
        assert await enregistrer(unite_, objet)
    lignes = await atelier.sql("SELECT synthese, version FROM entretien WHERE id = :id", id=entretien.id)
    assert [tuple(ligne) for ligne in lignes] == [("Encore", 3)]
    diffs = [diff for _, _, diff in await atelier.journal(personne.id)]
    assert diffs == [
        {"synthese": {"avant": "Synthèse", "apres": "Autre"}},
        {"synthese": {"avant": "Autre", "apres": "Encore"}},
    ]


async def test_un_dossier_tenu_trop_longtemps_se_dit_et_ne_bloque_pas(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    personne = await atelier.suivie()
    moteur = atelier.lire.application.writes

    def patienter(connexion: Any, _cursor: Any, ordre: str, *_: Any) -> None:
        if "FOR NO KEY UPDATE" in ordre:
            connexion.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")

    async with moteur.begin() as tenue:
        await tenue.execute(text("SELECT id FROM beneficiaire WHERE id = :id FOR UPDATE"), {"id": personne.id})
        event.listen(moteur.sync_engine, "before_cursor_execute", patienter)
        try:
            commande = {"beneficiaire": personne.gid, "type": "CER", "debut": "2025-03-01"}
            assert await atelier.refus("referent", "creerContratRsa", commande) == "DOSSIER_OCCUPE"
        finally:
            event.remove(moteur.sync_engine, "before_cursor_execute", patienter)
    await atelier.fait("referent", "creerContratRsa", commande)


async def test_les_transactions_du_serveur_n_attendent_pas_sans_fin(atelier: Atelier) -> None:
    async with atelier.lire.application.writes.connect() as connexion:
        bornes = {nom: (await connexion.execute(text(f"SHOW {nom}"))).scalar() for nom in BORNES}
    assert bornes == {"lock_timeout": "10s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "1min"}
