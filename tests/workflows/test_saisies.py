"""Any value at any place of any mutation: done, or refused in French with a code; never an error of the server."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.rights.ecritures import CAS
from tests.rights.ecritures.cas import FAIT
from tests.workflows.atelier import COMPTES, Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALEURS: dict[str, tuple[Any, ...]] = {
    "String": ("", "   ", "x" * 10_001, "\x00", "é" * 300, "'; DROP TABLE etape; --", "INCONNU"),
    "ID": (
        *("Etape:999999", "Beneficiaire:2147483647", "Structure:1"),
        *(
            f"{type_}:00112233445566778899aabb"
            for type_ in ("Beneficiaire", "Etape", "Contrat", "Entretien", "Referent")
        ),
    ),
    "Int": (-1, 0, 2**31 - 1),
    "Float": (-0.5, 1e12, 744.001),
    "Boolean": (True, False),
    "Date": ("1900-01-01", "2100-12-31", "0001-01-01", "9999-12-31"),
    "DateTime": ("1900-01-01T00:00:00Z", "2100-12-31T23:59:59Z", "2025-03-30T02:30:00", "0001-01-01T00:00:00Z"),
}
TECHNIQUE = re.compile(r"\b(select|insert|traceback|asyncpg|sqlalchemy|nonetype|object has|constraint|_id)\b", re.I)


def essais(type_: GraphQLInputType, chemin: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each place of an input with each value to try there."""
    nu = get_nullable_type(type_)
    if is_list_type(nu):
        assert isinstance(nu, GraphQLList)
        yield chemin, []
        yield from essais(nu.of_type, (*chemin, 0))
        return
    nomme = get_named_type(nu)
    yield chemin, None
    if isinstance(nomme, GraphQLInputObjectType):
        for nom, champ in nomme.fields.items():
            yield from essais(champ.type, (*chemin, nom))
    elif isinstance(nomme, GraphQLEnumType):
        for valeur in nomme.values:
            yield chemin, valeur
    else:
        for valeur in VALEURS[nomme.name]:
            yield chemin, valeur


def mise(variables: dict[str, Any], chemin: tuple[Any, ...], valeur: Any) -> dict[str, Any] | None:
    """The variables with another value at a place; None when the place is in a part that they do not give."""
    faite = copy.deepcopy(variables)
    endroit: Any = faite
    for pas in chemin[:-1]:
        try:
            endroit = endroit[pas]
        except (KeyError, IndexError, TypeError):
            return None
    if endroit is None or (isinstance(endroit, list) and not endroit):
        return None
    endroit[chemin[-1]] = valeur
    return faite


@pytest.mark.parametrize("mutation", sorted(CAS))
async def test_une_valeur_quelconque_est_faite_ou_refusee_en_francais(atelier: Atelier, mutation: str) -> None:
    compte = COMPTES[CAS[mutation].sien.index(FAIT)]
    arguments = atelier.arguments(mutation)
    variables = await CAS[mutation].donner(atelier, compte, atelier.structures["A"].id, sienne=True)
    vus = 0
    for argument in arguments:
        for chemin, valeur in essais(arguments[argument].type, (argument,)):
            essai = mise(variables, chemin, valeur)
            if essai is None:
                continue
            answer = await atelier.brut(compte, mutation, essai)
            vus += 1
            for error in answer["errors"]:
                assert error["extensions"]["code"] in ("REQUETE_INVALIDE", "INTERDIT"), (chemin, valeur, error)
            donnee = (answer["data"] or {}).get(mutation) or {}
            dits = [donnee.get("message", ""), *(champ["message"] for champ in donnee.get("champs", ()))]
            for message in [*dits, *(error["message"] for error in answer["errors"])]:
                assert not TECHNIQUE.search(message), (chemin, valeur, message)
            for champ in donnee.get("champs", ()):
                assert champ["chemin"].split(".")[0] in arguments, (chemin, valeur, champ)
    assert vus > 3
