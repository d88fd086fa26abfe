"""The reminder of the RGPD: a free text may evoke a difficulty of health, never tell a diagnosis (guide §12)."""

from __future__ import annotations

from collections.abc import Mapping

from auth.naming import api_name
from db.referentiels.termes import termes_sante
from resolvers.writing.commandes import ABSENT, Absent, Avertissement

DITS = 5
"""How many words are told at most."""


def rappels(textes: Mapping[str, str | Absent | None]) -> tuple[Avertissement, ...]:
    """The reminder, when texts speak of health: they are given by attribute (`themes.0.commentaire`), ABSENT or None
    when nothing was said. One warning names the words found and where; it refuses nothing."""
    trouves: dict[str, None] = {}
    endroits = []
    for chemin, texte in textes.items():
        if texte is None or texte is ABSENT:
            continue
        mots = termes_sante(texte)
        if mots:
            endroits.append(api_name(chemin))
            trouves |= dict.fromkeys(mots)
    if not trouves:
        return ()
    mots_dits = ", ".join(f"« {mot} »" for mot in list(trouves)[:DITS])
    message = (
        f"Ce texte semble parler de santé ({mots_dits}, dans {', '.join(endroits)}). Une difficulté de santé peut être "
        "évoquée, sans diagnostic, maladie ni traitement : le secret médical ne peut pas être levé (RGPD, guide §12). "
        "Corrigez-le si besoin."
    )
    return (Avertissement("RAPPEL_SANTE", message),)
