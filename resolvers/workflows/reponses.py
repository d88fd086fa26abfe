"""Answers of a bilan (guide §8.5): each checked against its question, those of a question replaced together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import delete, insert, select

import db
from db.enums import OUI_NC_NON, TypeQuestion
from resolvers.writing.commandes import Bornes, Fautes, TexteLong, commande
from resolvers.writing.unit import UniteDeTravail

Nombre = Annotated[Decimal, Bornes(-9_999_999_999, 9_999_999_999)]
DECIMALES = 4
DITES = 5
"""How many questions without an answer are named at most."""


@commande
class ReponseDonnee:
    """One answer to a question, in the field of its type; none: the question loses its answers."""

    question: str
    texte: TexteLong | None = None
    nombre: Nombre | None = None
    date: dt.date | None = None
    choix: str | None = None
    choix_multiple: tuple[str, ...] | None = None


CHAMPS = {
    TypeQuestion.TEXTE: "texte",
    TypeQuestion.NOMBRE: "nombre",
    TypeQuestion.DATE: "date",
    TypeQuestion.OUI_NC_NON: "choix",
    TypeQuestion.CHOIX: "choix",
    TypeQuestion.CHOIX_MULTIPLE: "choix_multiple",
}
"""The field that answers each type of question."""
_ATTENDUS = {
    "texte": "un texte",
    "nombre": "un nombre",
    "date": "une date",
    "choix": "un choix",
    "choix_multiple": "une liste de choix",
}

Voulues = dict[db.Question, list[Any]]
"""The values that answer each question that was given, in their order."""


def lire(reponses: Iterable[ReponseDonnee], questions: Mapping[str, db.Question], fautes: Fautes) -> Voulues:
    """The values given to each question; what its question does not accept is noted at its path."""
    voulues: Voulues = {}
    for rang, donnee in enumerate(reponses):
        chemin = f"reponses.{rang}"
        question = questions.get(donnee.question)
        if question is None:
            fautes.ajouter(f"{chemin}.question", "Ce questionnaire n'a pas de question de ce code.", "INCONNU")
            continue
        valeurs = _valeurs(question, donnee, f"{chemin}.", fautes)
        deja = voulues.setdefault(question, [])
        unique = "Cette question n'accepte qu'une réponse."
        fautes.si(deja and valeurs and not question.repetable, chemin, unique, "REPONSE_UNIQUE")
        deja += valeurs
    return voulues


def _valeurs(question: db.Question, donnee: ReponseDonnee, prefixe: str, fautes: Fautes) -> list[Any]:
    attendu = CHAMPS[question.type]
    for champ in _ATTENDUS:
        if champ != attendu and getattr(donnee, champ) is not None:
            message = f"Cette question attend {_ATTENDUS[attendu]}."
            fautes.ajouter(prefixe + champ, message, "TYPE_INATTENDU")
    valeur = getattr(donnee, attendu)
    if valeur is None:
        return []
    if attendu == "nombre":
        trop = "Quatre décimales au plus sont acceptées."
        fautes.si(valeur != round(valeur, DECIMALES), prefixe + attendu, trop, "HORS_BORNES")
    elif attendu == "choix":
        _verifier_choix(question, valeur, prefixe + attendu, fautes)
    elif attendu == "choix_multiple":
        for rang, choix in enumerate(valeur):
            endroit = f"{prefixe}{attendu}.{rang}"
            _verifier_choix(question, choix, endroit, fautes)
            fautes.si(choix in valeur[:rang], endroit, "Ce choix est déjà dans la liste.", "EN_DOUBLE")
        return list(valeur)
    return [valeur]


def _verifier_choix(question: db.Question, valeur: str, chemin: str, fautes: Fautes) -> None:
    possibles = question.choix or OUI_NC_NON
    dits = ", ".join(f"« {choix} »" for choix in possibles)
    fautes.si(valeur not in possibles, chemin, f"Réponses possibles : {dits}.", "HORS_CHOIX")


async def questions_de(unite: UniteDeTravail, modele: int) -> dict[str, db.Question]:
    """The questions of a version of a model, by code. They do not change until the end of the transaction."""
    verrou = select(db.ModeleBilan.id).where(db.ModeleBilan.id == modele)
    await unite.session.execute(verrou.with_for_update(read=True, key_share=True))
    found = await unite.session.scalars(select(db.Question).where(db.Question.modele_id == modele))
    return {question.code: question for question in found}


Dites = dict[str, list[Any]]
"""Answers as the journal tells them: values by code of question."""


async def ecrire(unite: UniteDeTravail, bilan: db.Bilan, voulues: Voulues, *, nouveau: bool) -> tuple[Dites, Dites]:
    """Gives these questions of a bilan these answers alone; returns what changed: as it was, as it is."""
    presentes: dict[int, list[Any]] = {} if nouveau else await _presentes(unite, bilan.id, voulues)
    changees = [question for question in voulues if presentes.get(question.id, []) != voulues[question]]
    perdues = [question.id for question in changees if question.id in presentes]
    if perdues:
        reponse = db.Reponse
        ordre = delete(reponse).where(reponse.bilan_id == bilan.id, reponse.question_id.in_(perdues))
        await unite.session.execute(ordre.execution_options(synchronize_session=False))
    lignes = [
        _ligne(unite, bilan, question, rang, valeur)
        for question in changees
        for rang, valeur in enumerate(voulues[question], 1)
    ]
    if lignes:
        # Nulls are rendered so that answers of all types go in one statement.
        await unite.session.execute(insert(db.Reponse).execution_options(render_nulls=True), lignes)
    avant = {question: presentes.get(question.id, []) for question in changees}
    return dites(avant), dites({question: voulues[question] for question in changees})


def dites(reponses: Voulues) -> Dites:
    """Answers as the journal tells them, those of questions without any left out."""
    return {question.code: [_dite(valeur) for valeur in valeurs] for question, valeurs in reponses.items() if valeurs}


async def _presentes(unite: UniteDeTravail, bilan: int, questions: Iterable[db.Question]) -> dict[int, list[Any]]:
    reponse = db.Reponse
    requete = (
        select(reponse.question_id, reponse.texte, reponse.nombre, reponse.date, reponse.choix)
        .where(reponse.bilan_id == bilan, reponse.question_id.in_([question.id for question in questions]))
        .order_by(reponse.question_id, reponse.rang)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for question, *valeurs in await unite.session.execute(requete):
        found[question] += [valeur for valeur in valeurs if valeur is not None]
    return found


def _ligne(unite: UniteDeTravail, bilan: db.Bilan, question: db.Question, rang: int, valeur: Any) -> dict[str, Any]:
    colonne = "choix" if question.type is TypeQuestion.CHOIX_MULTIPLE else CHAMPS[question.type]
    vides = dict.fromkeys(("texte", "nombre", "date", "choix"))
    return {
        "bilan_id": bilan.id,
        "question_id": question.id,
        "modele_id": bilan.modele_id,
        "rang": rang,
        "cree_le": unite.maintenant,
        "modifie_le": unite.maintenant,
        **vides,
        colonne: valeur,
    }


def _dite(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return float(valeur)
    return valeur.isoformat() if isinstance(valeur, dt.date) else valeur


async def manquantes(unite: UniteDeTravail, bilan: int) -> Sequence[str]:
    """The labels of the obligatory questions of a bilan that have no answer, in their order."""
    ligne: Any = db.Bilan
    requete = select(db.Question.libelle).join(ligne.questions_manquantes).where(ligne.id == bilan)
    return (await unite.session.scalars(requete.order_by(db.Question.rang))).all()


def nommer(questions: Sequence[str]) -> str:
    """The labels of questions as a message tells them: the first ones, and how many others there are."""
    autres = f" et {len(questions) - DITES} autres" if len(questions) > DITES else ""
    return ", ".join(f"« {question} »" for question in questions[:DITES]) + autres
