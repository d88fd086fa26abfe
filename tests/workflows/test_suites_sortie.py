"""What an exit does to passages sur convention, and what it tells of entretiens and of the SDI (guide §7.2, §9)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier
from tests.workflows.parcours import SORTIR, bilan_final, sortie, suivie

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUITTER, ANNULER = "sortirDispositif", "annulerSortie"
AVERTIT = "avertissements { code message }"


async def passage(atelier: Atelier, etape: db.Etape, debut: int, fin: int | None = None) -> db.PassageConvention:
    """A passage sur convention that began and ends that many days ago."""
    row = db.PassageConvention(
        etape_id=etape.id, libelle="PLIE", debut=il_y_a(debut), fin=None if fin is None else il_y_a(fin)
    )
    await atelier.ajouter(row)
    return row


async def fins(atelier: Atelier, *passages: db.PassageConvention) -> list[Any]:
    """The last day of each of these passages."""
    rows = await atelier.sql(
        "SELECT id, fin FROM passage_convention WHERE id = ANY(:ids)", ids=[un.id for un in passages]
    )
    par_id = {row.id: row.fin for row in rows}
    return [par_id[un.id] for un in passages]


async def entree(atelier: Atelier, personne: Personne) -> dict[str, Any]:
    """The exit from the dispositif today, of an entry of 500 days ago."""
    row = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=il_y_a(500))
    await atelier.ajouter(row)
    cible = {"accompagnement": f"Accompagnement:{row.id}", "version": 1}
    return cible | {"sortie": JOUR.isoformat(), "motif": "FIN_DROITS_RSA"}


def codes(fait: dict[str, Any]) -> list[str]:
    """The codes of the warnings."""
    return [un["code"] for un in fait["avertissements"]]


# Les passages sur convention


async def test_les_passages_qui_durent_finissent_avec_l_etape_et_c_est_a_son_historique(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    duraient = [await passage(atelier, etape, 90), await passage(atelier, etape, 60, -30)]
    fini = await passage(atelier, etape, 300, 200)
    await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(10).isoformat()))
    assert await fins(atelier, *duraient, fini) == [il_y_a(10), il_y_a(10), il_y_a(200)]
    action, type_, details = (await atelier.journal(personne.id))[-1]
    assert (action, type_) == ("MODIFICATION", "Etape")
    assert details is not None
    dits = [{"libelle": "PLIE", "debut": il_y_a(jours).isoformat()} for jours in (90, 60)]
    assert details["passagesConvention"] == {
        "avant": [dits[0] | {"fin": None}, dits[1] | {"fin": il_y_a(-30).isoformat()}],
        "apres": [dit | {"fin": il_y_a(10).isoformat()} for dit in dits],
    }


async def test_un_passage_fini_apres_l_etape_finit_avec_elle_et_l_annuler_le_rend(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    fini = await passage(atelier, etape, 300, 20)
    await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(100).isoformat()))
    assert await fins(atelier, fini) == [il_y_a(100)]
    await atelier.fait("referent", ANNULER, {"etape": f"Etape:{etape.id}", "version": 2})
    assert await fins(atelier, fini) == [il_y_a(20)]


async def test_une_fin_avant_le_debut_d_un_passage_reste_refusee(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await passage(atelier, etape, 5)
    assert await atelier.refus("referent", SORTIR, sortie(etape, finReelle=il_y_a(6).isoformat())) == "AVANT_PRESENCE"


async def test_annuler_la_sortie_rend_leur_fin_aux_passages(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    duraient = [await passage(atelier, etape, 90), await passage(atelier, etape, 60, -30)]
    await atelier.fait("referent", SORTIR, sortie(etape))
    annuler = {"etape": f"Etape:{etape.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, annuler, AVERTIT)
    assert codes(fait) == []
    assert await fins(atelier, *duraient) == [None, il_y_a(-30)]
    _, _, details = (await atelier.journal(personne.id))[-1]
    assert details is not None
    assert [un["fin"] for un in details["passagesConvention"]["apres"]] == [None, il_y_a(-30).isoformat()]


async def test_un_passage_corrige_depuis_la_sortie_reste_tel_quel_et_c_est_dit(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    corrige, supprime = await passage(atelier, etape, 90), await passage(atelier, etape, 60)
    await atelier.fait("referent", SORTIR, sortie(etape))
    avant = {"passage": f"PassageConvention:{corrige.id}", "version": 2, "fin": il_y_a(20).isoformat()}
    await atelier.fait("referent", "modifierPassageConvention", avant)
    erreur = {"passage": f"PassageConvention:{supprime.id}", "version": 3}
    await atelier.fait("referent", "supprimerPassageConvention", erreur)
    fait = await atelier.fait("referent", ANNULER, {"etape": f"Etape:{etape.id}", "version": 4}, AVERTIT)
    assert codes(fait) == ["PASSAGE_MODIFIE"]
    assert await fins(atelier, corrige) == [il_y_a(20)]


async def test_quitter_le_dispositif_finit_les_passages_et_l_annuler_les_rend(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs = await personne.etape("b")
    duraient = [await passage(atelier, etape, 90), await passage(atelier, ailleurs, 60)]
    demande = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, demande)
    assert await fins(atelier, *duraient) == [JOUR, JOUR]
    await atelier.executer("UPDATE passage_convention SET version = 9 WHERE id = :id", id=duraient[1].id)
    retour = {"accompagnement": demande["accompagnement"], "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, AVERTIT)
    assert codes(fait) == []
    assert await fins(atelier, *duraient) == [None, JOUR]


async def test_une_sortie_saisie_avant_que_les_passages_la_suivent_s_annule(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await atelier.executer("UPDATE sortie SET effets = effets - 'passages' WHERE etape_id = :id", id=etape.id)
    await atelier.fait("referent", ANNULER, {"etape": f"Etape:{etape.id}", "version": 2})


# Les entretiens d'après


async def test_des_entretiens_tenus_apres_la_fin_sont_signales(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    for jours in (30, 20, 12, 9):
        await personne.entretien("A", "referent", jours=jours, etapes=[etape])
    await personne.entretien("A", "referent", jours=5, etapes=[etape], realisation=db.Realisation.ABSENCE_EXCUSEE)
    fait = await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(20).isoformat()), AVERTIT)
    assert codes(fait) == ["ENTRETIEN_APRES_FIN"]
    message = fait["avertissements"][0]["message"]
    assert message.startswith(
        f"2 entretiens de l'étape ont eu lieu après sa fin réelle, le dernier le {il_y_a(9):%d/%m/%Y} :"
    )


async def test_l_entretien_du_jour_de_la_fin_ne_l_est_pas(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    await personne.entretien("A", "referent", jours=20, etapes=[etape])
    fait = await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(20).isoformat()), AVERTIT)
    assert codes(fait) == []


async def test_un_entretien_que_l_on_ne_voit_pas_n_est_pas_signale(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    await personne.entretien("B", "parcours", jours=5, etapes=[etape])
    await personne.entretien("A", "referent", jours=7, etapes=[etape])
    fait = await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(20).isoformat()), AVERTIT)
    message = fait["avertissements"][0]["message"]
    assert message.startswith(f"Un entretien de l'étape a eu lieu après sa fin réelle, le {il_y_a(7):%d/%m/%Y} :")


# L'alerte que personne ne recevrait


async def test_une_alerte_au_sdi_sans_secteur_est_signalee(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    fait = await atelier.fait("referent", SORTIR, sortie(etape), AVERTIT)
    assert codes(fait) == ["SANS_SECTEUR"]
    await personne.etape("a2")
    fait = await atelier.fait("referent", QUITTER, await entree(atelier, personne), AVERTIT)
    assert codes(fait) == ["SANS_SECTEUR"]


async def test_sans_alerte_ou_avec_un_secteur_il_n_y_a_rien_a_signaler(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await bilan_final(atelier, personne, etape)
    assert codes(await atelier.fait("referent", SORTIR, sortie(etape, 1), AVERTIT)) == []
    assert codes(await atelier.fait("referent", QUITTER, await entree(atelier, personne), AVERTIT)) == []
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    assert codes(await atelier.fait("referent", QUITTER, await entree(atelier, personne), AVERTIT)) == []


@pytest.mark.parametrize(("secteur", "dits"), [(None, ["SANS_SECTEUR"]), ("secteur", [])])
async def test_un_dossier_ouvert_sans_secteur_le_dit(atelier: Atelier, secteur: str | None, dits: list[str]) -> None:
    commande = {
        "civilite": "MME",
        "nom": "Sanslieu" if secteur is None else "Quartier",
        "prenom": "Ondine" if secteur is None else "Barnabé",
        "dateNaissance": "1951-02-03" if secteur is None else "1955-08-14",
        "secteur": None if secteur is None else f"Territoire:{atelier.secteurs[secteur].id}",
        "offreDeService": f"OffreDeService:{atelier.offres['a'].id}",
        "dateReceptionFio": JOUR.isoformat(),
    }
    assert codes(await atelier.fait("referent", "creerBeneficiaire", commande, AVERTIT)) == dits
