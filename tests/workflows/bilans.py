"""What the tests of bilans act upon: a MOS bilan, begun and saved again, and its answers."""

from __future__ import annotations

from typing import Any

from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier

AJOUTER, MODIFIER = "ajouterBilan", "modifierBilan"
CHAMPS = (
    "id version nature dateBilan dateMiseAJour dateSignature nombreQuestions nombreReponses complet"
    " modele { code numeroVersion } etape { id } structure { id } questionsManquantes { code }"
    " reponses { question { code } rang texte nombre date choix }"
)
MONTRE = f"bilan {{ {CHAMPS} }} avertissements {{ code message }}"
OBLIGATOIRES = ("MODULE_VALIDE", "SYNTHESE_BILAN_RESTITUE", "INFORMATION_TRANSMISSION")
"""The questions that a complete MOS bilan answers."""


def bilan(personne: Personne, *reponses: dict[str, Any], **champs: Any) -> dict[str, Any]:
    """A MOS bilan of 20 March 2025."""
    return {
        "beneficiaire": personne.gid,
        "modele": "MOS_BILAN",
        "dateBilan": "2025-03-20",
        "dateMiseAJour": "2025-03-20",
        "reponses": list(reponses),
        **champs,
    }


def reponse(question: str, **valeur: Any) -> dict[str, Any]:
    """An answer to a question."""
    return {"question": question, **valeur}


def completes() -> list[dict[str, Any]]:
    """Answers to every obligatory question."""
    return [reponse(code, choix="OUI") for code in OBLIGATOIRES]


async def commence(atelier: Atelier, personne: Personne, *reponses: dict[str, Any], **champs: Any) -> dict[str, Any]:
    """A bilan that `referent` begins, as it is read."""
    fait = await atelier.fait("referent", AJOUTER, bilan(personne, *reponses, **champs), MONTRE)
    found: dict[str, Any] = fait["bilan"]
    return found


async def continue_(atelier: Atelier, lu: dict[str, Any], *reponses: dict[str, Any], **champs: Any) -> Any:
    """The bilan once `referent` has saved it again."""
    change = {"bilan": lu["id"], "version": lu["version"], "reponses": list(reponses), **champs}
    return (await atelier.fait("referent", MODIFIER, change, MONTRE))["bilan"]


def dites(lu: dict[str, Any], code: str) -> list[Any]:
    """The answers to one question, in their order."""
    return [
        next(v for v in (une["texte"], une["nombre"], une["date"], une["choix"]) if v is not None)
        for une in lu["reponses"]
        if une["question"]["code"] == code
    ]


async def mos(personne: Personne, **champs: Any) -> dict[str, Any]:
    """What a final MOS bilan is of: an open étape of that thématique."""
    etape = await personne.etape("mos", debut=100, **champs)
    return {"nature": "FINAL", "etape": f"Etape:{etape.id}"}
