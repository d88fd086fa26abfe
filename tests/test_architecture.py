"""The repository itself: names that could be shadowed, lock files, and the length of modules."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("auth", "db", "documents", "queries", "resolvers", "schema", "server")


@pytest.mark.parametrize("name", ["schema", "db"])
def test_aucun_paquet_de_pypi_ne_prend_le_nom_d_un_des_notres(name: str) -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution(name)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_les_verrous_ne_portent_que_des_noms_des_versions_et_des_empreintes(lock: str) -> None:
    lines = [
        line for line in (ROOT / lock).read_text().splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    allowed = re.compile(r"[a-z0-9._-]+==[^ ]+( ; .*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not allowed.fullmatch(line)] == []


def test_les_verrous_npm_ne_portent_pas_d_adresse() -> None:
    locks = [path for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts]
    assert locks
    for lock in locks:
        assert '"resolved"' not in lock.read_text(), lock


def test_un_module_tient_en_400_lignes() -> None:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts]
    assert {str(path): count for path in modules if (count := len(path.read_text().splitlines())) > 400} == {}
