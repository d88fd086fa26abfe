"""What the engine refuses, as GraphQL errors with a code of the API."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError


def invalide(message: str, node: Any = None) -> GraphQLError:
    """A request that cannot be answered as it is written."""
    return GraphQLError(message, node, extensions={"code": "REQUETE_INVALIDE"})


def interdit(message: str, node: Any = None) -> GraphQLError:
    """A field that the caller's profil may not read."""
    return GraphQLError(message, node, extensions={"code": "INTERDIT"})


def droits_perimes() -> GraphQLError:
    """The caller's rights have changed since their token was made."""
    return GraphQLError("Vos droits ont changé : reconnectez-vous.", extensions={"code": "NON_AUTHENTIFIE"})


def est_interdit(error: GraphQLError) -> bool:
    """Whether an error is a refusal of the caller's profil."""
    return (error.extensions or {}).get("code") == "INTERDIT"
