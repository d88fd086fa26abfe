"""Who reads difficultés, caractéristiques and contrats, with their comments (permissions.md)."""

from __future__ import annotations

import pytest

import db
from tests.reading.droits import lire
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, il_y_a

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("compte", "structure", "sante", "lu"),
    [
        ("referent", "A", False, "Commentaire"),
        ("referent", "B", False, None),
        ("referent", "A", True, "Commentaire"),
        ("referent", "B", True, "absente"),
        ("responsable", "B", True, "absente"),
        ("parcours", "B", True, "Commentaire"),
        ("sdi", "B", True, "Commentaire"),
        ("pilote", "B", True, "absente"),
    ],
)
async def test_une_difficulte_de_sante_et_les_commentaires_restent_a_leur_structure(
    monde: Monde, compte: str, structure: str, sante: bool, lu: str | None
) -> None:
    personne = await monde.suivie(secteur_id=monde.secteurs["sdi"].id)
    await personne.referent("parcours", "PARCOURS")
    await personne.difficulte(structure, sante=sante)
    champs = "difficulte { code }" + ("" if compte == "pilote" else " commentaire")
    vues = (await lire(monde, compte, personne, f"difficultes {{ {champs} }}"))["difficultes"]
    assert len(vues) == (0 if lu == "absente" else 1)
    assert all(vue.get("commentaire") == lu for vue in vues)


async def test_le_commentaire_d_une_difficulte_est_interdit_au_pilote(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.difficulte("A")
    answer = await monde.lire(
        monde.callers["pilote"],
        "query ($id: ID!) { beneficiaire(id: $id) { difficultes { commentaire debut } } }",
        id=personne.gid,
    )
    assert answer["data"]["beneficiaire"]["difficultes"] == [{"commentaire": None, "debut": il_y_a(30).isoformat()}]
    assert codes(answer) == [("INTERDIT", "beneficiaire.difficultes.commentaire")]


@pytest.mark.parametrize(
    ("compte", "vues"), [("accueil", ["PERMIS"]), ("referent", ["PERMIS", "RQTH"]), ("pilote", ["PERMIS", "RQTH"])]
)
async def test_les_caracteristiques_de_sante_sont_masquees_a_l_accueil(
    monde: Monde, compte: str, vues: list[str]
) -> None:
    personne = await monde.suivie()
    await monde.ajouter(*(db.Caracteristique(beneficiaire_id=personne.id, definition_id=rang) for rang in (1, 2)))
    vu = await lire(monde, compte, personne, "caracteristiques { definition { code } etat }")
    assert [ligne["definition"]["code"] for ligne in vu["caracteristiques"]] == vues
    assert {ligne["etat"] for ligne in vu["caracteristiques"]} == {"MANQUANTE"}


@pytest.mark.parametrize(("verifiee", "etat"), [(0, "A_JOUR"), (100, "A_JOUR"), (101, "A_ACTUALISER")])
async def test_une_caracteristique_vieillit_apres_son_delai(monde: Monde, verifiee: int, etat: str) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Caracteristique(
            beneficiaire_id=personne.id,
            definition_id=2,
            valeur_saisie="OUI",
            depuis=il_y_a(300),
            verifiee_le=il_y_a(verifiee),
        )
    )
    vu = await lire(monde, "referent", personne, "caracteristiques { valeur etat }")
    assert vu["caracteristiques"] == [{"valeur": "OUI", "etat": etat}]


async def test_le_commentaire_d_un_contrat_est_interdit_a_l_accueil(monde: Monde) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Contrat(
            beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(9), commentaire="Texte du contrat"
        )
    )
    document = "query ($id: ID!) { beneficiaire(id: $id) { contrats { type commentaire } } }"
    answer = await monde.lire(monde.callers["accueil"], document, id=personne.gid)
    assert answer["data"]["beneficiaire"]["contrats"] == [{"type": "CER", "commentaire": None}]
    assert codes(answer) == [("INTERDIT", "beneficiaire.contrats.commentaire")]
    vu = await lire(monde, "referent", personne, "contrats { commentaire }")
    assert vu["contrats"] == [{"commentaire": "Texte du contrat"}]
