"""`mesDroits` says of each file exactly what permissions.md gives there, to read and to write (rule 9)."""

from __future__ import annotations

import pytest

from tests.rights.matrice import CHAMPS, ECRITURE, LIGNES, cellule
from tests.rights.oracle import COMPTES, Compte, Ligne, existe, identifiant, vrai
from tests.rights.population import Population

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORTEES = ("suivi", "parcours", "territoire", "tous")
"""The words that speak of the file: the others narrow it to rows, of which a file can say nothing."""
HORS_DOSSIER = {
    "Seance", "NotePrivee", "Note", "Consultation", "Reponse", "Transmission", "ThemeEntretien", "Changement",
    "PassageConvention", "CaracteristiqueEtape", "HeuresMensuelles", "Presence", "DemandeCollaborateur",
}  # fmt: skip
"""What belongs to no file, or is read through another row alone."""
LECTURE = {nom: regle for nom, regle in LIGNES.items() if nom not in HORS_DOSSIER}
LECTURE |= {nom: CHAMPS[nom][1] for nom in ECRITURE if "." in nom}
DOCUMENT = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiaire { mesDroits { lire ecrire } } } }"


def tient(regle: str, compte: Compte, dossier: Ligne) -> bool:
    """Whether some row of the file may be within a cell, by what the cell says of files."""
    if compte.profil in ("PILOTE", "INFOCENTRE"):
        return regle not in ("-", "auteur")
    for choix in regle.split("/"):
        mots = [mot for mot in choix.strip().split("+") if mot in PORTEES]
        if mots and all(vrai(mot, compte, dossier) for mot in mots):
            return True
    return False


def attendus(table: dict[str, str], compte: Compte, dossier: Ligne) -> set[str]:
    """The names of a table that hold on a file."""
    return {nom for nom, regle in table.items() if tient(cellule(regle, compte.profil), compte, dossier)}


@pytest.mark.parametrize("compte", COMPTES)
async def test_mes_droits_disent_la_matrice(population: Population, compte: str) -> None:
    qui = COMPTES[compte]
    dossiers = [ligne for ligne in population.de("Beneficiaire") if existe(qui, ligne)]
    assert bool(dossiers) is (compte != "support")
    data = await population.monde.lire.data(
        population.monde.callers[compte], DOCUMENT, ids=[identifiant(qui, ligne) for ligne in dossiers]
    )
    for brut, dossier in zip(data["nodes"], dossiers, strict=True):
        lus, ecrits = (set(brut["mesDroits"][nom]) for nom in ("lire", "ecrire"))
        assert {nom for nom in lus if "." not in nom or nom in LECTURE} == attendus(LECTURE, qui, dossier)
        assert {nom for nom in ecrits if "." not in nom or nom in ECRITURE} == attendus(ECRITURE, qui, dossier)
