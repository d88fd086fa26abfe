"""Each named document, run as the référent of the demo (or as `PAR` says): its data and its statements, in `golden/`.

`pytest --golden` writes them anew; what changed is then read in the diff.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, TypeInfo, TypeInfoVisitor, Visitor, validate, visit

from auth.caller import Caller
from db.private_postgres import PrivateServer
from queries import OPERATIONS, NamedOperation
from schema import schema
from tests.conftest import cloner
from tests.reading.conftest import ouvrir
from tests.reading.lecteur import Lecteur, Ordre

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOSSIER = Path(__file__).parent / "golden"
PAR = {
    "FusionnerDoublons": "pilote",
    "Historique": "responsable",
    "JournalDossier": "responsable",
    "InviterCollaborateur": "pilote",
    "ModifierCollaborateur": "pilote",
    "DesactiverCollaborateur": "pilote",
    "ReactiverCollaborateur": "pilote",
    "RenvoyerInvitation": "pilote",
    "TraiterDemandeCollaborateur": "pilote",
}
"""The account that runs a document, when the référent of the demo may not."""


@pytest.fixture(params=list(OPERATIONS))
def operation(request: pytest.FixtureRequest) -> NamedOperation:
    """Each operation of `queries/`."""
    return OPERATIONS[request.param]


@pytest.fixture
def base_ecrite(operation: NamedOperation, serveur_postgres: PrivateServer, modele_demo: str) -> Iterator[str | None]:
    """For a mutation, the URL of a copy of the demo of its own: the demo itself is never written to, and what a
    mutation answers does not depend on those that ran before it."""
    if not ecrit(operation):
        yield None
        return
    yield from cloner(serveur_postgres, modele_demo)


async def test_un_document_rend_ses_donnees_et_ses_ordres_de_reference(
    demo: Lecteur,
    base_ecrite: str | None,
    comptes: dict[str, Caller],
    operation: NamedOperation,
    request: pytest.FixtureRequest,
) -> None:
    caller = comptes[PAR.get(operation.name, "referent")]
    async with nullcontext(demo) if base_ecrite is None else ouvrir(base_ecrite) as lecteur:
        data = await lecteur.data(caller, operation.document, **operation.variables)
        ordres = list(lecteur.ordres)
    assert any(data.values()), "les variables du document ne trouvent rien"
    obtained = {
        ".json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
        ".sql": "\n".join(lisible(ordre) for ordre in ordres),
    }
    for suffix, text in obtained.items():
        file = DOSSIER / (operation.name + suffix)
        if request.config.getoption("--golden"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        if kept != text:
            pytest.fail(_difference(file.name, kept, text), pytrace=False)


async def test_un_fichier_de_reference_appartient_a_un_document() -> None:
    assert {file.stem for file in DOSSIER.iterdir()} == set(OPERATIONS)


async def test_un_document_est_valide(operation: NamedOperation) -> None:
    assert validate(schema._schema, operation.node) == []


async def test_un_document_a_un_titre_en_francais_et_le_nom_de_son_fichier(operation: NamedOperation) -> None:
    assert re.fullmatch(r"[A-ZÀ-Ý].{5,80}", operation.title)
    assert re.fullmatch(r"([A-Z][a-z0-9]+)+", operation.name)


async def test_les_variables_d_un_document_sont_celles_qu_il_declare(operation: NamedOperation) -> None:
    [definition] = [d for d in operation.node.definitions if isinstance(d, OperationDefinitionNode)]
    declared = {d.variable.name.value: d for d in definition.variable_definitions or ()}
    assert set(operation.variables) <= set(declared)
    required = {name for name, d in declared.items() if d.type.kind == "non_null_type" and d.default_value is None}
    assert required <= set(operation.variables)


async def test_un_document_ne_demande_rien_de_deprecie(operation: NamedOperation) -> None:
    deprecated = []
    info = TypeInfo(schema._schema)

    class Finder(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            field = info.get_field_def()
            if field is not None and field.deprecation_reason:
                deprecated.append(node.name.value)

    visit(operation.node, TypeInfoVisitor(info, Finder()))
    assert deprecated == []


def ecrit(operation: NamedOperation) -> bool:
    """Whether the document is a mutation."""
    return any(
        isinstance(d, OperationDefinitionNode) and d.operation is OperationType.MUTATION
        for d in operation.node.definitions
    )


def lisible(ordre: Ordre) -> str:
    """A statement with one clause a line, indented by its parentheses, and the number of its parameters."""
    flat = " ".join(ordre.sql.split())
    lines: list[str] = []
    depth, line, opened = 0, "", list[bool]()
    for token in re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|\(|\)|\b(?:SELECT|FROM|WHERE|ORDER BY|LIMIT|AND)\b|.", flat):
        if token in ("SELECT", "FROM", "WHERE", "ORDER BY", "LIMIT") and (not opened or opened[-1]) and line.strip():
            lines.append("  " * depth + line.strip())
            line = ""
        if token == "(":
            line += token
            opened.append(False)
        elif token == ")":
            if opened.pop():
                lines.append("  " * depth + line.strip())
                line, depth = "", depth - 1
            line += token
        elif token == "SELECT" and opened and not opened[-1] and line.endswith("("):
            lines.append("  " * depth + line.strip())
            opened[-1] = True
            depth, line = depth + 1, token
        else:
            line += token
        if token == "," and (not opened or opened[-1]):
            lines.append("  " * depth + line.strip())
            line = " "
    lines.append("  " * depth + line.strip())
    return "\n".join(lines) + f"\n-- {len(ordre.valeurs)} paramètres\n"


def _difference(name: str, kept: str, text: str) -> str:
    lines = list(
        difflib.unified_diff(kept.splitlines(), text.splitlines(), f"gardé/{name}", f"obtenu/{name}", lineterm="", n=2)
    )
    shown = "\n".join(lines[:120])
    return f"{name} a changé ; relisez, puis « pytest --golden » pour le garder.\n{shown}"
