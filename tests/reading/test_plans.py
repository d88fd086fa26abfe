"""One statement for each root field, found again, bounded, and never holding a value of the request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.caller import Caller
from queries import OPERATIONS
from resolvers.reading.plans import Lru, Planner
from tests.reading.lecteur import Lecteur

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROFOND = """
    id nom acces etapes { intitule structure { raisonSociale } bilans { reponses { question { libelle } } }
    entretiens(first: 3) { nodes { themes { theme { libelle } } collaborateur { structures { raisonSociale } } } } }
    referents { collaborateur { nom } } caracteristiques { valeur etat definition { libelle } } dernierEntretien { id }
"""
GOLDEN = Path(__file__).parent / "golden"
RACINES = {
    "moi": "{ moi { nom structures { raisonSociale } } }",
    "beneficiaire": f'{{ beneficiaire(id: "Beneficiaire:1") {{ {PROFOND} }} }}',
    "beneficiaires": f"{{ beneficiaires(first: 50) {{ totalCount edges {{ cursor node {{ {PROFOND} }} }} }} }}",
    "etape": '{ etape(id: "Etape:1") { beneficiaire { nom } referents { id } } }',
    "etapes": "{ etapes(first: 50) { totalCount nodes { dureeMois presence { joursRealises } } } }",
    "entretien": '{ entretien(id: "Entretien:1") { etapes { id } } }',
    "entretiens": "{ entretiens { totalCount nodes { type { libelle } etapes { id } } } }",
    "bilan": '{ bilan(id: "Bilan:1") { complet reponses { texte } } }',
    "bilans": "{ bilans { totalCount nodes { complet nombreReponses } } }",
    "structure": '{ structure(id: "Structure:1") { offres { libelle } } }',
    "structures": "{ structures { totalCount nodes { offres { libelle } } } }",
    "collaborateur": '{ collaborateur(id: "Collaborateur:1") { structures { raisonSociale } } }',
    "collaborateurs": "{ collaborateurs(first: 100) { nodes { structures { raisonSociale } } } }",
    "offresDeService": "{ offresDeService { nodes { structure { raisonSociale } } } }",
    "thematiques": "{ thematiques { modelesBilan { questions { libelle } } } }",
    "territoires": "{ territoires { secteurs { libelle } parent { libelle } } }",
    "demandesCollaborateur": "{ demandesCollaborateur { totalCount nodes { nom statut } } }",
    "journal": "{ journal { totalCount nodes { action beneficiaire { nom } collaborateur { nom } } } }",
    "referentiels": '{ referentiels(liste: "TYPE_ENTRETIEN") { libelle } }',
    "dispositifs": "{ dispositifs { libelle } }",
    "motifsFinEtape": "{ motifsFinEtape { code libelle exigeFnea } }",
    "definitionsCaracteristique": "{ definitionsCaracteristique { code choix } }",
    "definitionsCaracteristiqueEtape": "{ definitionsCaracteristiqueEtape { code thematique { code } } }",
    "naturesDifficulte": "{ naturesDifficulte { libelle difficultes { libelle } } }",
    "groupesFiliere": "{ groupesFiliere { filieres { competences { libelle } } } }",
    "modelesDocument": "{ modelesDocument { code thematique { code } } }",
    "node": '{ node(id: "Beneficiaire:1") { ... on Beneficiaire { etapes { id } } } }',
    "nodes": '{ nodes(ids: ["Beneficiaire:1", "Beneficiaire:2"]) { ... on Beneficiaire { etapes { id } } } }',
}


# Statements


async def test_chaque_champ_racine_est_essaye(demo: Lecteur) -> None:
    query = demo.application.schema.query_type
    assert query is not None
    assert set(RACINES) == set(query.fields)


@pytest.mark.parametrize("racine", RACINES)
async def test_un_champ_racine_est_un_ordre_sql(demo: Lecteur, referent: Caller, racine: str) -> None:
    await demo.data(referent, RACINES[racine])
    assert len(demo.ordres) == 1


@pytest.mark.parametrize("parents", [1, 50])
async def test_le_nombre_d_ordres_ne_depend_pas_du_nombre_de_parents(
    demo: Lecteur, pilote: Caller, parents: int
) -> None:
    document = f"query ($n: Int) {{ beneficiaires(first: $n) {{ nodes {{ {PROFOND} }} }} }}"
    answer = await demo(pilote, document, n=parents)
    assert len(answer["data"]["beneficiaires"]["nodes"]) == parents
    assert len(demo.ordres) == 1


@pytest.mark.parametrize("noeuds", [1, 50])
async def test_nodes_lit_chaque_type_en_un_ordre(demo: Lecteur, pilote: Caller, noeuds: int) -> None:
    ids = [f"{type_}:{rang}" for rang in range(1, noeuds + 1) for type_ in ("Beneficiaire", "Etape", "Structure")]
    await demo.data(pilote, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids[:100])
    assert len(demo.ordres) == 3


async def connu(demo: Lecteur, caller: Caller, document: str) -> Any:
    """The data of a document whose plans are made already: making them may delay one sibling after another."""
    await demo(caller, document)
    demo.oublier()
    return await demo.data(caller, document)


async def test_deux_alias_de_meme_forme_partagent_un_ordre(demo: Lecteur, pilote: Caller) -> None:
    data = await connu(
        demo,
        pilote,
        """{
            a: beneficiaire(id: "Beneficiaire:1") { id nom }
            b: beneficiaire(id: "Beneficiaire:2") { id nom }
            c: beneficiaire(id: "Beneficiaire:1") { id nom }
        }""",
    )
    assert data["a"] == data["c"]
    assert [data[alias]["id"] for alias in "ab"] == ["Beneficiaire:1", "Beneficiaire:2"]
    [ordre] = demo.ordres
    assert [1, 2] in ordre.valeurs


async def test_deux_pages_egales_partagent_un_ordre(demo: Lecteur, pilote: Caller) -> None:
    data = await connu(
        demo, pilote, "{ a: structures(first: 2) { nodes { id } } b: structures(first: 2) { nodes { id } } }"
    )
    assert data["a"] == data["b"]
    assert len(demo.ordres) == 1


async def test_deux_pages_aux_valeurs_differentes_ne_se_confondent_pas(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(
        pilote,
        """{
            a: beneficiaires(filtre: { numeroDossier: { egal: "#10" } }) { nodes { numeroDossier } }
            b: beneficiaires(filtre: { numeroDossier: { egal: "#11" } }) { nodes { numeroDossier } }
        }""",
    )
    assert [data[alias]["nodes"] for alias in "ab"] == [[{"numeroDossier": "#10"}], [{"numeroDossier": "#11"}]]


async def test_deux_alias_aux_limites_differentes_ne_se_confondent_pas(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(
        pilote,
        """query ($un: Int, $deux: Int) {
            a: beneficiaire(id: "Beneficiaire:1") { entretiens(first: $un) { nodes { id } } }
            b: beneficiaire(id: "Beneficiaire:1") { entretiens(first: $deux) { nodes { id } } }
        }""",
        un=1,
        deux=2,
    )
    assert [len(data[alias]["entretiens"]["nodes"]) for alias in "ab"] == [1, 2]


@pytest.mark.parametrize("nom", OPERATIONS)
async def test_un_sous_select_ne_declare_pas_la_table_d_un_select_qui_l_entoure(nom: str) -> None:
    """It would have lost its correlation, and read every row of the database."""
    ordres = re.split(r"^(?=SELECT)", (GOLDEN / f"{nom}.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert any(ordres) or OPERATIONS[nom].as_tab()["genre"] == "saisie"
    for ordre in ordres:
        assert list(_doublons(" ".join(ordre.split()))) == []


def _doublons(sql: str) -> Iterator[str]:
    """The aliases of tables declared in a select and again in one inside it."""
    declared: list[set[str]] = [set()]
    inside: list[list[set[str]]] = [[]]
    for token in re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|[()]|(?:FROM|JOIN|,)\s+\w+ AS \w+_\d+", sql):
        if token == "(":
            declared.append(set())
            inside.append([])
        elif token == ")":
            own, below = declared.pop(), inside.pop()
            for names in below:
                yield from own & names
            inside[-1] += [own, *below]
        elif token[0] not in "'\"":
            declared[-1].add(token.split()[-1])
    for names in inside[0]:
        yield from declared[0] & names


async def test_la_garde_reconnait_une_table_declaree_deux_fois() -> None:
    assert list(_doublons("SELECT (SELECT count(*) FROM presence AS p_1, etape AS e_1) FROM etape AS e_1")) == ["e_1"]
    assert list(_doublons("SELECT (SELECT 1 FROM t AS a_1), (SELECT 2 FROM t AS a_1) FROM u AS b_1")) == []


# Plans


async def test_une_requete_connue_n_est_pas_recompilee(demo: Lecteur, referent: Caller) -> None:
    document = "query ($id: ID!, $n: Int) { beneficiaire(id: $id) { nom entretiens(first: $n) { nodes { id } } } }"
    await demo(referent, document, id="Beneficiaire:1", n=3)
    compiled = demo.planner.compiled
    for rang in range(1, 20):
        await demo(referent, document, id=f"Beneficiaire:{rang}", n=rang)
    assert demo.planner.compiled == compiled
    assert len({ordre.sql for ordre in demo.ordres}) == 1


async def test_une_autre_forme_de_variables_est_un_autre_plan(demo: Lecteur, referent: Caller) -> None:
    document = """query ($f: FiltreBeneficiaire, $tri: [TriBeneficiaire!], $c: Curseur, $v: Boolean = true) {
        beneficiaires(filtre: $f, tri: $tri, after: $c) { nodes { nom @include(if: $v) id } pageInfo { endCursor }
        } }"""
    formes: list[dict[str, Any]] = [
        {},
        {"f": {"nom": {"egal": "a"}}},
        {"f": {"nom": {"contient": "a"}}},
        {"f": {"age": {"du": 1, "au": 2}}},
        {"tri": [{"champ": "COMMUNE"}]},
        {"tri": [{"champ": "COMMUNE", "sens": "DESC"}]},
        {"v": False},
    ]
    premier = demo.planner.compiled
    for forme in formes:
        await demo.data(referent, document, **forme)
    assert demo.planner.compiled == premier + len(formes)
    page = await demo.data(referent, document)
    await demo.data(referent, document, c=page["beneficiaires"]["pageInfo"]["endCursor"])
    assert demo.planner.compiled == premier + len(formes) + 1
    for forme in formes:
        await demo.data(referent, document, **forme)
    await demo.data(referent, document, f={"nom": {"egal": "b"}})
    assert demo.planner.compiled == premier + len(formes) + 1


async def test_un_profil_a_ses_plans_et_les_partage(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    document = "query Partage($id: ID!) { etape(id: $id) { intitule thematique { code } } }"
    compiled = demo.planner.compiled
    for compte in ("referent", "referent-b", "pilote", "referent"):
        await demo(comptes[compte], document, id="Etape:1")
    assert demo.planner.compiled == compiled + 2
    a, b, pilote, _ = (ordre.sql for ordre in demo.ordres)
    assert a == b != pilote


async def test_un_filtre_absent_n_est_pas_dans_l_ordre(demo: Lecteur, pilote: Caller) -> None:
    await demo.data(
        pilote, "query ($c: String) { collaborateurs(filtre: { fonction: { egal: $c } }) { nodes { id } } }"
    )
    [ordre] = demo.ordres
    assert "fonction" not in ordre.sql
    assert "IS NULL OR" not in ordre.sql


async def test_les_plans_gardes_sont_en_nombre_borne(demo: Lecteur, referent: Caller) -> None:
    """Flags, shapes and documents of which there is no end."""
    planner: Any = Planner(size=8)
    demo.application.engine.planner, ancien = planner, demo.planner
    try:
        drapeaux = " ".join(f"$v{rang}: Boolean!," for rang in range(6))
        champs = " ".join(f"c{rang}: nom @include(if: $v{rang})" for rang in range(6))
        document = f'query ({drapeaux}) {{ beneficiaire(id: "Beneficiaire:1") {{ id {champs} }} }}'
        for combinaison in range(64):
            await demo(referent, document, **{f"v{rang}": bool(combinaison >> rang & 1) for rang in range(6)})
        [prepared] = planner._fields._items.values()
        assert len(prepared.variants) <= 32
        formes = "query ($f: FiltreCollaborateur) { collaborateurs(filtre: $f) { totalCount } }"
        for taille in range(80):
            await demo(referent, formes, f={"OU": [{"nom": {"egal": "a"}}] * taille})
        [*_, prepared] = planner._fields._items.values()
        [variant] = prepared.variants._items.values()
        assert len(variant.plans) <= 64
        for rang in range(20):
            await demo(referent, f"{{ a{rang}: moi {{ id: nom }} }}")
        assert len(planner._fields) == 8
    finally:
        demo.application.engine.planner = ancien


async def test_la_memoire_oublie_ce_qui_sert_le_moins() -> None:
    lru: Lru[str, int] = Lru(2)
    lru.put("a", 1)
    lru.put("b", 2)
    assert lru.get("a") == 1
    lru.put("c", 3)
    assert (lru.get("a"), lru.get("b"), lru.get("c"), len(lru)) == (1, None, 3, 2)


# Values


HOSTILES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00") | st.sampled_from("'\"\\$;%_-:()éœß"),
    min_size=1,
    max_size=20,
).map(lambda text: "zqx" + text)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texte=HOSTILES)
async def test_aucune_valeur_n_entre_dans_le_texte_d_un_ordre(demo: Lecteur, referent: Caller, texte: str) -> None:
    """As every text argument, literal and variable."""
    demo.oublier()
    litteral = json.dumps(texte, ensure_ascii=True)
    filtre = (
        "nom: { egal: T, contient: T, parmi: [T] }, "
        "etapes: { un: { offreDeService: { un: { libelle: { egal: T } } } } }"
    )
    for valeur, entete in ((litteral, "query"), ("$t", "query ($t: String!)")):
        document = f"""{entete} {{
            b: beneficiaires(filtre: {{ texte: {valeur}, {filtre.replace("T", valeur)} }}) {{ totalCount }}
            s: structures(filtre: {{ OU: [{{ raisonSociale: {{ contient: {valeur} }} }}] }}) {{ nodes {{ id }} }}
            r: referentiels(liste: {valeur}) {{ code }}
            n: beneficiaire(numeroDossier: {valeur}) {{ id }}
        }}"""
        answer = await demo(referent, document, **({"t": texte} if valeur == "$t" else {}))
        assert answer["data"] is None or answer["data"]["n"] is None
    assert demo.ordres
    for ordre in demo.ordres:
        assert "zqx" not in ordre.sql.lower()


async def test_les_numeros_de_l_appelant_et_de_la_page_sont_des_parametres(
    demo: Lecteur, comptes: dict[str, Caller]
) -> None:
    """Two callers, two days, two pages: one text."""
    document = """query ($id: ID!, $n: Int!) { beneficiaire(id: $id) {
        etapes(limite: $n) { intitule referents { id } } entretiens(first: $n) { nodes { notesPrivees { texte } } }
    } }"""
    await demo(comptes["referent"], document, id="Beneficiaire:77", n=33)
    await demo(comptes["responsable-b"], document, id="Beneficiaire:78", n=34)
    await demo(comptes["referent-b"], document, id="Beneficiaire:78", n=34)
    premier, _, dernier = demo.ordres
    assert premier.sql == dernier.sql
    assert premier.valeurs != dernier.valeurs
    for nombre in ("77", "33", str(comptes["referent"].collaborateur)):
        assert not re.search(rf"(?<![\w$]){nombre}(?!\w)", premier.sql)
