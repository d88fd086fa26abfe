"""The screen of an étape and its menu (guide §7.2), its modification (§7.3)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from db.enums import Profil
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODIFIER, CHANGER, VALIDER, SUPPRIMER = "modifierEtape", "changerOffreDeService", "validerEtape", "supprimerEtape"
PRESENCE, HEURES = "saisirPresence", "saisirHeuresMensuelles"
LIER, DELIER, CARACTERISTIQUES = "lierObjectif", "delierObjectif", "saisirCaracteristiquesEtape"


async def etape(atelier: Atelier, offre: str = "a", **champs: Any) -> tuple[Personne, dict[str, Any]]:
    """A file and its étape, begun 400 days ago, as the commands name it."""
    personne = await atelier.personne()
    row = await personne.etape(offre, **champs)
    return personne, {"etape": f"Etape:{row.id}", "version": 1}


async def close(atelier: Atelier) -> dict[str, Any]:
    """An étape that ended ten days ago."""
    _, cible = await etape(atelier, fin=10)
    return cible


# Modifier l'étape


async def test_modifier_change_ce_qui_est_donne(atelier: Atelier) -> None:
    _, cible = await etape(atelier, commentaire="Premier jet")
    montre = "etape { version debutReel commentaire dureeMois }"
    debut = il_y_a(93).isoformat()
    fait = await atelier.fait("referent", MODIFIER, cible | {"debutReel": debut, "commentaire": None}, montre)
    assert fait["etape"] == {"version": 2, "debutReel": debut, "commentaire": None, "dureeMois": 3.1}


async def test_le_debut_ne_passe_pas_apres_une_presence_saisie(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jour = il_y_a(50).isoformat()
    await atelier.fait("referent", PRESENCE, {"etape": cible["etape"], "ajouter": [jour]})
    change = cible | {"version": 2, "debutReel": il_y_a(49).isoformat()}
    assert await atelier.refus("referent", MODIFIER, change) == "APRES_PRESENCE"
    await atelier.fait("referent", MODIFIER, change | {"debutReel": jour})


async def test_le_referent_initiateur_est_de_la_structure_de_l_etape(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    autre = cible | {"referentInitiateur": f"Collaborateur:{atelier.moi('referent_b')}"}
    assert await atelier.chemins("referent", MODIFIER, autre) == ["commande.referentInitiateur"]
    collegue = cible | {"referentInitiateur": f"Collaborateur:{atelier.moi('responsable')}"}
    fait = await atelier.fait("referent", MODIFIER, collegue, "etape { referentInitiateur { nom } }")
    assert fait["etape"]["referentInitiateur"] == {"nom": "Responsable"}


async def test_deux_modifications_a_la_fois_une_seule_passe(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    appels = (atelier.muter("referent", MODIFIER, cible | {"commentaire": f"Version {n}"}) for n in range(5))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["ErreurConflit"] * 4 + ["ModifierEtapeSucces"]


async def test_d_une_etape_close_seul_le_commentaire_change(atelier: Atelier) -> None:
    cible = await close(atelier)
    refus = await atelier.muter("referent", MODIFIER, cible | {"debutReel": il_y_a(300).isoformat()})
    assert refus["code"] == "ETAPE_CLOSE"
    assert f"close depuis le {il_y_a(10):%d/%m/%Y}" in refus["message"]
    await atelier.fait("referent", MODIFIER, cible | {"commentaire": "Dernières informations"})


@pytest.mark.parametrize(
    ("mutation", "champs"),
    [
        (CHANGER, {"offreDeService": "OffreDeService:2"}),
        (SUPPRIMER, {}),
        (LIER, {"nouveau": {"libelle": "Permis B"}}),
        (DELIER, {"objectif": "Objectif:1"}),
    ],
)
async def test_le_reste_du_menu_est_ferme_sur_une_etape_close(
    atelier: Atelier, mutation: str, champs: dict[str, Any]
) -> None:
    cible = await close(atelier)
    assert await atelier.refus("referent", mutation, cible | champs) == "ETAPE_CLOSE"


# Changer d'offre de service


async def test_les_offres_compatibles_sont_celles_ouvertes_de_la_structure(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    texte = "query ($id: ID!) { etape(id: $id) { offresCompatibles { libelle } } }"
    data = await atelier.lire.data(atelier.callers["referent"], texte, id=cible["etape"])
    assert data["etape"]["offresCompatibles"] == [{"libelle": f"Offre {nom}"} for nom in ("a2", "ai", "mos", "psme")]


async def test_une_etape_close_n_a_pas_d_offre_compatible(atelier: Atelier) -> None:
    cible = await close(atelier)
    texte = "query ($id: ID!) { etape(id: $id) { offresCompatibles { libelle } } }"
    data = await atelier.lire.data(atelier.callers["referent"], texte, id=cible["etape"])
    assert data["etape"]["offresCompatibles"] == []


async def test_l_offre_change_dans_la_meme_structure(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    vers = cible | {"offreDeService": f"OffreDeService:{atelier.offres['a2'].id}"}
    fait = await atelier.fait("referent", CHANGER, vers, "etape { intitule }")
    assert fait["etape"]["intitule"] == "Offre a2"


@pytest.mark.parametrize(("offre", "code"), [("b", "AUTRE_STRUCTURE"), ("a_fermee", "FERMEE")])
async def test_une_offre_incompatible_est_refusee(atelier: Atelier, offre: str, code: str) -> None:
    _, cible = await etape(atelier)
    vers = cible | {"offreDeService": f"OffreDeService:{atelier.offres[offre].id}"}
    assert await atelier.refus("referent", CHANGER, vers) == code


async def test_une_autre_thematique_est_refusee_tant_que_l_etape_a_quelque_chose_de_la_premiere(
    atelier: Atelier,
) -> None:
    _, cible = await etape(atelier)
    propre = {"caracteristiques": [{"code": "PROJET_VALIDE", "valeur": "oui"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | propre)
    vers = {"etape": cible["etape"], "offreDeService": f"OffreDeService:{atelier.offres['mos'].id}"}
    refus = await atelier.muter("referent", CHANGER, vers | {"version": 2})
    assert refus["code"] == "OFFRE_INCOMPATIBLE"
    assert "des caractéristiques" in refus["message"]
    effacee = {"caracteristiques": [{"code": "PROJET_VALIDE"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | {"version": 2} | effacee)
    await atelier.fait("referent", CHANGER, vers | {"version": 3})


# Valider


async def test_valider_puis_retirer_la_validation(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    fait = await atelier.fait("responsable", VALIDER, cible, "etape { validee }")
    assert fait["etape"]["validee"] is True
    assert await atelier.refus("responsable", VALIDER, cible | {"version": 2}) == "DEJA_VALIDEE"
    fait = await atelier.fait("responsable", VALIDER, cible | {"version": 2, "validee": False}, "etape { validee }")
    assert fait["etape"]["validee"] is False
    assert await atelier.refus("responsable", VALIDER, cible | {"version": 3, "validee": False}) == "NON_VALIDEE"


# Supprimer l'étape


async def test_une_etape_sans_rien_se_supprime_avec_ses_caracteristiques(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    valeurs = {"caracteristiques": [{"code": "STATUT", "valeur": "CONJOINT"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)
    fait = await atelier.fait("referent", SUPPRIMER, cible | {"version": 2}, "beneficiaire { id }")
    assert fait["beneficiaire"] is None
    assert await atelier.sql("SELECT 1 FROM etape WHERE beneficiaire_id = :id", id=personne.id) == []
    action, type_, details = (await atelier.journal(personne.id))[-1]
    assert (action, type_) == ("SUPPRESSION", "Etape")
    assert details is not None
    assert details["debutReel"] == {"avant": il_y_a(400).isoformat(), "apres": None}
    assert details["caracteristiques"] == {"avant": {"STATUT": "CONJOINT"}, "apres": None}


async def test_une_etape_qui_porte_quelque_chose_ne_se_supprime_pas_et_c_est_nomme(atelier: Atelier) -> None:
    personne = await atelier.personne()
    row = await personne.etape("a")
    await personne.referent("referent", "ETAPE", etape_id=row.id)
    rendez_vous = {"beneficiaire": personne.gid, "etapes": [f"Etape:{row.id}"], "type": "SUIVI"}
    await atelier.fait("referent", "prendreRendezVous", rendez_vous | {"dateHeure": "2025-04-08T09:00:00+02:00"})
    await personne.bilan("A", etape_id=row.id)
    jours = [il_y_a(2).isoformat(), il_y_a(1).isoformat()]
    cible = {"etape": f"Etape:{row.id}", "version": 1}
    await atelier.fait("referent", PRESENCE, cible | {"ajouter": jours})
    refus = await atelier.muter("referent", SUPPRIMER, cible | {"version": 2})
    assert refus["code"] == "ETAPE_UTILISEE"
    assert "1 entretien, 1 bilan, 1 référent, 2 jours de présence" in refus["message"]


async def test_a_qui_ne_lit_pas_les_bilans_leur_nombre_n_est_pas_dit(atelier: Atelier) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    row = await personne.etape("a")
    await personne.bilan("A", etape_id=row.id)
    refus = await atelier.muter("sdi", SUPPRIMER, {"etape": f"Etape:{row.id}", "version": 1})
    assert refus["code"] == "ETAPE_UTILISEE"
    assert "bilan" not in refus["message"]


async def test_une_etape_validee_ne_se_supprime_pas(atelier: Atelier) -> None:
    _, cible = await etape(atelier, validee=True)
    assert await atelier.refus("referent", SUPPRIMER, cible) == "ETAPE_VALIDEE"


# Saisir la présence


async def test_la_presence_se_compte_en_jours_sur_ceux_prevus(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    montre = "etape { presence { joursRealises joursPrevus jours { jour } } }"
    jours = [il_y_a(n).isoformat() for n in (5, 4, 5)]
    fait = await atelier.fait("referent", PRESENCE, cible | {"ajouter": jours}, montre)
    presence = fait["etape"]["presence"]
    assert (presence["joursRealises"], presence["joursPrevus"]) == (2, 66)
    retrait = cible | {"version": 2, "ajouter": [il_y_a(4).isoformat()], "retirer": [il_y_a(5).isoformat()]}
    fait = await atelier.fait("referent", PRESENCE, retrait, montre)
    assert fait["etape"]["presence"]["jours"] == [{"jour": il_y_a(4).isoformat()}]


async def test_la_presence_reste_dans_l_etape_et_n_est_jamais_a_venir(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jours = [il_y_a(401).isoformat(), il_y_a(400).isoformat(), il_y_a(-1).isoformat(), JOUR.isoformat()]
    demande = cible | {"ajouter": jours, "retirer": [JOUR.isoformat()]}
    assert await atelier.chemins("referent", PRESENCE, demande) == [
        "commande.ajouter.0",
        "commande.ajouter.2",
        "commande.retirer.0",
    ]


async def test_sur_une_etape_close_la_presence_de_sa_periode_se_saisit_encore(atelier: Atelier) -> None:
    cible = await close(atelier)
    assert await atelier.refus("referent", PRESENCE, cible | {"ajouter": [il_y_a(9).isoformat()]}) == "HORS_ETAPE"
    await atelier.fait("referent", PRESENCE, cible | {"ajouter": [il_y_a(10).isoformat()]})


async def test_cinquante_saisies_a_la_fois_ne_perdent_aucun_jour(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    appels = (
        atelier.fait("referent", PRESENCE, {"etape": cible["etape"], "ajouter": [il_y_a(n).isoformat()]})
        for n in range(50)
    )
    await ensemble(*appels)
    id_ = int(cible["etape"].removeprefix("Etape:"))
    assert await atelier.sql("SELECT count(*) FROM presence WHERE etape_id = :id", id=id_) == [(50,)]
    assert await atelier.sql("SELECT version FROM etape WHERE id = :id", id=id_) == [(51,)]


async def test_plus_de_jours_que_prevu_est_signale(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jours = [il_y_a(n).isoformat() for n in range(67)]
    fait = await atelier.fait("referent", PRESENCE, cible | {"ajouter": jours}, "avertissements { code message }")
    assert [un["code"] for un in fait["avertissements"]] == ["PRESENCE_DEPASSEE"]
    assert "67 jours" in fait["avertissements"][0]["message"]


async def test_la_presence_est_au_journal_de_l_etape(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    await atelier.fait("referent", PRESENCE, cible | {"ajouter": [JOUR.isoformat()]})
    assert await atelier.journal(personne.id) == [
        ("MODIFICATION", "Etape", {"presences": {"avant": [], "apres": [JOUR.isoformat()]}})
    ]


# Saisie mensuelle des heures


async def test_les_heures_se_saisissent_mois_par_mois(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    montre = "etape { presence { totalHeures heuresMensuelles { mois heures } } }"
    mois = [{"mois": "2025-01-01", "heures": 5}, {"mois": "2025-02-01", "heures": 2.25}]
    fait = await atelier.fait("referent", HEURES, cible | {"mois": mois}, montre)
    assert fait["etape"]["presence"]["totalHeures"] == 7.25
    mois = [{"mois": "2025-01-01", "heures": 3}, {"mois": "2025-02-01"}]
    fait = await atelier.fait("referent", HEURES, cible | {"version": 2, "mois": mois}, montre)
    assert fait["etape"]["presence"] == {
        "totalHeures": 3.0,
        "heuresMensuelles": [{"mois": "2025-01-01", "heures": 3.0}],
    }


@pytest.mark.parametrize(
    ("mois", "chemin", "code"),
    [
        ({"mois": "2025-03-02", "heures": 1}, "commande.mois.0.mois", "FORME"),
        ({"mois": "2025-04-01", "heures": 1}, "commande.mois.0.mois", "A_VENIR"),
        ({"mois": "2024-01-01", "heures": 1}, "commande.mois.0.mois", "HORS_ETAPE"),
        ({"mois": "2025-03-01", "heures": 745}, "commande.mois.0.heures", "HORS_BORNES"),
        ({"mois": "2025-03-01", "heures": 1.005}, "commande.mois.0.heures", "FORME"),
    ],
)
async def test_un_mois_impossible_est_refuse_avec_son_chemin(
    atelier: Atelier, mois: dict[str, Any], chemin: str, code: str
) -> None:
    _, cible = await etape(atelier)
    refus = await atelier.muter("referent", HEURES, cible | {"mois": [mois]})
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [(chemin, code)]


async def test_le_mois_du_debut_se_saisit_meme_s_il_a_commence_avant_l_etape(atelier: Atelier) -> None:
    _, cible = await etape(atelier, debut=10)
    await atelier.fait("referent", HEURES, cible | {"mois": [{"mois": "2025-03-01", "heures": 12}]})


# Caractéristiques


async def test_les_caracteristiques_sont_propres_a_la_thematique(atelier: Atelier) -> None:
    _, cible = await etape(atelier, "mos")
    valeurs = [
        {"code": "MODULE_VALIDE", "valeur": "oui"},
        {"code": "PROJET_VALIDE", "valeur": "oui"},
        {"code": "ALERTE_SDI", "valeur": "peut-être"},
        {"code": "DATE_RECEPTION_FIO", "valeur": "2025-02-30"},
        {"code": "ORIENTATION_SORTIE", "valeur": "AILLEURS"},
        {"code": "MODULE_VALIDE", "valeur": "non"},
    ]
    refus = await atelier.muter("referent", CARACTERISTIQUES, cible | {"caracteristiques": valeurs})
    assert [
        (champ["chemin"].removeprefix("commande.caracteristiques."), champ["code"]) for champ in refus["champs"]
    ] == [
        ("1.code", "INCONNU"),
        ("2.valeur", "FORME"),
        ("3.valeur", "FORME"),
        ("4.valeur", "FORME"),
        ("5.code", "EN_DOUBLE"),
    ]
    assert "DROIT_COMMUN" in refus["champs"][3]["message"]


async def test_un_nombre_s_ecrit_avec_un_point(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    ateliers = {"caracteristiques": [{"code": "NOMBRE_ATELIERS", "valeur": "3,5"}]}
    assert await atelier.refus("referent", CARACTERISTIQUES, cible | ateliers) == "FORME"
    ateliers = {"caracteristiques": [{"code": "NOMBRE_ATELIERS", "valeur": "12"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | ateliers)


async def test_une_caracteristique_se_change_et_le_journal_le_dit(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    for version, valeur in ((1, "ALLOCATAIRE"), (2, "CONJOINT"), (3, "CONJOINT"), (3, None)):
        valeurs = {"version": version, "caracteristiques": [{"code": "STATUT", "valeur": valeur}]}
        await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)
    assert [details for _, _, details in await atelier.journal(personne.id)] == [
        {"caracteristiques": {"avant": {"STATUT": avant}, "apres": {"STATUT": apres}}}
        for avant, apres in ((None, "ALLOCATAIRE"), ("ALLOCATAIRE", "CONJOINT"), ("CONJOINT", None))
    ]


async def test_les_dernieres_informations_se_saisissent_encore_sur_une_etape_close(atelier: Atelier) -> None:
    cible = await close(atelier)
    valeurs = {"caracteristiques": [{"code": "BILAN_FINAL_EFFECTUE", "valeur": "oui"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)


# Lier à un objectif, passage sur convention


async def test_une_etape_se_lie_a_un_nouvel_objectif_puis_s_en_delie(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    montre = "etape { objectifs { libelle } } objectif { id statut }"
    lie = await atelier.fait("referent", LIER, cible | {"nouveau": {"libelle": "Permis B"}}, montre)
    assert lie["etape"]["objectifs"] == [{"libelle": "Permis B"}]
    assert lie["objectif"]["statut"] == "EN_COURS"
    encore = {"etape": cible["etape"], "version": 2, "objectif": lie["objectif"]["id"]}
    assert await atelier.refus("referent", LIER, encore) == "OBJECTIF_DEJA_LIE"
    delie = await atelier.fait("referent", DELIER, encore, montre)
    assert delie["etape"]["objectifs"] == []
    assert await atelier.sql("SELECT libelle FROM objectif WHERE beneficiaire_id = :id", id=personne.id) == [
        ("Permis B",)
    ]
    await atelier.fait("referent", LIER, encore | {"version": 3})


async def test_l_objectif_est_de_la_personne(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    autre = await atelier.suivie()
    objectif = db.Objectif(beneficiaire_id=autre.id, libelle="D'un autre")
    await atelier.ajouter(objectif)
    lier = cible | {"objectif": f"Objectif:{objectif.id}"}
    assert await atelier.chemins("referent", LIER, lier) == ["commande.objectif"]
    assert await atelier.refus("referent", DELIER, lier) == "OBJECTIF_NON_LIE"
    assert await atelier.chemins("referent", LIER, cible) == ["commande.objectif"]


async def test_l_etape_d_une_autre_structure_n_existe_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    autre = await personne.etape("b")
    cible = {"etape": f"Etape:{autre.id}", "version": 1}
    inconnue = {"etape": "Etape:999999", "version": 1}
    for mutation, champs in (
        (MODIFIER, {"commentaire": "x"}),
        (SUPPRIMER, {}),
        (PRESENCE, {"ajouter": [JOUR.isoformat()]}),
        (VALIDER, {}),
    ):
        refus = await atelier.muter("referent", mutation, cible | champs)
        assert refus["code"] == "INTROUVABLE"
        assert refus == await atelier.muter("referent", mutation, inconnue | champs)


async def test_on_ne_se_lie_pas_a_l_objectif_d_une_etape_masquee_pour_en_lire_le_libelle(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    masquee = await personne.etape("sante")
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Reprendre des soins")
    await atelier.ajouter(objectif)
    await atelier.executer(
        "INSERT INTO objectif_etape (objectif_id, etape_id) VALUES (:objectif, :etape)",
        objectif=objectif.id,
        etape=masquee.id,
    )
    lier = cible | {"objectif": f"Objectif:{objectif.id}"}
    assert await atelier.chemins("referent", LIER, lier) == ["commande.objectif"]


async def test_qui_travaille_pour_deux_structures_agit_pour_celle_de_l_etape(atelier: Atelier) -> None:
    await atelier.compte("deux", Profil.REFERENT, atelier.structures["A"], atelier.structures["B"])
    personne = await atelier.suivie(nom="Dedeux")
    masquee = await personne.etape("sante")
    modifier = {"etape": f"Etape:{masquee.id}", "version": 1, "commentaire": "Vu ce jour"}
    await atelier.fait("deux", MODIFIER, modifier)
    texte = """{ journal(filtre: {beneficiaire: {un: {nom: {egal: "Dedeux"}}}, action: {egal: MODIFICATION}}) {
        nodes { objet collaborateur { nom } structure { raisonSociale } } } }"""
    lu = await atelier.lire.data(atelier.callers["responsable"], texte)
    assert lu["journal"]["nodes"] == [{"objet": None, "collaborateur": None, "structure": None}]
