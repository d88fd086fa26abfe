"""The page behind a link sent by mail, in a real Chromium: from « mot de passe oublié » to the new password."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.server.test_graphiql_browser import ARGUMENTS, CHROMIUM

QUI, BON = "responsable-b@demo.example", "cheval pastèque tunnel brodé"
OUBLIE = 'mutation { demanderReinitialisation(identifiant: "%s") { __typename } }'
CONNEXION = 'mutation { connexion(identifiant: "%s", motDePasse: "%s") { __typename } }'

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).is_file(), reason=f"pas de Chromium en {CHROMIUM}"),
]


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_page()
        browser.close()


def post(server: str, query: str) -> dict[str, Any]:
    """The data of an operation."""
    data: dict[str, Any] = httpx.post(f"{server}/graphql", json={"query": query}).json()["data"]
    return data


def lien(server: str) -> str:
    """The link of the first mail sent to `QUI`, waited for."""
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        for mail in httpx.get(f"{server}/demo/courriels.json").json():
            if mail["a"] == QUI:
                return next(str(line) for line in mail["texte"].splitlines() if line.startswith("http"))
        time.sleep(0.1)
    raise AssertionError("no mail came")


def test_le_lien_du_courriel_mene_au_nouveau_mot_de_passe(page: Page, demo_server: str) -> None:
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    post(demo_server, OUBLIE % QUI)
    address = lien(demo_server)
    assert address.startswith(f"{demo_server}/compte/mot-de-passe#jeton=")
    page.goto(address)
    assert page.url == f"{demo_server}/compte/mot-de-passe", "the token stays neither in the bar nor in the history"
    status, save = page.get_by_role("status"), page.get_by_role("button", name="Enregistrer")
    page.get_by_label("Mot de passe").fill("motdepasse1234")
    page.get_by_label("Le même, pour vérifier").fill("autre chose")
    save.click()
    expect(status).to_have_text("Les deux saisies diffèrent.")
    page.get_by_label("Le même, pour vérifier").fill("motdepasse1234")
    save.click()
    expect(status).to_contain_text("Quatre mots")
    for label in ("Mot de passe", "Le même, pour vérifier"):
        page.get_by_label(label).fill(BON)
    save.click()
    expect(status).to_have_text(f"C'est fait. Connectez-vous avec {QUI}.")
    assert post(demo_server, CONNEXION % (QUI, BON))["connexion"]["__typename"] == "ConnexionSucces"
    assert wrong == []


def test_une_adresse_sans_jeton_le_dit(page: Page, demo_server: str) -> None:
    page.goto(f"{demo_server}/compte/activation")
    expect(page.get_by_role("status")).to_contain_text("incomplète")
    expect(page.get_by_role("button", name="Enregistrer")).to_be_hidden()
