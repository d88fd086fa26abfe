"""Pages: every row once, in order, forward and backward; cursors that last, and that nobody can forge."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from typing import Any

import httpx
import pytest
import pytest_asyncio
from graphql import GraphQLEnumType

from auth.caller import Caller
from resolvers.reading import cursors
from schema import schema
from server.app import create_app
from server.settings import Settings
from tests.reading.lecteur import MAINTENANT, Lecteur
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTES = {
    "beneficiaires": "Beneficiaire",
    "structures": "Structure",
    "collaborateurs": "Collaborateur",
    "offresDeService": "OffreDeService",
    "etapes": "Etape",
    "entretiens": "Entretien",
    "bilans": "Bilan",
}


def _tris(type_: str) -> list[str]:
    found = schema._schema.type_map[f"ChampTri{type_}"]
    assert isinstance(found, GraphQLEnumType)
    return list(found.values)


TRIS = [
    (liste, f"[{{ champ: {champ}, sens: {sens} }}]")
    for liste, type_ in LISTES.items()
    for champ in _tris(type_)
    for sens in ("ASC", "DESC")
]
MELANGES = [
    ("beneficiaires", "[{ champ: COMMUNE, sens: DESC }, { champ: NOM }]"),
    ("beneficiaires", "[{ champ: COMMUNE }, { champ: DATE_NAISSANCE, sens: DESC }]"),
    ("collaborateurs", "[{ champ: PROFIL, sens: DESC }, { champ: NOM, sens: ASC }]"),
    ("offresDeService", "[{ champ: FIN, sens: DESC }, { champ: DEBUT }, { champ: LIBELLE, sens: DESC }]"),
    ("beneficiaires", "[]"),
    ("structures", "[]"),
]


async def parcourir(
    demo: Lecteur, caller: Caller, liste: str, tri: str, taille: int, *, arriere: bool = False
) -> list[list[str]]:
    """The ids of each page, walked to the end, with what each page must say of itself."""
    first, after = ("last", "before") if arriere else ("first", "after")
    document = f"""query ($n: Int, $c: Curseur) {{
        {liste}({first}: $n, {after}: $c, tri: {tri}) {{
            nodes {{ id }} edges {{ cursor node {{ id }} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        }}
    }}"""
    pages: list[list[str]] = []
    curseur = None
    while True:
        page = (await demo.data(caller, document, n=taille, c=curseur))[liste]
        ids = [node["id"] for node in page["nodes"]]
        info = page["pageInfo"]
        assert [edge["node"]["id"] for edge in page["edges"]] == ids
        bouts = [edge["cursor"] for edge in page["edges"]]
        assert (info["startCursor"], info["endCursor"]) == ((bouts[0], bouts[-1]) if bouts else (None, None))
        assert info["hasNextPage" if arriere else "hasPreviousPage"] is (curseur is not None)
        pages.append(ids)
        if not info["hasPreviousPage" if arriere else "hasNextPage"]:
            return pages
        assert len(ids) == taille
        curseur = info["startCursor" if arriere else "endCursor"]


@pytest.mark.parametrize(("liste", "tri"), [*TRIS, *MELANGES])
async def test_les_pages_avancent_et_reculent_sur_toute_la_liste(
    demo: Lecteur, pilote: Caller, liste: str, tri: str
) -> None:
    total = (await demo.data(pilote, f"{{ {liste} {{ totalCount }} }}"))[liste]["totalCount"]
    taille = min(100, max(2, total // 5))
    avant = await parcourir(demo, pilote, liste, tri, taille)
    arriere = await parcourir(demo, pilote, liste, tri, taille, arriere=True)
    lus = list(itertools.chain(*avant))
    assert len(lus) == len(set(lus)) == total
    assert list(itertools.chain(*reversed(arriere))) == lus


CLES = {
    ("beneficiaires", "COMMUNE"): "commune",
    ("beneficiaires", "DATE_NAISSANCE"): "dateNaissance",
    ("beneficiaires", "CREE_LE"): "creeLe",
    ("collaborateurs", "PROFIL"): "profil",
    ("structures", "COMMUNE"): "commune",
    ("offresDeService", "FIN"): "fin",
    ("offresDeService", "DEBUT"): "debut",
}


@pytest.mark.parametrize("sens", ["ASC", "DESC"])
@pytest.mark.parametrize(("liste", "champ"), CLES)
async def test_le_tri_range_les_valeurs_et_met_ce_qui_manque_a_la_fin(
    demo: Lecteur, pilote: Caller, liste: str, champ: str, sens: str
) -> None:
    key = CLES[liste, champ]
    data = await demo.data(
        pilote, f"{{ {liste}(first: 100, tri: [{{ champ: {champ}, sens: {sens} }}]) {{ nodes {{ id v: {key} }} }} }}"
    )
    lues = [node["v"] for node in data[liste]["nodes"]]
    presentes = [valeur for valeur in lues if valeur is not None]
    moment = dt.datetime.fromisoformat if champ == "CREE_LE" else str
    assert presentes == sorted(presentes, key=moment, reverse=sens == "DESC")
    assert lues == presentes + [None] * (len(lues) - len(presentes))


async def test_les_ex_aequo_sont_departages_par_l_identifiant(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(
        pilote, "{ collaborateurs(first: 100, tri: [{ champ: PROFIL, sens: DESC }]) { nodes { id profil } } }"
    )
    nodes = data["collaborateurs"]["nodes"]
    for _, groupe in itertools.groupby(nodes, key=lambda node: node["profil"]):
        numeros = [int(node["id"].split(":")[1]) for node in groupe]
        assert numeros == sorted(numeros, reverse=True)


async def test_ce_qui_manque_des_deux_cotes_d_un_curseur_n_est_pas_perdu(monde: Monde) -> None:
    """The sort values of the cursor are NULL themselves."""
    personnes = [await monde.suivie(nom="Sanscommune", commune=commune) for commune in (None, "Agde", None, None)]
    nulles = [personne.gid for personne in personnes if personne is not personnes[1]]
    for sens in ("ASC", "DESC"):
        ids: list[str] = []
        curseur = None
        for _ in range(4):
            page = (
                await monde.lire.data(
                    monde.callers["referent"],
                    f"""query ($c: Curseur) {{ beneficiaires(
                        first: 1, after: $c, filtre: {{ nom: {{ egal: "Sanscommune" }} }},
                        tri: [{{ champ: COMMUNE, sens: {sens} }}]
                    ) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}""",
                    c=curseur,
                )
            )["beneficiaires"]
            ids += [node["id"] for node in page["nodes"]]
            curseur = page["pageInfo"]["endCursor"]
        assert ids == [personnes[1].gid, *(nulles if sens == "ASC" else reversed(nulles))]
        assert not page["pageInfo"]["hasNextPage"]


# Cursors


async def test_un_curseur_survit_a_une_ligne_ajoutee_et_a_une_ligne_retiree(monde: Monde) -> None:
    document = """query ($c: Curseur) { beneficiaires(first: 2, after: $c, filtre: { prenom: { egal: "Insere" } }) {
        nodes { nom } pageInfo { endCursor } } }"""
    for nom in ("Ba", "Bc", "Be", "Bg"):
        await monde.suivie(nom=nom, prenom="Insere")
    referent = monde.callers["referent"]
    premiere = (await monde.lire.data(referent, document))["beneficiaires"]
    await monde.suivie(nom="Bb", prenom="Insere")
    await monde.suivie(nom="Bd", prenom="Insere")
    suite = (await monde.lire.data(referent, document, c=premiere["pageInfo"]["endCursor"]))["beneficiaires"]
    assert [node["nom"] for node in premiere["nodes"]] == ["Ba", "Bc"]
    assert [node["nom"] for node in suite["nodes"]] == ["Bd", "Be"]


async def test_un_curseur_ne_montre_aucun_nom(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(pilote, "{ beneficiaires(first: 5) { edges { cursor node { nom } } } }")
    for edge in data["beneficiaires"]["edges"]:
        brut = base64.urlsafe_b64decode(edge["cursor"] + "===")
        assert edge["node"]["nom"].lower().encode() not in brut.lower()
        assert edge["node"]["nom"].lower() not in edge["cursor"].lower()


@pytest.mark.parametrize("curseur", ["", "abcd", "éé", "AAAA" * 12, "=" * 8, " "])
async def test_un_curseur_quelconque_est_refuse(demo: Lecteur, pilote: Caller, curseur: str) -> None:
    code, message = await demo.refus(
        pilote, "query ($c: Curseur) { beneficiaires(after: $c) { nodes { id } } }", c=curseur
    )
    assert code == "REQUETE_INVALIDE"
    assert "curseur" in message
    assert not curseur.strip() or curseur not in message


async def test_un_curseur_modifie_est_refuse(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(pilote, "{ beneficiaires(first: 1) { pageInfo { endCursor } } }")
    curseur = data["beneficiaires"]["pageInfo"]["endCursor"]
    for place in range(0, len(curseur), 7):
        autre = "A" if curseur[place] != "A" else "B"
        code, _ = await demo.refus(
            pilote,
            "query ($c: Curseur) { beneficiaires(after: $c) { nodes { id } } }",
            c=curseur[:place] + autre + curseur[place + 1 :],
        )
        assert code == "REQUETE_INVALIDE"


async def test_un_curseur_d_un_autre_serveur_est_refuse(demo: Lecteur, pilote: Caller) -> None:
    forge = cursors.CursorBox("un autre secret, de la même longueur que le bon").seal(b'["Beneficiaire","a","1"]')
    code, _ = await demo.refus(
        pilote, "query ($c: Curseur) { beneficiaires(after: $c) { nodes { id } } }", c=forge.decode()
    )
    assert code == "REQUETE_INVALIDE"


@pytest.mark.parametrize(
    ("liste", "tri"),
    [
        ("beneficiaires", "[{ champ: COMMUNE }]"),
        ("beneficiaires", "[{ champ: NOM }]"),
        ("beneficiaires", "[{ champ: NOM, sens: DESC }]"),
        ("structures", "[]"),
    ],
)
async def test_un_curseur_d_une_autre_liste_ou_d_un_autre_tri_est_refuse(
    demo: Lecteur, pilote: Caller, liste: str, tri: str
) -> None:
    data = await demo.data(pilote, "{ beneficiaires(first: 1) { pageInfo { endCursor } } }")
    code, message = await demo.refus(
        pilote,
        f"query ($c: Curseur) {{ {liste}(after: $c, tri: {tri}) {{ nodes {{ id }} }} }}",
        c=data["beneficiaires"]["pageInfo"]["endCursor"],
    )
    assert (code, message) == (
        "REQUETE_INVALIDE",
        "Ce curseur vient d'une liste triée autrement : reprenez au début.",
    )


@pytest_asyncio.fixture(loop_scope="session")
async def http(base_demo: str, demo: Lecteur) -> Any:
    """The server itself, on the demo."""
    app = create_app(Settings(database_url=base_demo, secret="s" * 32, journal_requetes=False), lambda: MAINTENANT)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        client.tokens = app.state.application.tokens  # type: ignore[attr-defined]
        yield client


@pytest.mark.parametrize("place", ["variable", "littéral"])
async def test_un_mauvais_curseur_donne_400_par_http(http: Any, pilote: Caller, place: str) -> None:
    document, variables = "query ($c: Curseur) { beneficiaires(after: $c) { nodes { id } } }", {"c": "faux"}
    if place == "littéral":
        document, variables = '{ beneficiaires(after: "faux") { nodes { id } } }', {}
    answer = await http.post(
        "/graphql",
        json={"query": document, "variables": variables},
        headers={
            "authorization": f"Bearer {http.tokens.make(pilote, MAINTENANT)}",
            "accept": "application/graphql-response+json",
        },
    )
    assert answer.status_code == 400
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "REQUETE_INVALIDE"


# Bounds


@pytest.mark.parametrize("sens", ["first", "last"])
async def test_une_page_a_20_lignes_par_defaut_et_100_au_plus(demo: Lecteur, pilote: Caller, sens: str) -> None:
    document = f"query ($n: Int) {{ beneficiaires({sens}: $n) {{ nodes {{ id }} }} }}"
    for demandees, lues in ((None, 20), (0, 0), (1, 1), (100, 100)):
        data = await demo.data(pilote, document, n=demandees)
        assert len(data["beneficiaires"]["nodes"]) == lues
    for hors in (-1, 101):
        code, message = await demo.refus(pilote, document, n=hors)
        assert (code, message) == ("REQUETE_INVALIDE", f"« {sens} » va de 0 à 100.")


async def test_on_avance_ou_on_recule(demo: Lecteur, pilote: Caller) -> None:
    code, message = await demo.refus(pilote, "{ beneficiaires(first: 1, last: 1) { nodes { id } } }")
    assert code == "REQUETE_INVALIDE"
    assert "pas les deux" in message


async def test_une_page_vide_dit_si_la_liste_continue(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(
        pilote,
        """{
            rien: beneficiaires(first: 0) { ...Page }
            personne: beneficiaires(filtre: { age: { du: 150 } }) { ...Page }
        }
        fragment Page on BeneficiaireConnection {
            nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }""",
    )
    info = {"hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert data == {
        "rien": {"nodes": [], "edges": [], "totalCount": 200, "pageInfo": {**info, "hasNextPage": True}},
        "personne": {"nodes": [], "edges": [], "totalCount": 0, "pageInfo": {**info, "hasNextPage": False}},
    }


# totalCount


async def test_le_total_ne_depend_pas_de_la_page(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(
        pilote,
        """{
            a: collaborateurs(first: 1) { totalCount }
            b: collaborateurs(last: 3, tri: [{ champ: PROFIL }]) { totalCount }
        }""",
    )
    assert data["a"] == data["b"]


async def test_le_total_n_est_compte_que_s_il_est_demande(demo: Lecteur, pilote: Caller) -> None:
    await demo.data(pilote, "{ collaborateurs(first: 1) { nodes { id } } }")
    await demo.data(pilote, "{ collaborateurs(first: 1) { nodes { id } totalCount } }")
    sans, avec = (ordre.sql for ordre in demo.ordres)
    assert sans.count("FROM collaborateur") == 1
    assert avec.count("FROM collaborateur") == 2


async def test_un_total_seul_ne_lit_pas_de_ligne(demo: Lecteur, pilote: Caller) -> None:
    data = await demo.data(pilote, "{ collaborateurs { totalCount __typename } }")
    assert data["collaborateurs"]["totalCount"] > 20


# Nested


async def test_une_page_imbriquee_se_parcourt_comme_une_autre(demo: Lecteur, referent: Caller) -> None:
    """For every file at once: pages of two against the whole list."""
    data = await demo.data(
        referent,
        """{ beneficiaires(first: 100) { nodes {
            id toutes: entretiens(first: 100) { totalCount nodes { id dateHeure } }
            anciens: entretiens(last: 2) { nodes { id } pageInfo { hasPreviousPage hasNextPage } }
            tries: entretiens(first: 100, tri: [{ champ: DUREE_MINUTES, sens: DESC }]) { nodes { id dureeMinutes } }
        } } }""",
    )
    for node in data["beneficiaires"]["nodes"]:
        toutes = node["toutes"]["nodes"]
        moments = [dt.datetime.fromisoformat(entretien["dateHeure"]) for entretien in toutes]
        assert moments == sorted(moments, reverse=True)
        assert node["toutes"]["totalCount"] == len(toutes)
        assert [e["id"] for e in node["anciens"]["nodes"]] == [e["id"] for e in toutes][-2:]
        assert node["anciens"]["pageInfo"] == {"hasPreviousPage": len(toutes) > 2, "hasNextPage": False}
        durees = [entretien["dureeMinutes"] for entretien in node["tries"]["nodes"]]
        assert durees == sorted(durees, reverse=True)
        assert {e["id"] for e in node["tries"]["nodes"]} == {e["id"] for e in toutes}
    longue = max(data["beneficiaires"]["nodes"], key=lambda node: node["toutes"]["totalCount"])
    lus: list[str] = []
    curseur = None
    while True:
        page = (
            await demo.data(
                referent,
                """query ($id: ID!, $c: Curseur) { beneficiaire(id: $id) { entretiens(first: 3, after: $c) {
                    nodes { id } pageInfo { endCursor hasNextPage } } } }""",
                id=longue["id"],
                c=curseur,
            )
        )["beneficiaire"]["entretiens"]
        lus += [node["id"] for node in page["nodes"]]
        curseur = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert lus == [entretien["id"] for entretien in longue["toutes"]["nodes"]]
