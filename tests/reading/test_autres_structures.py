"""What a structure reads never names another one that follows the person (permissions.md, rule 3)."""

from __future__ import annotations

from typing import Any

import pytest

from auth.caller import Caller
from tests.reading.lecteur import Lecteur

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUI = "{ structures { id } }"


async def _nommees(demo: Lecteur, caller: Caller, chemin: str) -> tuple[list[Any], set[str]]:
    """What the path gives on every file of the caller, and the caller's own structures."""
    data = await demo.data(caller, f"{{ moi {QUI} beneficiaires(first: 100) {{ nodes {{ {chemin} }} }} }}")
    return data["beneficiaires"]["nodes"], {structure["id"] for structure in data["moi"]["structures"]}


async def test_une_difficulte_ne_dit_pas_quelle_autre_structure_l_a_saisie(demo: Lecteur, referent: Caller) -> None:
    files, mine = await _nommees(demo, referent, "difficultes { structure { id } auteur " + QUI + " }")
    rows = [row for file in files for row in file["difficultes"]]
    assert any(row["structure"] is None and row["auteur"] is None for row in rows)
    assert {row["structure"]["id"] for row in rows if row["structure"]} <= mine


async def test_un_contrat_ne_nomme_que_les_collegues(demo: Lecteur, referent: Caller) -> None:
    files, mine = await _nommees(demo, referent, "contrats { auteur " + QUI + " }")
    rows = [row["auteur"] for file in files for row in file["contrats"]]
    assert None in rows
    assert all({structure["id"] for structure in who["structures"]} & mine for who in rows if who)


async def test_un_positionnement_ne_nomme_que_les_collegues(demo: Lecteur, referent: Caller) -> None:
    files, mine = await _nommees(demo, referent, "positionnements { prescripteur " + QUI + " }")
    rows = [row["prescripteur"] for file in files for row in file["positionnements"]]
    assert all({structure["id"] for structure in who["structures"]} & mine for who in rows if who)
