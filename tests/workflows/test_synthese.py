"""What came of an entretien (guide §8.3)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, midi
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAISIR = "saisirSynthese"
MONTRE = (
    "entretien { id version realisation synthese themes { theme { code } commentaire rang } notesPrivees { texte }"
    " prochainEntretien { id } } prochainEntretien { id dateHeure realisation etapes { id } collaborateur { id }"
    " accompagnement { entree } } avertissements { code }"
)
SUITE = {"dateHeure": "2025-04-11T10:00:00+02:00", "type": "SUIVI"}


async def passe(atelier: Atelier, **champs: Any) -> tuple[Personne, db.Etape, dict[str, Any]]:
    """An entretien of ten days ago, still planned: its person, its étape, and what names it."""
    personne = await atelier.personne()
    etape = await personne.etape("a")
    donnees = {"synthese": None, "realisation": db.Realisation.PREVU, **champs}
    entretien = await personne.entretien("A", "referent", etapes=[etape], **donnees)
    return personne, etape, {"entretien": f"Entretien:{entretien.id}", "version": 1}


async def test_une_synthese_se_saisit_avec_ses_themes_et_sa_realisation(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    themes = [
        {"theme": "CONVOCATION_PREMIER_ACCUEIL", "commentaire": "Convoquée par courrier"},
        {"theme": "EMPLOI", "commentaire": None},
    ]
    demande = entretien | {"realisation": "PRESENCE", "synthese": "  Projet de vente.  ", "themes": themes}
    fait = (await atelier.fait("referent", SAISIR, demande, MONTRE))["entretien"]
    assert (fait["realisation"], fait["synthese"], fait["version"]) == ("PRESENCE", "Projet de vente.", 2)
    assert fait["themes"] == [
        {"theme": {"code": "CONVOCATION_PREMIER_ACCUEIL"}, "commentaire": "Convoquée par courrier", "rang": 1},
        {"theme": {"code": "EMPLOI"}, "commentaire": None, "rang": 2},
    ]


async def test_les_themes_donnes_remplacent_les_anciens_et_les_autres_champs_restent(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier, synthese="Déjà saisie")
    await atelier.fait("referent", SAISIR, entretien | {"themes": [{"theme": "EMPLOI"}, {"theme": "MOBILITE"}]})
    demande = entretien | {"version": 2, "themes": [{"theme": "LOGEMENT"}]}
    fait = (await atelier.fait("referent", SAISIR, demande, MONTRE))["entretien"]
    assert [un["theme"]["code"] for un in fait["themes"]] == ["LOGEMENT"]
    assert fait["synthese"] == "Déjà saisie"
    fait = (await atelier.fait("referent", SAISIR, entretien | {"version": 3, "synthese": "Autre"}, MONTRE))[
        "entretien"
    ]
    assert [un["theme"]["code"] for un in fait["themes"]] == ["LOGEMENT"]


async def test_null_efface_la_synthese_et_une_liste_vide_les_themes(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier, synthese="Déjà saisie")
    await atelier.fait("referent", SAISIR, entretien | {"themes": [{"theme": "EMPLOI"}]})
    demande = entretien | {"version": 2, "synthese": None, "themes": []}
    fait = (await atelier.fait("referent", SAISIR, demande, MONTRE))["entretien"]
    assert (fait["synthese"], fait["themes"]) == (None, [])


@pytest.mark.parametrize("realisation", ["ABSENCE_NON_EXCUSEE", "ABSENCE_EXCUSEE", "ANNULE", "PRESENCE"])
async def test_la_realisation_se_modifie_une_fois_l_entretien_passe(atelier: Atelier, realisation: str) -> None:
    _, _, entretien = await passe(atelier)
    fait = await atelier.fait("referent", SAISIR, entretien | {"realisation": realisation}, MONTRE)
    assert fait["entretien"]["realisation"] == realisation


@pytest.mark.parametrize("realisation", ["ABSENCE_NON_EXCUSEE", "ABSENCE_EXCUSEE", "PRESENCE"])
async def test_mais_pas_avant_qu_il_ait_commence(atelier: Atelier, realisation: str) -> None:
    _, _, entretien = await passe(atelier, date_heure=midi(-10))
    refus = await atelier.muter("referent", SAISIR, entretien | {"realisation": realisation})
    [champ] = refus["champs"]
    assert (champ["chemin"], champ["code"]) == ("commande.realisation", "PAS_ENCORE_COMMENCE")
    assert "07/04/2025 à 14 h 00" in champ["message"]


async def test_il_s_annule_a_tout_moment_et_se_retablit_avant_son_heure(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier, date_heure=midi(-10))
    await atelier.fait("referent", SAISIR, entretien | {"realisation": "ANNULE"})
    fait = await atelier.fait("referent", SAISIR, entretien | {"version": 2, "realisation": "PREVU"}, MONTRE)
    assert fait["entretien"]["realisation"] == "PREVU"


async def test_ce_qui_a_commence_n_est_plus_prevu(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier, realisation=db.Realisation.ABSENCE_EXCUSEE)
    assert await atelier.refus("referent", SAISIR, entretien | {"realisation": "PREVU"}) == "DEJA_COMMENCE"


async def test_le_prochain_rendez_vous_se_prend_dans_le_meme_enregistrement(atelier: Atelier) -> None:
    personne, etape, entretien = await passe(atelier)
    demande = entretien | {"realisation": "PRESENCE", "prochainEntretien": SUITE}
    fait = await atelier.fait("referent", SAISIR, demande, MONTRE)
    suivant = fait["prochainEntretien"]
    assert suivant["dateHeure"] == SUITE["dateHeure"]
    assert suivant["realisation"] == "PREVU"
    assert suivant["etapes"] == [{"id": f"Etape:{etape.id}"}]
    assert fait["entretien"]["prochainEntretien"] == {"id": suivant["id"]}
    creation, modification = await atelier.journal(personne.id)
    assert creation[:2] == ("CREATION", "Entretien")
    assert modification == (
        "MODIFICATION",
        "Entretien",
        {
            "realisation": {"avant": "PREVU", "apres": "PRESENCE"},
            "prochainEntretien": {"avant": None, "apres": suivant["id"]},
        },
    )


async def test_le_prochain_rendez_vous_vient_apres(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    demande = entretien | {"prochainEntretien": SUITE | {"dateHeure": "2025-03-01T10:00Z", "lieu": "LUNE"}}
    chemins = await atelier.chemins("referent", SAISIR, demande)
    assert sorted(chemins) == ["commande.prochainEntretien.dateHeure", "commande.prochainEntretien.lieu"]


async def test_une_faute_dans_le_prochain_rendez_vous_ne_laisse_rien_de_la_synthese(atelier: Atelier) -> None:
    personne, _, entretien = await passe(atelier)
    demande = entretien | {"synthese": "Perdue ?", "prochainEntretien": SUITE | {"type": "LUNE"}}
    assert await atelier.refus("referent", SAISIR, demande) == "INCONNU"
    assert await atelier.journal(personne.id) == []


async def test_pas_de_prochain_rendez_vous_pour_une_etape_close(atelier: Atelier) -> None:
    personne, etape, entretien = await passe(atelier)
    await personne.etape("a")
    await atelier.modifier(db.Etape, etape.id, fin_reelle=midi(1).date(), motif_fin_id=1)
    refus = await atelier.muter("referent", SAISIR, entretien | {"prochainEntretien": SUITE})
    assert refus["code"] == "ETAPE_CLOSE"


async def test_une_note_privee_n_est_lue_que_de_son_auteur(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    fait = await atelier.fait("referent", SAISIR, entretien | {"notePrivee": "À rappeler"}, MONTRE)
    assert fait["entretien"]["notesPrivees"] == [{"texte": "À rappeler"}]
    assert fait["entretien"]["version"] == 1
    vu = await atelier.fait("responsable", SAISIR, entretien | {"notePrivee": "Vu"}, MONTRE)
    assert vu["entretien"]["notesPrivees"] == [{"texte": "Vu"}]


async def test_elle_se_recrit_et_s_efface(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    for texte, lues in (("Une", [{"texte": "Une"}]), ("Deux", [{"texte": "Deux"}]), (None, []), (None, [])):
        fait = await atelier.fait("referent", SAISIR, entretien | {"notePrivee": texte}, MONTRE)
        assert fait["entretien"]["notesPrivees"] == lues


async def test_le_journal_ne_dit_ni_son_texte_ni_son_dossier(atelier: Atelier) -> None:
    personne, _, entretien = await passe(atelier)
    await atelier.fait("referent", SAISIR, entretien | {"notePrivee": "Secret 7431"})
    assert await atelier.journal(personne.id) == []
    assert await atelier.sql("SELECT 1 FROM journal WHERE details::text LIKE '%Secret 7431%'") == []
    [(dernier,)] = await atelier.sql("SELECT action FROM journal WHERE type = 'NotePrivee' ORDER BY id DESC LIMIT 1")
    assert dernier == "CREATION"


async def test_un_mot_de_sante_rappelle_le_rgpd_sans_rien_refuser(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    demande = entretien | {"synthese": "Suivie pour une dépression.", "notePrivee": "cancer"}
    fait = await atelier.fait("referent", SAISIR, demande, "entretien { synthese } avertissements { code message }")
    [rappel] = fait["avertissements"]
    assert rappel["code"] == "RAPPEL_SANTE"
    assert "« dépression », dans synthese" in rappel["message"]
    assert fait["entretien"]["synthese"] == "Suivie pour une dépression."


async def test_l_accueil_note_la_realisation_mais_ni_synthese_ni_themes(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    assert await atelier.refus("accueil", SAISIR, entretien | {"synthese": "Non"}) == "INTERDIT"
    assert await atelier.refus("accueil", SAISIR, entretien | {"themes": [{"theme": "EMPLOI"}]}) == "INTERDIT"
    await atelier.fait("accueil", SAISIR, entretien | {"realisation": "ABSENCE_EXCUSEE"})


async def test_le_referent_de_parcours_n_ecrit_que_ses_entretiens(atelier: Atelier) -> None:
    personne, etape, entretien = await passe(atelier)
    await personne.referent("parcours", "PARCOURS")
    assert await atelier.refus("parcours", SAISIR, entretien | {"synthese": "Non"}) == "INTROUVABLE"
    sien = await personne.entretien("A", "parcours", etapes=[etape], synthese=None)
    await atelier.fait("parcours", SAISIR, {"entretien": f"Entretien:{sien.id}", "version": 1, "synthese": "Oui"})


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    await atelier.fait("referent", SAISIR, entretien | {"synthese": "Première"})
    assert await atelier.refus("responsable", SAISIR, entretien | {"synthese": "Seconde"}) == "VERSION_PERIMEE"


async def test_le_journal_dit_ce_qui_change(atelier: Atelier) -> None:
    personne, _, entretien = await passe(atelier)
    demande = entretien | {"realisation": "PRESENCE", "themes": [{"theme": "EMPLOI", "commentaire": "Vente"}]}
    await atelier.fait("referent", SAISIR, demande)
    [(_, _, diff)] = await atelier.journal(personne.id)
    assert diff == {
        "realisation": {"avant": "PREVU", "apres": "PRESENCE"},
        "themes": {"avant": [], "apres": [{"theme": "EMPLOI", "commentaire": "Vente"}]},
    }


async def test_cinquante_syntheses_a_la_fois_sur_une_etape_ne_perdent_rien(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a")
    entretiens = [
        await personne.entretien("A", "referent", jours=10 + rang, etapes=[etape], synthese=None) for rang in range(50)
    ]
    await ensemble(
        *(
            atelier.fait(
                "referent" if rang % 2 else "responsable",
                SAISIR,
                {
                    "entretien": f"Entretien:{un.id}",
                    "version": 1,
                    "synthese": f"n° {rang}",
                    "themes": [{"theme": "EMPLOI"}],
                },
            )
            for rang, un in enumerate(entretiens)
        )
    )
    lignes = await atelier.sql("SELECT synthese, version FROM entretien WHERE beneficiaire_id = :id", id=personne.id)
    assert sorted(tuple(ligne) for ligne in lignes) == sorted((f"n° {rang}", 2) for rang in range(50))
    assert len(await atelier.journal(personne.id)) == 50


async def test_cinquante_syntheses_du_meme_entretien_n_en_font_qu_une(atelier: Atelier) -> None:
    personne, _, entretien = await passe(atelier)
    found = await ensemble(
        *(atelier.muter("referent", SAISIR, entretien | {"synthese": f"n° {rang}"}) for rang in range(50))
    )
    assert [un["__typename"] for un in found].count("SaisirSyntheseSucces") == 1
    assert {un.get("code") for un in found} == {None, "VERSION_PERIMEE"}
    assert len(await atelier.journal(personne.id)) == 1


@pytest.mark.parametrize("synthese", ["Déjà saisie", None])
async def test_l_accueil_ne_devine_pas_une_synthese_en_la_ressaisissant(atelier: Atelier, synthese: str | None) -> None:
    _, _, entretien = await passe(atelier, synthese=synthese)
    for essai in ({"synthese": "Déjà saisie"}, {"synthese": None}, {"themes": []}):
        assert await atelier.refus("accueil", SAISIR, entretien | essai) == "INTERDIT"


async def test_ce_que_la_sortie_a_annule_ne_se_retablit_pas_par_la_synthese(atelier: Atelier) -> None:
    personne, etape, entretien = await passe(atelier, date_heure=midi(-10), realisation=db.Realisation.ANNULE)
    await personne.etape("a")
    await atelier.modifier(db.Etape, etape.id, fin_reelle=midi(1).date(), motif_fin_id=1)
    assert await atelier.refus("referent", SAISIR, entretien | {"realisation": "PREVU"}) == "ETAPE_CLOSE"


async def test_la_synthese_d_une_etape_close_se_saisit_encore(atelier: Atelier) -> None:
    _, etape, entretien = await passe(atelier)
    await atelier.modifier(db.Etape, etape.id, fin_reelle=midi(12).date(), motif_fin_id=1)
    await atelier.fait("referent", SAISIR, entretien | {"realisation": "PRESENCE", "synthese": "Fin"})


async def test_un_prochain_rendez_vous_deja_prevu_se_rappelle_et_reste(atelier: Atelier) -> None:
    personne, _, entretien = await passe(atelier)
    premier = await atelier.fait("referent", SAISIR, entretien | {"prochainEntretien": SUITE}, MONTRE)
    demande = {"version": 2, "prochainEntretien": SUITE | {"dateHeure": "2025-04-18T10:00:00+02:00"}}
    montre = "prochainEntretien { id } avertissements { code message }"
    fait = await atelier.fait("referent", SAISIR, entretien | demande, montre)
    assert [un["code"] for un in fait["avertissements"]] == ["PROCHAIN_EXISTANT"]
    assert "déjà prévu le 11/04/2025 à 10 h 00" in fait["avertissements"][0]["message"]
    [(nombre,)] = await atelier.sql(
        "SELECT count(*) FROM entretien WHERE beneficiaire_id = :id AND date_heure > '2025-04-01'", id=personne.id
    )
    assert (nombre, fait["prochainEntretien"] != premier["prochainEntretien"]) == (2, True)


async def test_un_prochain_rendez_vous_annule_ne_se_rappelle_pas(atelier: Atelier) -> None:
    _, _, entretien = await passe(atelier)
    premier = await atelier.fait("referent", SAISIR, entretien | {"prochainEntretien": SUITE}, MONTRE)
    await atelier.fait("referent", "annulerEntretien", {"entretien": premier["prochainEntretien"]["id"], "version": 1})
    demande = {"version": 2, "prochainEntretien": SUITE | {"dateHeure": "2025-04-25T10:00:00+02:00"}}
    fait = await atelier.fait("referent", SAISIR, entretien | demande, MONTRE)
    assert fait["avertissements"] == []


async def test_ni_celui_qu_on_ne_voit_pas(atelier: Atelier) -> None:
    personne, etape, entretien = await passe(atelier)
    ailleurs = await personne.entretien(
        "B", "referent_b", jours=-20, realisation=db.Realisation.PREVU, etapes=[await personne.etape("b")]
    )
    await atelier.modifier(db.Entretien, int(entretien["entretien"][10:]), prochain_entretien_id=ailleurs.id)
    suite = SUITE | {"dateHeure": "2025-05-02T10:00:00+02:00"}
    fait = await atelier.fait("referent", SAISIR, entretien | {"prochainEntretien": suite}, MONTRE)
    assert (fait["avertissements"], fait["prochainEntretien"]["etapes"]) == ([], [{"id": f"Etape:{etape.id}"}])
