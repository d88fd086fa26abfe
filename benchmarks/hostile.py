"""Requests made to hold a server: each must be answered and hold the event loop for under a quarter of a second."""

from __future__ import annotations

import json
from collections.abc import Iterator

MEGABYTE = 1_000_000


def documents() -> Iterator[tuple[str, str]]:
    """Documents, each with the name of what it abuses."""
    chain = [f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(30)]
    yield "30 fragments qui doublent", "{ ...f0 } " + " ".join(chain) + " fragment f30 on Query { __typename }"
    small = [f"fragment f{i} on Query {{ __typename }}" for i in range(30_000)]
    yield "1 Mo de fragments", "{ ...f0 } " + " ".join(small)
    wide = " ".join(f"...f{i}" for i in range(99))
    crossed = [f"fragment f{i} on Query {{ {wide} structures {{ totalCount }} }}" for i in range(99)]
    yield "fragments croisés", f"{{ {wide} }} " + " ".join(crossed)
    yield "20 000 alias", "{ " + " ".join(f"a{i}: __typename" for i in range(20_000)) + " }"
    sheets = " ".join(f'a{i}: beneficiaire(id: "Beneficiaire:{i + 1}") {{ nom }}' for i in range(99))
    yield "99 fiches d'un coup", f"{{ {sheets} }}"
    nested = "structure { offres { " * 2_000
    yield "imbrication de 4 000", '{ etape(id: "Etape:1") { ' + nested + "id" + " }" * 4_002
    yield "accolades sans fin", "{a" * 80_000
    yield "crochets sans fin", "{ nodes(ids: " + "[" * 200_000
    yield "1 Mo de valeurs", "{ nodes(ids: [" + '"Etape:1",' * 100_000 + "]) { id } }"
    yield (
        "filtre profond",
        "{ beneficiaires(filtre: {" + "ET: [{" * 300 + 'nom: {egal: "a"}' + "}]" * 300 + "}) { totalCount } }",
    )
    broad = ",".join(f'{{nom: {{contient: "a{i}"}}}}' for i in range(200))
    yield "filtre large", f"{{ beneficiaires(filtre: {{OU: [{broad}]}}) {{ totalCount }} }}"
    yield "champs inconnus", "{ " + " ".join(f"benefeciaire{i}" for i in range(249)) + " }"
    conflicts = " ".join(f"structures(first: {i % 100}) {{ totalCount }}" for i in range(249))
    yield "champs en conflit", f"{{ {conflicts} }}"
    yield "directives", "{ __typename " + "@include(if: true) " * 20_000 + "}"
    operations = " ".join(f"query q{i} {{ ...f }}" for i in range(10_000))
    yield "10 000 opérations", operations + " fragment f on Query { __typename }"
    yield "1 Mo de commentaires", "#\n" * (MEGABYTE // 2) + "{ __typename }"
    yield "1 Mo de texte", '{ beneficiaire(id: "' + "x" * MEGABYTE + '") { id } }'
    yield "entier de 5 000 chiffres", "{ structures(first: " + "9" * 5_000 + ") { totalCount } }"
    yield "le plus large des documents valides", _broad()
    yield "introspection", "{ __schema { types { name fields { name args { name type { name } } type { name } } } } }"


def bodies() -> Iterator[tuple[str, bytes]]:
    """Bodies that are no GraphQL request, each with the name of what it abuses."""
    for name, document in documents():
        yield name, json.dumps({"query": document}).encode()
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    yield "1 Mo de variables", json.dumps({"query": query, "variables": {"ids": ["Etape:1"] * 90_000}}).encode()
    yield "JSON de 500 000 crochets", b"[" * 500_000
    yield "variables très profondes", b'{"query":"{a}","variables":{"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}}"
    yield "10 Mo", b'{"query":"' + b" " * 10 * MEGABYTE + b'"}'
    yield "UTF-8 faux", b'{"query":"' + b"\xff" * MEGABYTE + b'"}'


def _broad() -> str:
    """About as many fields as the limits let through, under distinct names: all of it must be compiled to SQL."""
    etape = (
        "id intitule debutReel finReelle dureeMois commentaire motifFin { code libelle } thematique { code libelle }"
    )
    etape += " structure { raisonSociale } offreDeService { libelle } bilans { id nature reponses { texte choix } }"
    fields = " ".join(f"e{i}: etapes {{ {etape} }}" for i in range(45))
    return f'{{ beneficiaire(id: "Beneficiaire:1") {{ {fields} }} }}'
