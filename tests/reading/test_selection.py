"""What a selection may look like: aliases, fragments, directives."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type

from auth.caller import Caller
from tests.reading.lecteur import Lecteur, object_type

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Response keys


async def test_un_alias_nomme_la_valeur(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent, "query ($id: ID!) { lui: beneficiaire(id: $id) { patronyme: nom nom } }", id=fiche["id"]
    )
    assert data == {"lui": {"patronyme": fiche["nom"], "nom": fiche["nom"]}}


async def test_les_cles_suivent_l_ordre_de_la_demande(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent, "query ($id: ID!) { beneficiaire(id: $id) { prenom id __typename nom acces } }", id=fiche["id"]
    )
    assert list(data["beneficiaire"]) == ["prenom", "id", "__typename", "nom", "acces"]


async def test_les_selections_d_un_meme_champ_fusionnent(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!) {
            beneficiaire(id: $id) { etapes { id } ...Suite etapes { debutReel } }
            beneficiaire(id: $id) { nom }
        }
        fragment Suite on Beneficiaire { etapes { acces id } }""",
        id=fiche["id"],
    )
    assert list(data["beneficiaire"]) == ["etapes", "nom"]
    assert list(data["beneficiaire"]["etapes"][0]) == ["id", "acces", "debutReel"]


@pytest.mark.parametrize(
    "cle",
    ["select", "user", "order", "anon_1", "anon_2", "anon_3", "beneficiaire_1", "etape_1", "A", "__rang", "x", "_"],
)
async def test_toute_cle_permise_par_graphql_est_rendue(demo: Lecteur, referent: Caller, fiche: Any, cle: str) -> None:
    data = await demo.data(
        referent,
        f"""query ($id: ID!) {{
            beneficiaire(id: $id) {{ {cle}: nom etapes {{ {cle}: id }} secteur {{ {cle}: code }} }}
            page: beneficiaires(first: 1) {{
                {cle}: nodes {{ {cle}: nom entretiens(first: 1) {{ nodes {{ {cle}: id }} }} }}
            }}
        }}""",
        id=fiche["id"],
    )
    assert data["beneficiaire"][cle] == fiche["nom"]
    assert [etape[cle] for etape in data["beneficiaire"]["etapes"]] == [etape["id"] for etape in fiche["etapes"]]
    assert isinstance(data["page"][cle][0][cle], str)


async def test_une_cle_de_60_octets_est_rendue(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    cle = "c" * 60
    data = await demo.data(
        referent,
        f"query ($id: ID!) {{ beneficiaire(id: $id) {{ {cle}: nom {cle[:-1]}d: prenom }} }}",
        id=fiche["id"],
    )
    assert list(data["beneficiaire"].values()) == [fiche["nom"], fiche["prenom"]]


@pytest.mark.parametrize("place", ["{cle}: nom", "etapes {{ {cle}: id }}", "entretiens {{ {cle}: nodes {{ id }} }}"])
async def test_une_cle_de_61_octets_est_refusee(demo: Lecteur, referent: Caller, fiche: Any, place: str) -> None:
    selection = place.format(cle="c" * 61)
    code, message = await demo.refus(
        referent, f"query ($id: ID!) {{ beneficiaire(id: $id) {{ {selection} }} }}", id=fiche["id"]
    )
    assert code == "REQUETE_INVALIDE"
    assert "60 octets" in message


async def test_soixante_champs_tiennent_dans_une_selection(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    champs = " ".join(f"c{rang}: {'nom' if rang % 2 else 'numeroDossier'}" for rang in range(60))
    data = await demo.data(referent, f"query ($id: ID!) {{ beneficiaire(id: $id) {{ {champs} }} }}", id=fiche["id"])
    expected = {f"c{rang}": fiche["nom" if rang % 2 else "numeroDossier"] for rang in range(60)}
    assert data["beneficiaire"] == expected


async def test_cent_cinquante_champs_tiennent_dans_une_selection(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    """PostgreSQL functions stop at 100 arguments: the JSON must not be built by one."""
    noms = [
        nom for nom, champ in object_type("Beneficiaire").fields.items() if is_leaf_type(get_named_type(champ.type))
    ]
    champs = " ".join(f"c{rang}: {noms[rang % len(noms)]}" for rang in range(95)) + " " + " ".join(noms)
    etapes = " ".join(f"e{rang}: intitule" for rang in range(5))
    data = await demo.data(
        referent, f"query ($id: ID!) {{ beneficiaire(id: $id) {{ {champs} etapes {{ {etapes} }} }} }}", id=fiche["id"]
    )
    assert len(data["beneficiaire"]) == 95 + len(noms) + 1


# Fragments and types


async def test_typename_se_lit_partout(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!) {
            __typename
            beneficiaire(id: $id) {
                t: __typename
                coordonnees { __typename }
                secteur { __typename }
                etapes { __typename presence { __typename } }
                entretiens(first: 1) { __typename edges { __typename } pageInfo { __typename } nodes { __typename } }
            }
            beneficiaires(first: 1) { __typename edges { __typename node { __typename } } pageInfo { __typename } }
            structures(first: 1) { __typename nodes { __typename } }
        }""",
        id=fiche["id"],
    )
    assert data["__typename"] == "Query"
    lui = data["beneficiaire"]
    assert (lui["t"], lui["coordonnees"], lui["secteur"]) == (
        "Beneficiaire",
        {"__typename": "Coordonnees"},
        {"__typename": "Territoire"},
    )
    assert lui["etapes"][0] == {"__typename": "Etape", "presence": {"__typename": "PresenceEtape"}}
    assert lui["entretiens"]["__typename"] == "EntretienConnection"
    assert lui["entretiens"]["edges"] == [{"__typename": "EntretienEdge"}]
    assert lui["entretiens"]["pageInfo"] == {"__typename": "PageInfo"}
    assert data["beneficiaires"] == {
        "__typename": "BeneficiaireConnection",
        "edges": [{"__typename": "BeneficiaireEdge", "node": {"__typename": "Beneficiaire"}}],
        "pageInfo": {"__typename": "PageInfo"},
    }
    assert data["structures"] == {"__typename": "StructureConnection", "nodes": [{"__typename": "Structure"}]}


async def test_un_fragment_sur_une_interface_s_applique(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!) { beneficiaire(id: $id) { ...Noeud ... { prenom } ... on Beneficiaire { nom } } }
        fragment Noeud on Node { id }""",
        id=fiche["id"],
    )
    assert data["beneficiaire"] == {"id": fiche["id"], "prenom": fiche["prenom"], "nom": fiche["nom"]}


async def test_un_fragment_d_un_autre_type_ne_s_applique_pas(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        "query ($id: ID!) { node(id: $id) { ... on Etape { debutReel } ... on Beneficiaire { nom } } }",
        id=fiche["id"],
    )
    assert data["node"] == {"nom": fiche["nom"]}


async def test_les_champs_d_un_fragment_gardent_leur_place(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!) { beneficiaire(id: $id) { nom ...A civilite } }
        fragment A on Beneficiaire { prenom ...B id }
        fragment B on Node { id ... on Beneficiaire { nom acces } }""",
        id=fiche["id"],
    )
    assert list(data["beneficiaire"]) == ["nom", "prenom", "id", "acces", "civilite"]


# Directives


@pytest.mark.parametrize("montrer", [True, False])
async def test_include_et_skip_suivent_leur_variable(
    demo: Lecteur, referent: Caller, fiche: Any, montrer: bool
) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!, $v: Boolean!) {
            beneficiaire(id: $id) {
                id nom @include(if: $v) prenom @skip(if: $v)
                ... @include(if: $v) { numeroDossier }
                ...F @skip(if: $v)
                a: id @include(if: true) @skip(if: $v) b: id @skip(if: true) c: id @include(if: false)
            }
        }
        fragment F on Beneficiaire { acces }""",
        id=fiche["id"],
        v=montrer,
    )
    shown = {"id", "nom", "numeroDossier"} if montrer else {"id", "prenom", "acces", "a"}
    assert set(data["beneficiaire"]) == shown


async def test_include_suit_la_valeur_par_defaut_de_sa_variable(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    document = """query ($id: ID!, $v: Boolean! = false) {
        beneficiaire(id: $id) { id nom @include(if: $v) }
    }"""
    absent = await demo.data(referent, document, id=fiche["id"])
    present = await demo.data(referent, document, id=fiche["id"], v=True)
    assert (list(absent["beneficiaire"]), list(present["beneficiaire"])) == (["id"], ["id", "nom"])


async def test_un_champ_exclu_d_une_page_ne_gene_pas_les_autres(demo: Lecteur, referent: Caller) -> None:
    document = """query ($v: Boolean!) {
        beneficiaires(first: 2) {
            nodes @include(if: $v) { id } edges @skip(if: $v) { cursor } totalCount @skip(if: $v)
        }
    }"""
    assert list((await demo.data(referent, document, v=True))["beneficiaires"]) == ["nodes"]
    assert list((await demo.data(referent, document, v=False))["beneficiaires"]) == ["edges", "totalCount"]


@pytest.mark.parametrize(
    "selection",
    [
        "etapes { id @include(if: $v) }",
        "secteur { code @include(if: $v) }",
        "coordonnees { email @include(if: $v) }",
        "dernierEntretien { id @include(if: $v) }",
        "entretiens { nodes { id @include(if: $v) } edges { cursor @include(if: $v) } }",
        "entretiens { nodes @include(if: $v) { id } }",
        "entretiens { pageInfo { hasNextPage @include(if: $v) } }",
    ],
)
async def test_une_selection_dont_tout_est_exclu_donne_des_objets_vides(
    demo: Lecteur, referent: Caller, fiche: Any, selection: str
) -> None:
    document = f"query ($id: ID!, $v: Boolean!) {{ beneficiaire(id: $id) {{ {selection} }} }}"
    plein = (await demo.data(referent, document, id=fiche["id"], v=True))["beneficiaire"]
    vide = (await demo.data(referent, document, id=fiche["id"], v=False))["beneficiaire"]
    assert vide == _vider(plein, selection)


def _vider(plein: Any, selection: str) -> Any:
    """The same answer without the leaves, or without `nodes` when it is `nodes` that is excluded."""
    if isinstance(plein, list):
        return [_vider(item, selection) for item in plein]
    if not isinstance(plein, dict):
        return plein
    absents = {"nodes"} if "nodes @" in selection else {"id", "code", "email", "cursor", "hasNextPage"}
    return {key: _vider(value, selection) for key, value in plein.items() if key not in absents}


async def test_une_racine_dont_tout_est_exclu_donne_un_objet_vide(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!, $v: Boolean!) {
            beneficiaire(id: $id) { id @include(if: $v) } beneficiaires { totalCount @include(if: $v) }
            thematiques { id @include(if: $v) } moi { nom @include(if: $v) }
        }""",
        id=fiche["id"],
        v=False,
    )
    assert (data["beneficiaire"], data["beneficiaires"], data["moi"]) == ({}, {}, {})
    assert data["thematiques"]
    assert set(map(len, data["thematiques"])) == {0}
