"""Taking back a rattachement made by mistake (guide §6). Making one is in `tests/auth/test_rattachement.py`."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNULER, RATTACHER = "annulerRattachement", "rattacherBeneficiaire"
MONTRE = "rattachement { statut debut fin }"


def annulation(row: db.Rattachement, version: int = 1) -> dict[str, Any]:
    """The rattachement as it has just been read."""
    return {"rattachement": f"Rattachement:{row.id}", "version": version}


async def ouvert(atelier: Atelier, compte: str, personne: Personne) -> bool:
    """Whether the file is open to the account."""
    texte = "query ($id: ID!) { beneficiaire(id: $id) { id } }"
    data = await atelier.lire.data(atelier.callers[compte], texte, id=personne.gid)
    return data["beneficiaire"] is not None


async def test_un_rattachement_fait_par_erreur_s_annule_et_ferme_le_dossier(atelier: Atelier) -> None:
    personne = await atelier.personne()
    row = await personne.rattachement("a", cree=5)
    assert await ouvert(atelier, "referent", personne)
    fait = await atelier.fait("referent", ANNULER, annulation(row), MONTRE)
    assert fait["rattachement"] is None
    assert not await ouvert(atelier, "referent", personne)
    assert await atelier.sql("SELECT statut, fin FROM rattachement WHERE id = :id", id=row.id) == [("ANNULE", JOUR)]
    [(action, type_, details)] = await atelier.journal(personne.id)
    assert (action, type_) == ("MODIFICATION", "Rattachement")
    assert details is not None
    assert details["statut"] == {"avant": "EN_ATTENTE", "apres": "ANNULE"}


async def test_qui_suit_encore_la_personne_en_garde_la_trace(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.rattachement("mos", cree=5)
    fait = await atelier.fait("referent", ANNULER, annulation(row), MONTRE)
    assert fait["rattachement"] == {"statut": "ANNULE", "debut": il_y_a(5).isoformat(), "fin": JOUR.isoformat()}
    assert await ouvert(atelier, "referent", personne)


async def test_un_rattachement_d_une_autre_structure_ne_s_annule_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.rattachement("b", cree=5)
    assert await atelier.refus("referent", ANNULER, annulation(row)) == "INTROUVABLE"
    assert await ouvert(atelier, "referent_b", personne)


@pytest.mark.parametrize(("statut", "dit"), [("SUIVI", "suivi d'une étape"), ("ANNULE", "déjà annulé")])
async def test_ce_qui_a_ete_suivi_ou_annule_ne_s_annule_plus(atelier: Atelier, statut: str, dit: str) -> None:
    personne = await atelier.suivie()
    row = await personne.rattachement("a", cree=5, statut=statut)
    refus = await atelier.muter("referent", ANNULER, annulation(row))
    assert refus["code"] == "RATTACHEMENT_CLOS"
    assert dit in refus["message"]


async def test_on_se_rattache_de_nouveau_apres_avoir_annule(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.rattachement("a", cree=5)
    [(numero,)] = await atelier.sql("SELECT numero_dossier FROM beneficiaire WHERE id = :id", id=personne.id)
    demande = {
        "numeroDossier": numero,
        "dateNaissance": "1985-05-17",
        "offreDeService": f"OffreDeService:{atelier.offres['a'].id}",
        "dateReceptionFio": JOUR.isoformat(),
    }
    refus = await atelier.muter("referent", RATTACHER, demande)
    assert refus["code"] == "DEJA_RATTACHE"
    assert "annulerRattachement" in refus["message"]
    await atelier.fait("referent", ANNULER, annulation(row))
    await atelier.fait("referent", RATTACHER, demande)
