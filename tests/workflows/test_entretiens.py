"""Changing and cancelling an appointment (guide §8.2, §8.3)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, il_y_a, midi
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODIFIER, ANNULER = "modifierEntretien", "annulerEntretien"
MONTRE = (
    "entretien { id version dateHeure dureeMinutes realisation lieu { code } vecteur { code } type { code }"
    " collaborateur { id } etapes { id } convocation { date vecteur { code } } motifAnnulation { code } }"
    " avertissements { code message }"
)


async def prevu(atelier: Atelier, jours: int = -10, **champs: Any) -> tuple[Personne, db.Etape, dict[str, Any]]:
    """An appointment in ten days (`jours` ago): its person, its étape, and what names it."""
    personne = await atelier.personne()
    etape = await personne.etape("a")
    donnees = {"synthese": None, "realisation": db.Realisation.PREVU, **champs}
    entretien = await personne.entretien("A", "referent", jours=jours, etapes=[etape], **donnees)
    return personne, etape, {"entretien": f"Entretien:{entretien.id}", "version": 1}


async def test_chaque_champ_de_l_ecran_se_modifie(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    demande = entretien | {
        "dateHeure": "2025-05-05T09:30:00+02:00",
        "dureeMinutes": 45,
        "type": "BILAN",
        "lieu": "SDI",
        "vecteur": "PRESENTIEL",
        "convocationDate": "2025-04-28",
        "convocationVecteur": "COURRIER",
    }
    fait = (await atelier.fait("referent", MODIFIER, demande, MONTRE))["entretien"]
    assert (fait["dateHeure"], fait["dureeMinutes"], fait["version"]) == ("2025-05-05T09:30:00+02:00", 45, 2)
    assert (fait["type"], fait["lieu"], fait["vecteur"]) == ({"code": "BILAN"}, {"code": "SDI"}, {"code": "PRESENTIEL"})
    assert fait["convocation"] == {"date": "2025-04-28", "vecteur": {"code": "COURRIER"}}


async def test_ce_qui_n_est_pas_donne_reste_et_null_efface(atelier: Atelier) -> None:
    _, etape, entretien = await prevu(
        atelier, lieu_id="LIEU_ENTRETIEN:SDI", vecteur_id="VECTEUR_ENTRETIEN:VISIO", duree_minutes=30
    )
    fait = (await atelier.fait("referent", MODIFIER, entretien | {"lieu": None}, MONTRE))["entretien"]
    assert (fait["lieu"], fait["vecteur"], fait["dureeMinutes"]) == (None, {"code": "VISIO"}, 30)
    assert fait["etapes"] == [{"id": f"Etape:{etape.id}"}]


async def test_les_etapes_se_remplacent_au_moins_une(atelier: Atelier) -> None:
    personne, etape, entretien = await prevu(atelier)
    autre = await personne.etape("a2")
    fait = await atelier.fait("referent", MODIFIER, entretien | {"etapes": [f"Etape:{autre.id}"]}, MONTRE)
    assert fait["entretien"]["etapes"] == [{"id": f"Etape:{autre.id}"}]
    [(_, _, diff)] = await atelier.journal(personne.id)
    assert diff == {"etapes": {"avant": [f"Etape:{etape.id}"], "apres": [f"Etape:{autre.id}"]}}
    assert await atelier.chemins("referent", MODIFIER, entretien | {"version": 2, "etapes": []}) == ["commande.etapes"]


async def test_une_etape_close_reste_mais_ne_s_ajoute_pas(atelier: Atelier) -> None:
    personne, etape, entretien = await prevu(atelier)
    await atelier.modifier(db.Etape, etape.id, fin_reelle=midi(1).date(), motif_fin_id=1)
    ouverte, close = await personne.etape("a2"), await personne.etape("a2", fin=5)
    garde = [f"Etape:{etape.id}", f"Etape:{ouverte.id}"]
    await atelier.fait("referent", MODIFIER, entretien | {"etapes": garde})
    ajout = entretien | {"version": 2, "etapes": [*garde, f"Etape:{close.id}"]}
    assert await atelier.refus("referent", MODIFIER, ajout) == "ETAPE_CLOSE"


async def test_l_etape_d_une_autre_structure_ne_se_choisit_pas(atelier: Atelier) -> None:
    personne, _, entretien = await prevu(atelier)
    autre = await personne.etape("b")
    assert await atelier.refus("referent", MODIFIER, entretien | {"etapes": [f"Etape:{autre.id}"]}) == "AUTRE_STRUCTURE"


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    demande = entretien | {
        "type": "LUNE",
        "convocationDate": "2025-04-08",
        "realisation": "PRESENCE",
        "collaborateur": f"Collaborateur:{atelier.moi('referent_b')}",
        "etapes": ["Etape:99999999"],
    }
    assert sorted(await atelier.chemins("accueil", MODIFIER, demande)) == [
        "commande.collaborateur",
        "commande.convocationDate",
        "commande.etapes.0",
        "commande.realisation",
        "commande.type",
    ]


async def test_un_entretien_dont_la_presence_est_notee_ne_se_reporte_pas(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier, jours=10, realisation=db.Realisation.PRESENCE)
    report = entretien | {"dateHeure": "2025-05-05T09:30:00+02:00"}
    assert await atelier.refus("referent", MODIFIER, report) == "PAS_ENCORE_COMMENCE"
    await atelier.fait("referent", MODIFIER, report | {"realisation": "PREVU"})


async def test_un_collegue_reprend_un_entretien_mais_ne_le_donne_pas(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    moi = f"Collaborateur:{atelier.moi('responsable')}"
    fait = await atelier.fait("responsable", MODIFIER, entretien | {"collaborateur": moi}, MONTRE)
    assert fait["entretien"]["collaborateur"]["id"] == moi
    autre = entretien | {"version": 2, "collaborateur": f"Collaborateur:{atelier.moi('referent')}"}
    assert await atelier.refus("responsable", MODIFIER, autre) == "AGENDA_D_UN_AUTRE"
    await atelier.fait("accueil", MODIFIER, autre)


async def test_le_nouveau_creneau_se_compare_aux_autres_pas_a_lui_meme(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier, date_heure=midi(-200))
    await prevu(atelier, date_heure=midi(-201))
    moi = {"collaborateur": f"Collaborateur:{atelier.moi('referent')}"}
    fait = await atelier.fait("referent", MODIFIER, entretien | {"dureeMinutes": 20}, MONTRE)
    assert fait["avertissements"] == []
    report = entretien | {"version": 2, "dateHeure": midi(-201).isoformat()} | moi
    fait = await atelier.fait("referent", MODIFIER, report, MONTRE)
    assert [un["code"] for un in fait["avertissements"]] == ["AGENDA_OCCUPE"]


async def test_un_rendez_vous_s_annule_avec_son_motif(atelier: Atelier) -> None:
    personne, _, entretien = await prevu(atelier)
    montre = "entretien { realisation motifAnnulation { code } }"
    fait = await atelier.fait("accueil", ANNULER, entretien | {"motif": "REPORT"}, montre)
    assert fait["entretien"] == {"realisation": "ANNULE", "motifAnnulation": {"code": "REPORT"}}
    [(_, _, diff)] = await atelier.journal(personne.id)
    assert diff is not None
    assert diff["motifAnnulation"] == {"avant": None, "apres": "REPORT"}


async def test_un_motif_inconnu_se_dit(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    assert await atelier.chemins("referent", ANNULER, entretien | {"motif": "PLUIE"}) == ["commande.motif"]


async def test_retabli_avant_son_heure_il_perd_son_motif(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    await atelier.fait("referent", ANNULER, entretien | {"motif": "REPORT"})
    fait = await atelier.fait("referent", MODIFIER, entretien | {"version": 2, "realisation": "PREVU"}, MONTRE)
    assert (fait["entretien"]["realisation"], fait["entretien"]["motifAnnulation"]) == ("PREVU", None)


@pytest.mark.parametrize(
    ("realisation", "code"),
    [("ANNULE", "ENTRETIEN_ANNULE"), ("PRESENCE", "ENTRETIEN_PASSE"), ("ABSENCE_EXCUSEE", "ENTRETIEN_PASSE")],
)
async def test_ce_qui_est_annule_ou_a_eu_lieu_ne_s_annule_pas(atelier: Atelier, realisation: str, code: str) -> None:
    _, _, entretien = await prevu(atelier, jours=10, realisation=db.Realisation(realisation))
    assert await atelier.refus("referent", ANNULER, entretien) == code


async def test_deux_modifications_a_la_fois_n_en_font_qu_une(atelier: Atelier) -> None:
    personne, _, entretien = await prevu(atelier)
    found = await ensemble(
        *(atelier.muter("referent", MODIFIER, entretien | {"dureeMinutes": duree}) for duree in (20, 25, 30))
    )
    assert sorted(un.get("code", "") for un in found) == ["", "VERSION_PERIMEE", "VERSION_PERIMEE"]
    assert len(await atelier.journal(personne.id)) == 1


async def test_l_entretien_d_une_autre_structure_n_existe_pas(atelier: Atelier) -> None:
    personne, _, _ = await prevu(atelier)
    autre = await personne.entretien("B", "referent_b", etapes=[await personne.etape("b")])
    for mutation in (MODIFIER, ANNULER):
        demande = {"entretien": f"Entretien:{autre.id}", "version": 1}
        assert await atelier.refus("referent", mutation, demande) == "INTROUVABLE"


async def close_ensuite(atelier: Atelier, etape: db.Etape, jours: int = 5) -> None:
    """Ends an étape that many days ago, after the appointment was made."""
    await atelier.modifier(db.Etape, etape.id, fin_reelle=midi(jours).date(), motif_fin_id=1)


async def test_ce_que_la_sortie_a_annule_ne_se_retablit_pas(atelier: Atelier) -> None:
    _, etape, entretien = await prevu(atelier, realisation=db.Realisation.ANNULE)
    await close_ensuite(atelier, etape)
    refus = await atelier.muter("referent", MODIFIER, entretien | {"realisation": "PREVU"})
    assert (refus["code"], "close depuis le 23/03/2025" in refus["message"]) == ("ETAPE_CLOSE", True)


async def test_un_rendez_vous_passe_ne_se_reporte_pas_apres_la_fin_de_l_etape(atelier: Atelier) -> None:
    _, etape, entretien = await prevu(atelier, jours=10)
    await close_ensuite(atelier, etape)
    report = entretien | {"dateHeure": midi(-10).isoformat()}
    assert await atelier.refus("referent", MODIFIER, report) == "ETAPE_CLOSE"
    await atelier.fait("referent", MODIFIER, entretien | {"dateHeure": midi(5).isoformat()})


async def test_il_se_reporte_tant_qu_une_de_ses_etapes_est_ouverte(atelier: Atelier) -> None:
    personne, etape, entretien = await prevu(atelier, jours=10)
    ouverte = await personne.etape("a2")
    await atelier.fait("referent", MODIFIER, entretien | {"etapes": [f"Etape:{etape.id}", f"Etape:{ouverte.id}"]})
    await close_ensuite(atelier, etape)
    report = {"version": 2, "dateHeure": midi(-10).isoformat()}
    await atelier.fait("referent", MODIFIER, entretien | report)
    seule = entretien | {"version": 3, "etapes": [f"Etape:{etape.id}"]}
    assert await atelier.refus("referent", MODIFIER, seule) == "ETAPE_CLOSE"


async def test_un_entretien_d_apres_la_fin_garde_le_reste_modifiable(atelier: Atelier) -> None:
    _, etape, entretien = await prevu(atelier, jours=3)
    await close_ensuite(atelier, etape)
    demande = entretien | {"etapes": [f"Etape:{etape.id}"], "realisation": "PRESENCE", "vecteur": "VISIO"}
    await atelier.fait("referent", MODIFIER, demande)


async def test_une_date_d_avant_l_etape_est_signalee(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    fait = await atelier.fait("referent", MODIFIER, entretien | {"dateHeure": midi(500).isoformat()}, MONTRE)
    [avertissement] = fait["avertissements"]
    assert avertissement["code"] == "AVANT_ETAPE"
    assert avertissement["message"].startswith("Cet entretien est daté d'avant le début de l'étape, le 22/02/2024")
    fait = await atelier.fait("referent", MODIFIER, entretien | {"version": 2, "vecteur": "VISIO"}, MONTRE)
    assert fait["avertissements"] == []


async def test_une_convocation_fausse_ne_gene_que_la_date_et_la_convocation(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier, convocation_date=midi(-20).date())
    await atelier.fait("referent", MODIFIER, entretien | {"type": "BILAN"})
    report = entretien | {"version": 2, "dateHeure": midi(-11).isoformat()}
    assert await atelier.chemins("referent", MODIFIER, report) == ["commande.convocationDate"]


async def test_l_historique_dit_les_instants_comme_les_champs_les_disent(atelier: Atelier) -> None:
    _, _, entretien = await prevu(atelier)
    for version, donne in ((1, "2025-05-05T07:30:00Z"), (2, "2025-12-29T10:00:00+03:00")):
        await atelier.fait("referent", MODIFIER, entretien | {"version": version, "dateHeure": donne})
    texte = (
        "query ($id: ID!) { entretien(id: $id) { dateHeure"
        " historique { nodes { changements { champ avant apres } } } } }"
    )
    answer = await atelier.lire(atelier.callers["referent"], texte, id=entretien["entretien"])
    lu = answer["data"]["entretien"]
    dits = [
        (un["avant"], un["apres"])
        for geste in lu["historique"]["nodes"]
        for un in geste["changements"]
        if un["champ"] == "dateHeure"
    ]
    assert lu["dateHeure"] == "2025-12-29T08:00:00+01:00"
    assert dits == [
        ("2025-05-05T09:30:00+02:00", "2025-12-29T08:00:00+01:00"),
        (f"{il_y_a(-10)}T14:00:00+02:00", "2025-05-05T09:30:00+02:00"),
    ]
