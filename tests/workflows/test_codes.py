"""`docs/codes.md` lists every code that a write may answer, with what it says; `--golden` writes the page anew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parent.parent.parent
PAGE = RACINE / "docs" / "codes.md"
SORTES = {
    "RegleMetier": "ErreurMetier",
    "LienSansEffet": "ErreurMetier",
    "ErreurMetier": "ErreurMetier",
    "Conflit": "ErreurConflit",
    "Avertissement": "Avertissement",
    "si": "ErreurValidation",
    "ajouter": "ErreurValidation",
    "ChampInvalide": "ErreurValidation",
    "_laisser": "Avertissement",
}
CODE = re.compile(r"[A-Z][A-Z0-9_]{3,}")
TETE = """# Les codes des saisies

Ce qu'une mutation répond quand elle refuse ou avertit : le code est stable, pour un programme ; le message est pour la
personne (« … » y tient la place d'une valeur, et d'autres messages peuvent avoir le même code). Page tirée du code par
`pytest tests/workflows/test_codes.py --golden`. Voir `docs/saisies.md`.

| code | réponse | message |
|---|---|---|
"""


Textes = dict[str, list[tuple[int, str]]]


def dit(noeud: ast.expr, connus: Textes) -> str | None:
    """The text of an expression, `…` for what it takes from elsewhere; a name has the last value given above it."""
    match noeud:
        case ast.Constant(value=str() as texte):
            return texte
        case ast.JoinedStr(values=parties):
            return "".join(dit(partie, connus) or "…" for partie in parties)
        case ast.Name(id=nom, lineno=ligne):
            donnes = connus.get(nom, [])
            return max((donne for donne in donnes if donne[0] < ligne), default=(0, None))[1]
        case ast.BinOp(left=gauche, op=ast.Add(), right=droite):
            return f"{dit(gauche, connus) or '…'}{dit(droite, connus) or '…'}"
        case ast.IfExp(body=corps):
            return dit(corps, connus)
    return None


def codes(source: str) -> Iterator[tuple[str, str, str]]:
    """(code, kind of answer, message) of each error, fault and warning that a module makes."""
    arbre = ast.parse(source)
    connus: Textes = {}
    for noeud in sorted((n for n in ast.walk(arbre) if isinstance(n, ast.Assign)), key=lambda n: n.lineno):
        for cible in noeud.targets:
            if isinstance(cible, ast.Name) and (texte := dit(noeud.value, connus)):
                connus.setdefault(cible.id, []).append((noeud.lineno, texte))
    for noeud in ast.walk(arbre):
        if not isinstance(noeud, ast.Call):
            continue
        appele = noeud.func.attr if isinstance(noeud.func, ast.Attribute) else getattr(noeud.func, "id", "")
        if appele not in SORTES:
            continue
        textes = [dit(donne, connus) for donne in [*noeud.args, *(mot.value for mot in noeud.keywords)]]
        rang = next((rang for rang, texte in enumerate(textes) if texte and CODE.fullmatch(texte)), None)
        if rang is not None:
            message = max((texte for texte in textes if texte and " " in texte), key=len, default="")
            yield str(textes[rang]), SORTES[appele], message


def page() -> str:
    """The whole page."""
    dossiers = ("resolvers/writing", "resolvers/workflows", "schema")
    sources = [source for dossier in dossiers for source in (RACINE / dossier).glob("*.py")]
    trouves: dict[tuple[str, str], str] = {}
    for source in sorted(sources):
        for code, sorte, message in codes(source.read_text(encoding="utf-8")):
            trouves[code, sorte] = trouves.get((code, sorte)) or message
    lignes = (f"| `{code}` | {sorte} | {message} |\n" for (code, sorte), message in sorted(trouves.items()))
    return TETE + "".join(lignes)


def test_la_page_des_codes_est_complete(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "pytest tests/workflows/test_codes.py --golden"


def test_les_codes_se_lisent_dans_toutes_leurs_ecritures() -> None:
    source = """
NOM = "CODE_NOMME"
fautes.si(x, "chemin", f"Le {jour} ne va pas.", NOM)
raise RegleMetier("CODE_ECRIT", "Ce contrat " + "est annulé.")
Avertissement(code="CODE_PAR_NOM", message="Attention.")
ChampInvalide("commande.x", "Sans code ici.")
"""
    assert list(codes(source)) == [
        ("CODE_NOMME", "ErreurValidation", "Le … ne va pas."),
        ("CODE_ECRIT", "ErreurMetier", "Ce contrat est annulé."),
        ("CODE_PAR_NOM", "Avertissement", ""),
    ]
