"""The rows as one caller may see them: their values, their relations, and whether they pass a filter."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, get_named_type
from graphql.pyutils import camel_to_snake
from sqlalchemy import inspect

from tests.oracle_donnees import Donnees, normaliser
from tests.oracle_droits import Droits
from tests.oracle_infocentre import opaque
from tests.oracle_schema import ATTRIBUTS, object_type, objet, sortie

RETOURS = {("Objectif", "etapes"): "objectifs"}
"""Reverse paths (rule 3): an étape that hides its objectifs is not found from them."""


class Interdit(GraphQLError):
    """A field that the profil may not read."""


class Vue:
    """What one caller sees of the rows of `donnees`."""

    def __init__(self, donnees: Donnees, droits: Droits, schema: GraphQLSchema) -> None:
        self.donnees, self.droits, self.schema = donnees, droits, schema
        self.pseudonymes = droits.pseudonymes

    def valeur(self, row: Any, attribut: str) -> Any:
        """A value as the caller may see it. Errors: Interdit."""
        if self.droits.interdit(type(row), attribut):
            raise Interdit(attribut)
        if not self.droits.montre(row, attribut):
            return "Autre accompagnement" if attribut == "intitule" else None
        return self.donnees.valeur(row, attribut)

    def visibles(self, row: Any, attribut: str) -> list[Any] | None:
        """The rows of a relation that exist for the caller, None when this row hides the relation."""
        if not self.droits.montre(row, attribut):
            return None
        lies = self.donnees.lies(row, attribut, self.rang(row, attribut))
        rows = [other for other in lies if self.droits.existe(other)]
        retour = RETOURS.get((type(row).__name__, attribut))
        return [other for other in rows if retour is None or self.droits.montre(other, retour)]

    def identifiant(self, type_name: str, row: Any) -> str:
        """The global id of a row, as this caller reads it."""
        return self.pseudonymes.jeton(row) if self.pseudonymes and opaque(type_name) else f"{type_name}:{row.id}"

    def rang(self, row: Any, attribut: str) -> Any:
        """What orders equals of a relation, when it is not their number."""
        target = inspect(type(row)).relationships[attribut].mapper.class_
        opaques = self.pseudonymes and opaque(target.__name__) and "id" in inspect(target).columns
        return self.pseudonymes.cle if self.pseudonymes and opaques else None

    # Filters

    def garde(self, type_name: str, row: Any, filtre: dict[str, Any]) -> bool:
        """Whether the caller's view of the row passes the filter."""
        return all(self._condition(type_name, row, name, asked) for name, asked in filtre.items())

    def _condition(self, type_name: str, row: Any, name: str, asked: Any) -> bool:
        if name == "ET":
            return all(self.garde(type_name, row, one) for one in asked)
        if name == "OU":
            return any(self.garde(type_name, row, one) for one in asked)
        if name == "NON":
            return not self.garde(type_name, row, asked)
        if name == "texte":
            return self._trouve(row, asked)
        field = object_type(self.schema, type_name).fields[name]
        attribut = ATTRIBUTS.get((type_name, name)) or camel_to_snake(name)
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType):
            rows = self.visibles(row, attribut) or []
            nom = objet(target).name
            verdicts = {"un": any, "aucun": lambda found: not any(found)}
            return all(verdicts[q]([self.garde(nom, other, inner) for other in rows]) for q, inner in asked.items())
        valeur = f"{type_name}:{row.id}" if name == "id" else sortie(self.valeur(row, attribut))
        return all(_operateur(operateur, valeur, operande) for operateur, operande in asked.items())

    def _trouve(self, row: Any, texte: str) -> bool:
        naissance = row.date_naissance.strftime("%d/%m/%Y")
        tout = normaliser(f"{row.nom} {row.nom_naissance or ''} {row.prenom}") + f" #{row.numero} {naissance}"
        return all(mot in tout for mot in normaliser(texte).split())


def _operateur(operateur: str, valeur: Any, operande: Any) -> bool:
    if operateur == "absent":
        return (valeur is None) is operande
    if valeur is None:
        return False
    if operateur == "egal":
        return bool(valeur == operande)
    if operateur == "parmi":
        return valeur in operande
    if operateur == "contient":
        return normaliser(operande) in normaliser(valeur)
    return bool(valeur >= operande if operateur == "du" else valeur <= operande)
