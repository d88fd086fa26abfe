"""What a filter keeps: each operator on each kind of field, relations under the rights of their rows, the search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

import db
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


# Instants


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


# What is refused


@pytest.mark.parametrize(
    "filtre",
    [
        "nom: null",
        "nom: { egal: null }",
        "nom: { parmi: null }",
        "nom: { contient: null }",
        "age: { du: null }",
        "dateNaissance: { absent: null }",
        "etapes: { un: null }",
        "etapes: null",
        "NON: null",
        "ET: null",
        "texte: null",
        "id: { egal: null }",
        "OU: [{ nom: { egal: null } }]",
    ],
)
async def test_un_filtre_a_null_est_refuse(demo: Lecteur, referent: Caller, filtre: str) -> None:
    code, _ = await demo.refus(referent, f"{{ beneficiaires(filtre: {{ {filtre} }}) {{ totalCount }} }}")
    assert code == "REQUETE_INVALIDE"


async def test_une_variable_absente_ne_filtre_pas(demo: Lecteur, referent: Caller) -> None:
    document = """query ($nom: String, $f: FiltreBeneficiaire) {
        a: beneficiaires(filtre: { nom: { egal: $nom } }) { totalCount } b: beneficiaires(filtre: $f) { totalCount }
        tous: beneficiaires { totalCount }
    }"""
    data = await demo.data(referent, document)
    assert data["a"] == data["b"] == data["tous"]


@pytest.mark.parametrize("id_", ["Etape:1", "Structure:1"])
async def test_un_identifiant_d_un_autre_type_est_refuse(demo: Lecteur, referent: Caller, id_: str) -> None:
    for operateur in (f'egal: "{id_}"', f'parmi: ["Beneficiaire:1", "{id_}"]'):
        code, _ = await demo.refus(
            referent, f"{{ beneficiaires(filtre: {{ id: {{ {operateur} }} }}) {{ totalCount }} }}"
        )
        assert code == "REQUETE_INVALIDE"


@pytest.mark.parametrize(
    ("filtre", "permis"),
    [
        ("NON: { NON: { NON: { age: { du: 1 } } } }", True),
        ("NON: { NON: { NON: { NON: { age: { du: 1 } } } } }", False),
        ("etapes: { un: { beneficiaire: { un: { etapes: { un: { dureeMois: { du: 1 } } } } } } }", True),
        ("etapes: { un: { beneficiaire: { un: { etapes: { un: { NON: { dureeMois: { du: 1 } } } } } } } }", False),
    ],
)
async def test_un_filtre_s_imbrique_sur_quatre_niveaux(
    demo: Lecteur, referent: Caller, filtre: str, permis: bool
) -> None:
    document = f"{{ beneficiaires(filtre: {{ {filtre} }}) {{ totalCount }} }}"
    if permis:
        await demo.data(referent, document)
    else:
        code, message = await demo.refus(referent, document)
        assert (code, message) == ("REQUETE_INVALIDE", "Un filtre ne s'imbrique pas sur plus de 4 niveaux.")


async def test_parmi_prend_deux_cents_valeurs(demo: Lecteur, referent: Caller) -> None:
    document = "query ($n: [String!]) { beneficiaires(filtre: { nom: { parmi: $n } }) { totalCount } }"
    assert await demo.data(referent, document, n=["x"] * 200) == {"beneficiaires": {"totalCount": 0}}
    code, _ = await demo.refus(referent, document, n=["x"] * 201)
    assert code == "REQUETE_INVALIDE"


# What is hidden cannot be told (rules 4 and 5)


@pytest.mark.parametrize(
    ("compte", "filtre"),
    [
        ("accueil", "difficultes: { un: {} }"),
        ("accueil", "difficultes: { aucun: {} }"),
        ("accueil", "bilans: { un: { complet: { egal: true } } }"),
        ("accueil", "NON: { bilans: { un: {} } }"),
        ("accueil", "OU: [{ age: { du: 1 } }, { bilans: { un: {} } }]"),
        ("accueil", "entretiens: { un: { themes: { un: {} } } }"),
        ("accueil", "etapes: { un: { bilans: { un: {} } } }"),
        ("pilote", "entretiens: { un: { themes: { aucun: {} } } }"),
        ("sdi", "entretiens: { un: { themes: { un: { rang: { egal: 1 } } } } }"),
    ],
)
async def test_un_champ_interdit_ne_se_filtre_pas(monde: Monde, compte: str, filtre: str) -> None:
    code, _ = await monde.lire.refus(
        monde.callers[compte], f"{{ beneficiaires(filtre: {{ {filtre} }}) {{ totalCount nodes {{ id }} }} }}"
    )
    assert code == "INTERDIT"


@pytest.mark.parametrize(
    "filtre",
    [
        'etapes: { un: { structure: { un: { raisonSociale: { egal: "Structure S" } } } } }',
        'etapes: { un: { thematique: { un: { code: { egal: "PSME" } } } } }',
        'etapes: { un: { offreDeService: { un: { libelle: { contient: "offre b" } } } } }',
        "etapes: { un: { motifFin: { un: { code: { egal: 1 } } } } }",
        "etapes: { un: { NON: { validee: { absent: true } } , finReelle: { absent: false } } }",
        "etapes: { un: { validee: { egal: false }, finReelle: { absent: false } } }",
        "etapes: { un: { referents: { un: {} } } }",
        "referents: { un: {} }",
        "entretiens: { un: {} }",
        "bilans: { un: {} }",
        "rattachements: { un: {} }",
        "positionnements: { un: {} }",
        "difficultes: { un: { sante: { egal: true } } }",
        'etapes: { un: { referentInitiateur: { un: { nom: { egal: "Referent_b" } } } } }',
        "etapes: { un: { objectifs: { un: {} } } }",
    ],
)
async def test_une_valeur_masquee_ne_se_devine_pas_par_un_filtre(monde: Monde, filtre: str) -> None:
    """A file full of what B and S hide: A finds nothing by it, the pilote does."""
    personne = await monde.suivie(prenom="Masquee")
    sante = await personne.etape("sante", fin=5, referent_initiateur_id=monde.moi("referent_b"))
    await personne.etape("s", fin=5)
    await personne.etape("b", fin=5)
    await personne.referent("referent_b", "ETAPE", etape_id=sante.id)
    await personne.entretien("B", "referent_b")
    bilan = await personne.bilan("B")
    await personne.transmettre(bilan, "SDI")
    await personne.rattachement("s", cree=3)
    await personne.positionnement("sante", cree=3)
    await personne.difficulte("B", sante=True)
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Emploi")
    await monde.ajouter(objectif)
    async with monde.lire.application.writes.begin() as connection:
        await connection.execute(db.objectif_etape.insert().values(objectif_id=objectif.id, etape_id=sante.id))
    document = f"""query ($id: ID!) {{
        beneficiaires(filtre: {{ id: {{ egal: $id }}, {filtre} }}) {{
            totalCount nodes {{ id }} pageInfo {{ endCursor }}
        }}
    }}"""
    data = await monde.lire.data(monde.callers["referent"], document, id=personne.gid)
    assert data["beneficiaires"] == {"totalCount": 0, "nodes": [], "pageInfo": {"endCursor": None}}
    if "difficultes" not in filtre:
        data = await monde.lire.data(monde.callers["pilote"], document, id=personne.gid)
        assert data["beneficiaires"]["totalCount"] == 1


async def test_une_valeur_masquee_ne_se_devine_pas_par_un_tri_ou_un_curseur(monde: Monde) -> None:
    """The référent de parcours sorts by number: those of files that are not theirs count as missing."""
    for numero, sien in (("1111111", False), ("2222222", True), ("3333333", False)):
        personne = await monde.personne(numero_caf=numero, role_foyer=db.RoleFoyer.ALLOCATAIRE, prenom="Trie")
        if sien:
            await personne.referent("parcours", "PARCOURS")
    document = """{ beneficiaires(filtre: { prenom: { egal: "Trie" }, numeroAllocataire: { F } }) {
        nodes { numeroAllocataire } totalCount } }"""
    for filtre, total in (("absent: true", 2), ("absent: false", 1), ('egal: "1111111"', 0), ('contient: "222"', 1)):
        data = await monde.lire.data(monde.callers["parcours"], document.replace("{ F }", f"{{ {filtre} }}"))
        assert data["beneficiaires"]["totalCount"] == total


# Search (guide §5.2)


async def trouves(monde: Monde, texte: str, compte: str = "referent") -> tuple[list[str], bool]:
    """(« nom prénom » of the people found, whether they are only near)."""
    data = await monde.lire.data(
        monde.callers[compte],
        "query ($t: String!) { beneficiaires(filtre: { texte: $t }) { approchant nodes { nom prenom } } }",
        t=texte,
    )
    page = data["beneficiaires"]
    return [f"{node['nom']} {node['prenom']}" for node in page["nodes"]], page["approchant"]


@pytest.fixture(scope="module")
def annuaire() -> dict[str, Any]:
    """Whether the people to be searched are written."""
    return {}


async def ecrire_annuaire(monde: Monde, annuaire: dict[str, Any]) -> None:
    """Writes the people to be searched, once."""
    if annuaire:
        return
    for nom, prenom, champs in (
        ("Lefèvre-Kowalski", "Zoé", {"date_naissance": dt.date(1987, 3, 4), "numero_caf": "0412345"}),
        ("D'Hautecloque", "Anne Élise", {"nom_naissance": "Vandamme"}),
        ("Zérouali", "Saïd", {"date_naissance": dt.date(1990, 1, 1)}),
        ("Zérouali", "Saïd", {"date_naissance": dt.date(1992, 2, 2)}),
        ("Łukowicz", "Søren", {}),
        ("Strauß", "Ægir", {}),
        ("Cœurdacier", "Maëlle", {}),
    ):
        annuaire[nom] = await monde.suivie(nom=nom, prenom=prenom, **champs)


ZOE, ANNE, SAID = "Lefèvre-Kowalski Zoé", "D'Hautecloque Anne Élise", "Zérouali Saïd"


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("lefèvre", [ZOE]),
        ("LEFEVRE", [ZOE]),
        ("lefevre kowalski", [ZOE]),
        ("Lefèvre-Kowalski", [ZOE]),
        ("Zoé Lefèvre", [ZOE]),
        ("kowalski zoe", [ZOE]),
        ("  zoé ,  lefèvre  ", [ZOE]),
        ("lefe", [ZOE]),
        ("04/03/1987", [ZOE]),
        ("lefevre 04/03/1987", [ZOE]),
        ("03/1987", [ZOE]),
        ("412345", [ZOE]),
        ("0412345", [ZOE]),
        ("00412345", [ZOE]),
        ("d'hautecloque", [ANNE]),
        ("d’hautecloque", [ANNE]),
        ("hautecloque anne-élise", [ANNE]),
        ("vandamme", [ANNE]),
        ("zerouali", [SAID, SAID]),
        ("saïd zerouali 02/02/1992", [SAID]),
        ("Łukowicz", ["Łukowicz Søren"]),
        ("lukowicz", ["Łukowicz Søren"]),
        ("søren", ["Łukowicz Søren"]),
        ("Strauß", ["Strauß Ægir"]),
        ("strauss ægir", ["Strauß Ægir"]),
        ("ÆGIR", ["Strauß Ægir"]),
        ("cœurdacier", ["Cœurdacier Maëlle"]),
        ("coeurdacier", ["Cœurdacier Maëlle"]),
        ("CŒURDACIER", ["Cœurdacier Maëlle"]),
    ],
)
async def test_une_personne_se_trouve_par_ce_qu_on_sait_d_elle(
    monde: Monde, annuaire: dict[str, Any], texte: str, noms: list[str]
) -> None:
    await ecrire_annuaire(monde, annuaire)
    assert await trouves(monde, texte) == (noms, False)


async def test_une_personne_se_trouve_par_son_numero_de_dossier(monde: Monde, annuaire: dict[str, Any]) -> None:
    await ecrire_annuaire(monde, annuaire)
    personne = annuaire["Cœurdacier"]
    data = await monde.lire.data(
        monde.callers["referent"], f'{{ beneficiaire(id: "{personne.gid}") {{ numeroDossier }} }}'
    )
    noms, approchant = await trouves(monde, f"{data['beneficiaire']['numeroDossier']} coeurdacier")
    assert (noms, approchant) == (["Cœurdacier Maëlle"], False)


@pytest.mark.parametrize(
    ("texte", "nom"),
    [("lefevre kowalsky zoe", ZOE), ("zeruali said", SAID), ("coeurdassier maelle", "Cœurdacier Maëlle")],
)
async def test_une_faute_de_frappe_propose_les_noms_approchants(
    monde: Monde, annuaire: dict[str, Any], texte: str, nom: str
) -> None:
    await ecrire_annuaire(monde, annuaire)
    noms, approchant = await trouves(monde, texte)
    assert approchant
    assert nom in noms


async def test_une_recherche_ne_trouve_personne_d_ailleurs(monde: Monde, annuaire: dict[str, Any]) -> None:
    await ecrire_annuaire(monde, annuaire)
    for texte in ("lefevre", "lefevre kowalsky zoe", "0412345", "04/03/1987"):
        noms, _ = await trouves(monde, texte, "referent_s")
        assert noms == []


@pytest.mark.parametrize("texte", ["%", "_", "\\", "a%b", "'; DROP TABLE beneficiaire; --", "(", "é" * 200, "\u00a0x"])
async def test_un_texte_etrange_ne_trouve_personne(monde: Monde, annuaire: dict[str, Any], texte: str) -> None:
    await ecrire_annuaire(monde, annuaire)
    noms, _ = await trouves(monde, texte + " zzqq")
    assert noms == []


@pytest.mark.parametrize("texte", ["", "   ", "-", "' , ;", "a b c d e f g h i"])
async def test_une_recherche_vide_ou_trop_longue_est_refusee(monde: Monde, texte: str) -> None:
    code, message = await monde.lire.refus(
        monde.callers["referent"],
        "query ($t: String!) { beneficiaires(filtre: { texte: $t }) { totalCount } }",
        t=texte,
    )
    assert code == "REQUETE_INVALIDE"
    assert "texte" in message


async def test_une_recherche_se_combine_avec_d_autres_filtres(monde: Monde, annuaire: dict[str, Any]) -> None:
    await ecrire_annuaire(monde, annuaire)
    data = await monde.lire.data(
        monde.callers["referent"],
        """{ beneficiaires(filtre: { texte: "zerouali", dateNaissance: { du: "1991-01-01" } }) {
            approchant totalCount nodes { dateNaissance } } }""",
    )
    assert data["beneficiaires"] == {"approchant": False, "totalCount": 1, "nodes": [{"dateNaissance": "1992-02-02"}]}


@pytest.mark.parametrize(
    ("liste", "filtre"),
    [("beneficiaires", 'nom: { egal: "Personne ainsi" }'), ("structures", 'raisonSociale: { contient: "zzqq" }')],
)
async def test_seule_une_recherche_propose_des_noms_approchants(monde: Monde, liste: str, filtre: str) -> None:
    champ = "approchant" if liste == "beneficiaires" else "__typename"
    data = await monde.lire.data(
        monde.callers["referent"], f"{{ {liste}(filtre: {{ {filtre} }}) {{ {champ} totalCount }} }}"
    )
    assert data[liste]["totalCount"] == 0
    assert data[liste].get("approchant") in (None, False)
    assert len(monde.lire.ordres) == 1


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


async def test_un_champ_interdit_dans_une_page_imbriquee_ferme_cette_page(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent")
    answer = await monde.lire(
        monde.callers["pilote"],
        """query ($id: ID!) { beneficiaire(id: $id) {
            nom e: entretiens(filtre: { themes: { aucun: {} } }) { totalCount nodes { id } }
        } }""",
        id=personne.gid,
    )
    assert answer["data"]["beneficiaire"]["e"] is None
    assert answer["data"]["beneficiaire"]["nom"]
    assert codes(answer) == [("INTERDIT", "beneficiaire.e")]
