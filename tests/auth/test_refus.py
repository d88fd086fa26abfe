"""A row asked for by its key and refused: nothing is said of it, and the journal keeps exactly one row of it."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLNonNull
from sqlalchemy import text

from schema import schema
from tests.auth.conftest import Site
from tests.auth.cycle import jeton, lignes

AILLEURS = (
    "SELECT e.id, e.beneficiaire_id, b.numero_dossier FROM {table} e JOIN beneficiaire b ON b.id = e.{dossier}"
    " WHERE NOT EXISTS (SELECT 1 FROM acces_structure a JOIN collaborateur_structure s USING (structure_id)"
    " JOIN collaborateur c ON c.id = s.collaborateur_id WHERE a.beneficiaire_id = b.id AND c.email = :email)"
    " ORDER BY e.id LIMIT 1"
)
"""A row of a file that the account's structure does not follow."""
RACINES = {
    "beneficiaire": ("id", "beneficiaire", "Beneficiaire"),
    "beneficiaire(numeroDossier)": ("numeroDossier", "beneficiaire", "Beneficiaire"),
    "etape": ("id", "etape", "Etape"),
    "entretien": ("id", "entretien", "Entretien"),
    "bilan": ("id", "bilan", "Bilan"),
    "node": ("id", "contrat", "Contrat"),
}
"""The roots that lead to one row of a file: the argument, and the table and type of what is asked here."""
OUVERTES = {"structure", "collaborateur"}
"""The roots by key of what everybody reads."""


async def ailleurs(site: Site, compte: str, table: str) -> tuple[int, int, str]:
    """The id, the file and the number of file of a row that the account may not see."""
    query = AILLEURS.format(table=table, dossier="id" if table == "beneficiaire" else "beneficiaire_id")
    if table == "beneficiaire":
        query = query.replace("e.beneficiaire_id", "e.id")
    [(id_, dossier, numero)] = await lignes(site, query, email=f"{compte}@demo.example")
    return id_, dossier, numero


async def refus(site: Site) -> list[tuple[Any, ...]]:
    """What the journal keeps of refusals."""
    await site.application.journal.flush()
    return await lignes(
        site, "SELECT type, objet_id, beneficiaire_id FROM journal WHERE action = 'ACCES_REFUSE' ORDER BY id"
    )


@pytest.mark.parametrize("racine", RACINES)
async def test_un_refus_par_sa_cle_ne_dit_rien_et_laisse_une_ligne(site: Site, racine: str) -> None:
    argument, table, type_ = RACINES[racine]
    champ = racine.partition("(")[0]
    id_, dossier, numero = await ailleurs(site, "referent-b", table)
    sorte = "ID" if argument == "id" else "String"
    query = f"query ($cle: {sorte}!) {{ {champ}({argument}: $cle) {{ id }} }}"
    token = await jeton(site, "referent-b")
    refused = await site.post(query, token, cle=f"{type_}:{id_}" if argument == "id" else numero)
    unknown = await site.post(query, token, cle=f"{type_}:999999" if argument == "id" else "#999999")
    assert refused.json() == unknown.json() == {"data": {champ: None}}
    assert await refus(site) == [(type_, id_, dossier)]


@pytest.mark.parametrize("racine", RACINES)
async def test_un_refus_a_tout_le_profil_est_au_journal_aussi(site: Site, racine: str) -> None:
    argument, table, type_ = RACINES[racine]
    champ = racine.partition("(")[0]
    id_, dossier, numero = await ailleurs(site, "support", table)
    sorte = "ID" if argument == "id" else "String"
    query = f"query ($cle: {sorte}!) {{ {champ}({argument}: $cle) {{ id }} }}"
    answer = await site.post(query, await jeton(site, "support"), cle=f"{type_}:{id_}" if argument == "id" else numero)
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERDIT"]
    assert answer.json()["data"] == {champ: None}
    assert await refus(site) == [(type_, id_, dossier)]


async def test_plusieurs_refus_dans_une_requete_laissent_une_ligne_chacun(site: Site) -> None:
    id_, dossier, numero = await ailleurs(site, "referent-b", "beneficiaire")
    etape, autre, _ = await ailleurs(site, "referent-b", "etape")
    answer = await site.post(
        "query ($ids: [ID!]!, $n: String!) { nodes(ids: $ids) { id } beneficiaire(numeroDossier: $n) { id } }",
        await jeton(site, "referent-b"),
        ids=[f"Beneficiaire:{id_}", f"Etape:{etape}", "Etape:999999"],
        n=numero,
    )
    assert answer.json() == {"data": {"nodes": [None, None, None], "beneficiaire": None}}
    attendus = [("Beneficiaire", id_, dossier), ("Beneficiaire", id_, dossier), ("Etape", etape, autre)]
    assert sorted(await refus(site)) == attendus


async def test_chaque_racine_par_cle_est_essayee() -> None:
    """A root that is added is declared here, or this test fails."""
    query = schema._schema.query_type
    assert query is not None
    cles = {
        nom
        for nom, champ in query.fields.items()
        if set(champ.args) & {"id", "numeroDossier"} and not isinstance(champ.type, GraphQLNonNull)
    }
    assert cles == {racine.partition("(")[0] for racine in RACINES} | OUVERTES


ENTRER = """mutation ($commande: EntrerDispositif!) { entrerDispositif(commande: $commande) {
  __typename ... on Erreur { code message } } }"""


async def test_une_saisie_refusee_dit_au_journal_sur_quel_dossier(site: Site) -> None:
    id_, dossier, _ = await ailleurs(site, "referent-b", "beneficiaire")
    token = await jeton(site, "referent-b")
    commande = {"dispositif": "Dispositif:1", "entree": "2025-01-02"}
    answers = [
        (await site.post(ENTRER, token, commande={**commande, "beneficiaire": f"Beneficiaire:{qui}"})).json()
        for qui in (id_, 999999)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["data"]["entrerDispositif"]["code"] == "INTROUVABLE"
    assert await refus(site) == [("Beneficiaire", id_, dossier), ("Mutation", None, None)]


async def test_une_saisie_refusee_dit_le_dossier_refuse_et_non_celui_d_a_cote(site: Site) -> None:
    id_, dossier, _ = await ailleurs(site, "referent-b", "beneficiaire")
    [(sien, etape)] = await lignes(
        site,
        "SELECT e.beneficiaire_id, e.id FROM etape e JOIN collaborateur_structure s USING (structure_id)"
        " JOIN collaborateur c ON c.id = s.collaborateur_id"
        " WHERE c.email = 'referent-b@demo.example' AND e.fin_reelle IS NULL ORDER BY e.id LIMIT 1",
    )
    commande = {
        "intitule": "Atelier",
        "dateHeure": "2027-01-12T10:00:00+01:00",
        "participants": [{"beneficiaire": f"Beneficiaire:{qui}", "etapes": [f"Etape:{etape}"]} for qui in (sien, id_)],
    }
    query = """mutation ($commande: PrendreRendezVousCollectif!) { prendreRendezVousCollectif(commande: $commande) {
      ... on ErreurValidation { champs { chemin code } } } }"""
    answer = (await site.post(query, await jeton(site, "referent-b"), commande=commande)).json()
    champs = answer["data"]["prendreRendezVousCollectif"]["champs"]
    assert ("commande.participants.1.beneficiaire", "INTROUVABLE") in [(un["chemin"], un["code"]) for un in champs]
    assert await refus(site) == [("Beneficiaire", id_, dossier)]


async def test_une_saisie_refusee_sur_un_passage_dit_le_dossier_de_son_etape(site: Site) -> None:
    _, dossier, _ = await ailleurs(site, "referent-b", "etape")
    [(etape,)] = await lignes(
        site,
        "SELECT e.id FROM etape e WHERE beneficiaire_id = :dossier AND NOT EXISTS (SELECT 1 FROM collaborateur c"
        " JOIN collaborateur_structure s ON c.id = s.collaborateur_id WHERE s.structure_id = e.structure_id"
        " AND c.email = 'referent-b@demo.example') ORDER BY 1 LIMIT 1",
        dossier=dossier,
    )
    passage = "INSERT INTO passage_convention (etape_id, libelle, debut) VALUES (:etape, 'PLIE', '2025-01-06')"
    async with site.application.writes.begin() as connection:
        await connection.execute(text(passage), {"etape": etape})
    [(id_,)] = await lignes(site, "SELECT max(id) FROM passage_convention")
    query = f"""mutation {{ supprimerPassageConvention(commande: {{passage: "PassageConvention:{id_}", version: 1}}) {{
      ... on Erreur {{ code }} }} }}"""
    answer = (await site.post(query, await jeton(site, "referent-b"))).json()
    assert answer["data"]["supprimerPassageConvention"]["code"] == "INTROUVABLE"
    assert await refus(site) == [("Etape", etape, dossier)]
