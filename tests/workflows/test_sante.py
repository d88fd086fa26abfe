"""The reminder of the RGPD on free texts (guide §12)."""

from __future__ import annotations

import pytest

from resolvers.workflows.sante import rappels
from resolvers.writing.commandes import ABSENT


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        ("Elle dit souffrir de dépression.", "dépression"),
        ("DEPRESSIF depuis six mois", "DEPRESSIF"),
        ("suivi par deux psychiatres", "psychiatres"),
        ("prend des Anti-douleurs et des antide\u0301presseurs", "antidépresseurs"),
        ("en affection  de longue durée", "affection  de longue durée"),
        ("atteint d’un syndrome", "syndrome"),
    ],
)
def test_un_mot_de_sante_rappelle_le_rgpd(texte: str, mot: str) -> None:
    [rappel] = rappels({"synthese": texte})
    assert rappel.code == "RAPPEL_SANTE"
    assert f"« {mot} »" in rappel.message


@pytest.mark.parametrize(
    "texte",
    [
        "Difficulté déclarée d'accès à un professionnel, couverture à mettre à jour.",
        "Le traitement du dossier est en cours ; sidaction, cancrelat, maladif ?",
        "Module « Orientation Santé » : rendez-vous pris.",
        "",
        None,
    ],
)
def test_les_mots_du_travail_ne_rappellent_rien(texte: str | None) -> None:
    assert rappels({"synthese": texte, "note": ABSENT}) == ()


def test_un_seul_rappel_dit_tous_les_endroits() -> None:
    textes = {"synthese": "un cancer", "themes.1.commentaire": "sa grossesse", "themes.0.commentaire": "emploi"}
    [rappel] = rappels(textes)
    assert "« cancer », « grossesse », dans synthese, themes.1.commentaire" in rappel.message


def test_le_rappel_ne_dit_que_les_premiers_mots() -> None:
    [rappel] = rappels({"synthese": "cancer, asthme, sida, AVC, tumeur, hépatite"})
    assert "hépatite" not in rappel.message
