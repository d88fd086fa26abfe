"""Merging two files of one person: nothing is lost, and what was absorbed is shown to nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert

import db
from resolvers.workflows.fusions import A_PART, deplacees
from tests.reading.monde import Personne, il_y_a, midi
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

FUSIONNER = "fusionnerDoublons"
MONTRE = "beneficiaire { id version } avertissements { code message }"


def fusion(garde: Personne, absorbe: Personne, **champs: Any) -> dict[str, Any]:
    """Two files, as they were first read."""
    return {
        "garde": garde.gid,
        "versionGarde": 1,
        "absorbe": absorbe.gid,
        "versionAbsorbe": 1,
        "confirmer": True,
        **champs,
    }


async def entree(atelier: Atelier, personne: Personne, debut: str, fin: str | None = None) -> db.Accompagnement:
    """An entry in « Accomp RSA »."""
    [(motif,)] = await atelier.sql("SELECT min(id) FROM valeur WHERE liste = 'MOTIF_SORTIE_DISPOSITIF'")
    row = db.Accompagnement(
        beneficiaire_id=personne.id,
        dispositif_id=1,
        entree=dt.date.fromisoformat(debut),
        sortie=dt.date.fromisoformat(fin) if fin else None,
        motif_sortie_id=motif if fin else None,
    )
    await atelier.ajouter(row)
    return row


async def plein(atelier: Atelier) -> Personne:
    """A file with a row in every table that belongs to files."""
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne, "2020-01-01", "2021-01-01")
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await personne.rattachement("a", cree=10)
    await personne.positionnement("b", cree=10)
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    suivant = await personne.entretien("A", "referent", jours=3, accompagnement_id=accompagnement.id)
    premier = await personne.entretien("A", "referent", jours=9, prochain_entretien_id=suivant.id)
    bilan = await personne.bilan("A", etape_id=etape.id)
    await personne.difficulte("A")
    [(competence,)] = await atelier.sql("SELECT min(id) FROM competence_reference")
    [(modele,)] = await atelier.sql("SELECT min(id) FROM modele_document")
    [(definition,)] = await atelier.sql("SELECT id FROM definition_caracteristique WHERE code = 'PERMIS_B'")
    await atelier.ajouter(
        db.AdresseAnterieure(beneficiaire_id=personne.id, adresse="1 rue Neuve", au=il_y_a(500)),
        db.Contrat(
            beneficiaire_id=personne.id,
            accompagnement_id=accompagnement.id,
            type=db.TypeContrat.CER,
            debut=dt.date(2020, 2, 1),
            fin=dt.date(2020, 8, 1),
        ),
        db.Objectif(beneficiaire_id=personne.id, libelle="Permis"),
        db.Competence(beneficiaire_id=personne.id, competence_id=competence, debut=il_y_a(50)),
        db.Souhait(beneficiaire_id=personne.id, nature=db.NatureSouhait.METIER, libelle="Jardinier", rang=1),
        db.Note(collaborateur_id=atelier.moi("referent"), beneficiaire_id=personne.id, texte="Rappeler"),
        db.Caracteristique(
            beneficiaire_id=personne.id,
            definition_id=definition,
            valeur_saisie="oui",
            depuis=il_y_a(20),
            verifiee_le=il_y_a(20),
        ),
        db.Document(
            beneficiaire_id=personne.id,
            structure_id=etape.structure_id,
            modele_id=modele,
            etape_id=etape.id,
            bilan_id=bilan.id,
            cree_par_id=atelier.moi("referent"),
            edite_le=il_y_a(5),
        ),
        db.Consultation(collaborateur_id=atelier.moi("referent"), beneficiaire_id=personne.id, quand=midi(2)),
    )
    groupe = db.GroupeSauvegarde(collaborateur_id=atelier.moi("referent"), nom=f"Groupe {personne.id}")
    await atelier.ajouter(groupe)
    async with atelier.lire.application.writes.begin() as connection:
        await connection.execute(
            insert(db.groupe_beneficiaire).values(groupe_id=groupe.id, beneficiaire_id=personne.id)
        )
        await connection.execute(
            insert(db.entretien_etape).values(entretien_id=premier.id, etape_id=etape.id, beneficiaire_id=personne.id)
        )
    return personne


async def lignes(atelier: Atelier, dossier: int) -> dict[str, int]:
    """How many rows of each table belong to a file."""
    tables = [table.name for table in deplacees()] + sorted(A_PART)
    parts = (f"SELECT '{nom}' AS nom, count(*) AS n FROM {nom} WHERE beneficiaire_id = :id" for nom in tables)
    return {row.nom: row.n for row in await atelier.sql(" UNION ALL ".join(parts), id=dossier)}


async def total(atelier: Atelier) -> dict[str, int]:
    """How many rows each table of the database has, those that readers and attempts leave aside."""
    tables = await atelier.sql("SELECT tablename AS nom FROM pg_tables WHERE schemaname = 'public'")
    noms = {table.nom for table in tables} - {"journal", "consultation", "tentative", "acces_structure"}
    parts = (f"SELECT '{nom}' AS nom, count(*) AS n FROM {nom}" for nom in noms)
    return {row.nom: row.n for row in await atelier.sql(" UNION ALL ".join(parts))}


async def dossiers(atelier: Atelier, nom: str) -> tuple[Personne, Personne]:
    """Two files of nearly one name."""
    return await atelier.suivie(nom=nom, prenom="Lina"), await atelier.suivie(nom=nom + "s", prenom="Lina")


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


# At the same time


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
