"""Who reads entretiens and notes: their own structure, or their author alone (permissions.md)."""

from __future__ import annotations

import pytest

import db
from tests.reading.droits import lire
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_les_entretiens_d_une_autre_structure_n_existent_pas(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.entretien("B", "referent_b", jours=1)
    await personne.entretien("A", "referent", jours=5)
    await personne.entretien("B", "referent_b", jours=-3, realisation=db.Realisation.PREVU)
    vu = await lire(
        monde,
        "referent",
        personne,
        "entretiens { totalCount nodes { dateHeure } } dernierEntretien { dateHeure } prochainEntretien { dateHeure }",
    )
    assert vu["entretiens"] == {"totalCount": 1, "nodes": [{"dateHeure": vu["dernierEntretien"]["dateHeure"]}]}
    assert vu["dernierEntretien"]["dateHeure"].startswith(il_y_a(5).isoformat())
    assert vu["prochainEntretien"] is None


async def test_une_structure_partie_ne_voit_plus_ses_entretiens(monde: Monde) -> None:
    personne = await monde.personne()
    await personne.etape("a", fin=31)
    await personne.etape("b")
    entretien = await personne.entretien("A", "referent")
    data = await monde.lire.data(monde.callers["referent"], f'{{ entretien(id: "Entretien:{entretien.id}") {{ id }} }}')
    assert data == {"entretien": None}


@pytest.mark.parametrize("compte", ["accueil", "sdi", "pilote"])
async def test_la_synthese_et_les_themes_sont_interdits(monde: Monde, compte: str) -> None:
    """One error for each response path, without the indices of the lists."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    for jours in (3, 4, 5):
        await personne.entretien("A", "referent", jours=jours)
    answer = await monde.lire(
        monde.callers[compte],
        """query ($id: ID!) { b: beneficiaire(id: $id) {
            entretiens { nodes { dateHeure texte: synthese themes { rang } } edges { node { synthese } } }
        } }""",
        id=personne.gid,
    )
    page = answer["data"]["b"]["entretiens"]
    assert [(node["texte"], node["themes"]) for node in page["nodes"]] == [(None, None)] * 3
    assert all(node["dateHeure"] for node in page["nodes"])
    assert codes(answer) == [
        ("INTERDIT", "b.entretiens.edges.node.synthese"),
        ("INTERDIT", "b.entretiens.nodes.texte"),
        ("INTERDIT", "b.entretiens.nodes.themes"),
    ]
    assert "Synthèse" not in str(answer)


async def test_une_interdiction_demandee_deux_fois_n_est_dite_qu_une_fois(monde: Monde) -> None:
    personne = await monde.suivie()
    entretiens = [await personne.entretien("A", "referent", jours=jours) for jours in (3, 4)]
    answer = await monde.lire(
        monde.callers["accueil"],
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Entretien { synthese } } }",
        ids=[f"Entretien:{entretien.id}" for entretien in entretiens],
    )
    assert answer["data"]["nodes"] == [{"synthese": None}] * 2
    assert codes(answer) == [("INTERDIT", "nodes.synthese")]


async def test_nodes_ne_dit_qu_une_fois_un_refus_de_ses_types(monde: Monde) -> None:
    answer = await monde.lire(
        monde.callers["support"],
        '{ nodes(ids: ["Beneficiaire:1", "Beneficiaire:2", "Etape:1", "Structure:1"]) { id } }',
    )
    assert answer["data"]["nodes"] == [None, None, None, {"id": "Structure:1"}]
    assert codes(answer) == [("INTERDIT", "nodes")]


@pytest.mark.parametrize("compte", ["referent", "responsable"])
async def test_la_synthese_est_lue_de_sa_structure(monde: Monde, compte: str) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent")
    vu = await lire(monde, compte, personne, "entretiens { nodes { synthese themes { rang } } }")
    assert vu["entretiens"]["nodes"] == [{"synthese": "Synthèse", "themes": []}]


async def test_une_note_privee_n_est_lue_que_de_son_auteur(monde: Monde) -> None:
    personne = await monde.suivie()
    entretien = await personne.entretien("A", "referent")
    note = db.NotePrivee(entretien_id=entretien.id, auteur_id=monde.moi("referent"), texte="Pour moi")
    await monde.ajouter(note)
    selection = "entretiens { nodes { notesPrivees { texte } } }"
    for compte, textes in (("referent", [{"texte": "Pour moi"}]), ("responsable", []), ("pilote", [])):
        vu = await lire(monde, compte, personne, selection)
        assert vu["entretiens"]["nodes"] == [{"notesPrivees": textes}]
        data = await monde.lire.data(monde.callers[compte], f'{{ node(id: "NotePrivee:{note.id}") {{ id }} }}')
        assert (data["node"] is not None) is bool(textes)


async def test_une_seance_ne_montre_que_les_participants_dont_le_dossier_est_ouvert(monde: Monde) -> None:
    suivi, parti = await monde.suivie(), await monde.personne()
    await parti.etape("a", fin=90)
    seance = db.Seance(
        intitule="Atelier",
        structure_id=monde.structures["A"].id,
        collaborateur_id=monde.moi("referent"),
        date_heure=midi(100),
        duree_minutes=60,
    )
    await monde.ajouter(seance)
    lu = await suivi.entretien("A", "referent", seance_id=seance.id)
    await parti.entretien("A", "referent", seance_id=seance.id)
    data = await monde.lire.data(
        monde.callers["referent"],
        f'{{ node(id: "Seance:{seance.id}") {{ ... on Seance {{ entretiens {{ id beneficiaire {{ id }} }} }} }} }}',
    )
    assert data["node"]["entretiens"] == [{"id": f"Entretien:{lu.id}", "beneficiaire": {"id": suivi.gid}}]


async def test_une_note_personnelle_n_est_lue_que_de_son_auteur(monde: Monde) -> None:
    personne = await monde.personne()
    note = db.Note(collaborateur_id=monde.moi("referent"), beneficiaire_id=personne.id, texte="À rappeler")
    await monde.ajouter(note)
    document = f'{{ node(id: "Note:{note.id}") {{ ... on Note {{ texte beneficiaire {{ nom }} }} }} }}'
    assert await monde.lire.data(monde.callers["referent"], document) == {
        "node": {"texte": "À rappeler", "beneficiaire": None}
    }
    assert await monde.lire.data(monde.callers["responsable"], document) == {"node": None}
