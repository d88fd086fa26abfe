"""Competences and wishes of the person (guide §8.6, §10.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

AJOUTER, MODIFIER, SOUHAITER = "ajouterCompetences", "modifierCompetence", "modifierSouhaits"
CHAMPS = "id version competence { code filiere { code groupe { code } } } niveau { libelle } debut fin commentaire"
MONTRE = f"competences {{ {CHAMPS} }}"
LISTE = "souhaits { id version nature libelle rang enCours }"


def competences(personne: Personne, *codes: str, **champs: Any) -> dict[str, Any]:
    """Competences held since 1 March 2025."""
    return {
        "beneficiaire": personne.gid,
        "competences": [{"competence": code, "debut": "2025-03-01", **champs} for code in codes],
    }


async def test_une_competence_se_choisit_apres_son_groupe_et_sa_filiere(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = competences(personne, "VENDANGER", niveau="EN_COURS_ACQUISITION", commentaire="Deux saisons")
    [une] = (await atelier.fait("referent", AJOUTER, demande, MONTRE))["competences"]
    assert une["competence"] == {
        "code": "VENDANGER",
        "filiere": {"code": "VITICULTURE", "groupe": {"code": "AGRICULTURE"}},
    }
    assert (une["niveau"], une["commentaire"]) == ({"libelle": "En cours d'acquisition"}, "Deux saisons")


async def test_un_commentaire_qui_parle_de_sante_rappelle_le_rgpd(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = competences(personne, "VENDANGER", commentaire="Arrêt pour dépression en 2023")
    fait = await atelier.fait("referent", AJOUTER, demande, "competences { id } avertissements { code message }")
    [rappel] = fait["avertissements"]
    assert rappel["code"] == "RAPPEL_SANTE"
    assert "competences.0.commentaire" in rappel["message"]


async def test_plusieurs_competences_se_saisissent_a_la_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER", "IRRIGUER"), MONTRE)
    assert [une["competence"]["code"] for une in fait["competences"]] == ["VENDANGER", "IRRIGUER"]


async def test_une_competence_deja_tenue_ne_s_ajoute_pas_deux_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER"))
    demande = competences(personne, "IRRIGUER", "VENDANGER", "IRRIGUER")
    assert await atelier.chemins("referent", AJOUTER, demande) == [
        "commande.competences.1.competence",
        "commande.competences.2.competence",
    ]


async def test_une_competence_qui_a_pris_fin_peut_revenir(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    passee = competences(personne, "VENDANGER", debut="2024-09-01", fin="2024-09-30")
    [une] = (await atelier.fait("referent", AJOUTER, passee, MONTRE))["competences"]
    await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER"))
    reouverture = {"competence": une["id"], "version": 1, "fin": None}
    assert await atelier.refus("referent", MODIFIER, reouverture) == "DEJA_OUVERTE"


async def test_le_niveau_d_une_competence_s_actualise(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [une] = (await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER"), MONTRE))["competences"]
    change = {"competence": une["id"], "version": 1, "niveau": "MAITRISE", "debut": "2025-03-10"}
    fait = (await atelier.fait("referent", MODIFIER, change, f"competence {{ {CHAMPS} }}"))["competence"]
    assert (fait["niveau"], fait["debut"], fait["version"]) == ({"libelle": "Maîtrisé"}, "2025-03-10", 2)
    assert await atelier.refus("referent", MODIFIER, change) == "VERSION_PERIMEE"


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = competences(personne, "INCONNUE", "IRRIGUER", niveau="EXPERT")
    demande["competences"][1] |= {"debut": "2025-04-01", "fin": "2025-03-31"}
    assert set(await atelier.chemins("referent", AJOUTER, demande)) == {
        "commande.competences.0.competence",
        "commande.competences.0.niveau",
        "commande.competences.1.debut",
        "commande.competences.1.fin",
        "commande.competences.1.niveau",
    }


async def test_une_fin_prevue_peut_etre_a_venir_mais_pas_avant_le_debut(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [une] = (await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER", fin="2025-09-30"), MONTRE))[
        "competences"
    ]
    change = {"competence": une["id"], "version": 1, "fin": "2025-02-28"}
    assert await atelier.chemins("referent", MODIFIER, change) == ["commande.fin"]


def souhaits(personne: Personne, *voulus: Any, **plus: Any) -> dict[str, Any]:
    """Wishes for a job, each a label, or a wish that was read (with what changes of it)."""
    liste = [{"libelle": voulu} if isinstance(voulu, str) else voulu for voulu in voulus]
    return {"beneficiaire": personne.gid, "nature": "METIER", "souhaits": liste, **plus}


def garde(lu: dict[str, Any], **change: Any) -> dict[str, Any]:
    """A wish that was read, kept in the list."""
    return {"souhait": lu["id"], "version": lu["version"], "libelle": lu["libelle"], "enCours": lu["enCours"], **change}


def retire(lu: dict[str, Any]) -> dict[str, Any]:
    """A wish that was read, taken out of the list."""
    return {"souhait": lu["id"], "version": lu["version"]}


async def ecrits(atelier: Atelier, personne: Personne, *libelles: str) -> list[dict[str, Any]]:
    """The wishes of a person, as they are read."""
    fait = await atelier.fait("referent", SOUHAITER, souhaits(personne, *libelles), LISTE)
    found: list[dict[str, Any]] = fait["souhaits"]
    return found


async def test_les_souhaits_s_ecrivent_dans_l_ordre_de_preference(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    liste = await ecrits(atelier, personne, "Caviste", "Ouvrier viticole")
    assert [(un["rang"], un["libelle"], un["enCours"]) for un in liste] == [
        (1, "Caviste", True),
        (2, "Ouvrier viticole", True),
    ]


async def test_les_souhaits_echangent_leur_rang(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un, deux, trois = await ecrits(atelier, personne, "Caviste", "Ouvrier viticole", "Tractoriste")
    demande = souhaits(personne, garde(trois), garde(un, enCours=False), "Œnologue", retires=[retire(deux)])
    fait = await atelier.fait("referent", SOUHAITER, demande, LISTE)
    assert [(s["rang"], s["libelle"], s["enCours"]) for s in fait["souhaits"]] == [
        (1, "Tractoriste", True),
        (2, "Caviste", False),
        (3, "Œnologue", True),
    ]
    assert [s["id"] for s in fait["souhaits"][:2]] == [trois["id"], un["id"]]


async def test_un_souhait_qui_ne_change_pas_garde_sa_version(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un, deux = await ecrits(atelier, personne, "Caviste", "Ouvrier viticole")
    demande = souhaits(personne, garde(un), garde(deux, libelle="Tractoriste"))
    fait = await atelier.fait("referent", SOUHAITER, demande, LISTE)
    assert [s["version"] for s in fait["souhaits"]] == [1, 2]


async def test_les_souhaits_d_une_nature_laissent_ceux_de_l_autre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [metier] = await ecrits(atelier, personne, "Caviste")
    await atelier.fait("referent", SOUHAITER, souhaits(personne, "Viticulture", nature="SECTEUR"))
    assert await atelier.fait("referent", SOUHAITER, souhaits(personne, garde(metier)), LISTE)


async def test_un_souhait_que_l_on_n_a_pas_lu_ne_se_perd_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [un] = await ecrits(atelier, personne, "Caviste")
    await atelier.fait("referent", SOUHAITER, souhaits(personne, garde(un), "Ouvrier viticole"))
    assert await atelier.refus("responsable", SOUHAITER, souhaits(personne, garde(un))) == "VERSION_PERIMEE"
    assert await atelier.refus("responsable", SOUHAITER, souhaits(personne, "Tractoriste")) == "VERSION_PERIMEE"
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM souhait WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 2


async def test_un_souhait_change_entre_temps_n_est_pas_ecrase(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [un] = await ecrits(atelier, personne, "Caviste")
    appels = (
        atelier.muter("referent", SOUHAITER, souhaits(personne, garde(un, libelle=libelle)))
        for libelle in ("Œnologue", "Tractoriste", "Maçon")
    )
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["ErreurConflit", "ErreurConflit", "ModifierSouhaitsSucces"]


async def test_un_souhait_d_un_autre_dossier_ne_s_ecrit_pas(atelier: Atelier) -> None:
    personne, autre = await atelier.suivie(), await atelier.suivie()
    [ailleurs] = await ecrits(atelier, autre, "Caviste")
    assert await atelier.refus("referent", SOUHAITER, souhaits(personne, garde(ailleurs))) == "VERSION_PERIMEE"
    assert await atelier.refus("referent", SOUHAITER, souhaits(personne, retires=[retire(ailleurs)])) == (
        "VERSION_PERIMEE"
    )


async def test_ce_qui_est_faux_dans_les_souhaits_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [un] = await ecrits(atelier, personne, "Caviste")
    demande = souhaits(
        personne, {"souhait": un["id"], "libelle": "Caviste"}, "caviste", retires=[{"souhait": un["id"], "version": 1}]
    )
    assert await atelier.chemins("referent", SOUHAITER, demande) == [
        "commande.souhaits.0.version",
        "commande.souhaits.1.libelle",
        "commande.retires.0.souhait",
    ]


async def test_vingt_et_un_souhaits_sont_trop(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = souhaits(personne, *(f"Métier {rang}" for rang in range(21)))
    assert await atelier.chemins("referent", SOUHAITER, demande) == ["commande.souhaits"]


async def test_echanger_deux_ou_vingt_souhaits_prend_les_memes_ordres(atelier: Atelier) -> None:
    nombres = []
    for combien in (2, 20):
        personne = await atelier.suivie()
        liste = await ecrits(atelier, personne, *(f"Métier {rang}" for rang in range(combien)))
        await atelier.lire.application.journal.flush()
        with atelier.ordres() as found:
            await atelier.fait("referent", SOUHAITER, souhaits(personne, *map(garde, reversed(liste))))
        nombres.append(len(found))
    assert nombres[0] == nombres[1]


async def test_chaque_souhait_laisse_sa_difference_au_journal(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un, deux = await ecrits(atelier, personne, "Caviste", "Maçon")
    await atelier.fait("referent", SOUHAITER, souhaits(personne, garde(deux), retires=[retire(un)]))
    *_, retrait, rang = await atelier.journal(personne.id)
    assert retrait[2] is not None
    assert retrait[:2] == ("SUPPRESSION", "Souhait")
    assert retrait[2]["libelle"] == {"avant": "Caviste", "apres": None}
    assert rang == ("MODIFICATION", "Souhait", {"rang": {"avant": 2, "apres": 1}})


async def test_un_debut_venu_d_ailleurs_n_empeche_pas_de_modifier_le_reste(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [une] = (await atelier.fait("referent", AJOUTER, competences(personne, "VENDANGER"), MONTRE))["competences"]
    await atelier.executer("UPDATE competence SET debut = '2025-06-01' WHERE id = :id", id=int(une["id"].split(":")[1]))
    change = {"competence": une["id"], "version": 1, "commentaire": "Deux saisons"}
    await atelier.fait("referent", MODIFIER, change)
    assert await atelier.chemins("referent", MODIFIER, change | {"version": 2, "debut": "2025-06-01"}) == [
        "commande.debut"
    ]
