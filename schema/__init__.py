"""The GraphQL schema: what the API looks like."""

from schema import (
    beneficiaires,
    bilans,
    connexion,
    demandes,
    documents,
    employabilite,
    entretiens,
    enums,
    errors,
    journal,
    moi,
    parcours,
    personnel,
    query,
    referentiels,
    structures,
)
from schema.build import build_schema
from schema.mutation import Mutation
from schema.query import Query

MODULES = (
    enums,
    referentiels,
    structures,
    beneficiaires,
    parcours,
    entretiens,
    bilans,
    employabilite,
    documents,
    personnel,
    query,
    journal,
    moi,
    connexion,
    demandes,
    errors,
)

schema = build_schema(Query, Mutation, [module.__name__ for module in MODULES])


def sdl() -> str:
    """The schema in GraphQL's definition language, as committed in `schema.graphql`."""
    return schema.as_str() + "\n"
