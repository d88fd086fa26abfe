"""Deleting an étape entered by mistake (guide §7.2): what its creation had brought to it (§7.1) waits again."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier
from tests.workflows.menu import CARACTERISTIQUES, PRESENCE, SUPPRIMER, etape
from tests.workflows.parcours import rendez_vous, suivie
from tests.workflows.test_seances import prise

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNULER = "annulerEntretien"
MONTRE = "beneficiaire { id } avertissements { code message }"


def ciblee(row: db.Etape, version: int = 1) -> dict[str, Any]:
    """An étape as the commands name it."""
    return {"etape": f"Etape:{row.id}", "version": version}


async def creee(atelier: Atelier, personne: Personne) -> dict[str, Any]:
    """An étape created today on the offer `a`, as the commands name it."""
    offre = f"OffreDeService:{atelier.offres['a'].id}"
    commande = {"beneficiaire": personne.gid, "offreDeService": offre, "debutReel": JOUR.isoformat()}
    fait = await atelier.fait("referent", "creerEtape", commande, "etape { id version }")
    return {"etape": fait["etape"]["id"], "version": fait["etape"]["version"]}


async def attente(atelier: Atelier, personne: Personne) -> list[Any]:
    """What the rattachements, the positionnements and the référents of a file have become."""
    return await atelier.sql(
        "SELECT 'r', statut, fin FROM rattachement WHERE beneficiaire_id = :id"
        " UNION ALL SELECT 'p', statut, NULL FROM positionnement WHERE beneficiaire_id = :id"
        " UNION ALL SELECT 'm', CASE WHEN etape_id IS NULL THEN 'SEUL' ELSE 'LIE' END, fin FROM referent"
        " WHERE beneficiaire_id = :id ORDER BY 1 DESC, 2",
        id=personne.id,
    )


def codes(fait: dict[str, Any]) -> list[str]:
    """The codes of the warnings."""
    return [un["code"] for un in fait["avertissements"]]


async def test_une_etape_sans_rien_se_supprime_avec_ses_caracteristiques(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    valeurs = {"caracteristiques": [{"code": "STATUT", "valeur": "CONJOINT"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)
    await atelier.fait("referent", SUPPRIMER, cible | {"version": 2})
    assert await atelier.sql("SELECT 1 FROM etape WHERE beneficiaire_id = :id", id=personne.id) == []
    action, type_, details = (await atelier.journal(personne.id))[-1]
    assert (action, type_) == ("SUPPRESSION", "Etape")
    assert details is not None
    assert details["debutReel"] == {"avant": il_y_a(400).isoformat(), "apres": None}
    assert details["caracteristiques"] == {"avant": {"STATUT": "CONJOINT"}, "apres": None}


async def test_une_etape_validee_ne_se_supprime_pas(atelier: Atelier) -> None:
    _, cible = await etape(atelier, validee=True)
    assert await atelier.refus("referent", SUPPRIMER, cible) == "ETAPE_VALIDEE"


# Ce qu'elle porte


async def test_une_etape_qui_porte_quelque_chose_ne_se_supprime_pas_et_c_est_nomme(atelier: Atelier) -> None:
    personne, row = await suivie(atelier)
    await personne.referent("referent", "ETAPE", etape_id=row.id)
    await rendez_vous(atelier, personne, row)
    await personne.bilan("A", etape_id=row.id)
    jours = [il_y_a(2).isoformat(), il_y_a(1).isoformat()]
    await atelier.fait("referent", PRESENCE, ciblee(row) | {"ajouter": jours})
    refus = await atelier.muter("referent", SUPPRIMER, ciblee(row, 2))
    assert refus["code"] == "ETAPE_UTILISEE"
    assert "elle porte 1 entretien, 1 bilan, 1 référent, 2 jours de présence." in refus["message"]
    assert "ERREUR_SAISIE" in refus["message"]


async def test_a_qui_ne_lit_pas_les_bilans_leur_nombre_n_est_pas_dit(atelier: Atelier) -> None:
    personne, row = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    await personne.bilan("A", etape_id=row.id)
    refus = await atelier.muter("sdi", SUPPRIMER, ciblee(row))
    assert refus["code"] == "ETAPE_UTILISEE"
    assert "elle porte d'autres éléments, que vous ne voyez pas." in refus["message"]


async def test_les_entretiens_d_une_autre_structure_ne_sont_pas_comptes(atelier: Atelier) -> None:
    personne, row = await suivie(atelier)
    for jours in (3, 4):
        await personne.entretien("B", "parcours", jours=jours, etapes=[row])
    await personne.entretien("A", "referent", jours=5, etapes=[row])
    refus = await atelier.muter("referent", SUPPRIMER, ciblee(row))
    assert "elle porte 1 entretien et d'autres éléments, que vous ne voyez pas." in refus["message"]


async def test_un_bilan_transmis_se_compte_pour_le_sdi_qui_le_lit(atelier: Atelier) -> None:
    personne, row = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    await personne.transmettre(await personne.bilan("A", etape_id=row.id), "SDI")
    await personne.bilan("A", etape_id=row.id)
    refus = await atelier.muter("sdi", SUPPRIMER, ciblee(row))
    assert "elle porte 1 bilan et d'autres éléments, que vous ne voyez pas." in refus["message"]


# Les rendez-vous saisis par erreur


async def test_un_premier_entretien_annule_comme_erreur_part_avec_l_etape(atelier: Atelier) -> None:
    personne, row = await suivie(atelier)
    pris = await rendez_vous(atelier, personne, row)
    annulation = {"entretien": f"Entretien:{pris}", "version": 1, "motif": "ERREUR_SAISIE"}
    await atelier.fait("referent", ANNULER, annulation)
    await atelier.fait("referent", SUPPRIMER, ciblee(row))
    assert await atelier.sql("SELECT 1 FROM entretien WHERE beneficiaire_id = :id", id=personne.id) == []
    journal = await atelier.journal(personne.id)
    assert [(action, type_) for action, type_, _ in journal[-2:]] == [
        ("SUPPRESSION", "Entretien"),
        ("SUPPRESSION", "Etape"),
    ]
    assert journal[-2][2] is not None
    assert journal[-2][2]["motifAnnulation"] == {"avant": "ERREUR_SAISIE", "apres": None}


@pytest.mark.parametrize("garde", ["synthese", "theme", "note", "motif", "etape"])
async def test_un_rendez_vous_qui_dit_quelque_chose_retient_l_etape(atelier: Atelier, garde: str) -> None:
    personne, row = await suivie(atelier)
    motif = None if garde == "motif" else "MOTIF_ANNULATION:ERREUR_SAISIE"
    etapes = [row, await personne.etape("a2")] if garde == "etape" else [row]
    entretien = await personne.entretien(
        "A",
        "referent",
        etapes=etapes,
        realisation=db.Realisation.ANNULE,
        motif_annulation_id=motif,
        synthese="Vue au guichet" if garde == "synthese" else None,
    )
    if garde == "theme":
        [(theme,)] = await atelier.sql("SELECT id FROM valeur WHERE liste = 'THEME_ENTRETIEN' ORDER BY rang LIMIT 1")
        await atelier.ajouter(db.ThemeEntretien(entretien_id=entretien.id, theme_id=theme))
    if garde == "note":
        note = db.NotePrivee(entretien_id=entretien.id, auteur_id=atelier.moi("responsable"), texte="À revoir")
        await atelier.ajouter(note)
    assert await atelier.refus("referent", SUPPRIMER, ciblee(row)) == "ETAPE_UTILISEE"
    assert await atelier.sql("SELECT count(*) FROM entretien WHERE id = :id", id=entretien.id) == [(1,)]


async def test_l_entretien_qui_annoncait_un_rendez_vous_supprime_n_en_annonce_plus(atelier: Atelier) -> None:
    personne, row = await suivie(atelier)
    autre = await personne.etape("a2")
    erreur = await personne.entretien(
        "A",
        "referent",
        jours=-3,
        etapes=[row],
        realisation=db.Realisation.ANNULE,
        motif_annulation_id="MOTIF_ANNULATION:ERREUR_SAISIE",
        synthese=None,
    )
    tenu = await personne.entretien("A", "referent", etapes=[autre], prochain_entretien_id=erreur.id)
    await atelier.fait("referent", SUPPRIMER, ciblee(row))
    rows = await atelier.sql("SELECT id, prochain_entretien_id, version FROM entretien WHERE id = :id", id=tenu.id)
    assert rows == [(tenu.id, None, 2)]


@pytest.mark.parametrize(("nombre", "reste"), [(1, 0), (2, 1)])
async def test_une_seance_ou_il_ne_reste_personne_part_avec_l_etape(atelier: Atelier, nombre: int, reste: int) -> None:
    fait = await prise(atelier, nombre, dateHeure="2025-12-01T10:00Z")
    premier, seance = fait["entretiens"][0], int(fait["seance"]["id"].partition(":")[2])
    annulation = {"entretien": premier["id"], "version": 1, "motif": "ERREUR_SAISIE"}
    await atelier.fait("referent", ANNULER, annulation)
    await atelier.fait("referent", SUPPRIMER, {"etape": premier["etapes"][0]["id"], "version": 1})
    assert await atelier.sql("SELECT count(*) FROM seance WHERE id = :id", id=seance) == [(reste,)]
    dits = await atelier.sql(
        "SELECT action FROM journal WHERE type = 'Seance' AND objet_id = :id ORDER BY id DESC LIMIT 1", id=seance
    )
    assert dits == [("CREATION" if reste else "SUPPRESSION",)]


# Ce que sa création avait repris


async def test_ce_que_la_creation_a_repris_attend_de_nouveau(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    await personne.positionnement("a", cree=8)
    await personne.referent("referent", "ETAPE")
    avant = await attente(atelier, personne)
    cible = await creee(atelier, personne)
    assert await attente(atelier, personne) == [("r", "SUIVI", JOUR), ("p", "ACCEPTE", None), ("m", "LIE", None)]
    fait = await atelier.fait("referent", SUPPRIMER, cible, MONTRE)
    assert await attente(atelier, personne) == avant
    assert (fait["beneficiaire"], codes(fait)) == ({"id": personne.gid}, [])
    assert [(action, type_) for action, type_, _ in (await atelier.journal(personne.id))[-4:]] == [
        ("MODIFICATION", "Rattachement"),
        ("MODIFICATION", "Positionnement"),
        ("MODIFICATION", "Referent"),
        ("SUPPRESSION", "Etape"),
    ]


async def test_une_etape_creee_de_nouveau_reprend_ce_qui_attend(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    for _ in range(2):
        cible = await creee(atelier, personne)
        assert await attente(atelier, personne) == [("r", "SUIVI", JOUR)]
        await atelier.fait("referent", SUPPRIMER, cible)
        assert await attente(atelier, personne) == [("r", "EN_ATTENTE", None)]


async def test_qui_a_cree_le_dossier_le_garde_quand_il_supprime_l_etape(atelier: Atelier) -> None:
    offre = f"OffreDeService:{atelier.offres['a'].id}"
    commande = {
        "civilite": "MME",
        "nom": "Larrivée",
        "prenom": "Ondine",
        "dateNaissance": "1991-02-03",
        "offreDeService": offre,
        "dateReceptionFio": JOUR.isoformat(),
    }
    fait = await atelier.fait("referent", "creerBeneficiaire", commande, "beneficiaire { id }")
    personne = Personne(atelier, int(fait["beneficiaire"]["id"].removeprefix("Beneficiaire:")))
    fait = await atelier.fait("referent", SUPPRIMER, await creee(atelier, personne), MONTRE)
    assert (fait["beneficiaire"], codes(fait)) == ({"id": personne.gid}, [])


async def test_un_rattachement_rendu_reste_caduc_soixante_jours_apres_sa_creation(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=59)
    cible = await creee(atelier, personne)
    with atelier.plus_tard(1):
        fait = await atelier.fait("referent", SUPPRIMER, cible, MONTRE)
    assert (fait["beneficiaire"], codes(fait)) == (None, ["DOSSIER_FERME"])
    assert "rattacherBeneficiaire" in fait["avertissements"][0]["message"]


async def test_ce_qui_a_change_depuis_n_est_pas_rendu(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.positionnement("a", cree=8)
    autre = await personne.etape("a2")
    mission = await personne.referent("referent", "ETAPE")
    cible = await creee(atelier, personne)
    await atelier.executer("UPDATE positionnement SET statut = 'ANNULE' WHERE beneficiaire_id = :id", id=personne.id)
    await atelier.executer("UPDATE referent SET etape_id = :autre WHERE id = :id", autre=autre.id, id=mission.id)
    await atelier.fait("referent", SUPPRIMER, cible)
    assert await attente(atelier, personne) == [("p", "ANNULE", None), ("m", "LIE", None)]


async def test_un_referent_lie_a_la_main_retient_l_etape(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.referent("referent", "ETAPE")
    cible = await creee(atelier, personne)
    await personne.referent("responsable", "ETAPE", etape_id=int(cible["etape"].removeprefix("Etape:")))
    refus = await atelier.muter("referent", SUPPRIMER, cible)
    assert "elle porte 1 référent." in refus["message"]
    assert await attente(atelier, personne) == [("m", "LIE", None), ("m", "LIE", None)]


async def test_une_autre_etape_sur_la_meme_offre_garde_ce_qui_a_ete_repris_puis_le_rend(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    premiere, seconde = await creee(atelier, personne), await creee(atelier, personne)
    await atelier.fait("referent", SUPPRIMER, premiere)
    assert await attente(atelier, personne) == [("r", "SUIVI", JOUR)]
    await atelier.fait("referent", SUPPRIMER, seconde)
    assert await attente(atelier, personne) == [("r", "EN_ATTENTE", None)]


async def test_elle_garde_aussi_les_referents(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    mission = await personne.referent("referent", "ETAPE")
    premiere, seconde = await creee(atelier, personne), await creee(atelier, personne)
    await atelier.fait("referent", SUPPRIMER, premiere)
    lie = await atelier.sql("SELECT etape_id FROM referent WHERE id = :id", id=mission.id)
    assert lie == [(int(seconde["etape"].partition(":")[2]),)]
    await atelier.fait("referent", SUPPRIMER, seconde)
    assert await attente(atelier, personne) == [("r", "EN_ATTENTE", None), ("m", "SEUL", None)]


async def test_et_les_referents_seuls(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    mission = await personne.referent("referent", "ETAPE")
    [(deja,)] = await atelier.sql("SELECT id FROM etape WHERE beneficiaire_id = :id", id=personne.id)
    await atelier.fait("referent", SUPPRIMER, await creee(atelier, personne))
    assert await atelier.sql("SELECT etape_id FROM referent WHERE id = :id", id=mission.id) == [(deja,)]


@pytest.mark.parametrize("garde", ["close", "mission finie"])
async def test_les_referents_attendent_quand_l_autre_etape_n_est_plus_la_leur(atelier: Atelier, garde: str) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    mission = await personne.referent("referent", "ETAPE")
    premiere, seconde = await creee(atelier, personne), await creee(atelier, personne)
    if garde == "close":
        autre = int(seconde["etape"].partition(":")[2])
        await atelier.modifier(db.Etape, autre, fin_reelle=JOUR, motif_fin_id=1)
    else:
        await atelier.modifier(db.Referent, mission.id, fin=il_y_a(1))
    await atelier.fait("referent", SUPPRIMER, premiere)
    assert await atelier.sql("SELECT etape_id FROM referent WHERE id = :id", id=mission.id) == [(None,)]


async def test_un_rattachement_reste_suivi_quand_un_autre_attend_sur_la_meme_offre(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    cible = await creee(atelier, personne)
    await personne.rattachement("a", cree=0)
    await atelier.fait("referent", SUPPRIMER, cible)
    assert await attente(atelier, personne) == [("r", "EN_ATTENTE", None), ("r", "SUIVI", JOUR)]


async def test_a_qui_voit_encore_le_dossier_sa_fermeture_n_est_pas_dite(atelier: Atelier) -> None:
    _, row = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    fait = await atelier.fait("sdi", SUPPRIMER, ciblee(row), MONTRE)
    assert codes(fait) == []
