"""What the rights refuse of a document, told from the document alone, whatever the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values, get_directive_values, get_variable_values
from graphql.pyutils import camel_to_snake
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from tests.oracle_droits import Droits
from tests.oracle_infocentre import OPERATEURS, dimension, opaque
from tests.oracle_schema import ATTRIBUTS, EMBARQUE_DANS, EMBARQUES, camel, modele, object_type, objet


class Refus:
    """The paths that one caller is refused."""

    def __init__(self, droits: Droits, schema: GraphQLSchema) -> None:
        self.droits, self.schema = droits, schema

    def interdits(self, document: DocumentNode, variables: dict[str, Any]) -> Iterator[str]:
        """The response paths that are refused, without the indices of lists."""
        [operation] = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        coerced: Any = get_variable_values(self.schema, operation.variable_definitions or (), variables)
        query = self.schema.query_type
        assert query is not None
        yield from self._chemins(query, operation.selection_set, fragments, coerced, "")

    def _chemins(self, type_: Any, selections: Any, fragments: Any, variables: Any, chemin: str) -> Iterator[str]:
        for node in selections.selections:
            if not _inclus(node, variables):
                continue
            if not isinstance(node, FieldNode):
                inner = node if isinstance(node, InlineFragmentNode) else fragments[node.name.value]
                condition = inner.type_condition.name.value if inner.type_condition else type_.name
                if condition in (type_.name, "Node"):
                    yield from self._chemins(type_, inner.selection_set, fragments, variables, chemin)
                continue
            if node.name.value == "__typename":
                continue
            key = node.alias.value if node.alias else node.name.value
            field = type_.fields[node.name.value]
            ici = f"{chemin}.{key}" if chemin else key
            arguments = get_argument_values(field, node, variables)
            if type_.name == "Query" and self.trop_fin(field, node, fragments, variables):
                yield ici
                continue
            interdit = self._champ_interdit(type_, node.name.value, field, arguments)
            if interdit:
                yield ici
            if node.selection_set and (not interdit or node.name.value == "nodes"):
                ouvertes = [t for t in self._cibles(field, arguments) if not interdit or not self._fermee(t)]
                for target in ouvertes:
                    yield from self._chemins(target, node.selection_set, fragments, variables, ici)

    def _champ_interdit(self, type_: Any, name: str, field: Any, arguments: dict[str, Any]) -> bool:
        target = get_named_type(field.type)
        if type_.name == "Query":
            if name in ("node", "nodes", "moi"):
                return any(self.droits.refuse(modele(cible.name)) for cible in self._cibles(field, arguments))
        elif (
            type_.name.endswith(("Connection", "Edge", "PageInfo"))
            or name in ("id", "acces", *EMBARQUES)
            or (type_.name, name) == ("Moi", "collaborateur")
        ):
            return False
        else:
            attribut = ATTRIBUTS.get((type_.name, name)) or camel_to_snake(name)
            model = modele(EMBARQUE_DANS.get(type_.name, type_.name))
            if self.droits.interdit(model, attribut):
                return True
        if not isinstance(target, GraphQLObjectType):
            return False
        nom = objet(target).name
        return self.droits.refuse(modele(nom)) or self.filtre_interdit(nom, arguments.get("filtre") or {})

    def _cibles(self, field: Any, arguments: dict[str, Any]) -> list[Any]:
        target = get_named_type(field.type)
        if target.name != "Node":
            return [target]
        ids = arguments["ids"] if "ids" in arguments else [arguments["id"]]
        return [object_type(self.schema, nom) for nom in sorted({id_.partition(":")[0] for id_ in ids})]

    def _fermee(self, type_: Any) -> bool:
        return self.droits.refuse(modele(type_.name))

    # Filters

    def filtre_interdit(self, type_name: str, filtre: dict[str, Any]) -> bool:
        """Whether a filter asks about what the profil may not read, whatever the rows."""
        for name, asked in filtre.items():
            if name in ("ET", "OU"):
                if any(self.filtre_interdit(type_name, one) for one in asked):
                    return True
            elif name == "NON" and self.filtre_interdit(type_name, asked):
                return True
            elif name not in ("NON", "texte"):
                model, attribut = modele(type_name), ATTRIBUTS.get((type_name, name)) or camel_to_snake(name)
                target = get_named_type(object_type(self.schema, type_name).fields[name].type)
                if self.droits.interdit(model, attribut):
                    return True
                if isinstance(target, GraphQLObjectType) and self._relation_filtree_interdite(target, asked):
                    return True
        return False

    def _relation_filtree_interdite(self, target: Any, asked: dict[str, Any]) -> bool:
        nom = objet(target).name
        return self.droits.refuse(modele(nom)) or any(self.filtre_interdit(nom, inner) for inner in asked.values())

    # Dimensions of the infocentre

    def trop_fin(self, field: Any, node: FieldNode, fragments: Any, variables: Any) -> bool:
        """Whether a list at or below this field is filtered or sorted on what is no dimension for the infocentre."""
        if self.droits.pseudonymes is None:
            return False
        arguments = get_argument_values(field, node, variables)
        noeud = objet(get_named_type(field.type)) if "first" in field.args else None
        if noeud is not None:
            tris = [un["champ"].lower() for un in arguments.get("tri") or ()]
            if any(not dimension(noeud.name, camel(tri)) for tri in tris):
                return True
            if self._filtre_trop_fin(noeud.name, arguments.get("filtre") or {}):
                return True
        if node.selection_set is None:
            return False
        return any(
            self.trop_fin(target.fields[one.name.value], one, fragments, variables)
            for target in self._cibles(field, arguments)
            for one in self._champs_de(target, node.selection_set, fragments, variables)
        )

    def _champs_de(self, type_: Any, selections: Any, fragments: Any, variables: Any) -> Iterator[FieldNode]:
        """The fields that a selection asks of a type."""
        for node in selections.selections:
            if not _inclus(node, variables):
                continue
            if isinstance(node, FieldNode):
                if node.name.value != "__typename":
                    yield node
                continue
            inner = node if isinstance(node, InlineFragmentNode) else fragments[node.name.value]
            if isinstance(inner, dict):
                inner = inner["definition"]
            condition = inner.type_condition.name.value if inner.type_condition else type_.name
            if condition in (type_.name, "Node"):
                yield from self._champs_de(type_, inner.selection_set, fragments, variables)

    def _filtre_trop_fin(self, type_name: str, filtre: dict[str, Any]) -> bool:
        for name, asked in filtre.items():
            if name in ("ET", "OU"):
                if any(self._filtre_trop_fin(type_name, one) for one in asked):
                    return True
            elif name == "NON":
                if self._filtre_trop_fin(type_name, asked):
                    return True
            elif not dimension(type_name, name):
                return True
            else:
                target = get_named_type(object_type(self.schema, type_name).fields[name].type)
                if isinstance(target, GraphQLObjectType):
                    if any(self._filtre_trop_fin(objet(target).name, inner) for inner in asked.values()):
                        return True
                elif opaque(type_name) and not set(asked) <= OPERATEURS.get(target.name, set(asked)):
                    return True
        return False


def _inclus(node: Any, variables: Any) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])
