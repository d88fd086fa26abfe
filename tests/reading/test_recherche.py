"""The search of a person by what is known of them, and the near names of a mistyped one (guide §5.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
