"""What the infocentre reads: every file under a pseudonym, and no count of fewer than five people."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

import db
from auth.caller import Caller
from auth.policy import TABLE
from auth.rules import sous_pseudonyme
from db.enums import Profil
from queries import OPERATIONS, NamedOperation
from resolvers.reading import cursors
from resolvers.reading.compiler import Compiler
from resolvers.reading.pseudonyms import Pseudonyms
from resolvers.reading.rows import Rights
from tests.pseudonymes import jeton
from tests.reading.lecteur import JOUR, Lecteur, codes
from tests.reading.monde import Monde, Personne

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "s" * 32
_SECTEURS = itertools.count(1)
TOTAL = "totalCount secretStatistique nodes { id }"


def analyste(monde: Monde) -> Caller:
    """The analyst."""
    return monde.callers["infocentre"]


def collegue(monde: Monde) -> Caller:
    """Another analyst."""
    return Caller(monde.moi("support"), Profil.INFOCENTRE)


async def secteur(monde: Monde) -> db.Territoire:
    """A secteur where nobody lives yet: what a test counts."""
    rang = next(_SECTEURS)
    territoire = db.Territoire(code=f"IC{rang}", libelle=f"Secteur {rang}")
    await monde.ajouter(territoire)
    return territoire


async def habitants(monde: Monde, combien: int, ou: db.Territoire | None = None, **champs: Any) -> list[Personne]:
    """People of a secteur."""
    ou = ou or await secteur(monde)
    return [await monde.personne(secteur_id=ou.id, **champs) for _ in range(combien)]


def de(ou: db.Territoire, *autres: str) -> str:
    """The filter of a secteur and other conditions."""
    conditions = [f'secteur: {{ un: {{ id: {{ egal: "Territoire:{ou.id}" }} }} }}', *autres]
    return "filtre: { " + ", ".join(conditions) + " }"


async def compter(monde: Monde, ou: db.Territoire, *autres: str) -> dict[str, Any]:
    """The list of a secteur as the analyst reads it."""
    data = await monde.lire.data(analyste(monde), f"{{ beneficiaires({de(ou, *autres)}, first: 100) {{ {TOTAL} }} }}")
    page: dict[str, Any] = data["beneficiaires"]
    return page


def opaque(monde: Monde, personne: Personne, caller: Caller | None = None) -> str:
    """The id of a file for an analyst."""
    moi = (caller or analyste(monde)).collaborateur
    assert moi is not None
    return jeton(SECRET, moi, "Beneficiaire", personne.id)


SOUS_SECRET = {"totalCount": None, "secretStatistique": True, "nodes": []}


# Opaque ids


async def test_un_identifiant_est_un_jeton_qui_rouvre_le_dossier(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    document = "query ($id: ID!) { beneficiaire(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }"
    ici = {"id": opaque(monde, personne)}
    data = await monde.lire.data(analyste(monde), document, **ici)
    assert data == {"beneficiaire": ici, "node": ici, "nodes": [ici]}


@pytest.mark.parametrize("lecteur", ["infocentre", "pilote", "referent", "collegue"])
async def test_le_jeton_d_un_analyste_n_ouvre_rien_a_un_autre(monde: Monde, lecteur: str) -> None:
    personne = await monde.suivie()
    caller = collegue(monde) if lecteur == "collegue" else monde.callers[lecteur]
    document = "query ($id: ID!) { beneficiaire(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }"
    data = await monde.lire.data(caller, document, id=opaque(monde, personne))
    assert (data["node"] is not None) is (lecteur == "infocentre")
    assert data["beneficiaire"] == data["node"] == data["nodes"][0]


async def test_un_jeton_invente_et_un_numero_sont_des_lignes_absentes(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    vrai = opaque(monde, personne)
    invente = vrai[:-1] + ("0" if vrai[-1] != "0" else "1")
    d_un_autre_type = vrai.replace("Beneficiaire", "Etape")
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    data = await monde.lire.data(analyste(monde), document, ids=[invente, d_un_autre_type, personne.gid])
    assert data == {"nodes": [None, None, None]}


async def test_un_numero_essaye_est_au_journal(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    await monde.lire.data(analyste(monde), "query ($id: ID!) { node(id: $id) { id } }", id=personne.gid)
    assert await au_journal(monde, personne) == [("ACCES_REFUSE", "Beneficiaire", personne.id)]


async def test_un_dossier_lu_est_au_journal_sous_son_vrai_numero(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    await monde.lire.data(analyste(monde), "query ($id: ID!) { node(id: $id) { id } }", id=opaque(monde, personne))
    assert await au_journal(monde, personne) == [("LECTURE", "Beneficiaire", personne.id)]


async def au_journal(monde: Monde, personne: Personne) -> list[tuple[str, str, int]]:
    """What the journal says of a file."""
    await monde.lire.application.journal.flush()
    async with monde.lire.application.writes.connect() as connection:
        rows = await connection.execute(
            text("SELECT action, type, objet_id FROM journal WHERE beneficiaire_id = :id"), {"id": personne.id}
        )
        return [tuple(row) for row in rows]


async def test_sql_et_python_font_les_memes_jetons(monde: Monde) -> None:
    box, moi = Pseudonyms(SECRET), 7
    numeros = [1, 2, 9, 255, 256, 65_535, 65_536, 2**24, 2**31 - 1]
    async with monde.lire.application.writes.connect() as connection:
        ordre = text("SELECT n, pseudonyme(:cle, n) FROM unnest(cast(:numeros AS integer[])) n")
        rows = await connection.execute(ordre, {"cle": box.key(moi, "Etape"), "numeros": numeros})
        faits = {numero: f"Etape:{fait}" for numero, fait in rows}
    assert faits == {numero: jeton(SECRET, moi, "Etape", numero) for numero in numeros}


# Nobody is named


async def test_rien_de_ce_que_lit_l_infocentre_ne_porte_un_numero_vrai(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent")
    answer = await monde.lire(
        analyste(monde),
        "query ($id: ID!) { beneficiaire(id: $id) { id etapes { id beneficiaire { id } referents { id } }"
        " entretiens { edges { cursor node { id etapes { id } } } } accompagnements { id } caracteristiques { id } } }",
        id=opaque(monde, personne),
    )
    assert answer["errors"] == []
    assert re.findall(r'"[A-Z][A-Za-z]+:[0-9]{1,10}"', json.dumps(answer)) == []


@pytest.mark.parametrize(
    ("age", "tranche"),
    [
        (18, "MOINS_DE_25"),
        (24, "MOINS_DE_25"),
        (25, "DE_25_A_29"),
        (29, "DE_25_A_29"),
        (30, "DE_30_A_34"),
        (64, "DE_60_A_64"),
        (65, "PLUS_DE_64"),
        (90, "PLUS_DE_64"),
    ],
)
async def test_l_age_se_lit_par_tranches(monde: Monde, age: int, tranche: str) -> None:
    personne = await monde.personne(date_naissance=JOUR.replace(year=JOUR.year - age))
    document = "query ($id: ID!) { beneficiaire(id: $id) { trancheAge } }"
    data = await monde.lire.data(analyste(monde), document, id=opaque(monde, personne))
    assert data["beneficiaire"] == {"trancheAge": tranche}


@pytest.mark.parametrize("naissance", [dt.date(1995, 1, 1), dt.date(1995, 3, 28), dt.date(1995, 12, 31)])
async def test_la_tranche_ne_change_pas_le_jour_de_l_anniversaire(monde: Monde, naissance: dt.date) -> None:
    """It would tell the date of birth to who reads it every day."""
    personne = await monde.personne(date_naissance=naissance)
    document = "query ($id: ID!) { beneficiaire(id: $id) { trancheAge } }"
    data = await monde.lire.data(analyste(monde), document, id=opaque(monde, personne))
    assert data["beneficiaire"] == {"trancheAge": "DE_30_A_34"}


async def test_l_instant_d_une_saisie_est_interdit(monde: Monde) -> None:
    personne = await monde.suivie()
    answer = await monde.lire(
        analyste(monde),
        "query ($id: ID!) { beneficiaire(id: $id) { version etapes { creeLe modifieLe } } }",
        id=opaque(monde, personne),
    )
    assert answer["data"]["beneficiaire"] == {"version": None, "etapes": [{"creeLe": None, "modifieLe": None}]}
    assert [chemin for _, chemin in codes(answer)] == [
        "beneficiaire.etapes.creeLe",
        "beneficiaire.etapes.modifieLe",
        "beneficiaire.version",
    ]


async def test_ses_dossiers_recents_et_ses_notes_ne_relient_pas_un_nom_a_un_pseudonyme(monde: Monde) -> None:
    """An analyst may have been a référent before."""
    personne = await monde.suivie()
    moi = monde.moi("infocentre")
    await monde.ajouter(
        db.Consultation(
            collaborateur_id=moi, beneficiaire_id=personne.id, quand=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        ),
        note := db.Note(collaborateur_id=moi, beneficiaire_id=personne.id, texte="Madame Martin"),
    )
    answer = await monde.lire(
        analyste(monde),
        "query ($note: ID!) { moi { consultationsRecentes { quand beneficiaire { id } } }"
        " node(id: $note) { ... on Note { texte beneficiaire { id } } } }",
        note=f"Note:{note.id}",
    )
    assert answer["data"]["node"] == {"texte": "Madame Martin", "beneficiaire": None}
    assert {recent["beneficiaire"] is None for recent in answer["data"]["moi"]["consultationsRecentes"]} == {True}
    assert [chemin for _, chemin in codes(answer)] == ["moi.consultationsRecentes.beneficiaire", "node.beneficiaire"]


async def test_ses_notes_d_avant_ne_designent_pas_un_entretien(monde: Monde) -> None:
    personne = await monde.suivie()
    entretien = await personne.entretien("A", "referent")
    await monde.ajouter(
        db.NotePrivee(entretien_id=entretien.id, auteur_id=monde.moi("infocentre"), texte="Madame Martin")
    )
    answer = await monde.lire(
        analyste(monde),
        "query ($id: ID!) { beneficiaire(id: $id) { entretiens { nodes { notesPrivees { texte } } } } }",
        id=opaque(monde, personne),
    )
    assert answer["data"]["beneficiaire"]["entretiens"]["nodes"] == [{"notesPrivees": None}]
    assert codes(answer) == [("INTERDIT", "beneficiaire.entretiens.nodes.notesPrivees")]
    assert "« notesPrivees »" in answer["errors"][0]["message"]


# Order and cursors


async def test_les_personnes_sont_rangees_par_leur_jeton(monde: Monde) -> None:
    ou = await secteur(monde)
    await habitants(monde, 9, ou)
    ids = [node["id"] for node in (await compter(monde, ou))["nodes"]]
    assert ids == sorted(ids)


async def test_les_pages_se_suivent_sans_perdre_personne(monde: Monde) -> None:
    ou = await secteur(monde)
    personnes = await habitants(monde, 9, ou)
    page = "nodes { id } pageInfo { endCursor }"
    document = f"query ($c: Curseur) {{ beneficiaires({de(ou)}, first: 4, after: $c) {{ {page} }} }}"
    lus: list[str] = []
    curseur = None
    for _ in range(3):
        lue = (await monde.lire.data(analyste(monde), document, c=curseur))["beneficiaires"]
        lus += [node["id"] for node in lue["nodes"]]
        curseur = lue["pageInfo"]["endCursor"]
    assert sorted(lus) == sorted(opaque(monde, personne) for personne in personnes)


async def test_un_curseur_ne_contient_ni_nom_ni_numero_et_ne_sert_qu_a_l_infocentre(monde: Monde) -> None:
    ou = await secteur(monde)
    personnes = await habitants(monde, 5, ou)
    document = f"query ($c: Curseur) {{ beneficiaires({de(ou)}, first: 3, after: $c) {{ edges {{ cursor }} }} }}"
    [premier, *_] = (await monde.lire.data(analyste(monde), document))["beneficiaires"]["edges"]
    ouvert = cursors.box.open(premier["cursor"])
    assert len(ouvert.valeurs) == 1
    assert re.fullmatch(r"\\x[0-9a-f]{64}", ouvert.valeurs[0] or "")
    assert not {str(personne.id) for personne in personnes} & set(ouvert.valeurs)
    [du_pilote, *_] = (await monde.lire.data(monde.callers["pilote"], document))["beneficiaires"]["edges"]
    for caller, curseur in ((monde.callers["pilote"], premier), (analyste(monde), du_pilote)):
        answer = await monde.lire(caller, document, c=curseur["cursor"])
        assert codes(answer) == [("REQUETE_INVALIDE", "beneficiaires")]


# The statistical secret


@pytest.mark.parametrize(
    ("personnes", "total"), [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
async def test_un_total_est_arrondi_a_5_et_tu_sous_5_personnes(monde: Monde, personnes: int, total: int | None) -> None:
    ou = await secteur(monde)
    await habitants(monde, personnes, ou)
    page = await compter(monde, ou)
    assert (page["totalCount"], page["secretStatistique"]) == (total, total is None)
    assert len(page["nodes"]) == (0 if total is None else personnes)


async def test_aucune_personne_et_quatre_se_disent_de_meme(monde: Monde) -> None:
    vide, peuple = await secteur(monde), await secteur(monde)
    await habitants(monde, 4, peuple)
    tout = (
        "totalCount secretStatistique approchant edges { cursor node { id } }"
        " pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    )
    pages = [
        await monde.lire(analyste(monde), f"{{ beneficiaires({de(ou)}, first: 1) {{ {tout} }} }}")
        for ou in (vide, peuple)
    ]
    assert pages[0] == pages[1]
    assert pages[0]["errors"] == []


async def test_un_filtre_a_travers_les_etapes_compte_des_personnes(monde: Monde) -> None:
    ou = await secteur(monde)
    for personne in await habitants(monde, 4, ou):
        await personne.etape("a", debut=300, fin=200)
        await personne.etape("a")
    await habitants(monde, 5, ou)
    assert await compter(monde, ou, "etapes: { un: {} }") == SOUS_SECRET
    assert (await compter(monde, ou, "etapes: { aucun: {} }"))["totalCount"] == 5


@pytest.mark.parametrize(("personnes", "comptees"), [(1, 1), (3, 3), (6, 5)])
async def test_une_case_compte_des_personnes_et_non_des_lignes(monde: Monde, personnes: int, comptees: int) -> None:
    """No list at the root is yet of the lines of files: the count that guards them is tried by itself."""
    choisies = await habitants(monde, personnes)
    for personne in choisies:
        for fin in (300, 200, 100):
            await personne.etape("a", fin=fin)
    rights = Rights(Profil.INFOCENTRE)
    etape, visible = rights.enter(db.Etape)
    condition = etape.alias.beneficiaire_id.in_([personne.id for personne in choisies])
    compte = select(Compiler(rights, []).people(etape, [visible, condition]))
    async with monde.lire.application.writes.connect() as connection:
        assert await connection.scalar(compte) == comptees


async def test_une_soustraction_ne_donne_pas_une_case_secrete(monde: Monde) -> None:
    """Nine people, five of whom have an étape: 10 and 5 are told, and what is left may be from 1 to 9."""
    ou = await secteur(monde)
    for personne in await habitants(monde, 5, ou):
        await personne.etape("a")
    await habitants(monde, 4, ou)
    data = await monde.lire.data(
        analyste(monde),
        f"{{ tous: beneficiaires({de(ou)}) {{ totalCount }} avec: beneficiaires({de(ou, 'etapes: { un: {} }')})"
        f" {{ totalCount }} sans: beneficiaires({de(ou, 'NON: { etapes: { un: {} } }')}) {{ totalCount }} }}",
    )
    assert data == {"tous": {"totalCount": 10}, "avec": {"totalCount": 5}, "sans": {"totalCount": None}}


async def test_le_detail_d_un_dossier_se_compte_exactement(monde: Monde) -> None:
    personne = await monde.suivie()
    for jours in (10, 20, 30):
        await personne.entretien("A", "referent", jours=jours)
    document = "query ($id: ID!) { beneficiaire(id: $id) { entretiens { totalCount secretStatistique } } }"
    data = await monde.lire.data(analyste(monde), document, id=opaque(monde, personne))
    assert data["beneficiaire"]["entretiens"] == {"totalCount": 3, "secretStatistique": False}


@pytest.mark.parametrize(("participants", "visible"), [(4, False), (5, True)])
async def test_les_participants_d_une_seance_sont_aussi_une_case(
    monde: Monde, participants: int, visible: bool
) -> None:
    seance = db.Seance(
        intitule="Atelier",
        structure_id=monde.structures["A"].id,
        collaborateur_id=monde.moi("referent"),
        date_heure=dt.datetime(2025, 1, 9, 9, tzinfo=dt.UTC),
        duree_minutes=60,
    )
    await monde.ajouter(seance)
    personnes = await habitants(monde, participants)
    for personne in personnes:
        await personne.entretien("A", "referent", seance_id=seance.id)
    data = await monde.lire.data(
        analyste(monde),
        "query ($id: ID!) { beneficiaire(id: $id) { entretiens { nodes { seance { entretiens(limite: 9)"
        " { beneficiaire { id } } } } } } }",
        id=opaque(monde, personnes[0]),
    )
    [entretien] = data["beneficiaire"]["entretiens"]["nodes"]
    lus = entretien["seance"]["entretiens"]
    assert (lus is not None) is visible
    if visible:
        vus = {lu["beneficiaire"]["id"] for lu in lus}
        assert vus == {opaque(monde, personne) for personne in personnes}


@pytest.mark.parametrize("compte", ["referent", "pilote"])
async def test_les_autres_profils_comptent_exactement(monde: Monde, compte: str) -> None:
    ou = await secteur(monde)
    for personne in await habitants(monde, 3, ou):
        await personne.etape("a")
    data = await monde.lire.data(monde.callers[compte], f"{{ beneficiaires({de(ou)}) {{ {TOTAL} }} }}")
    page = data["beneficiaires"]
    assert (page["totalCount"], page["secretStatistique"], len(page["nodes"])) == (3, False, 3)


async def test_un_ordre_de_l_infocentre_est_un_seul_ordre_garde_pour_tous_les_analystes(monde: Monde) -> None:
    document = "{ beneficiaires(first: 2) { totalCount secretStatistique nodes { id trancheAge } } }"
    monde.lire.oublier()
    await monde.lire.data(analyste(monde), document)
    assert len(monde.lire.ordres) == 1
    compiles = monde.lire.planner.compiled
    await monde.lire.data(collegue(monde), document)
    assert monde.lire.planner.compiled == compiles


@pytest.mark.parametrize("operation", [o for o in OPERATIONS.values() if o.as_tab()["genre"] == "lecture"])
async def test_un_ecran_repond_a_l_infocentre_sans_rien_qui_nomme(
    demo: Lecteur, comptes: dict[str, Caller], operation: NamedOperation
) -> None:
    """What screens ask is answered where it may be and refused where it may not, with no true id of a file's row."""
    caller = comptes["infocentre"]
    variables = dict(operation.variables)
    if "id" in variables:
        data = await demo.data(caller, "{ beneficiaires(first: 1) { nodes { id } } }")
        variables["id"] = data["beneficiaires"]["nodes"][0]["id"]
    answer = await demo(caller, operation.document, **variables)
    assert {code for code, _ in codes(answer)} <= {"INTERDIT", "REQUETE_INVALIDE"}
    vrais = re.findall(r'"([A-Z][A-Za-z]+):[0-9]{1,10}"', json.dumps(answer))
    ouverts = {model.__name__ for model in TABLE if not sous_pseudonyme(model, Profil.INFOCENTRE)}
    assert set(vrais) <= ouverts


async def test_l_exemple_de_la_documentation_repond(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    texte = (Path(__file__).parents[2] / "docs" / "infocentre.md").read_text(encoding="utf-8")
    [exemple] = re.findall(r"```graphql\n(.*?)```", texte, re.DOTALL)
    data = await demo.data(comptes["infocentre"], exemple)
    assert set(data["beneficiaires"]) == {"totalCount", "secretStatistique", "nodes"}


async def test_ses_droits_sur_un_dossier_ne_nomment_ni_la_carte_ni_une_ecriture(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    document = "query ($id: ID!) { beneficiaire(id: $id) { mesDroits { lire ecrire } } }"
    data = await monde.lire.data(analyste(monde), document, id=opaque(monde, personne))
    droits = data["beneficiaire"]["mesDroits"]
    assert droits["ecrire"] == []
    assert {"Beneficiaire", "Etape", "Caracteristique.valeur"} <= set(droits["lire"])
    fermes = {"Beneficiaire.carte", "Beneficiaire.coordonnees", "Etape.saisie", "Entretien.contenu", "Document"}
    assert not fermes & set(droits["lire"])


# What may be asked


@pytest.mark.parametrize(
    ("filtre", "champ"),
    [
        ('nom: { egal: "Martin" }', "nom"),
        ('numeroDossier: { egal: "#1" }', "numeroDossier"),
        ('dateNaissance: { du: "1985-05-01" }', "dateNaissance"),
        ("age: { egal: 39 }", "age"),
        ('commune: { egal: "Lattes" }', "commune"),
        ('id: { egal: "Beneficiaire:1" }', "id"),
        ('creeLe: { du: "2025-01-01T00:00:00+01:00" }', "creeLe"),
        ('texte: "martin"', "texte"),
        ('etapes: { un: { id: { egal: "Etape:1" } } }', "id"),
        ('contrats: { un: { numero: { contient: "1" } } }', "numero"),
        ('referents: { un: { collaborateur: { un: { nom: { egal: "Referent" } } } } }', "collaborateur"),
        ("etapes: { aucun: { OU: [{ NON: { creeLe: { absent: true } } }] } }", "creeLe"),
        ("bilans: { un: { transmissions: { un: {} } } }", "transmissions"),
        ("etapes: { un: { documents: { un: {} } } }", "documents"),
        ("difficultes: { un: { structure: { un: {} } } }", "structure"),
    ],
)
async def test_un_filtre_plus_fin_qu_une_dimension_est_refuse_avant_tout_ordre(
    monde: Monde, filtre: str, champ: str
) -> None:
    code, message = await monde.lire.refus(
        analyste(monde), f"{{ beneficiaires(filtre: {{ {filtre} }}) {{ totalCount }} }}"
    )
    assert (code, f"« {champ} »" in message) == ("INTERDIT", True)


@pytest.mark.parametrize(
    ("filtre", "code"),
    [
        ('debutReel: { du: "2025-01-01", au: "2025-02-28" }', None),
        ('debutReel: { au: "2024-02-29" }', None),
        ("finReelle: { absent: true }", None),
        ('debutReel: { du: "2025-01-02" }', "REQUETE_INVALIDE"),
        ('debutReel: { au: "2024-02-28" }', "REQUETE_INVALIDE"),
        ('debutReel: { egal: "2025-01-01" }', "INTERDIT"),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T00:00:00", au: "2025-03-31T23:59:59" } } }', None),
        ('entretiens: { un: { dateHeure: { du: "2024-12-31T23:00:00Z" } } }', None),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T00:00:00Z" } } }', "REQUETE_INVALIDE"),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T08:00:00" } } }', "REQUETE_INVALIDE"),
        ('entretiens: { un: { dateHeure: { au: "2025-03-31T00:00:00" } } }', "REQUETE_INVALIDE"),
    ],
)
async def test_une_date_se_filtre_par_mois_entiers(monde: Monde, filtre: str, code: str | None) -> None:
    document = f"{{ beneficiaires(filtre: {{ etapes: {{ un: {{ {filtre} }} }} }}) {{ totalCount }} }}"
    answer = await monde.lire(analyste(monde), document)
    assert codes(answer) == ([] if code is None else [(code, "beneficiaires")])


@pytest.mark.parametrize(
    ("filtre", "code"),
    [
        ('{ egal: "oui" }', None),
        ('{ parmi: ["oui", "non"] }', None),
        ('{ contient: "o" }', "INTERDIT"),
    ],
)
async def test_une_valeur_codee_se_filtre_entiere(monde: Monde, filtre: str, code: str | None) -> None:
    document = f"{{ beneficiaires(filtre: {{ caracteristiques: {{ un: {{ valeur: {filtre} }} }} }}) {{ totalCount }} }}"
    answer = await monde.lire(analyste(monde), document)
    assert codes(answer) == ([] if code is None else [(code, "beneficiaires")])


async def test_un_filtre_ne_trouve_pas_un_texte_libre(monde: Monde) -> None:
    """« oui » typed where a text is free is no coded value: it is not told, and not found."""
    ou = await secteur(monde)
    libre = db.DefinitionCaracteristique(
        code=f"LIBRE{ou.id}", rubrique="R", libelle="Libre", type=db.TypeCaracteristique.TEXTE, rang=9
    )
    await monde.ajouter(libre)
    for personne in await habitants(monde, 5, ou):
        await monde.ajouter(
            db.Caracteristique(
                beneficiaire_id=personne.id,
                definition_id=libre.id,
                valeur_saisie="oui",
                depuis=JOUR,
                verifiee_le=JOUR,
            )
        )
    assert await compter(monde, ou, 'caracteristiques: { un: { valeur: { egal: "oui" } } }') == SOUS_SECRET
    assert (await compter(monde, ou, "caracteristiques: { un: {} }"))["totalCount"] == 5


@pytest.mark.parametrize("champ", ["NOM", "NUMERO_DOSSIER", "DATE_NAISSANCE", "COMMUNE", "CREE_LE", "MODIFIE_LE"])
async def test_un_tri_qui_identifie_est_refuse(monde: Monde, champ: str) -> None:
    code, message = await monde.lire.refus(
        analyste(monde), f"{{ beneficiaires(tri: [{{ champ: {champ} }}]) {{ totalCount }} }}"
    )
    assert (code, champ in message) == ("INTERDIT", True)


async def test_un_tri_par_une_dimension_se_suit_de_page_en_page(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    for jours in (10, 20, 30):
        await personne.entretien("A", "referent", jours=jours)
    document = (
        "query ($id: ID!, $c: Curseur) { beneficiaire(id: $id) { entretiens(first: 2, after: $c, tri: [{ champ:"
        " DUREE_MINUTES }]) { edges { cursor node { id } } } } }"
    )
    ici = {"id": opaque(monde, personne)}
    debut = (await monde.lire.data(analyste(monde), document, **ici))["beneficiaire"]["entretiens"]["edges"]
    suite = await monde.lire.data(analyste(monde), document, **ici, c=debut[-1]["cursor"])
    lus = [arete["node"]["id"] for arete in debut + suite["beneficiaire"]["entretiens"]["edges"]]
    assert len(set(lus)) == 3
    assert lus == sorted(lus)


async def test_un_dossier_ne_se_cherche_pas_par_son_numero(monde: Monde) -> None:
    code, _ = await monde.lire.refus(analyste(monde), '{ beneficiaire(numeroDossier: "#1") { id } }')
    assert code == "INTERDIT"
