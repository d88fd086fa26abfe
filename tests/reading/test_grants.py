"""`mesDroits` tells a screen what may be done on a file, from the very table that decides it (rule 9)."""

from __future__ import annotations

import pytest

from auth.caller import Caller
from tests.reading.lecteur import Lecteur

pytestmark = pytest.mark.asyncio(loop_scope="session")
DROITS = "query D($id: ID!) { beneficiaire(id: $id) { mesDroits { lire ecrire } } }"


async def _droits(demo: Lecteur, caller: Caller) -> tuple[set[str], set[str]]:
    answer = await demo(caller, DROITS, id="Beneficiaire:1")
    rights = answer["data"]["beneficiaire"]["mesDroits"]
    return set(rights["lire"]), set(rights["ecrire"])


async def test_l_accueil_ecrit_les_coordonnees_mais_ne_lit_pas_les_bilans(
    demo: Lecteur, comptes: dict[str, Caller]
) -> None:
    lire, ecrire = await _droits(demo, comptes["accueil"])
    assert {"Beneficiaire.coordonnees", "Entretien"} <= ecrire
    assert not {"Bilan", "Entretien.contenu", "Difficulte", "Contrat.commentaire"} & lire


async def test_le_referent_lit_les_numeros_sans_les_ecrire(demo: Lecteur, referent: Caller) -> None:
    lire, ecrire = await _droits(demo, referent)
    assert "Beneficiaire.numeros" in lire - ecrire
    assert "Contrat" in lire & ecrire


async def test_un_referent_de_parcours_n_a_que_la_carte_des_dossiers_des_autres(
    demo: Lecteur, comptes: dict[str, Caller]
) -> None:
    mien, _ = await _droits(demo, comptes["referent-parcours"])
    assert "Contrat" in mien
    ailleurs = Caller(comptes["pilote"].collaborateur, comptes["referent-parcours"].profil)
    lire, ecrire = await _droits(demo, ailleurs)
    assert lire == {"Beneficiaire", "Beneficiaire.carte", "Beneficiaire.commune"}
    assert ecrire == set()


async def test_le_pilote_lit_tout_sauf_le_contenu_des_entretiens(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    lire, ecrire = await _droits(demo, comptes["pilote"])
    assert "Etape.sortie" in lire - ecrire
    assert "Entretien.contenu" not in lire


async def test_un_groupe_qui_va_avec_son_type_n_est_pas_nomme_a_part(demo: Lecteur, referent: Caller) -> None:
    lire, ecrire = await _droits(demo, referent)
    assert "Contrat" in lire & ecrire
    assert not {"Contrat.numero", "Contrat.trace", "Souhait.libelle"} & (lire | ecrire)
