"""The schema as its users read it: committed, described in French, its rights printed from the table."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    is_introspection_type,
    is_specified_scalar_type,
)

from queries import OPERATIONS
from schema import schema, sdl

GRAPHQL = schema._schema
ROOT = Path(__file__).parent.parent


def test_le_schema_commis_est_celui_du_code() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == sdl(), "run « make schema »"


def test_chaque_saisie_a_son_operation_nommee() -> None:
    racine = GRAPHQL.mutation_type
    assert racine is not None
    montrees = {
        selection.name.value
        for operation in OPERATIONS.values()
        for definition in operation.node.definitions
        if isinstance(definition, OperationDefinitionNode)
        for selection in definition.selection_set.selections
        if isinstance(selection, FieldNode)
    }
    publiques = {nom for nom, champ in racine.fields.items() if champ.extensions.get("public")}
    assert set(racine.fields) - publiques <= montrees


def test_chaque_type_champ_argument_et_valeur_est_decrit() -> None:
    missing = []
    for name, type_ in GRAPHQL.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        if not type_.description:
            missing.append(name)
        if isinstance(type_, GraphQLEnumType):
            missing += [f"{name}.{value}" for value, found in type_.values.items() if not found.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, found in type_.fields.items():
                if not found.description:
                    missing.append(f"{name}.{field}")
                arguments = getattr(found, "args", {})
                missing += [f"{name}.{field}({a})" for a, said in arguments.items() if not said.description]
    assert missing == []


def test_un_champ_dit_qui_le_lit() -> None:
    text = sdl()
    synthese = text[text.index("type Entretien implements Node") :]
    synthese = synthese[synthese.index("  synthese:") :].splitlines()[0]
    assert '@droits(lecture: "REFERENT s+propre, RESPONSABLE s+propre, REFERENT_PARCOURS a")' in synthese


def test_un_champ_lisible_de_tous_ne_le_dit_pas() -> None:
    assert "@droits" not in str(GRAPHQL.type_map["Structure"].fields["raisonSociale"].description)
