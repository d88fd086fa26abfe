"""Rattacher (guide §6): the only way to a file that one does not follow yet, by an exact key."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.auth.conftest import Site

RATTACHER = """
mutation Rattacher($commande: RattacherBeneficiaire!) {
  rattacherBeneficiaire(commande: $commande) {
    __typename
    ... on RattacherBeneficiaireSucces { beneficiaire { id nom } rattachement { statut structure { raisonSociale } } }
    ... on Erreur { code message }
    ... on ErreurValidation { champs { chemin } }
  }
}
"""
FICHE = "query Fiche($id: ID!) { beneficiaire(id: $id) { nom } }"


async def _sql(site: Site, query: str) -> Any:
    async with site.application.writes.connect() as connection:
        return (await connection.execute(text(query))).one()


async def _ailleurs(site: Site) -> Any:
    """A file that the structure of referent-b does not follow, and an offer of that structure."""
    return await _sql(
        site,
        "SELECT b.id, b.numero_dossier, b.numero_caf, b.date_naissance::text AS naissance, o.id AS offre,"
        " o.structure_id AS structure FROM beneficiaire b, offre_de_service o"
        " JOIN collaborateur_structure s USING (structure_id) JOIN collaborateur c ON c.id = s.collaborateur_id"
        " WHERE c.email = 'referent-b@demo.example' AND o.ouverte AND b.numero_caf IS NOT NULL AND NOT EXISTS ("
        "  SELECT 1 FROM acces_structure a WHERE a.beneficiaire_id = b.id AND a.structure_id = o.structure_id)"
        " ORDER BY b.id, o.id LIMIT 1",
    )


async def _rattacher(site: Site, compte: str, **commande: Any) -> Any:
    token = (await site.connexion(f"{compte}@demo.example"))["jetonAcces"]
    answer = await site.post(RATTACHER, token, commande={"dateReceptionFio": "2025-01-15", **commande})
    return token, answer.json()


async def test_une_cle_exacte_ouvre_le_dossier_aussitot(site: Site) -> None:
    file = await _ailleurs(site)
    token, answer = await _rattacher(
        site,
        "referent-b",
        numeroDossier=file.numero_dossier,
        dateNaissance=file.naissance,
        offreDeService=f"OffreDeService:{file.offre}",
    )
    result = answer["data"]["rattacherBeneficiaire"]
    assert result["__typename"] == "RattacherBeneficiaireSucces"
    assert result["beneficiaire"]["id"] == f"Beneficiaire:{file.id}"
    assert result["rattachement"]["statut"] == "EN_ATTENTE"
    opened = (await site.post(FICHE, token, id=f"Beneficiaire:{file.id}")).json()
    assert opened["data"]["beneficiaire"]["nom"] == result["beneficiaire"]["nom"]
    row = await _sql(site, "SELECT action, type, beneficiaire_id FROM journal WHERE type = 'Rattachement'")
    assert tuple(row) == ("CREATION", "Rattachement", file.id)


async def test_le_numero_d_allocataire_convient_aussi(site: Site) -> None:
    file = await _ailleurs(site)
    _, answer = await _rattacher(
        site,
        "referent-b",
        numeroAllocataire=" 00" + file.numero_caf,
        dateNaissance=file.naissance,
        offreDeService=f"OffreDeService:{file.offre}",
    )
    assert answer["data"]["rattacherBeneficiaire"]["beneficiaire"]["id"] == f"Beneficiaire:{file.id}"


@pytest.mark.parametrize("change", [{"dateNaissance": "1901-01-01"}, {"numeroDossier": "#999999"}])
async def test_une_cle_fausse_ne_dit_rien_et_n_ouvre_rien(site: Site, change: dict[str, str]) -> None:
    file = await _ailleurs(site)
    commande = {"numeroDossier": file.numero_dossier, "dateNaissance": file.naissance, **change}
    token, answer = await _rattacher(site, "referent-b", offreDeService=f"OffreDeService:{file.offre}", **commande)
    assert answer["data"]["rattacherBeneficiaire"]["__typename"] == "ErreurIntrouvable"
    assert (await site.post(FICHE, token, id=f"Beneficiaire:{file.id}")).json()["data"]["beneficiaire"] is None
    assert (await _sql(site, "SELECT count(*) FROM journal WHERE action = 'ACCES_REFUSE'"))[0] >= 1


async def test_un_operateur_ne_rattache_qu_a_une_offre_de_sa_structure(site: Site) -> None:
    file = await _ailleurs(site)
    before = await _sql(site, "SELECT count(*) FROM rattachement")
    other = await _sql(
        site, f"SELECT id FROM offre_de_service WHERE structure_id <> {file.structure} AND ouverte LIMIT 1"
    )
    _, answer = await _rattacher(
        site,
        "referent-b",
        numeroDossier=file.numero_dossier,
        dateNaissance=file.naissance,
        offreDeService=f"OffreDeService:{other.id}",
    )
    assert answer["data"]["rattacherBeneficiaire"]["__typename"] == "ErreurIntrouvable"
    assert await _sql(site, "SELECT count(*) FROM rattachement") == before


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(site: Site) -> None:
    _, answer = await _rattacher(
        site,
        "referent",
        dateNaissance="1980-01-01",
        offreDeService="OffreDeService:99999",
        dateReceptionFio="2099-01-01",
    )
    result = answer["data"]["rattacherBeneficiaire"]
    assert [champ["chemin"] for champ in result["champs"]] == [
        "commande.numeroDossier",
        "commande.dateReceptionFio",
        "commande.offreDeService",
    ]


@pytest.mark.parametrize("compte", ["accueil", "referent-parcours", "infocentre", "support"])
async def test_les_autres_profils_ne_rattachent_pas(site: Site, compte: str) -> None:
    file = await _ailleurs(site)
    _, answer = await _rattacher(
        site,
        compte,
        numeroDossier=file.numero_dossier,
        dateNaissance=file.naissance,
        offreDeService=f"OffreDeService:{file.offre}",
    )
    assert answer["data"]["rattacherBeneficiaire"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERDIT"


async def test_chercher_une_cle_au_hasard_s_arrete_vite(site: Site) -> None:
    file = await _ailleurs(site)
    token = (await site.connexion("referent-b@demo.example"))["jetonAcces"]
    codes = []
    for day in range(1, 13):
        commande = {
            "numeroDossier": file.numero_dossier,
            "dateNaissance": f"1902-01-{day:02}",
            "offreDeService": f"OffreDeService:{file.offre}",
            "dateReceptionFio": "2025-01-15",
        }
        codes.append(
            (await site.post(RATTACHER, token, commande=commande)).json()["data"]["rattacherBeneficiaire"]["code"]
        )
    assert codes == ["INTROUVABLE"] * 10 + ["TROP_DE_TENTATIVES"] * 2


REJOUABLE = RATTACHER.replace(
    "($commande: RattacherBeneficiaire!)", "($commande: RattacherBeneficiaire!, $cle: String)"
)
REJOUABLE = REJOUABLE.replace("(commande: $commande)", "(commande: $commande, cle: $cle)")


async def test_rattacher_pour_de_bon_ne_rend_pas_d_essais_pour_deviner(site: Site) -> None:
    """Neither a success nor its replay under the same key gives back what was lost at guessing."""
    file = await _ailleurs(site)
    token = (await site.connexion("referent-b@demo.example"))["jetonAcces"]
    vrai = {
        "numeroDossier": file.numero_dossier,
        "dateNaissance": file.naissance,
        "offreDeService": f"OffreDeService:{file.offre}",
        "dateReceptionFio": "2025-01-15",
    }
    codes = []
    for day in range(1, 13):
        fait = (await site.post(REJOUABLE, token, commande=vrai, cle="une clé")).json()["data"]["rattacherBeneficiaire"]
        devine = vrai | {"dateNaissance": f"1902-01-{day:02}"}
        answer = (await site.post(REJOUABLE, token, commande=devine)).json()["data"]["rattacherBeneficiaire"]
        codes.append((fait["__typename"], answer["code"]))
    assert codes[:10] == [("RattacherBeneficiaireSucces", "INTROUVABLE")] * 10
    assert {code for _, code in codes[10:]} == {"TROP_DE_TENTATIVES"}
