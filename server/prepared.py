"""Documents read once: parsed, bounded, validated and priced, then found again by their text."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
)

from server.cost import Cost, CostModel
from server.errors import AuthenticationError, Code, InvalidDocument, RequestRefused, error_entry
from server.limits import INTROSPECTION, Limits, check_document
from server.messages import syntax_message, validation_message

__all__ = ["DocumentStore", "PreparedDocument", "PreparedOperation"]

# Kept documents may hold this many selections each on average: a cache full of the largest ones would take gigabytes.
AVERAGE_WEIGHT: Final = 150


T = TypeVar("T")


@dataclass(slots=True, eq=False)
class PreparedOperation:
    """One operation of a document.

    `public`: every root field may be run by an anonymous caller. `introspection`: it reads nothing but the schema;
    `answer` then keeps its encoded response when no variable can change it.
    """

    name: str | None
    kind: OperationType
    public: bool
    introspection: bool
    has_variables: bool
    cost: Cost
    answer: bytes | None = None


@dataclass(slots=True, eq=False)
class PreparedDocument:
    """A valid document. Its nodes keep their identity as long as it is cached: plans may be keyed on them.

    `name` is that of a named document, None for free text. `digest` identifies the text in the log.
    """

    text: str
    document: DocumentNode
    digest: str
    name: str | None
    weight: int
    operations: dict[str | None, PreparedOperation] = field(default_factory=dict)

    def operation(self, name: str | None) -> PreparedOperation:
        """The operation to run (GetOperation in the GraphQL specification); a named document's own name is its default.

        :raises InvalidDocument: none of this name, or several and no name.
        """
        operations = self.operations
        if name is None:
            if len(operations) == 1:
                return next(iter(operations.values()))
            name = self.name if self.name in operations else None
        found = operations.get(name)
        if found is None:
            message = (
                "La requête contient plusieurs opérations : nommez celle à exécuter dans « operationName »."
                if name is None
                else "La requête ne contient pas d'opération du nom donné dans « operationName »."
            )
            raise InvalidDocument([error_entry(message, Code.REQUETE_INVALIDE)])
        return found


class DocumentStore:
    """The prepared documents of a schema: the named ones for good, the last free texts of known callers.

    Neither invalid documents nor those of anonymous callers are kept: they would push out documents in use, and an
    invalid text costs no more the second time than another one would.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, named: Mapping[str, str]) -> None:
        self._schema = schema
        self._limits = limits
        self._costs = CostModel(schema)
        self.introspection_maximum = self._costs.introspection_maximum
        self._named_texts = dict(named)
        self._names = {text: name for name, text in named.items()}
        self._named: dict[str, PreparedDocument] = {}
        self._kept: OrderedDict[str, PreparedDocument] = OrderedDict()
        self._weight = 0
        self._thread = ThreadPoolExecutor(1, "documents")

    def warm(self) -> None:
        """Prepare every named document, so that no user waits for it.

        :raises RequestRefused: a named document is not valid; `entries` says why.
        """
        for name in self._named_texts:
            self.named(name)

    def named(self, name: str) -> PreparedDocument:
        """The document of this name.

        :raises RequestRefused: 404 DOCUMENT_INCONNU.
        """
        prepared = self._named.get(name)
        if prepared is None:
            text = self._named_texts.get(name)
            if text is None:
                raise RequestRefused(404, "Aucun document ne porte ce nom.", Code.DOCUMENT_INCONNU)
            prepared = self._named[name] = self._prepare(text, name, public_only=False)
        return prepared

    def known(self, text: str) -> PreparedDocument | None:
        """The document of this text, if it was prepared before."""
        prepared = self._kept.get(text)
        if prepared is not None:
            self._kept.move_to_end(text)
            return prepared
        name = self._names.get(text)
        return None if name is None else self.named(name)

    async def prepare(self, text: str, *, anonymous: bool) -> PreparedDocument:
        """Prepare a text seen for the first time, in a thread: a hostile one takes a tenth of a second.

        :raises AuthenticationError: an anonymous caller asks for more than public fields, and learns nothing else.
        :raises RequestRefused: over a limit. :raises InvalidDocument: not valid.
        """
        prepared = await self.aside(partial(self._prepare, text, None, anonymous))
        return prepared if anonymous else self._keep(prepared)

    async def aside(self, work: Callable[[], T]) -> T:
        """Run a long computation in a thread; one at a time, so that the event loop keeps half of the processor."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _keep(self, prepared: PreparedDocument) -> PreparedDocument:
        # Another request may have prepared the same text meanwhile: the first one stays, its nodes are in use.
        kept = self._kept.setdefault(prepared.text, prepared)
        if kept is not prepared:
            return kept
        self._weight += prepared.weight
        while len(self._kept) > self._limits.documents or self._weight > self._limits.documents * AVERAGE_WEIGHT:
            _, dropped = self._kept.popitem(last=False)
            self._weight -= dropped.weight
        return prepared

    def _prepare(self, text: str, name: str | None, public_only: bool) -> PreparedDocument:
        limits = self._limits
        try:
            document = parse(text, max_tokens=limits.max_tokens, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            raise InvalidDocument([error_entry(syntax_message(error), Code.REQUETE_INVALIDE, error)]) from None
        weight = check_document(document, limits)
        fragments = {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}
        operations = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
        roots = {id(operation): self._root_fields(operation, fragments) for operation in operations}
        public = {key: self._is_public(operation, roots[key]) for operation in operations if (key := id(operation))}
        if public_only and not (operations and all(public.values())):
            raise AuthenticationError
        errors = validate(self._schema, document, max_errors=limits.max_errors)
        if errors:
            raise InvalidDocument([_invalid(error) for error in errors])
        if not operations:
            raise InvalidDocument([error_entry("La requête ne contient aucune opération.", Code.REQUETE_INVALIDE)])
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        prepared = PreparedDocument(text, document, digest, name, weight)
        for operation in operations:
            names = roots[id(operation)]
            if names & INTROSPECTION and not names <= INTROSPECTION | {"__typename"}:
                raise RequestRefused(400, "L'introspection se demande seule : faites-en une opération à part.")
            operation_name = operation.name.value if operation.name else None
            prepared.operations[operation_name] = PreparedOperation(
                operation_name,
                operation.operation,
                public[id(operation)],
                bool(names & INTROSPECTION),
                bool(operation.variable_definitions),
                self._costs.compile(operation, fragments),
            )
        return prepared

    def _is_public(self, operation: OperationDefinitionNode, names: set[str]) -> bool:
        root = self._schema.get_root_type(operation.operation)
        fields = root.fields if root else {}
        return bool(names) and all(
            name in fields and (fields[name].extensions or {}).get("public") is True for name in names
        )

    def _root_fields(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> set[str]:
        """The names of the root fields, whatever `@skip` and `@include` say."""
        names: set[str] = set()
        seen: set[str] = set()
        stack: list[SelectionSetNode] = [operation.selection_set]
        while stack:
            for node in stack.pop().selections:
                if isinstance(node, FieldNode):
                    names.add(node.name.value)
                elif isinstance(node, InlineFragmentNode):
                    stack.append(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                    seen.add(node.name.value)
                    if node.name.value in fragments:
                        stack.append(fragments[node.name.value].selection_set)
        return names


def _invalid(error: GraphQLError) -> dict[str, object]:
    return error_entry(validation_message(error), Code.REQUETE_INVALIDE, error)
