"""Who opened which file: every opening and every refused attempt leaves a row, without a statement of the reader's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import write_engine
from tests.auth.conftest import Site

FICHE = "query Fiche($id: ID!) { beneficiaire(id: $id) { nom etapes { intitule } } }"


async def _token(site: Site, compte: str) -> str:
    token: str = (await site.connexion(f"{compte}@demo.example"))["jetonAcces"]
    return token


async def _rows(site: Site, query: str) -> list[Any]:
    await site.application.journal.flush()
    async with site.application.writes.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def test_chaque_ouverture_d_un_dossier_est_au_journal(site: Site) -> None:
    token = await _token(site, "pilote")
    answer = await site.post(FICHE, token, id="Beneficiaire:1")
    rows = await _rows(
        site,
        "SELECT j.action, j.profil, j.beneficiaire_id, j.details, j.requete, c.email"
        " FROM journal j JOIN collaborateur c ON c.id = j.collaborateur_id WHERE j.action <> 'CONNEXION'",
    )
    assert rows == [
        ("LECTURE", "PILOTE", 1, None, answer.headers["x-request-id"], "pilote@demo.example"),
    ]


async def test_lire_une_piece_d_un_dossier_c_est_ouvrir_le_dossier(site: Site) -> None:
    token = await _token(site, "pilote")
    await site.post('{ etape(id: "Etape:1") { debutReel } }', token)
    [(file,)] = await _rows(site, "SELECT beneficiaire_id FROM etape WHERE id = 1")
    assert await _rows(site, "SELECT action, beneficiaire_id FROM journal WHERE action <> 'CONNEXION'") == [
        ("LECTURE", file)
    ]


async def test_un_dossier_lu_deux_fois_dans_une_requete_l_est_une_fois_au_journal(site: Site) -> None:
    token = await _token(site, "pilote")
    await site.post(
        '{ a: beneficiaire(id: "Beneficiaire:1") { nom } b: beneficiaire(id: "Beneficiaire:1") { prenom } }', token
    )
    assert await _rows(site, "SELECT count(*) FROM journal WHERE action <> 'CONNEXION'") == [(1,)]


async def test_une_liste_dit_quels_dossiers_elle_a_montres(site: Site) -> None:
    token = await _token(site, "pilote")
    answer = await site.post("{ beneficiaires(first: 3) { nodes { id nom } } }", token)
    shown = [node["id"] for node in answer.json()["data"]["beneficiaires"]["nodes"]]
    rows = await _rows(
        site, "SELECT beneficiaire_id, details->>'liste' FROM journal WHERE action <> 'CONNEXION' ORDER BY id"
    )
    assert [(f"Beneficiaire:{file}", "true") for file, _ in rows] == [(id_, "true") for id_ in shown]
    assert [listed for _, listed in rows] == ["true"] * 3


async def test_un_refus_a_un_dossier_connu_est_au_journal_et_ne_dit_rien(site: Site) -> None:
    token = await _token(site, "referent-b")
    [(file,)] = await _rows(
        site,
        "SELECT min(b.id) FROM beneficiaire b WHERE NOT EXISTS (SELECT 1 FROM acces_structure a"
        " JOIN collaborateur_structure s USING (structure_id) JOIN collaborateur c ON c.id = s.collaborateur_id"
        " WHERE a.beneficiaire_id = b.id AND c.email = 'referent-b@demo.example')",
    )
    refused = await site.post(FICHE, token, id=f"Beneficiaire:{file}")
    unknown = await site.post(FICHE, token, id="Beneficiaire:999999")
    assert refused.json() == unknown.json() == {"data": {"beneficiaire": None}}
    rows = await _rows(site, "SELECT action, type, objet_id, beneficiaire_id FROM journal WHERE action <> 'CONNEXION'")
    assert rows == [("ACCES_REFUSE", "Beneficiaire", file, file)]


async def test_les_dossiers_ouverts_sont_les_recents_mais_pas_ceux_d_une_liste(site: Site) -> None:
    token = await _token(site, "support")
    pilote = await _token(site, "pilote")
    before = await _rows(site, "SELECT count(*) FROM consultation")
    await site.post(FICHE, token, id="Beneficiaire:5")
    await site.post("{ beneficiaires(first: 3) { nodes { nom } } }", pilote)
    assert await _rows(site, "SELECT count(*) FROM consultation") == before
    await site.post(FICHE, pilote, id="Beneficiaire:5")
    await site.post(FICHE, pilote, id="Beneficiaire:5")
    query = (
        "SELECT count(*) FROM consultation JOIN collaborateur c ON c.id = collaborateur_id"
        " WHERE beneficiaire_id = 5 AND email = 'pilote@demo.example'"
    )
    assert await _rows(site, query) == [(1,)]


async def test_rien_ne_se_perd_quand_la_base_ne_repond_pas(site: Site) -> None:
    token = await _token(site, "pilote")
    await site.post(FICHE, token, id="Beneficiaire:1")
    await _as_owner(site, "ALTER TABLE journal RENAME TO journal_ailleurs")
    await site.application.journal.flush()
    await _as_owner(site, "ALTER TABLE journal_ailleurs RENAME TO journal")
    assert await _rows(site, "SELECT action FROM journal WHERE action = 'LECTURE'") == [("LECTURE",)]


async def test_ecrire_le_journal_attend_ce_qui_s_ecrit_deja(site: Site) -> None:
    """Whoever asks for the journal to be written finds in it all that was noted before, whoever is writing it."""
    token = await _token(site, "pilote")
    engine = write_engine(site.base)
    async with engine.connect() as owner, owner.begin():
        await owner.execute(text("LOCK TABLE journal IN ACCESS EXCLUSIVE MODE"))
        await site.post(FICHE, token, id="Beneficiaire:1")
        journal = site.application.journal
        first = asyncio.create_task(journal.flush())
        await asyncio.sleep(0.1)
        second = asyncio.create_task(journal.flush())
        await asyncio.sleep(0.1)
        assert not second.done()
    await asyncio.gather(first, second)
    await engine.dispose()
    assert await _rows(site, "SELECT beneficiaire_id FROM journal WHERE action = 'LECTURE'") == [(1,)]


async def _as_owner(site: Site, statement: str) -> None:
    engine = write_engine(site.base)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


JOURNAL = "{ journal { nodes { action collaborateur { email } beneficiaire { id } } } }"


async def test_chacun_lit_ses_propres_actions_et_le_pilote_toutes(site: Site) -> None:
    referent, pilote, autre = [await _token(site, compte) for compte in ("referent", "pilote", "referent-b")]
    await site.post(FICHE, referent, id="Beneficiaire:1")
    await site.post(FICHE, pilote, id="Beneficiaire:2")
    await site.application.journal.flush()
    mine = (await site.post(JOURNAL, referent)).json()["data"]["journal"]["nodes"]
    assert {row["collaborateur"]["email"] for row in mine} == {"referent@demo.example"}
    readers = {
        row["collaborateur"]["email"] for row in (await site.post(JOURNAL, pilote)).json()["data"]["journal"]["nodes"]
    }
    assert readers >= {"referent@demo.example", "pilote@demo.example"}
    others = (await site.post(JOURNAL, autre)).json()["data"]["journal"]["nodes"]
    assert {row["collaborateur"]["email"] for row in others} <= {"referent-b@demo.example"}


async def test_un_responsable_lit_le_journal_des_dossiers_de_sa_structure_seulement(site: Site) -> None:
    pilote = await _token(site, "pilote")
    files = await _rows(
        site,
        "SELECT b.id, EXISTS (SELECT 1 FROM acces_structure a JOIN collaborateur_structure s USING (structure_id)"
        " JOIN collaborateur c ON c.id = s.collaborateur_id WHERE c.email = 'responsable@demo.example'"
        " AND a.beneficiaire_id = b.id AND a.etape = 'infinity') FROM beneficiaire b ORDER BY b.id",
    )
    for file, _ in files:
        await site.post(FICHE, pilote, id=f"Beneficiaire:{file}")
    await site.application.journal.flush()
    token = await _token(site, "responsable")
    query = "{ journal(first: 100) { nodes { collaborateur { email } beneficiaire { id } } } }"
    rows = (await site.post(query, token)).json()["data"]["journal"]["nodes"]
    seen = {row["beneficiaire"]["id"] for row in rows if row["collaborateur"]["email"] == "pilote@demo.example"}
    assert seen >= {f"Beneficiaire:{file}" for file, followed in files if followed}
    assert len(seen) < len(files)


async def test_l_infocentre_ne_lit_pas_le_journal(site: Site) -> None:
    answer = (await site.post(JOURNAL, await _token(site, "infocentre"))).json()
    assert answer["data"] == {"journal": None}
    assert answer["errors"][0]["extensions"]["code"] == "INTERDIT"


async def test_des_jetons_refuses_sont_au_journal_sans_le_remplir(site: Site) -> None:
    for token in ("faux", "a.b.c", "encore.un.faux"):
        assert (await site.post(FICHE, token, id="Beneficiaire:1")).status_code == 401
    query = "SELECT action, collaborateur_id, details->>'refus' FROM journal WHERE type = 'Jeton'"
    assert await _rows(site, query) == [("CONNEXION_REFUSEE", None, "3")]


async def test_ce_qui_est_essaye_pour_entrer_est_au_journal(site: Site) -> None:
    """A refresh token used twice, a link that has served, a sign-in too many: what it was, whose, how often."""
    opened = await site.connexion("sdi@demo.example")
    rafraichir = "mutation R($j: String!) { rafraichirJeton(jeton: $j) { __typename } }"
    for _ in range(2):
        await site.post(rafraichir, j=opened["jetonRafraichissement"])
    await site.post(rafraichir, j="inconnu")
    activer = 'mutation { activerCompte(jeton: "inconnu", motDePasse: "cheval pastèque tunnel") { __typename } }'
    await site.post(activer)
    for rang in range(12):
        await site.connexion("referent@demo.example", f"faux {rang}")
    rows = await _rows(
        site,
        "SELECT j.type, c.email, j.details->>'refus' FROM journal j LEFT JOIN collaborateur c"
        " ON c.id = j.collaborateur_id WHERE action = 'CONNEXION_REFUSEE' AND details IS NOT NULL ORDER BY 1, 2",
    )
    assert rows == [
        ("Connexion", None, "2"),
        ("LienCompte", None, "1"),
        ("Session", "sdi@demo.example", "1"),
        ("Session", None, "1"),
    ]


async def test_les_dossiers_ou_mene_une_seance_sont_au_journal(site: Site) -> None:
    [(seance,)] = await _rows(
        site, "SELECT seance_id FROM entretien WHERE seance_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    participants = f"SELECT DISTINCT beneficiaire_id FROM entretien WHERE seance_id = {seance} ORDER BY 1"
    seance = f'node(id: "Seance:{seance}") {{ ... on Seance {{ intitule entretiens {{ beneficiaire {{ nom }} }} }} }}'
    answer = await site.post(f"{{ {seance} }}", await _token(site, "pilote"))
    assert b"$dossier" not in answer.content
    assert list(answer.json()["data"]["node"]["entretiens"][0]) == ["beneficiaire"]
    assert len(await _lus(site)) > 3
    assert await _lus(site) == [(file, "true") for (file,) in await _rows(site, participants)]


@pytest.mark.parametrize("rien", ["id @skip(if: true)", "... @include(if: false) { id }"])
async def test_une_selection_dont_il_ne_reste_rien_ne_montre_pas_de_numero(site: Site, rien: str) -> None:
    token = await _token(site, "pilote")
    menant = f"seance {{ entretiens {{ {rien} }} }}"
    query = f"{{ entretiens(filtre: {{seance: {{un: {{}}}}}}, first: 100) {{ nodes {{ id {menant} }} }} }}"
    answer = await site.post(query, token)
    assert b"$" not in answer.content
    seances = [node["seance"]["entretiens"] for node in answer.json()["data"]["entretiens"]["nodes"]]
    assert {} in [entretien for seance in seances for entretien in seance or ()]
    homonymes = f'{{ beneficiaire(id: "Beneficiaire:1") {{ homonymesProbables {{ {rien} }} }} }}'
    assert b"$" not in (await site.post(homonymes, token)).content


async def test_les_dossiers_ouverts_recemment_et_relus_sont_au_journal(site: Site) -> None:
    token = await _token(site, "pilote")
    await site.post(FICHE, token, id="Beneficiaire:7")
    assert await _lus(site) == [(7, None)]
    await site.post("{ moi { consultationsRecentes { beneficiaire { nom } } } }", token)
    recents = await _rows(
        site,
        "SELECT beneficiaire_id FROM consultation JOIN collaborateur c ON c.id = collaborateur_id"
        " WHERE c.email = 'pilote@demo.example'",
    )
    assert set(await _lus(site)) == {(7, None)} | {(file, "true") for (file,) in recents}


async def test_les_homonymes_d_un_dossier_sont_au_journal(site: Site) -> None:
    query = """UPDATE beneficiaire SET (nom, prenom, date_naissance) = (SELECT nom, prenom, date_naissance
      FROM beneficiaire WHERE id = 1) WHERE id = 2"""
    async with site.application.writes.begin() as connection:
        await connection.execute(text(query))
    token = await _token(site, "pilote")
    answer = await site.post('{ beneficiaire(id: "Beneficiaire:1") { homonymesProbables { id } } }', token)
    assert {"id": "Beneficiaire:2"} in answer.json()["data"]["beneficiaire"]["homonymesProbables"]
    assert {(1, None), (2, "true")} <= set(await _lus(site))


async def test_un_refus_a_une_seance_connue_est_au_journal(site: Site) -> None:
    token = await _token(site, "support")
    await site.post('{ node(id: "Seance:1") { id } }', token)
    await site.post('{ node(id: "Seance:999999") { id } }', token)
    query = "SELECT type, objet_id, beneficiaire_id FROM journal WHERE action = 'ACCES_REFUSE'"
    assert await _rows(site, query) == [("Seance", 1, None)]


async def _lus(site: Site) -> list[Any]:
    """The files read, and whether they were lines of a list."""
    query = "SELECT DISTINCT beneficiaire_id, details->>'liste' FROM journal WHERE action = 'LECTURE' ORDER BY 1, 2"
    return await _rows(site, query)


@pytest.mark.parametrize(
    "compte", ["accueil", "referent", "responsable", "referent-parcours", "support", "sdi", "pilote"]
)
async def test_le_journal_ne_dit_pas_a_qui_l_a_essaye_ce_qui_existe(site: Site, compte: str) -> None:
    """An attempt at what exists leaves a row, at what does not none: its author sees neither the row nor a count."""
    token = await _token(site, compte)
    connus = await _rows(site, "SELECT id FROM bilan ORDER BY id LIMIT 40")
    await site.post(" ".join(["{", *(f'b{id_}: node(id: "Bilan:{id_}") {{ id }}' for (id_,) in connus), "}"]), token)
    [(refus,)] = await _rows(site, "SELECT count(*) FROM journal WHERE action = 'ACCES_REFUSE'")
    assert refus > 0
    query = "{ journal(filtre: {action: {egal: ACCES_REFUSE}}) { totalCount nodes { objet } } }"
    answer = (await site.post(query, token)).json()
    assert answer["data"]["journal"] == {"totalCount": 0, "nodes": []}


async def test_le_pilote_lit_les_acces_refuses_des_autres(site: Site) -> None:
    await site.post('{ bilan(id: "Bilan:1") { id } }', await _token(site, "support"))
    await _rows(site, "SELECT 1")
    query = "{ journal(filtre: {action: {egal: ACCES_REFUSE}}) { nodes { objet profil } } }"
    answer = (await site.post(query, await _token(site, "pilote"))).json()
    assert answer["data"]["journal"]["nodes"] == [{"objet": "Bilan:1", "profil": "SUPPORT"}]
