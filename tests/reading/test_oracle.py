"""The engine against a plain reading of the same rows, on random selections, arguments and callers."""

from __future__ import annotations

import itertools
import json
import os
import random
from typing import Any

import pytest
import pytest_asyncio
from graphql import parse
from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st

from auth.caller import Caller
from resolvers.reading import cursors
from tests.oracle import Oracle
from tests.oracle_donnees import Donnees
from tests.reading.generateur import TRIS, Generateur, litteral
from tests.reading.lecteur import MAINTENANT, Lecteur

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMPTES = ["referent", "responsable", "accueil", "referent-parcours", "sdi", "pilote", "referent-b", "support"]
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
Curseurs = dict[tuple[str, str], list[str]]


class Essai:
    """What an example needs; no dataclass, that Hypothesis would print whole."""

    def __init__(
        self,
        demo: Lecteur,
        comptes: dict[str, Caller],
        oracles: dict[str, Oracle],
        curseurs: dict[str, Curseurs],
    ) -> None:
        self.demo, self.comptes, self.oracles, self.curseurs = demo, comptes, oracles, curseurs


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def donnees(base_demo: str, demo: Lecteur) -> Donnees:
    """Every row of the demo, in memory. Reading is journaled no more: the journal is read too."""
    await demo.application.journal.stop()
    return await Donnees.charger(base_demo, MAINTENANT)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def essai(demo: Lecteur, comptes: dict[str, Caller], donnees: Donnees) -> Essai:
    """Both readings, with cursors of each list in each order, for each account."""
    listes = {
        "Beneficiaire": "beneficiaires(first: 40, tri: T) { edges { cursor } }",
        "Structure": "structures(first: 40, tri: T) { edges { cursor } }",
        "Collaborateur": "collaborateurs(first: 40, tri: T) { edges { cursor } }",
        "OffreDeService": "offresDeService(first: 40, tri: T) { edges { cursor } }",
        "Entretien": "beneficiaires(first: 9) { nodes { entretiens(first: 9, tri: T) { edges { cursor } } } }",
        "Document": "beneficiaires(first: 90) { nodes { documents(first: 9, tri: T) { edges { cursor } } } }",
    }
    lecteurs = [*COMPTES, "infocentre"]
    found: dict[str, Curseurs] = {compte: {} for compte in lecteurs}
    for compte, (nom, selection) in itertools.product(lecteurs, listes.items()):
        for tri in ([], *TRIS[nom]):
            answer = await demo(comptes[compte], "{ " + selection.replace("T)", litteral(tri) + ")") + " }")
            found[compte][nom, litteral(tri)] = list(_curseurs(answer["data"]))[:40]
    oracles = {compte: Oracle(donnees, comptes[compte].collaborateur or 0) for compte in lecteurs}
    return Essai(demo, comptes, oracles, found)


def _curseurs(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "cursor" else _curseurs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _curseurs(inner)


REGLAGES: Any = {
    "derandomize": not LONG,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
"""A document is drawn whole from one seed: a smaller seed is no simpler document, so nothing is shrunk."""


@settings(max_examples=3000 if LONG else 150, **REGLAGES)
@given(compte=st.sampled_from(COMPTES), graine=st.integers(0, 2**32 - 1))
async def test_le_moteur_lit_comme_une_lecture_naive(essai: Essai, compte: str, graine: int) -> None:
    await comparer(essai, compte, graine)


@settings(max_examples=1000 if LONG else 60, **REGLAGES)
@given(graine=st.integers(0, 2**32 - 1))
async def test_l_infocentre_lit_sous_pseudonyme_comme_une_lecture_naive(essai: Essai, graine: int) -> None:
    await comparer(essai, "infocentre", graine)


async def comparer(essai: Essai, compte: str, graine: int) -> None:
    """Both readings of one document are the same, refusals included, and the journal is told of every file shown."""
    caller, oracle = essai.comptes[compte], essai.oracles[compte]
    document = Generateur(random.Random(graine), oracle, essai.curseurs[compte]).document()
    note(document.text)
    note(json.dumps(document.variables, ensure_ascii=False))
    lu = await essai.demo(caller, document.text, **document.variables)
    empreintes = oracle.pseudonymes.empreintes if oracle.pseudonymes else {}
    ouvert = {name: _ouvrir(value, empreintes) for name, value in document.variables.items()}
    attendu, interdits = oracle.repondre(parse(_ouvrir_texte(document.text, empreintes)), ouvert)
    refus = {(error["extensions"]["code"], _sans_indices(error["path"])) for error in lu["errors"]}
    event("refus" if refus else "sans refus")
    assert _forme(_ouvrir(lu["data"], empreintes)) == _forme(attendu)
    assert refus == {("INTERDIT", chemin) for chemin in interdits}
    assert len(refus) == len(lu["errors"]), "un refus dit deux fois"
    assert oracle.dossiers - essai.demo.dossiers == set()


def _sans_indices(path: list[Any]) -> str:
    return ".".join(part for part in path if isinstance(part, str))


def _ouvrir(value: Any, empreintes: dict[str, int]) -> Any:
    """`value` with each cursor replaced by the row it names, as the oracle writes it.

    `empreintes`: the id of each row that cursors name by what orders it (`oracle_infocentre.py`).
    """
    if isinstance(value, dict):
        return {key: _ouvrir(inner, empreintes) for key, inner in value.items()}
    if isinstance(value, list):
        return [_ouvrir(inner, empreintes) for inner in value]
    if isinstance(value, str) and len(value) > 40:
        try:
            cursor = cursors.box.open(value)
        except cursors.CurseurInvalide:
            return value
        sorte, type_, *_ = [*cursor.liste.split(), ""]
        if sorte == "pseudonyme":
            return f"curseur {type_}:{empreintes[f'{type_} {cursor.valeurs[-1]}'.replace(chr(92) + 'x', '')]}"
        return f"curseur {sorte}:{cursor.valeurs[-1]}"
    return value


def _ouvrir_texte(text: str, empreintes: dict[str, int]) -> str:
    """The same in the literals of a document."""
    parts = text.split('"')
    return '"'.join(_ouvrir(part, empreintes) for part in parts)


def _forme(value: Any) -> str:
    """Values with the order of their keys; 5 and 5.0 are one number of JSON."""
    return json.dumps(_nombres(value), ensure_ascii=False, indent=1)


def _nombres(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nombres(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_nombres(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
