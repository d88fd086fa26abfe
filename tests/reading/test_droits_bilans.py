"""Who reads bilans and documents, and what their transmission opens (permissions.md)."""

from __future__ import annotations

import pytest

import db
from tests.reading.droits import lire, voit
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def bilans_vus(monde: Monde, compte: str, *envois: tuple[str, str | None]) -> int:
    """How many bilans that account sees, of the one of structure B sent to `envois`."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    await personne.etape("b")
    bilan = await personne.bilan("B")
    for destinataire, structure in envois:
        await personne.transmettre(bilan, destinataire, structure)
    vus = (await lire(monde, compte, personne, "bilans { id complet }"))["bilans"]
    data = await monde.lire.data(monde.callers[compte], f'{{ bilan(id: "Bilan:{bilan.id}") {{ id }} }}')
    assert (data["bilan"] is not None) is bool(vus)
    return len(vus)


@pytest.mark.parametrize(
    ("compte", "envois", "vus"),
    [
        ("referent_b", [], 1),
        ("referent", [], 0),
        ("referent", [("STRUCTURE", "A")], 1),
        ("responsable", [("STRUCTURE", "A")], 1),
        ("referent", [("STRUCTURE", "S")], 0),
        ("referent", [("SDI", None)], 0),
        ("referent", [("RU", None)], 0),
        ("referent", [("SDI", None), ("STRUCTURE", "A"), ("STRUCTURE", "S")], 1),
        ("sdi", [], 0),
        ("sdi", [("SDI", None)], 1),
        ("sdi", [("STRUCTURE", "A")], 0),
        ("pilote", [], 0),
        ("pilote", [("SDI", None)], 1),
        ("pilote", [("STRUCTURE", "A")], 1),
    ],
)
async def test_un_bilan_s_ouvre_a_qui_il_est_transmis(
    monde: Monde, compte: str, envois: list[tuple[str, str | None]], vus: int
) -> None:
    assert await bilans_vus(monde, compte, *envois) == vus


@pytest.mark.parametrize("chemin", ["bilan(id: $id)", "node(id: $id)", "nodes(ids: [$id])"])
@pytest.mark.parametrize("compte", ["referent", "responsable"])
async def test_un_bilan_transmis_n_ouvre_rien_d_autre_du_dossier(monde: Monde, compte: str, chemin: str) -> None:
    personne = await monde.personne(commune="Lattes")
    etape = await personne.etape("b", commentaire="Texte")
    bilan = await personne.bilan("B", etape_id=etape.id)
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent_b"),
            action=db.ActionJournal.MODIFICATION,
            type="Bilan",
            objet_id=bilan.id,
            beneficiaire_id=personne.id,
        )
    )
    await personne.transmettre(bilan, "STRUCTURE", "A")
    data = await monde.lire.data(
        monde.callers[compte],
        f"""query ($id: ID!) {{ lu: {chemin} {{ ... on Bilan {{
            structure {{ raisonSociale }} complet transmissions {{ destinataire }}
            beneficiaire {{ id nom commune etapes {{ id }} }} etape {{ id debutReel structure {{ id }} }}
            historique {{ totalCount nodes {{ quand }} }}
        }} }} }}""",
        id=f"Bilan:{bilan.id}",
    )
    [lu] = data["lu"] if isinstance(data["lu"], list) else [data["lu"]]
    assert lu == {
        "structure": {"raisonSociale": "Structure B"},
        "complet": True,
        "transmissions": [{"destinataire": "STRUCTURE"}],
        "beneficiaire": None,
        "etape": None,
        "historique": {"totalCount": 0, "nodes": []},
    }
    assert not await voit(monde, compte, personne)


async def test_un_document_transmis_n_ouvre_ni_le_dossier_ni_son_bilan(monde: Monde) -> None:
    personne = await monde.personne()
    etape = await personne.etape("b")
    bilan = await personne.bilan("B", etape_id=etape.id)
    modele = db.ModeleDocument(code="TRANSMIS", libelle="Transmis")
    await monde.ajouter(modele)
    document = db.Document(
        beneficiaire_id=personne.id,
        structure_id=monde.structures["B"].id,
        modele_id=modele.id,
        etape_id=etape.id,
        bilan_id=bilan.id,
        cree_par_id=monde.moi("referent_b"),
        edite_le=il_y_a(2),
    )
    await monde.ajouter(document)
    await monde.ajouter(
        db.Transmission(
            document_id=document.id,
            destinataire=db.Destinataire.STRUCTURE,
            structure_id=monde.structures["A"].id,
            date=il_y_a(1),
            par_id=monde.moi("referent_b"),
        )
    )
    data = await monde.lire.data(
        monde.callers["referent"],
        """query ($id: ID!) { node(id: $id) { ... on Document {
            editeLe beneficiaire { id } bilan { id } etape { id }
        } } }""",
        id=f"Document:{document.id}",
    )
    assert data["node"] == {"editeLe": il_y_a(2).isoformat(), "beneficiaire": None, "bilan": None, "etape": None}


async def test_l_accueil_ne_lit_pas_les_bilans(monde: Monde) -> None:
    personne = await monde.suivie()
    bilan = await personne.bilan("A")
    answer = await monde.lire(
        monde.callers["accueil"],
        """query ($id: ID!, $bilan: ID!) { beneficiaire(id: $id) { nom bilans { id } } bilan(id: $bilan) { id } }""",
        bilan=f"Bilan:{bilan.id}",
        id=personne.gid,
    )
    assert answer["data"]["beneficiaire"]["bilans"] is None
    assert answer["data"]["beneficiaire"]["nom"]
    assert answer["data"]["bilan"] is None
    assert codes(answer) == [("INTERDIT", "beneficiaire.bilans"), ("INTERDIT", "bilan")]


async def test_le_referent_de_parcours_lit_les_bilans_non_transmis(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.referent("parcours", "PARCOURS")
    await personne.bilan("B")
    assert len((await lire(monde, "parcours", personne, "bilans { id }"))["bilans"]) == 1
