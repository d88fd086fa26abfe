"""What a filter keeps: each operator on each kind of field, combinations, instants, nested pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from auth.caller import Caller
from tests.reading.lecteur import Lecteur, codes
from tests.reading.monde import Monde, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")

Garde = Callable[[dict[str, Any]], bool]


async def gardes(lecteur: Lecteur, caller: Caller, liste: str, filtre: str, selection: str) -> tuple[Any, Any, int]:
    """The rows that `filtre` keeps, all rows, and the total that it counts."""
    document = f"""query ($f: Filtre{LISTES[liste]}, $c: Curseur) {{
        page: {liste}(first: 100, after: $c, filtre: {filtre}) {{
            totalCount nodes {{ id {selection} }} pageInfo {{ hasNextPage endCursor }}
        }}
    }}"""
    lus = []
    for texte in (document.replace("$f: Filtre" + LISTES[liste] + ", ", ""), document.replace(filtre, "$f")):
        rows: list[Any] = []
        page: Any = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
        while page["pageInfo"]["hasNextPage"]:
            page = (await lecteur.data(caller, texte, c=page["pageInfo"]["endCursor"]))["page"]
            rows += page["nodes"]
        lus.append((rows, page["totalCount"]))
    (vus, total), (tous, _) = lus
    return vus, tous, total


LISTES = {
    "beneficiaires": "Beneficiaire",
    "structures": "Structure",
    "collaborateurs": "Collaborateur",
    "offresDeService": "OffreDeService",
}
OPERATEURS: list[tuple[str, str, str, Garde]] = [
    # (list, filter, field as v, what Python keeps)
    ("collaborateurs", 'nom: { egal: "Vidal" }', "nom", lambda v: v == "Vidal"),
    ("collaborateurs", 'nom: { egal: "vidal" }', "nom", lambda v: False),
    ("collaborateurs", 'nom: { parmi: ["Vidal", "Marty", "Personne"] }', "nom", lambda v: v in ("Vidal", "Marty")),
    ("collaborateurs", "nom: { parmi: [] }", "nom", lambda v: False),
    ("collaborateurs", 'prenom: { contient: "HELENE" }', "prenom", lambda v: v == "Hélène"),
    ("collaborateurs", 'prenom: { contient: "" }', "prenom", lambda v: True),
    ("collaborateurs", 'prenom: { contient: "%" }', "prenom", lambda v: False),
    ("collaborateurs", 'prenom: { contient: "_" }', "prenom", lambda v: False),
    ("collaborateurs", 'prenom: { contient: "\\\\" }', "prenom", lambda v: False),
    ("collaborateurs", "fonction: { absent: true }", "fonction", lambda v: v is None),
    ("collaborateurs", "fonction: { absent: false }", "fonction", lambda v: v is not None),
    ("collaborateurs", "profil: { egal: SDI }", "profil", lambda v: v == "SDI"),
    ("collaborateurs", "profil: { parmi: [SDI, ACCUEIL] }", "profil", lambda v: v in ("SDI", "ACCUEIL")),
    ("collaborateurs", "actif: { egal: true }", "actif", lambda v: v is True),
    ("collaborateurs", "actif: { egal: false }", "actif", lambda v: v is False),
    ("structures", "commune: { absent: true }", "commune", lambda v: v is None),
    ("structures", "sensible: { egal: true }", "sensible", lambda v: v is True),
    ("structures", 'id: { egal: "Structure:2" }', "id", lambda v: v == "Structure:2"),
    (
        "structures",
        'id: { parmi: ["Structure:2", "Structure:3"] }',
        "id",
        lambda v: v in ("Structure:2", "Structure:3"),
    ),
    ("offresDeService", 'debut: { du: "2024-01-01" }', "debut", lambda v: bool(v and v >= "2024-01-01")),
    ("offresDeService", 'debut: { au: "2024-01-01" }', "debut", lambda v: bool(v and v <= "2024-01-01")),
    ("offresDeService", "fin: { absent: true }", "fin", lambda v: v is None),
    (
        "offresDeService",
        'debut: { du: "2023-01-01", au: "2024-12-31", absent: false }',
        "debut",
        lambda v: bool(v and "2023-01-01" <= v <= "2024-12-31"),
    ),
]


@pytest.mark.parametrize(("liste", "filtre", "champ", "garde"), OPERATEURS, ids=[f"{o[0]} {o[1]}" for o in OPERATEURS])
async def test_chaque_operateur_garde_ce_qu_il_dit(
    demo: Lecteur, pilote: Caller, liste: str, filtre: str, champ: str, garde: Garde
) -> None:
    vus, tous, total = await gardes(demo, pilote, liste, f"{{ {filtre} }}", f"v: {champ}")
    attendus = [row for row in tous if garde(row["v"])]
    assert vus == attendus
    assert total == len(attendus)


@pytest.mark.parametrize(
    ("filtre", "champ", "garde"),
    [
        ("age: { egal: 40 }", "age", lambda v: v == 40),
        ("age: { parmi: [40, 41, 42] }", "age", lambda v: v in (40, 41, 42)),
        ("age: { du: 30, au: 35 }", "age", lambda v: 30 <= v <= 35),
        ('dateNaissance: { du: "1990-01-01" }', "dateNaissance", lambda v: v >= "1990-01-01"),
        ("roleFoyer: { egal: CONJOINT }", "roleFoyer", lambda v: v == "CONJOINT"),
        ("roleFoyer: { absent: true }", "roleFoyer", lambda v: v is None),
        ("numeroAllocataire: { absent: false }", "numeroAllocataire", lambda v: v is not None),
        ('numeroDossier: { egal: "#13" }', "numeroDossier", lambda v: v == "#13"),
        (
            'creeLe: { du: "2024-01-01T00:00:00+01:00" }',
            "creeLe",
            lambda v: dt.datetime.fromisoformat(v) >= dt.datetime.fromisoformat("2024-01-01T00:00:00+01:00"),
        ),
        (
            "etapes: { un: { dureeMois: { du: 12.5 } } }",
            "etapes { dureeMois }",
            lambda v: any(e["dureeMois"] >= 12.5 for e in v),
        ),
        (
            "etapes: { un: { dureeMois: { au: 3.1 } } }",
            "etapes { dureeMois }",
            lambda v: any(e["dureeMois"] <= 3.1 for e in v),
        ),
        (
            "etapes: { un: { joursRealises: { du: 1 } } }",
            "etapes { presence { joursRealises } }",
            lambda v: any((e["presence"]["joursRealises"] or 0) >= 1 for e in v),
        ),
        (
            "etapes: { un: { totalHeures: { du: 20 } } }",
            "etapes { presence { totalHeures } }",
            lambda v: any((e["presence"]["totalHeures"] or 0) >= 20 for e in v),
        ),
        (
            "contrats: { un: { etat: { egal: ECHU } } }",
            "contrats { etat }",
            lambda v: any(c["etat"] == "ECHU" for c in v),
        ),
        (
            "contrats: { un: { plusRecent: { egal: true }, etat: { parmi: [A_RENOUVELER, EN_COURS] } } }",
            "contrats { etat plusRecent }",
            lambda v: any(c["plusRecent"] and c["etat"] in ("A_RENOUVELER", "EN_COURS") for c in v),
        ),
        ("etapes: { aucun: {} }", "etapes { id }", lambda v: not v),
        ("etapes: { un: {} }", "etapes { id }", bool),
        (
            "etapes: { aucun: { finReelle: { absent: true } } }",
            "etapes { finReelle }",
            lambda v: all(e["finReelle"] for e in v),
        ),
        (
            "etapes: { un: { finReelle: { absent: true } }, aucun: { finReelle: { absent: false } } }",
            "etapes { finReelle }",
            lambda v: bool(v) and not any(e["finReelle"] for e in v),
        ),
        (
            "secteur: { un: { parent: { un: { code: { absent: false } } } } }",
            "secteur { parent { code } }",
            lambda v: bool(v and v["parent"]),
        ),
        ("secteur: { aucun: {} }", "secteur { code }", lambda v: v is None),
        (
            "difficultes: { un: { sante: { egal: true } } }",
            "difficultes(historique: true) { sante }",
            lambda v: any(d["sante"] for d in v),
        ),
        ("bilans: { un: { complet: { egal: true } } }", "bilans { complet }", lambda v: any(b["complet"] for b in v)),
        (
            "caracteristiques: { un: { etat: { egal: A_ACTUALISER } } }",
            "caracteristiques { etat }",
            lambda v: any(c["etat"] == "A_ACTUALISER" for c in v),
        ),
        ("NON: { age: { du: 40 } }", "age", lambda v: v < 40),
        ("NON: { NON: { age: { du: 40 } } }", "age", lambda v: v >= 40),
        ("OU: [{ age: { au: 25 } }, { age: { du: 55 } }]", "age", lambda v: v <= 25 or v >= 55),
        ("OU: []", "age", lambda v: False),
        ("ET: []", "age", lambda v: True),
        ("ET: [{ age: { du: 25 } }, { age: { au: 30 } }], age: { du: 28 }", "age", lambda v: 28 <= v <= 30),
        ("NON: { OU: [{ age: { au: 40 } }, { ET: [{ age: { du: 50 } }] }] }", "age", lambda v: 40 < v < 50),
        ('NON: { numeroAllocataire: { egal: "rien" } }', "numeroAllocataire", lambda v: True),
        ("NON: { roleFoyer: { egal: CONJOINT } }", "roleFoyer", lambda v: v != "CONJOINT"),
        ("{}", "age", lambda v: True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("compte", ["referent", "pilote"])
async def test_un_filtre_garde_les_personnes_qu_il_dit(
    demo: Lecteur, comptes: dict[str, Caller], compte: str, filtre: str, champ: str, garde: Garde
) -> None:
    """Of the people that each profil sees, with the masks of that profil."""
    caller = comptes[compte]
    corps = filtre if filtre == "{}" else f"{{ {filtre} }}"
    vus, tous, total = await gardes(demo, caller, "beneficiaires", corps, f"v: {champ}")
    assert vus == [row for row in tous if garde(row["v"])]
    assert total == len(vus)


@pytest.mark.parametrize(
    ("du", "gardee"),
    [
        ("2025-07-01T10:00:00+02:00", True),
        ("2025-07-01T08:00:00Z", True),
        ("2025-07-01T08:00:01Z", False),
        ("2025-07-01T10:00:01+02:00", False),
        ("2025-07-01T12:00:00+04:00", True),
        ("2025-07-01T10:00:00", True),
        ("2025-07-01T10:00:01", False),
    ],
)
async def test_un_instant_sans_decalage_est_celui_de_paris(monde: Monde, du: str, gardee: bool) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent", date_heure=dt.datetime(2025, 7, 1, 8, 0, tzinfo=dt.UTC))
    data = await monde.lire.data(
        monde.callers["referent"],
        """query ($id: ID!, $du: DateTime) {
            beneficiaire(id: $id) { entretiens(filtre: { dateHeure: { du: $du } }) { totalCount } }
        }""",
        id=personne.gid,
        du=du,
    )
    assert data["beneficiaire"]["entretiens"]["totalCount"] == int(gardee)


@pytest.mark.parametrize("bord", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_un_instant_aux_bords_du_calendrier_se_filtre_ou_se_refuse(
    demo: Lecteur, referent: Caller, bord: str
) -> None:
    answer = await demo(
        referent, "query ($d: DateTime) { beneficiaires(filtre: { creeLe: { du: $d } }) { totalCount } }", d=bord
    )
    assert answer["data"] is not None or codes(answer)[0][0] == "REQUETE_INVALIDE"


async def test_les_bornes_d_une_date_sont_comprises(monde: Monde) -> None:
    await monde.suivie(prenom="Borne", date_naissance=dt.date(2001, 2, 3))
    document = '{ beneficiaires(filtre: { prenom: { egal: "Borne" }, dateNaissance: { B } }) { totalCount } }'
    for bornes, total in (
        ('du: "2001-02-03", au: "2001-02-03"', 1),
        ('egal: "2001-02-03"', 1),
        ('du: "2001-02-04"', 0),
        ('au: "2001-02-02"', 0),
    ):
        data = await monde.lire.data(monde.callers["referent"], document.replace("B }", f"{bornes} }}"))
        assert data["beneficiaires"]["totalCount"] == total


async def test_contient_ignore_accents_casse_et_traits_d_union(monde: Monde) -> None:
    await monde.suivie(prenom="Contenu", commune="Saint-Geniès-d'Élidan")
    document = """query ($t: String!) {
        beneficiaires(filtre: { prenom: { egal: "Contenu" }, commune: { contient: $t } }) { totalCount }
    }"""
    for texte, total in (("SAINT GENIES", 1), ("saint-genies", 1), ("d'elidan", 1), ("ÉLIDAN", 1), ("sainte", 0)):
        data = await monde.lire.data(monde.callers["referent"], document, t=texte)
        assert data["beneficiaires"]["totalCount"] == total, texte


async def test_un_filtre_imbrique_ne_touche_que_sa_page(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent", jours=3)
    await personne.entretien("A", "referent", date_heure=midi(400))
    data = await monde.lire.data(
        monde.callers["referent"],
        """query ($id: ID!, $du: DateTime!) { beneficiaire(id: $id) {
            recents: entretiens(filtre: { dateHeure: { du: $du } }) { totalCount nodes { id } }
            tous: entretiens { totalCount nodes { id } }
        } }""",
        id=personne.gid,
        du=f"{il_y_a(30)}T00:00:00+01:00",
    )
    assert (data["beneficiaire"]["recents"]["totalCount"], data["beneficiaire"]["tous"]["totalCount"]) == (1, 2)
    assert data["beneficiaire"]["recents"]["nodes"] == data["beneficiaire"]["tous"]["nodes"][:1]
