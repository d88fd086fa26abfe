"""Whom the history and the journal name: never an operator to another one (permissions.md, rule 3)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from db.enums import ActionJournal, Profil
from tests.reading.histoire import champs, dossier_partage, histoire, noter
from tests.reading.monde import Monde, Personne, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("auteur", "nomme", "structure"),
    [
        ("referent", "Referent", "Structure A"),
        ("referent_b", None, None),
        ("referent_s", None, None),
        ("sdi", "Sdi", "Département"),
        ("pilote", "Pilote", "Département"),
    ],
)
async def test_un_responsable_n_apprend_pas_quel_autre_operateur_a_ecrit(
    monde: Monde, auteur: str, nomme: str | None, structure: str | None
) -> None:
    personne = await dossier_partage(monde)
    etape = await personne.etape("b")
    await noter(monde, auteur, etape, {"debutReel": ("2024-01-08", "2024-01-09")})
    attendu = (nomme and {"nom": nomme}, structure and {"raisonSociale": structure})
    [modification] = await histoire(monde, "responsable", etape)
    assert (modification["collaborateur"], modification["structure"]) == attendu
    assert modification["action"] == "MODIFICATION"
    assert champs([modification]) == [["debutReel"]]
    # The root list of the same rows says no more.
    [ligne] = await journal(monde, "responsable", personne)
    assert (ligne["collaborateur"], ligne["structure"]) == attendu
    assert (ligne["objet"] is not None) is (auteur == "referent")


@pytest.mark.parametrize("compte", ["sdi", "pilote"])
async def test_le_sdi_et_les_pilotes_lisent_qui_a_ecrit(monde: Monde, compte: str) -> None:
    personne = await dossier_partage(monde)
    etape = await personne.etape("s")
    await noter(monde, "referent_s", etape)
    [modification] = await histoire(monde, compte, etape)
    assert (modification["collaborateur"], modification["structure"]) == (
        {"nom": "Referent_s"},
        {"raisonSociale": "Structure S"},
    )
    [ligne] = await journal(monde, compte, personne)
    assert ligne["objet"] == f"Etape:{etape.id}"


async def test_qui_travaille_aussi_pour_un_autre_operateur_n_est_pas_nomme_au_responsable(monde: Monde) -> None:
    double = db.Collaborateur(nom="Double", prenom="Zoé", email="double@essai.example", profil=Profil.PILOTE)
    double.structures = [monde.structures["S"]]
    await monde.fusionner(double)
    personne = await monde.suivie()
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=double.id,
            profil=Profil.PILOTE,
            action=ActionJournal.LECTURE,
            type="Beneficiaire",
            objet_id=personne.id,
            beneficiaire_id=personne.id,
        )
    )
    [ligne] = await journal(monde, "responsable", personne)
    assert ligne["collaborateur"] is None
    assert ligne["objet"] == personne.gid


@pytest.mark.parametrize("champ", ["structure", "collaborateur"])
async def test_chercher_au_journal_ne_nomme_pas_un_autre_operateur(monde: Monde, champ: str) -> None:
    personne = await monde.suivie()
    await noter(monde, "referent_b", await personne.etape("b"))
    cible = f"Structure:{monde.structures['B'].id}"
    if champ == "collaborateur":
        cible = f"Collaborateur:{monde.moi('referent_b')}"
    filtre = f'{{ beneficiaire: {{ un: {{ id: {{ egal: "{personne.gid}" }} }} }},'
    filtre += f' {champ}: {{ un: {{ id: {{ egal: "{cible}" }} }} }} }}'
    for compte, lues in (("responsable", 0), ("pilote", 1)):
        data = await monde.lire.data(monde.callers[compte], f"{{ journal(filtre: {filtre}) {{ totalCount }} }}")
        assert data["journal"]["totalCount"] == lues


async def journal(monde: Monde, compte: str, personne: Personne) -> list[dict[str, Any]]:
    """The writings and readings of others on a file, that of this test aside."""
    data = await monde.lire.data(
        monde.callers[compte],
        """query ($id: ID!) {
        journal(filtre: { beneficiaire: { un: { id: { egal: $id } } }, requete: { absent: true } }) {
        nodes { action objet collaborateur { nom } structure { raisonSociale } } } }""",
        id=personne.gid,
    )
    nodes: list[dict[str, Any]] = data["journal"]["nodes"]
    return nodes
