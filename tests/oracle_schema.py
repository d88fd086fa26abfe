"""The product's schema without its resolvers, and where its types and fields lie on the models."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, build_schema, get_named_type, is_list_type

import db
from schema import schema as product
from schema import sdl
from tests.oracle_donnees import PARIS

EMBARQUES = {"coordonnees", "presence", "convocation", "gestionnaireAdministratif"}
EMBARQUE_DANS = {
    "Coordonnees": "Beneficiaire",
    "PresenceEtape": "Etape",
    "Convocation": "Entretien",
    "GestionnaireAdministratif": "Territoire",
}
ATTRIBUTS = {
    ("Coordonnees", "historique"): "adresses_anterieures",
    ("Convocation", "date"): "convocation_date",
    ("Convocation", "vecteur"): "convocation_vecteur",
    ("GestionnaireAdministratif", "nom"): "gestionnaire_nom",
    ("GestionnaireAdministratif", "code"): "gestionnaire_code",
    ("Etape", "accompagnateur"): "structure",
    ("PresenceEtape", "jours"): "presences",
    ("Moi", "consultationsRecentes"): "consultations",
}
MODELES = {"ValeurReferentiel": db.Valeur, "Moi": db.Collaborateur}


def modele(type_name: str) -> type[db.Base]:
    """The model behind a type."""
    found: type[db.Base] = MODELES.get(type_name) or getattr(db, type_name)
    return found


def schema_nu() -> GraphQLSchema:
    """The product's schema without its resolvers; its scalars write and read as the product's."""
    made = build_schema(sdl())
    for name in ("Date", "DateTime"):
        ours: Any = made.type_map[name]
        theirs: Any = product._schema.type_map[name]
        ours.coerce_output_value, ours.coerce_input_value = theirs.coerce_output_value, theirs.coerce_input_value
        ours.serialize, ours.parse_value = theirs.serialize, theirs.parse_value
    return made


def object_type(made: GraphQLSchema, name: str) -> GraphQLObjectType:
    """The type of that name, which has fields."""
    found = made.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def objet(type_: Any) -> Any:
    """The type of the objects, through a connection."""
    return get_named_type(type_.fields["nodes"].type) if type_.name.endswith("Connection") else type_


def liste(type_: Any) -> bool:
    """Whether a field of that type gives several objects, null or not."""
    return is_list_type(getattr(type_, "of_type", type_)) or is_list_type(type_)


def camel(nom: str) -> str:
    """The GraphQL name of an attribute."""
    premier, *autres = nom.split("_")
    return premier + "".join(mot.capitalize() for mot in autres)


def sortie(valeur: Any) -> Any:
    """What a resolver gives graphql-core: names of enums, instants of Paris, numbers of GraphQL."""
    if isinstance(valeur, enum.Enum):
        return valeur.name
    if isinstance(valeur, dt.datetime):
        return valeur.astimezone(PARIS)
    return float(valeur) if type(valeur).__name__ == "Decimal" else valeur
