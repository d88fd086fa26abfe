"""The command line, as its users type it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from db.demo import charger_demo
from db.private_postgres import PrivateServer
from server.cli import app
from tests.conftest import TEMPLATE, cloner, en_api

runner = CliRunner()


@pytest.fixture(scope="module")
def base(serveur_postgres: PrivateServer) -> Iterator[str]:
    """A small demo, as the API's role."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(charger_demo(url, beneficiaires=30))
        yield en_api(url)


def _viesion(base: str, *words: str, **environment: str) -> tuple[int, str, str]:
    result = runner.invoke(app, list(words), env={"VIESION_DATABASE_URL": base, **environment})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_une_operation_nommee_s_execute_avec_les_droits_d_un_compte(base: str) -> None:
    code, out, _ = _viesion(base, "query", "FicheBeneficiaire", "--variables", '{"id": "Beneficiaire:1"}')
    assert code == 0
    assert json.loads(out)["data"]["beneficiaire"]["numeroDossier"] == "#4"


def test_sans_variables_celles_du_document_servent_d_essai(base: str) -> None:
    code, out, _ = _viesion(base, "query", "MesEtapes")
    assert code == 0
    assert json.loads(out)["data"]["beneficiaires"]["nodes"]


def test_une_liste_se_lit_en_table(base: str) -> None:
    code, out, _ = _viesion(base, "query", "MesEtapes", "--format", "table", COLUMNS="200")
    assert code == 0
    assert "numeroDossier" in out
    assert "━" in out


def test_un_profil_sans_droit_recoit_une_erreur_et_un_code_de_sortie(base: str) -> None:
    code, out, _ = _viesion(base, "query", "MesEtapes", "--compte", "support@demo.example")
    assert code == 1
    assert json.loads(out)["errors"][0]["extensions"]["code"] == "INTERDIT"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["query", "Inconnue"], "FicheBeneficiaire"),
        (["query", "CreerBeneficiaire"], "écrit"),
        (["query", "FicheBeneficiaire", "--variables", "{"], "objet JSON"),
        (["query", "FicheBeneficiaire", "--variables", "[1]"], "objet JSON"),
        (["query", "FicheBeneficiaire", "--compte", "personne@demo.example"], "Aucun compte actif"),
    ],
    ids=["opération", "écriture", "JSON", "liste", "compte"],
)
def test_un_mauvais_usage_est_explique(base: str, words: list[str], said: str) -> None:
    code, _, err = _viesion(base, *words)
    assert code == 2
    assert said in err


def test_servir_demande_un_secret(base: str) -> None:
    code, _, err = _viesion(base, "serve")
    assert code == 2
    assert "VIESION_SECRET" in err


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"VIESION_SECRET": "court"}, "VIESION_SECRET"), ({"VIESION_DATABASE_URL": "mysql://x"}, "VIESION_DATABASE_URL")],
    ids=["secret", "base"],
)
def test_un_reglage_faux_est_nomme_sans_etre_montre(base: str, environment: dict[str, str], said: str) -> None:
    result = runner.invoke(app, ["serve"], env={"VIESION_DATABASE_URL": base, **environment})
    assert result.exit_code == 2
    assert said in result.stderr
    assert "mysql" not in result.stderr
    assert "court" not in result.stderr


def test_le_schema_ecrit_est_celui_qui_est_verifie(tmp_path: object) -> None:
    fichier = f"{tmp_path}/schema.graphql"
    assert runner.invoke(app, ["schema", "--fichier", fichier]).exit_code == 0
    assert runner.invoke(app, ["schema", "--verifier", "--fichier", fichier]).exit_code == 0
    with open(fichier, "a", encoding="utf-8") as file:
        file.write("type Autre { id: ID }\n")
    assert runner.invoke(app, ["schema", "--verifier", "--fichier", fichier]).exit_code == 1
