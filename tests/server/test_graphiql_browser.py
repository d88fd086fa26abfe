"""GraphiQL in a real Chromium, on a running demo, with the outside network blocked."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IDENTIFIANT = "referent@demo.example"
MOT_DE_PASSE = "viesion-demo"
CONNEXION = """
mutation Connexion($identifiant: String!, $motDePasse: String!) {
  connexion(identifiant: $identifiant, motDePasse: $motDePasse) { ... on ConnexionSucces { jetonAcces } }
}
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not Path(CHROMIUM).is_file(),
        reason=f"LES TESTS DE NAVIGATEUR N'ONT PAS TOURNÉ : pas de Chromium en {CHROMIUM} "
        "(apt-get install chromium, ou la variable CHROMIUM)",
    ),
]


class Traffic:
    """What the page asked: requests outside this machine (all blocked), GraphQL operations, console errors."""

    def __init__(self) -> None:
        self.outside: list[str] = []
        self.operations: list[Request] = []
        self.errors: list[str] = []

    def guard(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname != "127.0.0.1":
            self.outside.append(route.request.url)
            route.abort()
            return
        if url.path.endswith("/graphql"):
            self.operations.append(route.request)
        route.continue_()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def page(browser: Browser, demo_server: str, traffic: Traffic) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    context.set_default_timeout(20_000)
    context.route("**/*", traffic.guard)
    page = context.new_page()
    page.on("console", lambda message: traffic.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: traffic.errors.append(str(error)))
    page.goto(f"{demo_server}/graphiql")
    expect(page.get_by_role("heading", name="Connexion à l'API VieSION")).to_be_visible(timeout=20_000)
    yield page
    context.close()
    assert traffic.outside == []


def sign_in(page: Page, mot_de_passe: str = MOT_DE_PASSE) -> None:
    page.get_by_label("Identifiant").fill(IDENTIFIANT)
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()


def open_workbench(page: Page) -> None:
    sign_in(page)
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible(timeout=20_000)
    # The explorer lists fields once the schema has been read.
    expect(page.locator(".graphiql-explorer-root")).to_be_visible(timeout=20_000)
    # Until it holds the first operation, running it does nothing.
    expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("query", timeout=20_000)


def run_operation(page: Page) -> None:
    page.get_by_role("button", name="Execute query").click()


def first_text(value: object) -> str | None:
    """The first text found in a JSON value, depth first: what the answer shows at its top."""
    if isinstance(value, str):
        return value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((text for child in children if (text := first_text(child)) is not None), None)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def answer_of_first_operation(demo_server: str) -> str:
    """The first text that the first operation gives to the same person, asked without the browser."""
    operation = httpx.get(f"{demo_server}/graphiql/configuration.json").json()["operations"][0]
    variables = {"identifiant": IDENTIFIANT, "motDePasse": MOT_DE_PASSE}
    signed = httpx.post(f"{demo_server}/graphql", json={"query": CONNEXION, "variables": variables}).json()
    result = httpx.post(
        f"{demo_server}/graphql",
        json={"query": operation["document"], "variables": operation["variables"]},
        headers={"Authorization": f"Bearer {signed['data']['connexion']['jetonAcces']}"},
    ).json()
    text = first_text(result["data"])
    assert text is not None, result
    return text


def test_nothing_is_asked_before_the_person_signs_in(page: Page, traffic: Traffic) -> None:
    page.wait_for_load_state("networkidle")
    assert traffic.operations == []
    assert traffic.errors == []
    assert page.title() == "API VieSION – GraphiQL"


def test_choosing_a_demo_account_fills_the_form(page: Page) -> None:
    page.get_by_label("Compte de démonstration").select_option(IDENTIFIANT)
    expect(page.get_by_label("Identifiant")).to_have_value(IDENTIFIANT)
    expect(page.get_by_label("Mot de passe")).to_have_value(MOT_DE_PASSE)


def test_refused_sign_in_is_told_and_leaves_the_panel(page: Page) -> None:
    sign_in(page, mot_de_passe="inexact")
    alert = page.get_by_role("alert")
    expect(alert).not_to_be_empty(timeout=20_000)
    expect(page.get_by_role("button", name="Se connecter")).to_be_enabled()
    expect(page.get_by_label("Mot de passe")).to_be_focused()
    assert page.evaluate("sessionStorage.getItem('viesion:session')") is None


def test_signed_in_person_runs_the_first_operation(
    page: Page, traffic: Traffic, demo_server: str, tmp_path: Path
) -> None:
    expected = without_spaces(json.dumps(answer_of_first_operation(demo_server), ensure_ascii=False))
    open_workbench(page)
    run_operation(page)
    response = page.locator(".graphiql-response .view-lines")
    expect(response).to_contain_text("data", timeout=20_000)
    assert expected in without_spaces(response.inner_text())

    screenshot = tmp_path / "graphiql.png"
    page.screenshot(path=screenshot)
    assert screenshot.stat().st_size > 20_000
    assert traffic.errors == []


def test_first_tabs_are_the_named_operations_that_read(page: Page, demo_server: str) -> None:
    operations = httpx.get(f"{demo_server}/graphiql/configuration.json").json()["operations"]
    reads = [operation["nom"] for operation in operations if operation["genre"] == "lecture"]
    open_workbench(page)
    tabs = page.get_by_role("tab").all_inner_texts()
    assert [tab.strip() for tab in tabs][: len(reads)] == reads
    assert len(reads) < len(operations)


def test_an_operation_that_writes_is_found_and_opened_in_a_tab_of_its_own(page: Page) -> None:
    open_workbench(page)
    tabs = page.locator(".graphiql-tab").count()
    page.get_by_role("button", name="Show Opérations").click()
    page.get_by_label("Chercher une opération").fill("creer un contrat")
    page.get_by_role("region", name="Saisies").get_by_role("button").click()
    expect(page.locator(".graphiql-tab")).to_have_count(tabs + 1)
    editor = page.locator(".graphiql-query-editor .view-lines")
    expect(editor).to_contain_text("creerContratRsa", timeout=20_000)
    expect(page.locator(".graphiql-editor-tool .view-lines").first).to_contain_text("beneficiaire")


def test_variables_survive_a_reload(page: Page) -> None:
    open_workbench(page)
    variables = page.locator(".graphiql-editor-tool .view-lines").first
    expect(variables).to_contain_text("{")
    before = variables.inner_text()
    page.reload()
    expect(variables).to_contain_text("{", timeout=20_000)
    assert variables.inner_text() == before


def test_every_later_request_carries_the_token(page: Page, traffic: Traffic) -> None:
    open_workbench(page)
    run_operation(page)
    expect(page.locator(".graphiql-response .view-lines")).to_contain_text("data", timeout=20_000)
    first, *later = [request.headers.get("authorization", "") for request in traffic.operations]
    assert first == ""
    assert len(later) >= 2
    assert all(header.startswith("Bearer ") for header in later)


def test_nothing_is_written_where_it_would_outlive_the_browser_tab(page: Page) -> None:
    open_workbench(page)
    run_operation(page)
    expect(page.locator(".graphiql-response .view-lines")).to_contain_text("data", timeout=20_000)
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.context.cookies() == []


def test_answer_401_brings_the_panel_back_and_keeps_the_tabs(page: Page) -> None:
    open_workbench(page)
    refusal = {"errors": [{"message": "Jeton refusé.", "extensions": {"code": "NON_AUTHENTIFIE"}}]}
    page.route("**/graphql", lambda route: route.fulfill(status=401, json=refusal))
    run_operation(page)
    expect(page.get_by_text("Votre session a expiré")).to_be_visible(timeout=20_000)
    tabs = page.locator(".graphiql-tab").count()
    page.unroute("**/graphql")
    sign_in(page)
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible(timeout=20_000)
    assert page.locator(".graphiql-tab").count() == tabs


def test_signing_out_forgets_everything(page: Page) -> None:
    open_workbench(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Connexion à l'API VieSION")).to_be_visible(timeout=20_000)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    expect(page.locator(".graphiql-container")).to_have_count(0)
