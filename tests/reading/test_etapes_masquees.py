"""What an étape of another structure shows: its dates, and its classement to some (permissions.md)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.droits import MASQUE, OPERATEURS, lire
from tests.reading.monde import Monde, il_y_a

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def etape_vue(monde: Monde, compte: str, offre: str) -> Any:
    """The étape at another structure, ended 40 days ago, of a file that A follows."""
    personne = await monde.suivie()
    await personne.etape(offre, debut=100, fin=40, commentaire="Texte")
    vu = await lire(
        monde,
        compte,
        personne,
        """etapes {
            acces intitule debutReel finReelle dureeMois thematique { code } structure { raisonSociale }
            accompagnateur { id } offreDeService { id } motifFin { code } commentaire validee accompagnement { id }
            referentInitiateur { id } objectifs { id } caracteristiques { valeur } passagesConvention { libelle }
            presence { joursRealises joursPrevus totalHeures jours { jour } heuresMensuelles { mois } }
        }""",
    )
    [etape, _] = vu["etapes"]
    return etape


DETAIL_MASQUE = {
    "offreDeService": None,
    "motifFin": None,
    "commentaire": None,
    "validee": None,
    "accompagnement": None,
    "referentInitiateur": None,
    "objectifs": None,
    "caracteristiques": None,
    "passagesConvention": None,
    "presence": {
        "joursRealises": None,
        "joursPrevus": None,
        "totalHeures": None,
        "jours": None,
        "heuresMensuelles": None,
    },
}


@pytest.mark.parametrize("compte", OPERATEURS)
@pytest.mark.parametrize("offre", ["b", "s", "sante"])
async def test_l_etape_d_une_autre_structure_ne_montre_que_ses_dates(monde: Monde, compte: str, offre: str) -> None:
    etape = await etape_vue(monde, compte, offre)
    classement = {key: etape.pop(key) for key in ("thematique", "structure", "accompagnateur")}
    assert etape == {
        "acces": "RESTREINT",
        "intitule": MASQUE,
        "debutReel": il_y_a(100).isoformat(),
        "finReelle": il_y_a(40).isoformat(),
        "dureeMois": 2.0,
        **DETAIL_MASQUE,
    }
    montre = compte != "accueil" and offre == "b"
    assert (classement["thematique"] == {"code": "MOC"}) is montre
    assert (classement["structure"] == {"raisonSociale": "Structure B"}) is montre
    assert montre or set(classement.values()) == {None}


@pytest.mark.parametrize("compte", OPERATEURS)
@pytest.mark.parametrize("offre", ["b", "s", "sante"])
async def test_le_departement_peut_ouvrir_le_classement_des_etapes_a_tous(
    monde: Monde, compte: str, offre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`VIESION_OUVRIR_ETAPES`: health and sensible structures stay masked, and so does the detail."""
    ferme = await etape_vue(monde, compte, offre)
    monkeypatch.setattr(monde.lire.application.settings, "ouvrir_etapes", True)
    ouvert = await etape_vue(monde, compte, offre)
    montre = offre == "b"
    assert (ouvert["thematique"] == {"code": "MOC"}) is montre
    assert (ouvert["structure"] == {"raisonSociale": "Structure B"}) is montre
    if compte != "accueil":
        assert {**ouvert, "accompagnateur": None} == {**ferme, "accompagnateur": None}
    for etape in (ferme, ouvert):
        for champ in ("thematique", "structure", "accompagnateur"):
            etape.pop(champ)
    assert ouvert == ferme


@pytest.mark.parametrize("compte", OPERATEURS)
async def test_l_etape_de_sa_structure_est_complete(monde: Monde, compte: str) -> None:
    etape = await etape_vue(monde, compte, "a")
    assert (etape["acces"], etape["intitule"], etape["thematique"]) == ("COMPLET", "Offre a", {"code": "MOC"})
    assert (etape["motifFin"], etape["commentaire"], etape["validee"]) == ({"code": 1}, "Texte", False)
    assert etape["presence"] == {
        "joursRealises": 0,
        "joursPrevus": 66,
        "totalHeures": 0.0,
        "jours": [],
        "heuresMensuelles": [],
    }


@pytest.mark.parametrize("chemin", ["etape(id: $id)", "node(id: $id)"])
async def test_une_etape_masquee_l_est_aussi_par_son_identifiant(monde: Monde, chemin: str) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("sante")
    data = await monde.lire.data(
        monde.callers["referent"],
        f"query ($id: ID!) {{ e: {chemin} {{ ... on Etape {{ intitule acces structure {{ id }} }} }} }}",
        id=f"Etape:{etape.id}",
    )
    assert data["e"] == {"intitule": MASQUE, "acces": "RESTREINT", "structure": None}


async def test_une_etape_d_un_dossier_ferme_n_existe_pas(monde: Monde) -> None:
    personne = await monde.personne()
    etape = await personne.etape("b")
    data = await monde.lire.data(monde.callers["referent"], f'{{ etape(id: "Etape:{etape.id}") {{ id }} }}')
    assert data == {"etape": None}
