"""What a filter may not be, and what it may not tell: a hidden value is not found by asking (rules 4 and 5)."""

from __future__ import annotations

import pytest

import db
from auth.caller import Caller
from tests.reading.lecteur import Lecteur, codes
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
