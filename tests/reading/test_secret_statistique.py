"""What the infocentre counts: multiples of five, and nothing of fewer than five people."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import select

import db
from auth.caller import Caller
from db.enums import Profil
from resolvers.reading.compiler import Compiler
from resolvers.reading.rows import Rights
from tests.reading.infocentre import SOUS_SECRET, TOTAL, analyste, compter, de, habitants, opaque, secteur
from tests.reading.lecteur import Lecteur
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_l_exemple_de_la_documentation_repond(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    texte = (Path(__file__).parents[2] / "docs" / "infocentre.md").read_text(encoding="utf-8")
    [exemple] = re.findall(r"```graphql\n(.*?)```", texte, re.DOTALL)
    data = await demo.data(comptes["infocentre"], exemple)
    assert set(data["beneficiaires"]) == {"totalCount", "secretStatistique", "nodes"}
