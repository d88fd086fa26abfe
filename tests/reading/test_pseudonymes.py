"""What the infocentre reads names nobody: every file is under a pseudonym of the analyst's own."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from sqlalchemy import text

import db
from auth.caller import Caller
from auth.policy import TABLE
from auth.rules import sous_pseudonyme
from db.enums import Profil
from queries import OPERATIONS, NamedOperation
from resolvers.reading import cursors
from resolvers.reading.pseudonyms import Pseudonyms
from tests.pseudonymes import jeton
from tests.reading.infocentre import SECRET, analyste, collegue, compter, de, habitants, opaque, secteur
from tests.reading.lecteur import JOUR, Lecteur, codes
from tests.reading.monde import Monde, Personne

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_un_ordre_de_l_infocentre_est_un_seul_ordre_garde_pour_tous_les_analystes(monde: Monde) -> None:
    document = "{ beneficiaires(first: 2) { totalCount secretStatistique nodes { id trancheAge } } }"
    monde.lire.oublier()
    await monde.lire.data(analyste(monde), document)
    assert len(monde.lire.ordres) == 1
    compiles = monde.lire.planner.compiled
    await monde.lire.data(collegue(monde), document)
    assert monde.lire.planner.compiled == compiles


# Screens and rights


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


async def test_ses_droits_sur_un_dossier_ne_nomment_ni_la_carte_ni_une_ecriture(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    document = "query ($id: ID!) { beneficiaire(id: $id) { mesDroits { lire ecrire } } }"
    data = await monde.lire.data(analyste(monde), document, id=opaque(monde, personne))
    droits = data["beneficiaire"]["mesDroits"]
    assert droits["ecrire"] == []
    assert {"Beneficiaire", "Etape", "Caracteristique.valeur"} <= set(droits["lire"])
    fermes = {"Beneficiaire.carte", "Beneficiaire.coordonnees", "Etape.saisie", "Entretien.contenu", "Document"}
    assert not fermes & set(droits["lire"])
