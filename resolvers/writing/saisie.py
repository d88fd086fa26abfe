"""Reading what was typed: a command of plain values, cleaned, with every wrong path told at once.

A wrong value is told, and a value that could stand goes on in its place: the use case then finds what is wrong with the
others, and nothing of it is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from decimal import Decimal
from typing import Any, TypeVar

from auth.caller import PARIS
from resolvers.reading.ids import INEXISTANT, split_id, true_number
from resolvers.writing.commandes import (
    ABSENT,
    COURT,
    DERNIER_JOUR,
    PREMIER_JOUR,
    Bornes,
    Champ,
    Cible,
    Fautes,
    Liste,
    Longueur,
    Reference,
    champs,
)

T = TypeVar("T")
LIGNES = 200
"""How many items a list of a command holds at most."""
IDENTIFIANT_INVALIDE = "IDENTIFIANT_INVALIDE"
_CODE = re.compile(r"[A-Z0-9_]{1,80}")


def construire(classe: type[T], valeurs: Mapping[str, Any]) -> tuple[T, Fautes]:
    """The command of these values, and the wrong paths: with one, the command is only good for finding others."""
    fautes = Fautes()
    return _partie(classe, valeurs, "", fautes), fautes


def _partie(classe: type[T], valeurs: Mapping[str, Any], prefixe: str, fautes: Fautes) -> T:
    declaree: Any = classe
    donnees = {}
    for champ in champs(declaree):
        valeur = valeurs.get(champ.nom, ABSENT)
        if valeur is not ABSENT:
            donnees[champ.nom] = _valeur(champ, valeur, prefixe + champ.nom, fautes)
    return classe(**donnees)


def _valeur(champ: Champ, valeur: Any, chemin: str, fautes: Fautes) -> Any:
    if valeur is None:
        if champ.nul:
            return None
        message = "Cette valeur ne peut pas être vide : donnez-en une, ou ne la donnez pas du tout."
        fautes.ajouter(chemin, message, "VIDE")
        return ABSENT if champ.defaut is MISSING else champ.defaut
    if not champ.plusieurs:
        return _nette(champ, valeur, chemin, fautes)
    fautes.si(len(valeur) > LIGNES, chemin, f"Au plus {LIGNES} éléments sont acceptés.", "TROP_LONG")
    return tuple(_nette(champ, une, f"{chemin}.{rang}", fautes) for rang, une in enumerate(valeur[:LIGNES]))


def _nette(champ: Champ, valeur: Any, chemin: str, fautes: Fautes) -> Any:
    if is_dataclass(champ.type):
        partie: Any = champ.type
        return _partie(partie, valeur, f"{chemin}.", fautes)
    if cible := champ.note(Cible):
        return _reference(cible, str(valeur), chemin, fautes)
    if champ.type is str:
        return _texte(champ, valeur, chemin, fautes)
    if champ.type is Decimal:
        valeur = Decimal(str(valeur))
    if (bornes := champ.note(Bornes)) and not bornes.minimum <= valeur <= bornes.maximum:
        message = f"Une valeur de {bornes.minimum} à {bornes.maximum} est attendue."
        fautes.ajouter(chemin, message, "HORS_BORNES")
        return type(valeur)(bornes.minimum)
    return _instant(valeur, chemin, fautes) if isinstance(valeur, dt.date) else valeur


def _reference(cible: Cible, valeur: str, chemin: str, fautes: Fautes) -> int | str:
    parties = split_id(valeur)
    if parties is None and isinstance(cible, Reference) and _CODE.fullmatch(valeur):
        return valeur
    if parties is not None and parties[0] == cible.type:
        return true_number(parties[1])
    attendu = f"Un identifiant de la forme « {cible.type}:123 » est attendu."
    if isinstance(cible, Reference):
        attendu = f"Un code, ou un identifiant de la forme « {cible.type}:123 », est attendu."
    fautes.ajouter(chemin, attendu, IDENTIFIANT_INVALIDE)
    return INEXISTANT


def _texte(champ: Champ, valeur: str, chemin: str, fautes: Fautes) -> str | None:
    texte = valeur.strip()
    liste, maximum = champ.note(Liste), (champ.note(Longueur) or COURT).maximum
    fautes.si("\x00" in texte, chemin, "Ce texte contient un caractère interdit.", "CARACTERE_INTERDIT")
    fautes.si(len(texte) > maximum, chemin, f"Au plus {maximum} caractères sont acceptés.", "TROP_LONG")
    if not texte:
        if champ.nul:
            return None
        fautes.ajouter(chemin, "Ce texte ne peut pas être vide.", "VIDE")
    texte = texte.replace("\x00", "")[:maximum] or "?"
    return f"{liste.nom}:{texte}" if liste else texte


def _instant(valeur: dt.date, chemin: str, fautes: Fautes) -> dt.date:
    if isinstance(valeur, dt.datetime):
        message = "Un fuseau horaire est attendu, par exemple 2026-03-02T10:00:00+01:00."
        fautes.si(valeur.tzinfo is None, chemin, message, "FUSEAU_MANQUANT")
        valeur = valeur.replace(microsecond=0, tzinfo=valeur.tzinfo or PARIS)
    jour = valeur.date() if isinstance(valeur, dt.datetime) else valeur
    if PREMIER_JOUR <= jour <= DERNIER_JOUR:
        return valeur
    message = f"Une date du {PREMIER_JOUR:%d/%m/%Y} au {DERNIER_JOUR:%d/%m/%Y} est attendue."
    fautes.ajouter(chemin, message, "HORS_BORNES")
    proche = PREMIER_JOUR if jour < PREMIER_JOUR else DERNIER_JOUR
    if isinstance(valeur, dt.datetime):
        return dt.datetime.combine(proche, dt.time(12), PARIS)
    return proche
