"""Cleaning what is given of a person's address, telephone and e-mail."""

from __future__ import annotations

import re

from resolvers.workflows.ressort import ADRESSE
from resolvers.writing.commandes import Fautes

_FRANCAIS = re.compile(r"\+33[1-9][0-9]{8}")
_AUTRE = re.compile(r"\+(?!33)[1-9][0-9]{6,14}")


def code_postal(fautes: Fautes, valeur: str | None, chemin: str = "code_postal") -> str | None:
    """Five digits. Notes a fault otherwise."""
    if valeur is None:
        return None
    nu = re.sub(r"\s", "", valeur)
    bon = re.fullmatch("(?!00)[0-9]{5}", nu) is not None
    fautes.si(not bon, chemin, "Un code postal de 5 chiffres est attendu, par exemple 34070.", "CODE_POSTAL")
    return nu


def telephone(fautes: Fautes, valeur: str | None, chemin: str = "telephone") -> str | None:
    """E.164, from the forms in use in France: 06 12 34 56 78, +33 (0)6…, 0033 6…. Notes a fault otherwise."""
    if valeur is None:
        return None
    nu = re.sub(r"[\s.()/-]", "", valeur)
    nu = re.sub(r"^00", "+", nu)
    nu = re.sub(r"^\+330", "+33", nu)
    if re.fullmatch("0[1-9][0-9]{8}", nu):
        nu = "+33" + nu[1:]
    bon = _FRANCAIS.fullmatch(nu) or _AUTRE.fullmatch(nu)
    message = "Donnez un numéro à 10 chiffres (06 12 34 56 78), ou international (+33612345678)."
    fautes.si(not bon, chemin, message, "TELEPHONE")
    return nu


def email(fautes: Fautes, valeur: str | None, chemin: str = "email") -> str | None:
    """An address in lower case. Notes a fault otherwise."""
    if valeur is None:
        return None
    nu = valeur.lower()
    bon = ADRESSE.fullmatch(nu) is not None and len(nu) <= 254
    fautes.si(not bon, chemin, "Donnez une adresse e-mail, par exemple « nom@domaine.fr ».", "EMAIL")
    return nu


def lisible(fautes: Fautes, valeur: str | None, chemin: str) -> str | None:
    """A text of one line, its spaces made one. Notes a fault otherwise."""
    if valeur is None:
        return None
    nu = re.sub(r"[ \t\u00a0\u202f]+", " ", valeur)
    fautes.si(not nu.isprintable(), chemin, "Un texte d'une ligne, sans caractère de contrôle, est attendu.", "TEXTE")
    return nu
