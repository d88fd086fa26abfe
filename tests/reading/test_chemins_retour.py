"""What leads to a masked étape is masked too: référents, entries, objectifs, entretiens (permissions.md, rule 3)."""

from __future__ import annotations

import pytest

import db
from tests.reading.droits import MASQUE, lire
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("offre", "visible"), [("a", True), ("b", True), ("s", False), ("sante", False)])
async def test_les_referents_d_une_etape_masquee_le_sont_aussi(monde: Monde, offre: str, visible: bool) -> None:
    personne = await monde.suivie()
    etape = await personne.etape(offre)
    await personne.referent("referent_b", "ETAPE", etape_id=etape.id)
    vu = await lire(
        monde,
        "referent",
        personne,
        "referents { collaborateur { nom structures { raisonSociale } } } etapes { referents { id } }",
    )
    assert (len(vu["referents"]) == 1) is visible
    assert any(e["referents"] for e in vu["etapes"]) is visible


async def test_un_referent_d_etape_sans_etape_n_est_vu_que_de_ses_collegues(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.etape("b")
    await personne.referent("referent_b", "ETAPE")
    assert (await lire(monde, "referent", personne, "referents { id }"))["referents"] == []
    assert len((await lire(monde, "referent_b", personne, "referents { id }"))["referents"]) == 1


@pytest.mark.parametrize("nature", ["PARCOURS", "HORS_ACCOMPAGNEMENT"])
async def test_les_autres_referents_sont_vus_de_qui_suit_le_dossier(monde: Monde, nature: str) -> None:
    personne = await monde.suivie()
    await personne.referent("parcours", nature)
    vu = await lire(monde, "accueil", personne, "referents { type collaborateur { nom } } referentParcours { type }")
    assert vu["referents"] == [{"type": nature, "collaborateur": {"nom": "Parcours"}}]
    assert vu["referentParcours"] == ({"type": nature} if nature == "PARCOURS" else None)


@pytest.mark.parametrize(("offre", "visible"), [("a", True), ("b", True), ("s", False), ("sante", False)])
@pytest.mark.parametrize("nature", ["rattachement", "positionnement"])
async def test_une_entree_vers_une_offre_a_masquer_l_est_aussi(
    monde: Monde, nature: str, offre: str, visible: bool
) -> None:
    personne = await monde.suivie()
    row = await getattr(personne, nature)(offre, cree=3)
    vu = await lire(monde, "referent", personne, f"{nature}s {{ id structure {{ id }} offreDeService {{ id }} }}")
    assert (len(vu[f"{nature}s"]) == 1) is visible
    data = await monde.lire.data(
        monde.callers["referent"], "query ($id: ID!) { node(id: $id) { id } }", id=f"{nature.capitalize()}:{row.id}"
    )
    assert (data["node"] is not None) is visible


@pytest.mark.parametrize("offre", ["a", "b"])
@pytest.mark.parametrize("nature", ["rattachement", "positionnement"])
async def test_l_accueil_ne_lit_pas_ou_une_autre_structure_attend_la_personne(
    monde: Monde, nature: str, offre: str
) -> None:
    personne = await monde.suivie()
    row = await getattr(personne, nature)(offre, cree=3)
    montre = "motif" if nature == "positionnement" else "debut"
    vu = await lire(
        monde, "accueil", personne, f"{nature}s {{ statut structure {{ id }} offreDeService {{ id }} {montre} }}"
    )
    [lu] = vu[f"{nature}s"]
    assert lu["statut"]
    assert (lu["structure"] is not None, lu["offreDeService"] is not None) == (offre == "a", offre == "a")
    filtre = (
        f'{{ {nature}s: {{ un: {{ structure: {{ un: {{ id: {{ egal: "Structure:{row.structure_id}" }} }} }} }} }} }}'
    )
    cherche = f'{{ ET: [{filtre}, {{ id: {{ egal: "{personne.gid}" }} }}] }}'
    data = await monde.lire.data(monde.callers["accueil"], f"{{ beneficiaires(filtre: {cherche}) {{ totalCount }} }}")
    assert data["beneficiaires"]["totalCount"] == (offre == "a")


@pytest.mark.parametrize(
    ("offres", "accueil", "referent"),
    [
        ((), True, True),
        (("a",), True, True),
        (("b",), False, True),
        (("s",), False, False),
        (("sante",), False, False),
        (("s", "sante"), False, False),
        (("s", "b"), False, True),
        (("s", "a"), True, True),
    ],
)
async def test_un_objectif_des_seules_etapes_masquees_l_est_aussi(
    monde: Monde, offres: tuple[str, ...], accueil: bool, referent: bool
) -> None:
    personne = await monde.suivie()
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Se soigner")
    await monde.ajouter(objectif)
    for offre in offres:
        etape = await personne.etape(offre)
        async with monde.lire.application.writes.begin() as connection:
            await connection.execute(db.objectif_etape.insert().values(objectif_id=objectif.id, etape_id=etape.id))
    for compte, visible in (("accueil", accueil), ("referent", referent), ("responsable", referent), ("pilote", True)):
        vu = await lire(monde, compte, personne, "objectifs { libelle }")
        assert vu["objectifs"] == ([{"libelle": "Se soigner"}] if visible else [])
        data = await monde.lire.data(monde.callers[compte], f'{{ node(id: "Objectif:{objectif.id}") {{ id }} }}')
        assert (data["node"] is not None) is visible


async def test_un_rapport_a_l_etape_ne_demasque_rien(monde: Monde) -> None:
    """From my own entretien, linked to my étape and to a masked one, the masked one stays masked."""
    personne = await monde.suivie()
    masquee = await personne.etape("sante", debut=50)
    mienne = await personne.etape("a", debut=60)
    entretien = await personne.entretien("A", "referent")
    await lier(monde, entretien, masquee, mienne)
    vu = await lire(
        monde,
        "referent",
        personne,
        "entretiens { nodes { etapes { intitule entretiens { nodes { id etapes { intitule } } } } } }",
    )
    [lu] = vu["entretiens"]["nodes"]
    assert [etape["intitule"] for etape in lu["etapes"]] == ["Offre a", MASQUE]
    for etape in lu["etapes"]:
        [dessous] = etape["entretiens"]["nodes"]
        assert [e["intitule"] for e in dessous["etapes"]] == ["Offre a", MASQUE]


async def lier(monde: Monde, entretien: db.Entretien, *etapes: db.Etape) -> None:
    """Ties an entretien to étapes."""
    async with monde.lire.application.writes.begin() as connection:
        for etape in etapes:
            await connection.execute(
                db.entretien_etape.insert().values(
                    entretien_id=entretien.id, etape_id=etape.id, beneficiaire_id=entretien.beneficiaire_id
                )
            )
