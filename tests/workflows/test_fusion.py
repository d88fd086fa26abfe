"""Merging two files of one person: nothing is lost, and what was absorbed is shown to nobody."""

from __future__ import annotations

import pytest

import db
from resolvers.workflows.fusions import A_PART, deplacees
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.fusions import FUSIONNER, dossiers, fusion, lignes, plein, total

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_tout_ce_que_contient_un_dossier_passe_a_l_autre_et_rien_n_est_perdu(atelier: Atelier) -> None:
    garde, absorbe = await atelier.personne(), await plein(atelier)
    avant, partout = await lignes(atelier, absorbe.id), await total(atelier)
    assert [nom for nom, nombre in avant.items() if not nombre] == []
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    assert await lignes(atelier, garde.id) == avant
    assert set((await lignes(atelier, absorbe.id)).values()) == {0}
    assert await total(atelier) == partout


async def test_chaque_table_d_un_dossier_est_deplacee_ou_nommee_a_part() -> None:
    """A table that names files without a reference to them would be left behind."""
    vues = {"journal", "modification"}
    nommant = {table.name for table in db.Base.metadata.sorted_tables if "beneficiaire_id" in table.c} - vues
    assert nommant == {table.name for table in deplacees()} | A_PART


async def test_ce_qui_tient_a_une_entree_la_suit_ou_part_avec_elle() -> None:
    """A table that names entries in a dispositif has to be redirected to the one that holds the others."""
    nommant = {
        (cle.parent.table.name, cle.ondelete)
        for table in db.Base.metadata.sorted_tables
        for cle in table.foreign_keys
        if cle.column.table.name == "accompagnement" and cle.column.name == "id"
    }
    assert nommant == {("contrat", None), ("entretien", None), ("etape", None), ("sortie", "CASCADE")}


async def test_ce_qui_s_ecrit_sur_une_ligne_pendant_une_fusion_n_est_pas_perdu(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Pagès")
    missions = [
        await absorbe.referent(compte, "HORS_ACCOMPAGNEMENT", fin=200) for compte in ("referent", "responsable", "sdi")
    ]
    ecrits = [
        atelier.muter(
            "pilote", "modifierReferent", {"referent": f"Referent:{une.id}", "version": 1, "fin": f"2024-0{rang}-28"}
        )
        for rang, une in enumerate(missions, 7)
    ]
    answers = await ensemble(atelier.muter("pilote", FUSIONNER, fusion(garde, absorbe)), *ecrits)
    assert answers[0]["__typename"].endswith("Succes")
    rows = await atelier.sql(
        "SELECT version, beneficiaire_id FROM referent WHERE id = ANY(:ids) ORDER BY id", ids=[un.id for un in missions]
    )
    assert {row.beneficiaire_id for row in rows} == {garde.id}
    faits = [answer["__typename"].endswith("Succes") for answer in answers[1:]]
    assert [row.version == 2 for row in rows] == faits
    assert {answer.get("code") for answer in answers[1:]} <= {None, "INTROUVABLE"}


async def test_deux_dossiers_pleins_ne_perdent_que_ce_qui_etait_en_double(atelier: Atelier) -> None:
    garde, absorbe = await plein(atelier), await plein(atelier)
    await atelier.executer(
        "UPDATE contrat SET debut = '2021-01-01', fin = '2021-02-01' WHERE beneficiaire_id = :id", id=absorbe.id
    )
    un, deux = await lignes(atelier, garde.id), await lignes(atelier, absorbe.id)
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    en_double = {"accompagnement", "caracteristique", "consultation", "acces_structure"}
    ensuite = await lignes(atelier, garde.id)
    assert {nom for nom in un if ensuite[nom] != un[nom] + deux[nom]} == en_double
    supprimes = [type_ for action, type_, _ in await atelier.journal(absorbe.id) if action == "SUPPRESSION"]
    assert sorted(supprimes) == ["Accompagnement", "Caracteristique"]


async def test_le_dossier_absorbe_n_est_plus_montre_a_personne(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Azema")
    texte = """query ($id: ID!, $numero: String, $ids: [ID!]!) {
        node(id: $id) { id } nodes(ids: $ids) { id } beneficiaire(numeroDossier: $numero) { id }
        beneficiaires(filtre: { texte: "azema lina" }) { totalCount nodes { id } } }"""
    [(numero,)] = await atelier.sql("SELECT numero_dossier FROM beneficiaire WHERE id = :id", id=absorbe.id)
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe, confirmer=False))
    for compte in ("pilote", "parcours", "sdi", "referent"):
        data = await atelier.lire.data(
            atelier.callers[compte], texte, id=absorbe.gid, ids=[absorbe.gid, garde.gid], numero=numero
        )
        assert (data["node"], data["beneficiaire"]) == (None, None)
        assert data["nodes"] == [None, {"id": garde.gid}]
        assert data["beneficiaires"] == {"totalCount": 1, "nodes": [{"id": garde.gid}]}


async def test_rien_ne_s_y_ecrit_plus_meme_par_un_pilote(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Bonnet")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    contrat = {"beneficiaire": absorbe.gid, "type": "CER", "debut": "2025-03-01"}
    assert await atelier.refus("pilote", "creerContratRsa", contrat) == "INTROUVABLE"
    change = {"beneficiaire": absorbe.gid, "version": 2, "prenom": "Zoé"}
    assert await atelier.refus("pilote", "modifierIdentite", change) == "INTROUVABLE"
    assert await atelier.refus("pilote", FUSIONNER, fusion(garde, absorbe, versionGarde=2)) == "INTROUVABLE"


async def test_la_structure_qui_suivait_le_dossier_absorbe_suit_celui_qui_reste(atelier: Atelier) -> None:
    garde, absorbe = await atelier.suivie(), await atelier.personne()
    etape = await absorbe.etape("b")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    texte = "query ($id: ID!, $etape: ID!) { beneficiaire(id: $id) { id } etape(id: $etape) { beneficiaire { id } } }"
    data = await atelier.lire.data(atelier.callers["referent_b"], texte, id=garde.gid, etape=f"Etape:{etape.id}")
    assert data == {"beneficiaire": {"id": garde.gid}, "etape": {"beneficiaire": {"id": garde.gid}}}


async def test_le_numero_du_dossier_absorbe_mene_a_celui_qui_reste(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Cabanes")
    [(numero,)] = await atelier.sql("SELECT numero_dossier FROM beneficiaire WHERE id = :id", id=absorbe.id)
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    dernier = await atelier.suivie(nom="Cabane", prenom="Lina")
    await atelier.fait("pilote", FUSIONNER, fusion(dernier, garde, versionAbsorbe=2))
    cle = {
        "numeroDossier": numero,
        "dateNaissance": "1985-05-17",
        "offreDeService": f"OffreDeService:{atelier.offres['b'].id}",
        "dateReceptionFio": "2025-03-01",
    }
    fait = await atelier.fait("referent_b", "rattacherBeneficiaire", cle, "beneficiaire { id }")
    assert fait["beneficiaire"]["id"] == dernier.gid


async def test_deux_fusions_croisees_n_en_font_qu_une(atelier: Atelier) -> None:
    un, deux = await dossiers(atelier, "Mazel")
    answers = await ensemble(
        atelier.muter("pilote", FUSIONNER, fusion(un, deux)), atelier.muter("pilote", FUSIONNER, fusion(deux, un))
    )
    assert sorted(answer.get("code", "") for answer in answers) == ["", "INTROUVABLE"]
    [(nombre,)] = await atelier.sql(
        "SELECT count(*) FROM beneficiaire WHERE id IN (:un, :deux) AND fusionne_dans_id IS NULL",
        un=un.id,
        deux=deux.id,
    )
    assert nombre == 1


async def test_ce_qui_s_ecrit_pendant_une_fusion_n_est_pas_perdu(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Nougaret")
    contrat = {"beneficiaire": absorbe.gid, "type": "CER", "debut": "2025-03-01"}
    ecrits = [atelier.muter("referent", "creerContratRsa", contrat | {"type": type_}) for type_ in ("CER", "CO", "CE")]
    answers = await ensemble(atelier.muter("pilote", FUSIONNER, fusion(garde, absorbe)), *ecrits)
    assert answers[0]["__typename"].endswith("Succes")
    faits = sum(answer["__typename"].endswith("Succes") for answer in answers[1:])
    [(restes, gardes)] = await atelier.sql(
        "SELECT count(*) FILTER (WHERE beneficiaire_id = :absorbe), count(*) FILTER (WHERE beneficiaire_id = :garde)"
        " FROM contrat",
        absorbe=absorbe.id,
        garde=garde.id,
    )
    assert (restes, gardes) == (0, faits)
    assert {answer.get("code") for answer in answers[1:]} <= {None, "INTROUVABLE"}


async def test_la_fusion_est_au_journal_des_deux_dossiers(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Olive")
    etape = await absorbe.etape("mos")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    [(_, type_, sien)], [(_, autre_type, autre)] = await atelier.journal(garde.id), await atelier.journal(absorbe.id)
    assert (type_, autre_type) == ("Beneficiaire", "Beneficiaire")
    assert sien is not None
    assert sien["fusion"]["apres"]["absorbe"] == absorbe.gid
    assert etape.id in sien["fusion"]["apres"]["deplaces"]["etape"]
    assert autre == {"fusionneDans": {"avant": None, "apres": garde.gid}}
