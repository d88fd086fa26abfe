"""Who may be the same person, read on a file (guide §5.3: « Attention aux HOMONYMES »)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.reading.monde import Monde, Personne

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIRE = "query ($id: ID!) { beneficiaire(id: $id) { homonymesProbables { id nom acces } } }"
NAISSANCE = dt.date(1979, 2, 3)


async def homonymes(monde: Monde, compte: str, personne: Personne) -> list[str]:
    """The ids that an account reads."""
    data: Any = await monde.lire.data(monde.callers[compte], LIRE, id=personne.gid)
    return [une["id"] for une in data["beneficiaire"]["homonymesProbables"]]


async def test_une_personne_qui_a_presque_le_meme_nom_et_la_meme_naissance_est_montree(monde: Monde) -> None:
    un = await monde.suivie(nom="Le Goff", prenom="Maëlle", date_naissance=NAISSANCE)
    deux = await monde.suivie(nom="LEGOFF", prenom="Maelle", date_naissance=NAISSANCE)
    await monde.suivie(nom="Le Goff", prenom="Maëlle", date_naissance=dt.date(1980, 2, 3))
    await monde.suivie(nom="Peyrac", prenom="Hugo", date_naissance=NAISSANCE)
    assert await homonymes(monde, "referent", un) == [deux.gid]
    assert await homonymes(monde, "referent", deux) == [un.gid]


async def test_le_meme_matricule_ne_rapproche_pas_deux_personnes_d_un_foyer(monde: Monde) -> None:
    """Whoever reads the cards alone does not read the numbers."""
    un = await monde.suivie(numero_caf="7712345", nom="Faure", prenom="Rémi", date_naissance=dt.date(1971, 1, 1))
    await monde.suivie(numero_caf="7712345", nom="Brun", prenom="Anaïs", date_naissance=dt.date(1972, 1, 1))
    assert await homonymes(monde, "pilote", un) == []


async def test_celui_qui_n_est_pas_de_son_ressort_ne_se_montre_pas(monde: Monde) -> None:
    naissance = dt.date(1978, 9, 9)
    un = await monde.suivie(nom="Sanchez", prenom="Carmen", date_naissance=naissance)
    ailleurs = await monde.personne(nom="Sanchez", prenom="Carmen", date_naissance=naissance)
    await ailleurs.etape("b")
    assert await homonymes(monde, "referent", un) == []
    assert await homonymes(monde, "parcours", un) == [ailleurs.gid]
    assert await homonymes(monde, "pilote", un) == [ailleurs.gid]


async def test_d_un_homonyme_on_ne_lit_que_ce_que_l_on_lirait_sur_sa_fiche(monde: Monde) -> None:
    """What is known of one file says nothing of the right on the other."""
    naissance = dt.date(1977, 7, 7)
    mien = await monde.personne(nom="Vidal", prenom="Théo", date_naissance=naissance)
    await mien.referent("parcours", "PARCOURS")
    autre = await monde.personne(nom="Vidal", prenom="Theo", date_naissance=naissance, telephone="+33612345678")
    texte = """query ($id: ID!) { beneficiaire(id: $id) { coordonnees { telephone }
        homonymesProbables { id coordonnees { telephone } contrats { id } } } }"""
    data = await monde.lire.data(monde.callers["parcours"], texte, id=mien.gid)
    [un] = data["beneficiaire"]["homonymesProbables"]
    assert un == {"id": autre.gid, "coordonnees": {"telephone": None}, "contrats": []}


async def test_l_infocentre_ne_rapproche_pas_deux_pseudonymes(monde: Monde) -> None:
    answer = await monde.lire(
        monde.callers["infocentre"], "{ beneficiaires(first: 1) { nodes { homonymesProbables { id } } } }"
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERDIT"]
