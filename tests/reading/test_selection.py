"""What a selection may look like: aliases, fragments, directives, nodes, and the form of each scalar."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLObjectType, GraphQLScalarType, get_named_type, is_enum_type, is_leaf_type

from auth.caller import Caller
from resolvers.reading.bindings import model_of
from schema import schema
from tests.reading.lecteur import Lecteur, codes
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def fiche(demo: Lecteur, referent: Caller) -> dict[str, Any]:
    """A file of the référent's, with an étape of another structure."""
    data = await demo.data(
        referent, "{ beneficiaires(first: 100) { nodes { id nom prenom numeroDossier etapes { id acces } } } }"
    )
    return next(
        node
        for node in data["beneficiaires"]["nodes"]
        if {etape["acces"] for etape in node["etapes"]} == {"COMPLET", "RESTREINT"}
    )


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
    noms = [nom for nom, champ in _type("Beneficiaire").fields.items() if is_leaf_type(get_named_type(champ.type))]
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


# Nodes


async def test_node_donne_l_objet_de_son_type(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    etape = fiche["etapes"][0]["id"]
    document = "query ($id: ID!) { node(id: $id) { __typename id } }"
    assert await demo.data(referent, document, id=fiche["id"]) == {
        "node": {"__typename": "Beneficiaire", "id": fiche["id"]}
    }
    assert await demo.data(referent, document, id=etape) == {"node": {"__typename": "Etape", "id": etape}}


@pytest.mark.parametrize(
    "id_",
    [
        "Beneficiaire:2000000000",
        "Inconnu:1",
        "Query:1",
        "PageInfo:1",
        "ValeurReferentiel:1",
        "Presence:1",
        "Coordonnees:1",
        "Node:1",
        "Moi:1",
        "Sens:1",
    ],
)
async def test_node_ne_trouve_rien_hors_des_objets_qui_existent(demo: Lecteur, referent: Caller, id_: str) -> None:
    assert await demo.data(referent, "query ($id: ID!) { node(id: $id) { id } }", id=id_) == {"node": None}


async def test_node_ne_donne_rien_d_un_dossier_d_ailleurs(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    document = "{ beneficiaires(first: 100) { nodes { id } } }"
    miens = [node["id"] for node in (await demo.data(comptes["referent"], document))["beneficiaires"]["nodes"]]
    tous = [node["id"] for node in (await demo.data(comptes["pilote"], document))["beneficiaires"]["nodes"]]
    ailleurs = next(id_ for id_ in tous if id_ not in miens)
    assert await demo.data(comptes["referent"], "query ($id: ID!) { node(id: $id) { id } }", id=ailleurs) == {
        "node": None
    }


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "1",
        "Beneficiaire",
        "Beneficiaire:",
        "Beneficiaire:0",
        "Beneficiaire:01",
        "Beneficiaire:-1",
        "Beneficiaire:1 ",
        "Beneficiaire:2147483648",
        "Beneficiaire:1:2",
        "beneficiaire:1",
        "Beneficiaire:١",
    ],
)
async def test_un_identifiant_mal_forme_est_refuse(demo: Lecteur, referent: Caller, id_: str) -> None:
    code, message = await demo.refus(referent, "query ($id: ID!) { node(id: $id) { id } }", id=id_)
    assert code == "REQUETE_INVALIDE"
    assert "« Type:123 »" in message or "identifiant" in message


async def test_un_identifiant_d_un_autre_type_est_refuse(demo: Lecteur, referent: Caller) -> None:
    code, message = await demo.refus(referent, '{ beneficiaire(id: "Etape:1") { id } }')
    assert code == "REQUETE_INVALIDE"
    assert "Beneficiaire" in message


async def test_nodes_rend_l_ordre_les_doublons_et_les_absents(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    etape = fiche["etapes"][0]["id"]
    ids = [etape, fiche["id"], "Beneficiaire:2000000000", etape, "Inconnu:3"]
    data = await demo.data(referent, "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids)
    assert data["nodes"] == [
        {"id": etape, "__typename": "Etape"},
        {"id": fiche["id"], "__typename": "Beneficiaire"},
        None,
        {"id": etape, "__typename": "Etape"},
        None,
    ]


async def test_nodes_prend_cent_identifiants_au_plus(demo: Lecteur, referent: Caller) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len((await demo.data(referent, document, ids=["Beneficiaire:1"] * 100))["nodes"]) == 100
    code, _ = await demo.refus(referent, document, ids=["Beneficiaire:1"] * 101)
    assert code == "REQUETE_INVALIDE"


async def test_beneficiaire_se_trouve_par_son_numero(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    document = "query ($n: String) { beneficiaire(numeroDossier: $n) { id } }"
    assert await demo.data(referent, document, n=fiche["numeroDossier"]) == {"beneficiaire": {"id": fiche["id"]}}


@pytest.mark.parametrize("arguments", ["", '(id: "Beneficiaire:1", numeroDossier: "#1")', "(id: null)"])
async def test_beneficiaire_veut_une_seule_cle(demo: Lecteur, referent: Caller, arguments: str) -> None:
    code, message = await demo.refus(referent, f"{{ beneficiaire{arguments} {{ id }} }}")
    assert (code, message) == ("REQUETE_INVALIDE", "Donnez un seul de ces arguments : id, numeroDossier.")


# Lists


@pytest.mark.parametrize("limite", [0, 1, 2, 500])
async def test_limite_garde_les_premieres_lignes(demo: Lecteur, referent: Caller, fiche: Any, limite: int) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!, $l: Int) {
            beneficiaire(id: $id) { etapes(limite: $l) { id } toutes: etapes(limite: null) { id } }
        }""",
        id=fiche["id"],
        l=limite,
    )
    toutes = data["beneficiaire"]["toutes"]
    assert [etape["id"] for etape in toutes] == [etape["id"] for etape in fiche["etapes"]]
    assert data["beneficiaire"]["etapes"] == toutes[:limite]


@pytest.mark.parametrize("limite", [-1, 501])
async def test_limite_hors_de_ses_bornes_est_refusee(demo: Lecteur, referent: Caller, limite: int) -> None:
    code, message = await demo.refus(
        referent, 'query ($l: Int) { beneficiaire(id: "Beneficiaire:1") { etapes(limite: $l) { id } } }', l=limite
    )
    assert (code, message) == ("REQUETE_INVALIDE", "« limite » va de 0 à 500.")


# Scalars


@pytest.mark.parametrize(
    ("instant", "ecrit"),
    [
        (dt.datetime(2025, 3, 30, 0, 59, 59, tzinfo=dt.UTC), "2025-03-30T01:59:59+01:00"),
        (dt.datetime(2025, 3, 30, 1, 0, tzinfo=dt.UTC), "2025-03-30T03:00:00+02:00"),
        (dt.datetime(2025, 10, 26, 0, 30, tzinfo=dt.UTC), "2025-10-26T02:30:00+02:00"),
        (dt.datetime(2025, 10, 26, 1, 30, tzinfo=dt.UTC), "2025-10-26T02:30:00+01:00"),
        (dt.datetime(2024, 2, 29, 23, 0, tzinfo=dt.UTC), "2024-03-01T00:00:00+01:00"),
    ],
)
async def test_un_instant_porte_l_heure_de_paris_et_son_decalage(
    monde: Monde, instant: dt.datetime, ecrit: str
) -> None:
    personne = await monde.suivie()
    entretien = await personne.entretien("A", "referent", date_heure=instant)
    data = await monde.lire.data(
        monde.callers["referent"], f'{{ entretien(id: "Entretien:{entretien.id}") {{ dateHeure }} }}'
    )
    assert data["entretien"]["dateHeure"] == ecrit


@pytest.mark.parametrize(
    ("jours", "mois"), [(0, 0.0), (1, 0.0), (2, 0.1), (93, 3.1), (150, 5.0), (45, 1.5), (3650, 121.7)]
)
async def test_une_duree_est_un_nombre_a_une_decimale(monde: Monde, jours: int, mois: float) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a", debut=jours)
    data = await monde.lire.data(monde.callers["referent"], f'{{ etape(id: "Etape:{etape.id}") {{ dureeMois }} }}')
    assert data["etape"]["dureeMois"] == mois


@pytest.mark.parametrize(
    "texte", ['"', "\\", "l'été", "œ", "é\n\t\r", "😀", "\u2028", "</script>", "{{x}}", "%s $1 :a"]
)
async def test_un_texte_est_rendu_tel_qu_il_est(monde: Monde, texte: str) -> None:
    personne = await monde.suivie(commune=texte)
    data = await monde.lire.data(
        monde.callers["referent"],
        f"""{{
            beneficiaire(id: "{personne.gid}") {{ commune }}
            beneficiaires(filtre: {{ commune: {{ egal: {_literal(texte)} }} }}) {{ nodes {{ id }} }}
        }}""",
    )
    assert data["beneficiaire"]["commune"] == texte
    assert {"id": personne.gid} in data["beneficiaires"]["nodes"]


VIDES = {"Journal", "DemandeCollaborateur", "Modification", "Changement"}
"""Types that the demo has no row of: their own tests read them."""


@pytest.mark.parametrize(
    "nom",
    sorted(
        name
        for name, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and model_of(kind) and name not in VIDES
    ),
)
async def test_chaque_scalaire_de_chaque_type_a_la_forme_de_graphql(
    demo: Lecteur, pilote: Caller, comptes: dict[str, Caller], nom: str
) -> None:
    """Every leaf of the demo passes through the serialiser of its type unchanged, and a list or null where allowed."""
    type_ = _type(nom)
    leaves = {name: field for name, field in type_.fields.items() if is_leaf_type(get_named_type(field.type))}
    answer = await demo(comptes[_LECTEURS.get(nom, "pilote")], _CHEMINS[nom].replace("…", " ".join(leaves)))
    assert all(code == "INTERDIT" for code, _ in codes(answer)), answer["errors"]
    rows = list(_objets(answer["data"], set(leaves)))
    assert rows
    for row in rows:
        for name, field in leaves.items():
            _forme(get_named_type(field.type), row[name])


_CHEMINS = {
    "Beneficiaire": "{ beneficiaires(first: 100) { nodes { … } } }",
    "Coordonnees": "{ beneficiaires(first: 100) { nodes { coordonnees { … } } } }",
    "AdresseAnterieure": "{ beneficiaires(first: 100) { nodes { coordonnees { historique { … } } } } }",
    **{
        nom: "{ beneficiaires(first: 100) { nodes { " + champ + " { … } } } }"
        for nom, champ in {
            "Accompagnement": "accompagnements",
            "Rattachement": "rattachements",
            "Positionnement": "positionnements",
            "Caracteristique": "caracteristiques",
            "Contrat": "contrats",
            "Referent": "referents",
            "Etape": "etapes",
            "Objectif": "objectifs",
            "Competence": "competences",
            "Souhait": "souhaits",
            "Difficulte": "difficultes",
            "Bilan": "bilans",
            "Entretien": "dernierEntretien",
        }.items()
    },
    **{
        nom: "{ beneficiaires(first: 100) { nodes { etapes { " + champ + " { … } } } } }"
        for nom, champ in {
            "PresenceEtape": "presence",
            "CaracteristiqueEtape": "caracteristiques",
            "PassageConvention": "passagesConvention",
            "MotifFinEtape": "motifFin",
        }.items()
    },
    "HeuresMensuelles": "{ beneficiaires(first: 100) { nodes { etapes { presence { heuresMensuelles { … } } } } } }",
    "Presence": "{ beneficiaires(first: 100) { nodes { etapes { presence { jours { … } } } } } }",
    "Reponse": "{ beneficiaires(first: 100) { nodes { bilans { reponses { … } } } } }",
    "Transmission": "{ beneficiaires(first: 100) { nodes { bilans { transmissions { … } } } } }",
    "Convocation": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { convocation { … } } } } } }",
    "Document": "{ beneficiaires(first: 100) { nodes { documents { nodes { … } } } } }",
    "Seance": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { seance { … } } } } } }",
    "ThemeEntretien": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { themes { … } } } } } }",
    "NotePrivee": "{ beneficiaires(first: 100) { nodes { entretiens(first: 100) { nodes { notesPrivees { … } } } } } }",
    "Structure": "{ structures { nodes { … } } }",
    "OffreDeService": "{ offresDeService { nodes { … } } }",
    "Collaborateur": "{ collaborateurs { nodes { … } } }",
    "Moi": "{ moi { … } }",
    "Thematique": "{ thematiques { … } }",
    "Territoire": "{ territoires { … } }",
    "GestionnaireAdministratif": "{ territoires { gestionnaireAdministratif { … } } }",
    "ModeleBilan": "{ thematiques { modelesBilan { … } } }",
    "Question": "{ thematiques { modelesBilan { questions { … } } } }",
    "DefinitionCaracteristiqueEtape": "{ thematiques { caracteristiquesEtape { … } } }",
    "DefinitionCaracteristique": "{ beneficiaires(first: 2) { nodes { caracteristiques { definition { … } } } } }",
    "ValeurReferentiel": '{ referentiels(liste: "TYPE_ENTRETIEN") { … } }',
    "Dispositif": "{ beneficiaires(first: 9) { nodes { accompagnements { dispositif { … } } } } }",
    "DifficulteReference": "{ beneficiaires(first: 50) { nodes { difficultes { difficulte { … } } } } }",
    "NatureDifficulte": "{ beneficiaires(first: 50) { nodes { difficultes { difficulte { nature { … } } } } } }",
    "CompetenceReference": "{ beneficiaires(first: 50) { nodes { competences { competence { … } } } } }",
    "Filiere": "{ beneficiaires(first: 50) { nodes { competences { competence { filiere { … } } } } } }",
    "GroupeFiliere": "{ beneficiaires { nodes { competences { competence { filiere { groupe { … } } } } } } }",
    "Aide": '{ nodes(ids: ["Aide:1", "Aide:2"]) { ... on Aide { … } } }',
    "Note": "{ nodes(ids: " + json.dumps([f"Note:{n}" for n in range(1, 41)]) + ") { ... on Note { … } } }",
    "MesDroits": "{ beneficiaires(first: 100) { nodes { mesDroits { … } } } }",
    "Consultation": "{ moi { consultationsRecentes { … } } }",
    "ModeleDocument": "{ beneficiaires(first: 100) { nodes { documents { nodes { modele { … } } } } } }",
}
_LECTEURS = {"ThemeEntretien": "referent", "NotePrivee": "referent", "Note": "referent"}


def _type(nom: str) -> GraphQLObjectType:
    found = schema._schema.type_map[nom]
    assert isinstance(found, GraphQLObjectType)
    return found


def _objets(value: Any, keys: set[str]) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from _objets(item, keys)
    elif isinstance(value, dict):
        if set(value) == keys:
            yield value
        else:
            for item in value.values():
                yield from _objets(item, keys)


def _forme(type_: Any, value: Any) -> None:
    if value is None or isinstance(value, list):
        return
    if is_enum_type(type_):
        assert value in type_.values
        return
    assert isinstance(type_, GraphQLScalarType)
    python = {"Int": int, "Float": (int, float), "Boolean": bool}.get(type_.name, str)
    assert isinstance(value, python), (type_.name, value)
    if type_.name == "Date":
        assert dt.date.fromisoformat(value).isoformat() == value
    if type_.name == "DateTime":
        assert dt.datetime.fromisoformat(value).isoformat() == value
        assert value[-6] in "+-"
    if type_.name == "Int":
        assert not isinstance(value, bool)


def _literal(text: str) -> str:
    return json.dumps(text)
