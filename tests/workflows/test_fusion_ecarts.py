"""Merging two files that differ: what may not be held twice, and who the person is."""

from __future__ import annotations

import datetime as dt

import pytest

import db
from tests.reading.monde import il_y_a, midi
from tests.workflows.atelier import Atelier
from tests.workflows.fusions import FUSIONNER, MONTRE, dossiers, entree, fusion

pytestmark = pytest.mark.asyncio(loop_scope="session")


# What may not be held twice


async def test_deux_entrees_qui_se_chevauchent_n_en_font_qu_une(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Delpech")
    sienne = await entree(atelier, garde, "2024-03-01")
    autre = await entree(atelier, absorbe, "2023-05-01", "2024-06-30")
    await entree(atelier, absorbe, "2019-01-01", "2020-01-01")
    etape = await absorbe.etape("mos", accompagnement_id=autre.id)
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    rows = await atelier.sql(
        "SELECT id, entree, sortie FROM accompagnement WHERE beneficiaire_id = :id ORDER BY entree", id=garde.id
    )
    assert [(row.entree, row.sortie) for row in rows] == [
        (dt.date(2019, 1, 1), dt.date(2020, 1, 1)),
        (dt.date(2023, 5, 1), None),
    ]
    assert rows[1].id == sienne.id
    [(suit,)] = await atelier.sql("SELECT accompagnement_id FROM etape WHERE id = :id", id=etape.id)
    assert suit == sienne.id


async def test_une_entree_rouverte_par_une_fusion_se_quitte_et_se_retrouve(atelier: Atelier) -> None:
    """The exit that the file kept told of its own entry is no longer that of the one entry."""
    garde, absorbe = await dossiers(atelier, "Dumas")
    passee = {
        "beneficiaire": garde.gid,
        "dispositif": "Dispositif:1",
        "entree": "2023-01-01",
        "sortie": "2023-06-30",
        "motif": "RADIATION",
    }
    id_ = (await atelier.fait("referent", "entrerDispositif", passee, "accompagnement { id }"))["accompagnement"]["id"]
    await entree(atelier, absorbe, "2023-05-01")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    for version in (2, 4):
        depart = {"accompagnement": id_, "version": version, "sortie": "2025-03-01", "motif": "RADIATION"}
        await atelier.fait("referent", "sortirDispositif", depart)
        await atelier.fait("referent", "annulerSortie", {"accompagnement": id_, "version": version + 1})


async def test_une_sortie_que_la_fusion_ne_change_pas_s_annule_toujours(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Dupin")
    passee = {
        "beneficiaire": garde.gid,
        "dispositif": "Dispositif:1",
        "entree": "2023-01-01",
        "sortie": "2023-06-30",
        "motif": "RADIATION",
    }
    id_ = (await atelier.fait("referent", "entrerDispositif", passee, "accompagnement { id }"))["accompagnement"]["id"]
    await entree(atelier, absorbe, "2022-05-01", "2023-02-01")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    await atelier.fait("referent", "annulerSortie", {"accompagnement": id_, "version": 2})


async def test_ce_que_l_entree_reunie_couvre_et_qui_n_en_avait_pas_s_y_rattache(atelier: Atelier) -> None:
    garde, absorbe = await atelier.personne(), await atelier.personne()
    sienne = await entree(atelier, garde, "2024-03-01")
    await entree(atelier, absorbe, "2023-05-01", "2024-06-30")
    etapes = [
        await garde.etape("a", debut=500),
        await absorbe.etape("mos", debut=100),
        await garde.etape("b", debut=900, fin=800),
    ]
    await absorbe.entretien("A", "referent", jours=90, etapes=etapes[1:2])
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    rows = await atelier.sql("SELECT accompagnement_id FROM etape WHERE beneficiaire_id = :id ORDER BY id", id=garde.id)
    assert [row[0] for row in rows] == [sienne.id, sienne.id, None]
    rows = await atelier.sql("SELECT accompagnement_id FROM entretien WHERE beneficiaire_id = :id", id=garde.id)
    assert [row[0] for row in rows] == [sienne.id]


async def test_le_meme_referent_de_parcours_n_y_a_qu_une_mission(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Estève")
    await garde.referent("parcours", "PARCOURS", fin=100)
    await absorbe.referent("parcours", "PARCOURS")
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    [(debut, fin)] = await atelier.sql("SELECT debut, fin FROM referent WHERE beneficiaire_id = :id", id=garde.id)
    assert (debut, fin) == (il_y_a(300), None)


async def test_ce_qui_se_contredit_se_regle_d_abord_et_tout_est_nomme(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Fabre")
    un, deux = await garde.referent("parcours", "PARCOURS"), await absorbe.referent("sdi", "PARCOURS")
    contrats = [
        db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CE, debut=dt.date(2025, 1, jour))
        for jour, personne in enumerate((garde, absorbe), 1)
    ]
    await atelier.ajouter(*contrats)
    refus = await atelier.muter("pilote", FUSIONNER, fusion(garde, absorbe))
    assert refus["code"] == "FUSION_A_PREPARER"
    for nomme in (*(f"Contrat:{contrat.id}" for contrat in contrats), f"Referent:{un.id}", f"Referent:{deux.id}"):
        assert nomme in refus["message"]
    await atelier.fait("pilote", "annulerContratRsa", {"contrat": f"Contrat:{contrats[1].id}", "version": 1})
    await atelier.fait("pilote", "supprimerReferent", {"referent": f"Referent:{deux.id}", "version": 1})
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))


async def test_de_deux_caracteristiques_la_derniere_verifiee_l_emporte(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Gayraud")
    definitions = dict(await atelier.sql("SELECT code, id FROM definition_caracteristique"))
    for personne, permis, vehicule in ((garde, 30, 90), (absorbe, 60, 10)):
        for code, jours in (("PERMIS_B", permis), ("VEHICULE", vehicule)):
            await atelier.ajouter(
                db.Caracteristique(
                    beneficiaire_id=personne.id,
                    definition_id=definitions[code],
                    valeur_saisie=f"vu il y a {jours}",
                    depuis=il_y_a(jours),
                    verifiee_le=il_y_a(jours),
                )
            )
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    rows = await atelier.sql(
        "SELECT valeur_saisie FROM caracteristique WHERE beneficiaire_id = :id ORDER BY definition_id", id=garde.id
    )
    assert [row.valeur_saisie for row in rows] == ["vu il y a 30", "vu il y a 10"]


async def test_les_souhaits_se_suivent(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Hébrard")
    for personne, noms in ((garde, ("Maçon", "Peintre")), (absorbe, ("Cuisinier", "Serveur"))):
        await atelier.ajouter(
            *(
                db.Souhait(beneficiaire_id=personne.id, nature=db.NatureSouhait.METIER, libelle=nom, rang=rang)
                for rang, nom in enumerate(noms, 1)
            )
        )
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    rows = await atelier.sql("SELECT libelle FROM souhait WHERE beneficiaire_id = :id ORDER BY rang", id=garde.id)
    assert [row.libelle for row in rows] == ["Maçon", "Peintre", "Cuisinier", "Serveur"]


async def test_deux_places_dans_une_seance_gardent_deux_entretiens(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Izard")
    seance = db.Seance(
        intitule="Atelier CV",
        structure_id=atelier.structures["A"].id,
        collaborateur_id=atelier.moi("referent"),
        date_heure=midi(10),
        duree_minutes=60,
    )
    await atelier.ajouter(seance)
    sien = await garde.entretien("A", "referent", seance_id=seance.id)
    autre = await absorbe.entretien("A", "referent", seance_id=seance.id)
    await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe))
    rows = await atelier.sql("SELECT id, seance_id FROM entretien WHERE beneficiaire_id = :id ORDER BY id", id=garde.id)
    assert [tuple(row) for row in rows] == [(sien.id, seance.id), (autre.id, None)]
    assert str(autre.id) in str((await atelier.journal(garde.id))[-1][2])


# Who the person is


async def test_l_identite_se_complete_et_les_ecarts_sont_dits(atelier: Atelier) -> None:
    garde = await atelier.suivie(nom="Jalade", prenom="Lina", telephone="+33600000001", commune="Sète")
    absorbe = await atelier.suivie(
        nom="Jalabert",
        prenom="Lina",
        telephone="+33600000002",
        email="lina@courriel.example",
        commune="Agde",
        numero_caf="7700123",
        role_foyer=db.RoleFoyer.CONJOINT,
        organisme_payeur_id="ORGANISME_PAYEUR:CAF",
    )
    fait = await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe), MONTRE)
    [row] = await atelier.sql("SELECT * FROM beneficiaire WHERE id = :id", id=garde.id)
    assert (row.nom, row.telephone, row.email, row.commune) == (
        "Jalade",
        "+33600000001",
        "lina@courriel.example",
        "Sète",
    )
    assert (row.numero_caf, row.role_foyer, row.organisme_payeur_id) == ("7700123", "CONJOINT", "ORGANISME_PAYEUR:CAF")
    [ecart] = fait["avertissements"]
    assert "(nom, adresse, téléphone)" in ecart["message"]


async def test_un_numero_ne_passe_pas_a_qui_a_un_autre_role(atelier: Atelier) -> None:
    """With the role of the file kept, it would be that of somebody else of the household."""
    conjoint = {"numero_caf": "7700456", "role_foyer": db.RoleFoyer.CONJOINT}
    await atelier.suivie(**conjoint)
    garde = await atelier.suivie(role_foyer=db.RoleFoyer.CONJOINT)
    absorbe = await atelier.suivie(numero_caf="7700456", role_foyer=db.RoleFoyer.ALLOCATAIRE)
    fait = await atelier.fait("pilote", FUSIONNER, fusion(garde, absorbe), MONTRE)
    [(numero,)] = await atelier.sql("SELECT numero_caf FROM beneficiaire WHERE id = :id", id=garde.id)
    assert numero is None
    assert "numéro d'allocataire" in fait["avertissements"][0]["message"]


async def test_deux_personnes_qui_ne_se_ressemblent_pas_demandent_confirmation(atelier: Atelier) -> None:
    garde = await atelier.suivie(nom="Kerouac", prenom="Jean")
    absorbe = await atelier.suivie(nom="Zitoune", prenom="Leïla")
    demande = fusion(garde, absorbe, confirmer=False)
    assert await atelier.refus("pilote", FUSIONNER, demande) == "PERSONNES_DIFFERENTES"
    await atelier.fait("pilote", FUSIONNER, demande | {"confirmer": True})


async def test_un_dossier_ne_se_fusionne_pas_avec_lui_meme(atelier: Atelier) -> None:
    garde = await atelier.suivie()
    assert await atelier.chemins("pilote", FUSIONNER, fusion(garde, garde)) == ["commande.absorbe"]


async def test_une_version_perimee_de_l_un_des_deux_arrete_tout(atelier: Atelier) -> None:
    garde, absorbe = await dossiers(atelier, "Lacan")
    assert await atelier.refus("pilote", FUSIONNER, fusion(garde, absorbe, versionAbsorbe=2)) == "VERSION_PERIMEE"
