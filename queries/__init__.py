"""Named operations: the .graphql files of this folder, known by the name of their operation.

A file starts with a comment, its title in French; a comment `# variables: {…}` gives variables to try it with.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, OperationType, parse

DOSSIER = Path(__file__).parent
_VARIABLES = re.compile(r"^#\s*variables\s*:\s*(\{.*\})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class NamedOperation:
    """One operation of `queries/`: its name, title, text, and variables to try it with."""

    name: str
    title: str
    document: str
    variables: dict[str, Any]

    @cached_property
    def node(self) -> DocumentNode:
        """The parsed document."""
        return parse(self.document)

    @cached_property
    def writes(self) -> bool:
        """Whether it is a mutation."""
        return any(
            isinstance(one, OperationDefinitionNode) and one.operation is OperationType.MUTATION
            for one in self.node.definitions
        )

    def as_tab(self) -> dict[str, object]:
        """What GraphiQL shows of it: the title, whether it reads or writes, and the variables apart from the text."""
        text = _VARIABLES.sub("", self.document).partition("\n")[2].strip() + "\n"
        return {
            "nom": self.name,
            "titre": self.title,
            "genre": "saisie" if self.writes else "lecture",
            "document": text,
            "variables": self.variables,
        }


def load(dossier: Path = DOSSIER) -> dict[str, NamedOperation]:
    """Every operation of a folder, by name, in the order of the files. Errors: ValueError naming a wrong file."""
    operations: dict[str, NamedOperation] = {}
    for file in sorted(dossier.glob("*.graphql")):
        text = file.read_text(encoding="utf-8")
        definitions = [d for d in parse(text).definitions if isinstance(d, OperationDefinitionNode)]
        if len(definitions) != 1 or definitions[0].name is None or not text.startswith("# "):
            raise ValueError(f"{file.name}: one named operation and a first line of title are expected")
        name = definitions[0].name.value
        if name in operations:
            raise ValueError(f"{file.name}: {name} exists twice")
        found = _VARIABLES.search(text)
        title = text.splitlines()[0].removeprefix("# ").strip()
        operations[name] = NamedOperation(name, title, text, json.loads(found[1]) if found else {})
    return operations


OPERATIONS = load()
